// SPDX-License-Identifier: MIT
#include "weir/serve/credentials.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "support/catch.h"
#include "support/temporary_folder.h"
#include "weir/base/status.h"

namespace weir {
namespace {

constexpr std::string_view kProfile =
    "[default]\n"
    "aws_access_key_id = AKIDEXAMPLEEXAMPLE01\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n";

class TemporaryFolder : public testing::TemporaryFolder {
 public:
  std::string Write(std::string_view text, mode_t mode = 0600) const {
    const std::string path = testing::TemporaryFolder::Write("credentials", text);
    REQUIRE(chmod(path.c_str(), mode) == 0);
    return path;
  }
};

// The message without the folder's name, and the code in front.
std::string Outcome(const absl::Status& status) {
  std::string text(FromAbsl(status.message()));
  const std::size_t begin = text.find("/credentials");
  if (begin != std::string::npos) text.erase(0, begin + 1);
  return absl::StatusCodeToString(status.code()) + ": " + text;
}

std::string Load(std::string_view text) {
  const TemporaryFolder folder;
  return Outcome(LoadCredentials(folder.Write(text)).status());
}

TEST_CASE("every profile of a file of credentials is read", "[serve][credentials]") {
  const TemporaryFolder folder;
  const auto credentials =
      LoadCredentials(folder.Write("# of the test\n\n" + std::string(kProfile) +
                                   "region = eu-west-1\n"
                                   "  [ temporary ]  ; of a role\r\n"
                                   "aws_secret_access_key=a+b/c=#1   # behind a blank\r\n"
                                   "\taws_access_key_id\t=\tASIDEXAMPLEEXAMPLE02\r\n"
                                   "aws_session_token = AQoDYXdzEPT//////w=="));
  REQUIRE(credentials.ok());
  REQUIRE(credentials->size() == 2);
  CHECK((*credentials)[0].access_key_id == "AKIDEXAMPLEEXAMPLE01");
  CHECK((*credentials)[0].secret_access_key == "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  CHECK_FALSE((*credentials)[0].session_token.has_value());
  CHECK((*credentials)[1].access_key_id == "ASIDEXAMPLEEXAMPLE02");
  CHECK((*credentials)[1].secret_access_key == "a+b/c=#1");
  CHECK((*credentials)[1].session_token == "AQoDYXdzEPT//////w==");
}

TEST_CASE("a file that others may read or write is refused", "[serve][credentials]") {
  const TemporaryFolder folder;
  for (const mode_t mode : {0640U, 0620U, 0604U, 0602U, 0644U, 0666U}) {
    INFO(mode);
    const absl::Status status = LoadCredentials(folder.Write(kProfile, mode)).status();
    CHECK(status.code() == absl::StatusCode::kFailedPrecondition);
  }
  CHECK(Outcome(LoadCredentials(folder.Write(kProfile, 0644)).status()) ==
        "FAILED_PRECONDITION: credentials has mode 0644, which lets others than its owner read or "
        "write it; make it 0600");
  CHECK(LoadCredentials(folder.Write(kProfile, 0400)).ok());
  CHECK(LoadCredentials(folder.Write(kProfile, 0700)).ok());
}

TEST_CASE("a link is as good as what it leads to", "[serve][credentials]") {
  const TemporaryFolder folder;
  const std::string path = folder.Write(kProfile);
  std::filesystem::create_symlink(path, folder.PathOf("link"));
  CHECK(LoadCredentials(folder.PathOf("link")).ok());
  folder.Write(kProfile, 0644);
  CHECK_FALSE(LoadCredentials(folder.PathOf("link")).ok());
}

TEST_CASE("what is no plain file is refused without waiting for it", "[serve][credentials]") {
  const TemporaryFolder folder;
  CHECK(Outcome(LoadCredentials(folder.PathOf("credentials")).status()) ==
        "NOT_FOUND: credentials: No such file or directory");
  REQUIRE(mkfifo(folder.PathOf("credentials").c_str(), 0600) == 0);
  CHECK(Outcome(LoadCredentials(folder.PathOf("credentials")).status()) ==
        "FAILED_PRECONDITION: credentials is no plain file");
  std::filesystem::create_directory(folder.PathOf("folder"));
  CHECK(LoadCredentials(folder.PathOf("folder")).status().code() ==
        absl::StatusCode::kFailedPrecondition);
}

TEST_CASE("a file that is too large is refused", "[serve][credentials]") {
  std::string text = std::string(kProfile) + "#";
  text.resize(kCredentialsFileBytesMax, ' ');
  CHECK(Load(text) == "OK: ");
  CHECK(Load(text + ' ') == "INVALID_ARGUMENT: credentials is larger than 1048576 bytes");
}

TEST_CASE("a line that has no meaning is named by its number", "[serve][credentials]") {
  const std::string profile(kProfile);
  CHECK(Load(profile + "my secret\n") ==
        "INVALID_ARGUMENT: credentials, line 4 is neither \"[profile]\" nor \"key = value\"");
  CHECK(Load(profile + "= secret\n") ==
        "INVALID_ARGUMENT: credentials, line 4 is neither \"[profile]\" nor \"key = value\"");
  CHECK(Load("aws_access_key_id = AKIDEXAMPLEEXAMPLE01\n" + profile) ==
        "INVALID_ARGUMENT: credentials, line 1 stands before the first \"[profile]\"");
  for (const char* line : {"[x", "[]", "[ ]", "[x] y"}) {
    CHECK(Load(profile + line) ==
          "INVALID_ARGUMENT: credentials, line 4 begins with \"[\" and is no \"[profile]\"");
  }
  CHECK(Load(profile + "aws_access_key_id = AKIDEXAMPLEEXAMPLE03\n") ==
        "INVALID_ARGUMENT: credentials, line 4 has the profile's second aws_access_key_id");
}

TEST_CASE("a profile has both an id and a secret", "[serve][credentials]") {
  CHECK(Load("") == "INVALID_ARGUMENT: credentials has no profile");
  CHECK(Load("# nothing\n") == "INVALID_ARGUMENT: credentials has no profile");
  CHECK(Load("[a]\n\naws_secret_access_key = x\n" + std::string(kProfile)) ==
        "INVALID_ARGUMENT: credentials, profile of line 1: aws_access_key_id is missing");
  CHECK(Load(std::string(kProfile) + "[b]\naws_access_key_id = AKIDEXAMPLEEXAMPLE01\n") ==
        "INVALID_ARGUMENT: credentials, profile of line 4: aws_secret_access_key is missing");
}

TEST_CASE("what is wrong with a credential is said without it", "[serve][credentials]") {
  const auto wrong = [](const Credentials& credentials) { return Outcome(Validate(credentials)); };
  const std::string id(16, 'A');
  CHECK(wrong({.access_key_id = id, .secret_access_key = "x"}) == "OK: ");
  CHECK(wrong({.access_key_id = std::string(128, '_'),
               .secret_access_key = std::string(256, '!'),
               .session_token = std::string(kSessionTokenBytesMax, '~')}) == "OK: ");
  CHECK(wrong({.access_key_id = std::string(15, 'A'), .secret_access_key = "x"}) ==
        "INVALID_ARGUMENT: access_key_id has 15 bytes; it must have 16 to 128");
  CHECK_FALSE(Validate({.access_key_id = std::string(129, 'A'), .secret_access_key = "x"}).ok());
  CHECK(wrong({.access_key_id = std::string(15, 'A') + '-', .secret_access_key = "x"}) ==
        "INVALID_ARGUMENT: access_key_id has a character that none has");
  CHECK(wrong({.access_key_id = id}) ==
        "INVALID_ARGUMENT: secret_access_key has 0 bytes; it must have 1 to 256");
  CHECK_FALSE(Validate({.access_key_id = id, .secret_access_key = std::string(257, 'x')}).ok());
  CHECK(wrong({.access_key_id = id, .secret_access_key = "a b"}) ==
        "INVALID_ARGUMENT: secret_access_key has a character that none has");
  CHECK(wrong({.access_key_id = id, .secret_access_key = "x", .session_token = ""}) ==
        "INVALID_ARGUMENT: session_token has 0 bytes; it must have 1 to 8192");
  CHECK(wrong({.access_key_id = id, .secret_access_key = "x", .session_token = "a\nb"}) ==
        "INVALID_ARGUMENT: session_token has a character that none has");
  CHECK(Load("[a]\naws_access_key_id = AKIDEXAMPLEEXAMPLE01\naws_secret_access_key = s e\n") ==
        "INVALID_ARGUMENT: credentials, profile of line 1: secret_access_key has a character that "
        "none has");
}

TEST_CASE("the environment has one pair, or none", "[serve][credentials]") {
  for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}) {
    unsetenv(name);
  }
  CHECK(Outcome(CredentialsFromEnvironment().status()) ==
        "NOT_FOUND: neither AWS_ACCESS_KEY_ID nor AWS_SECRET_ACCESS_KEY is set");
  setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
  setenv("AWS_ACCESS_KEY_ID", "", 1);
  CHECK(Outcome(CredentialsFromEnvironment().status()) ==
        "INVALID_ARGUMENT: AWS_ACCESS_KEY_ID is not set");
  setenv("AWS_ACCESS_KEY_ID", "short", 1);
  CHECK(Outcome(CredentialsFromEnvironment().status()) ==
        "INVALID_ARGUMENT: the environment: access_key_id has 5 bytes; it must have 16 to 128");
  setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLEEXAMPLE01", 1);
  const auto plain = CredentialsFromEnvironment();
  REQUIRE(plain.ok());
  CHECK(plain->access_key_id == "AKIDEXAMPLEEXAMPLE01");
  CHECK(plain->secret_access_key == "secret");
  CHECK_FALSE(plain->session_token.has_value());
  setenv("AWS_SESSION_TOKEN", "token", 1);
  CHECK(CredentialsFromEnvironment()->session_token == "token");
  unsetenv("AWS_SECRET_ACCESS_KEY");
  CHECK(Outcome(CredentialsFromEnvironment().status()) ==
        "INVALID_ARGUMENT: AWS_SECRET_ACCESS_KEY is not set");
  unsetenv("AWS_ACCESS_KEY_ID");
  unsetenv("AWS_SESSION_TOKEN");
}

}  // namespace
}  // namespace weir
