// SPDX-License-Identifier: MIT
#include "weir/serve/credentials.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace weir {
namespace {

constexpr std::size_t kAccessKeyIdBytesMin = 16;
constexpr std::size_t kAccessKeyIdBytesMax = 128;
constexpr std::size_t kSecretBytesMax = 256;

bool IsIdCharacter(char c) {
  return ('A' <= c && c <= 'Z') || ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || c == '_';
}

// What a header can carry that is one word.
bool IsWordCharacter(char c) { return '!' <= c && c <= '~'; }

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// InvalidArgument if `value`, which is called `name`, has not `min` to `max` of such characters.
absl::Status CheckWord(std::string_view name, std::string_view value, std::size_t min,
                       std::size_t max, bool (*is_allowed)(char)) {
  if (value.size() < min || value.size() > max) {
    return InvalidArgument(
        Concat(name, " has ", value.size(), " bytes; it must have ", min, " to ", max));
  }
  if (!std::all_of(value.begin(), value.end(), is_allowed)) {
    return InvalidArgument(Concat(name, " has a character that none has"));
  }
  return absl::OkStatus();
}

// `status` with where it comes from in front.
absl::Status At(std::string_view place, const absl::Status& status) {
  return absl::Status(status.code(), ToAbsl(Concat(place, ": ", FromAbsl(status.message()))));
}

// Closes a file when it goes.
class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (number_ >= 0) close(number_);
  }

  int number() const { return number_; }

 private:
  // Set at construction, never written again.
  const int number_;
};

std::string ErrorText(int error) { return std::generic_category().message(error); }

// "0644"
std::string ModeText(mode_t mode) {
  std::string text = "0";
  for (int shift = 6; shift >= 0; shift -= 3) {
    text += static_cast<char>('0' + (mode >> shift & 7U));
  }
  return text;
}

// Of the opened file and not of its path, which may lead elsewhere a moment later. A symbolic
// link is followed: it has no secret, and orchestrators mount secrets as links.
absl::Status CheckFile(const std::string& path, int descriptor) {
  struct stat status = {};
  if (fstat(descriptor, &status) != 0) {
    return Unavailable(Concat(path, ": ", ErrorText(errno)));
  }
  if (!S_ISREG(status.st_mode)) {
    return FailedPrecondition(Concat(path, " is no plain file"));
  }
  if ((status.st_mode & (S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)) != 0) {
    return FailedPrecondition(Concat(path, " has mode ", ModeText(status.st_mode),
                                     ", which lets others than its owner read or write it; make "
                                     "it 0600"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadPrivateFile(const std::string& path) {
  // Not to wait for who writes to a pipe.
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.number() < 0) {
    const int error = errno;
    const std::string message = Concat(path, ": ", ErrorText(error));
    return error == ENOENT || error == ENOTDIR ? NotFound(message) : FailedPrecondition(message);
  }
  const absl::Status status = CheckFile(path, file.number());
  if (!status.ok()) return status;
  std::string text;
  char block[16 * 1024];
  while (true) {
    const ssize_t count = read(file.number(), block, sizeof(block));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Unavailable(Concat(path, ": ", ErrorText(errno)));
    if (count == 0) return text;
    text.append(block, static_cast<std::size_t>(count));
    if (text.size() > kCredentialsFileBytesMax) {
      return InvalidArgument(Concat(path, " is larger than ", kCredentialsFileBytesMax, " bytes"));
    }
  }
}

// Reads a file of profiles line by line.
class ProfileReader {
 public:
  explicit ProfileReader(const std::string& path) : path_(path) {}

  absl::Status Add(std::string_view line) {
    ++line_number_;
    line = Trimmed(line);
    if (line.empty() || line.front() == '#' || line.front() == ';') return absl::OkStatus();
    if (line.front() == '[') return Begin(line);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      return Complain("is neither \"[profile]\" nor \"key = value\"");
    }
    if (!is_in_profile_) return Complain("stands before the first \"[profile]\"");
    return Set(Trimmed(line.substr(0, equals)), WithoutComment(line.substr(equals + 1)));
  }

  // When there are no more lines.
  absl::StatusOr<std::vector<Credentials>> Finish() {
    const absl::Status status = End();
    if (!status.ok()) return status;
    if (profiles_.empty()) return InvalidArgument(Concat(path_, " has no profile"));
    return std::move(profiles_);
  }

 private:
  // A comment behind a value has a blank before it.
  static std::string_view WithoutComment(std::string_view value) {
    for (std::size_t i = 1; i < value.size(); ++i) {
      if (IsBlank(value[i - 1]) && (value[i] == '#' || value[i] == ';')) {
        value = value.substr(0, i);
      }
    }
    return Trimmed(value);
  }

  absl::Status Begin(std::string_view line) {
    const absl::Status status = End();
    if (!status.ok()) return status;
    const std::size_t close = line.find(']');
    const std::string_view rest =
        close == std::string_view::npos ? "" : Trimmed(line.substr(close + 1));
    if (close == std::string_view::npos || Trimmed(line.substr(1, close - 1)).empty() ||
        (!rest.empty() && rest.front() != '#' && rest.front() != ';')) {
      return Complain("begins with \"[\" and is no \"[profile]\"");
    }
    is_in_profile_ = true;
    profile_line_ = line_number_;
    return absl::OkStatus();
  }

  // A key that is none of these three is for other tools.
  absl::Status Set(std::string_view key, std::string_view value) {
    std::optional<std::string>* field = nullptr;
    if (key == "aws_access_key_id") field = &access_key_id_;
    if (key == "aws_secret_access_key") field = &secret_access_key_;
    if (key == "aws_session_token") field = &session_token_;
    if (field == nullptr) return absl::OkStatus();
    if (field->has_value()) return Complain(Concat("has the profile's second ", key));
    *field = value;
    return absl::OkStatus();
  }

  // Of the profile that the lines so far are of.
  absl::Status End() {
    if (!is_in_profile_) return absl::OkStatus();
    const std::string place = Concat(path_, ", profile of line ", profile_line_);
    if (!access_key_id_.has_value()) {
      return InvalidArgument(Concat(place, ": aws_access_key_id is missing"));
    }
    if (!secret_access_key_.has_value()) {
      return InvalidArgument(Concat(place, ": aws_secret_access_key is missing"));
    }
    Credentials credentials = {
        .access_key_id = *std::exchange(access_key_id_, std::nullopt),
        .secret_access_key = *std::exchange(secret_access_key_, std::nullopt),
        .session_token = std::exchange(session_token_, std::nullopt)};
    const absl::Status status = Validate(credentials);
    if (!status.ok()) return At(place, status);
    profiles_.push_back(std::move(credentials));
    return absl::OkStatus();
  }

  // Without the line, which may be a secret.
  absl::Status Complain(std::string_view what) const {
    return InvalidArgument(Concat(path_, ", line ", line_number_, " ", what));
  }

  // Set at construction, never written again.
  const std::string& path_;
  // Moves on with every line.
  std::int64_t line_number_ = 0;
  bool is_in_profile_ = false;
  std::int64_t profile_line_ = 0;
  std::optional<std::string> access_key_id_;
  std::optional<std::string> secret_access_key_;
  std::optional<std::string> session_token_;
  std::vector<Credentials> profiles_;
};

// Of a variable that is set; one that is empty is not.
std::optional<std::string> Variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

}  // namespace

absl::StatusOr<std::vector<Credentials>> LoadCredentials(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadPrivateFile(path);
  if (!text.ok()) return text.status();
  ProfileReader reader(path);
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() == rest.size() ? rest.size() : line.size() + 1);
    const absl::Status status = reader.Add(line);
    if (!status.ok()) return status;
  }
  return reader.Finish();
}

absl::StatusOr<Credentials> CredentialsFromEnvironment() {
  constexpr const char* kId = "AWS_ACCESS_KEY_ID";
  constexpr const char* kSecret = "AWS_SECRET_ACCESS_KEY";
  const std::optional<std::string> access_key_id = Variable(kId);
  const std::optional<std::string> secret_access_key = Variable(kSecret);
  if (!access_key_id.has_value() && !secret_access_key.has_value()) {
    return NotFound(Concat("neither ", kId, " nor ", kSecret, " is set"));
  }
  if (!access_key_id.has_value()) return InvalidArgument(Concat(kId, " is not set"));
  if (!secret_access_key.has_value()) return InvalidArgument(Concat(kSecret, " is not set"));
  Credentials credentials = {.access_key_id = *access_key_id,
                             .secret_access_key = *secret_access_key,
                             .session_token = Variable("AWS_SESSION_TOKEN")};
  const absl::Status status = Validate(credentials);
  if (!status.ok()) return At("the environment", status);
  return credentials;
}

absl::Status Validate(const Credentials& credentials) {
  absl::Status status = CheckWord("access_key_id", credentials.access_key_id, kAccessKeyIdBytesMin,
                                  kAccessKeyIdBytesMax, IsIdCharacter);
  if (!status.ok()) return status;
  status = CheckWord("secret_access_key", credentials.secret_access_key, 1, kSecretBytesMax,
                     IsWordCharacter);
  if (!status.ok() || !credentials.session_token.has_value()) return status;
  return CheckWord("session_token", *credentials.session_token, 1, kSessionTokenBytesMax,
                   IsWordCharacter);
}

}  // namespace weir
