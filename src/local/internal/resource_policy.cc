// SPDX-License-Identifier: MIT
#include "local/internal/resource_policy.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/json.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/service/exception.h"

namespace weir::local_internal {
namespace {

using Statement = ResourcePolicy::Statement;

absl::Status Malformed(std::string_view what) {
  return KinesisError(KinesisException::kInvalidArgument,
                      Concat("The resource policy is malformed: ", what, "."));
}

// OK if `object` has no other members than those of `known`.
absl::Status CheckMembers(const JsonValue& object, std::string_view what,
                          std::span<const std::string_view> known) {
  for (const std::string& name : object.names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return Malformed(Concat(what, " has ", name, ", which is not supported"));
    }
  }
  return absl::OkStatus();
}

// Adds a text, or all texts of a list of at least one.
absl::Status AddTexts(const JsonValue& value, std::string_view name,
                      std::vector<std::string>& texts) {
  const bool is_list = value.kind == JsonKind::kArray;
  const std::span<const JsonValue> elements =
      is_list ? std::span<const JsonValue>(value.values) : std::span(&value, 1);
  const auto is_text = [](const JsonValue& element) {
    return element.kind == JsonKind::kText && !element.text.empty();
  };
  if (elements.empty() || !std::all_of(elements.begin(), elements.end(), is_text)) {
    return Malformed(Concat(name, " is not a text, or a list of texts, of which none is empty"));
  }
  for (const JsonValue& element : elements) texts.push_back(element.text);
  return absl::OkStatus();
}

absl::Status RequireTexts(const JsonValue& statement, std::string_view name,
                          std::vector<std::string>& texts) {
  const JsonValue* const value = statement.Find(name);
  if (value == nullptr) return Malformed(Concat("a statement has no ", name));
  return AddTexts(*value, name, texts);
}

// Whoever it is by: "*", or an account, or one of it, or a service.
absl::Status RequirePrincipals(const JsonValue& statement, std::vector<std::string>& principals) {
  const JsonValue* const value = statement.Find("Principal");
  if (value == nullptr) return Malformed("a statement has no Principal");
  if (value->kind == JsonKind::kText && value->text == "*") {
    principals.push_back(value->text);
    return absl::OkStatus();
  }
  if (value->kind != JsonKind::kObject || value->names.empty()) {
    return Malformed("Principal is neither * nor an object that says whose principals they are");
  }
  constexpr std::array<std::string_view, 4> kKinds = {"AWS", "Service", "Federated",
                                                      "CanonicalUser"};
  absl::Status status = CheckMembers(*value, "Principal", kKinds);
  for (std::size_t i = 0; status.ok() && i < value->names.size(); ++i) {
    std::vector<std::string> texts;
    status = AddTexts(value->values[i], Concat("Principal.", value->names[i]), texts);
    // Those of other kinds are no account, and nobody of theirs calls here.
    if (value->names[i] == "AWS") principals.insert(principals.end(), texts.begin(), texts.end());
  }
  return status;
}

absl::StatusOr<Statement> ParseStatement(const JsonValue& value) {
  if (value.kind != JsonKind::kObject) return Malformed("a statement is not an object");
  constexpr std::array<std::string_view, 6> kMembers = {"Sid",    "Effect",   "Principal",
                                                        "Action", "Resource", "Condition"};
  absl::Status status = CheckMembers(value, "a statement", kMembers);
  if (!status.ok()) return status;
  const JsonValue* const sid = value.Find("Sid");
  if (sid != nullptr && sid->kind != JsonKind::kText) return Malformed("Sid is not a text");
  const JsonValue* const condition = value.Find("Condition");
  if (condition != nullptr && condition->kind != JsonKind::kObject) {
    return Malformed("Condition is not an object");
  }
  const JsonValue* const effect = value.Find("Effect");
  if (effect == nullptr) return Malformed("a statement has no Effect");
  if (effect->kind != JsonKind::kText || (effect->text != "Allow" && effect->text != "Deny")) {
    return Malformed("Effect is neither Allow nor Deny");
  }
  Statement statement = {.is_allow = effect->text == "Allow"};
  status = RequirePrincipals(value, statement.principals);
  if (status.ok()) status = RequireTexts(value, "Action", statement.actions);
  if (status.ok()) status = RequireTexts(value, "Resource", statement.resources);
  if (!status.ok()) return status;
  return statement;
}

absl::Status CheckVersion(const JsonValue& policy) {
  const JsonValue* const version = policy.Find("Version");
  if (version == nullptr) return Malformed("it has no Version");
  if (version->kind != JsonKind::kText ||
      (version->text != "2012-10-17" && version->text != "2008-10-17")) {
    return Malformed("Version is neither 2012-10-17 nor 2008-10-17");
  }
  return absl::OkStatus();
}

// Whether all of `text` is what `pattern` says. Without recursion: a star that took too
// little takes one character more.
bool Matches(std::string_view pattern, std::string_view text) {
  std::size_t in_pattern = 0;
  std::size_t in_text = 0;
  std::size_t star = pattern.npos;
  std::size_t star_end = 0;
  while (in_text < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      star_end = in_text;
    } else if (in_pattern < pattern.size() &&
               (pattern[in_pattern] == '?' || pattern[in_pattern] == text[in_text])) {
      ++in_pattern;
      ++in_text;
    } else if (star != pattern.npos) {
      in_pattern = star + 1;
      in_text = ++star_end;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == pattern.npos;
}

bool MatchesAny(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [text](const std::string& pattern) { return Matches(pattern, text); });
}

std::string Lowered(std::string text) {
  for (char& c : text) {
    if ('A' <= c && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Actions are the same in capitals and small letters.
bool MatchesAnyAction(const std::vector<std::string>& patterns, std::string_view action) {
  const std::string lowered = Lowered(std::string(action));
  return std::any_of(patterns.begin(), patterns.end(), [&lowered](const std::string& pattern) {
    return Matches(Lowered(pattern), lowered);
  });
}

// "*", "111111111111", or "arn:aws:iam::111111111111:root" or anybody else's of it.
bool IsOfAccount(std::string_view principal, std::string_view account_id) {
  if (principal == "*" || principal == account_id) return true;
  if (!principal.starts_with("arn:")) return false;
  for (int colons = 0; colons < 4; ++colons) {
    const std::size_t colon = principal.find(':');
    if (colon == principal.npos) return false;
    principal.remove_prefix(colon + 1);
  }
  return principal.starts_with(account_id) && principal.substr(account_id.size()).starts_with(':');
}

}  // namespace

absl::StatusOr<ResourcePolicy> ResourcePolicy::Parse(std::string_view text) {
  if (text.size() > kPolicyBytesMax) {
    return KinesisError(KinesisException::kInvalidArgument,
                        Concat("The resource policy has ", text.size(), " bytes; it may have ",
                               kPolicyBytesMax, "."));
  }
  const absl::StatusOr<JsonValue> json = ParseJson(text);
  if (!json.ok()) return Malformed(FromAbsl(json.status().message()));
  if (json->kind != JsonKind::kObject) return Malformed("it is not an object");
  constexpr std::array<std::string_view, 3> kMembers = {"Version", "Id", "Statement"};
  absl::Status status = CheckMembers(*json, "it", kMembers);
  if (status.ok()) status = CheckVersion(*json);
  if (!status.ok()) return status;
  const JsonValue* const id = json->Find("Id");
  if (id != nullptr && id->kind != JsonKind::kText) return Malformed("Id is not a text");
  const JsonValue* const value = json->Find("Statement");
  if (value == nullptr) return Malformed("it has no Statement");
  const std::span<const JsonValue> statements = value->kind == JsonKind::kArray
                                                    ? std::span<const JsonValue>(value->values)
                                                    : std::span(value, 1);
  if (statements.empty()) return Malformed("it has no Statement");
  ResourcePolicy policy;
  policy.text_ = text;
  for (const JsonValue& element : statements) {
    absl::StatusOr<Statement> statement = ParseStatement(element);
    if (!statement.ok()) return statement.status();
    policy.statements_.push_back(*std::move(statement));
  }
  return policy;
}

bool ResourcePolicy::Allows(std::string_view account_id, std::string_view action,
                            std::string_view resource_arn) const {
  bool is_allowed = false;
  for (const Statement& statement : statements_) {
    const auto is_caller = [account_id](const std::string& principal) {
      return IsOfAccount(principal, account_id);
    };
    if (!std::any_of(statement.principals.begin(), statement.principals.end(), is_caller) ||
        !MatchesAnyAction(statement.actions, action) ||
        !MatchesAny(statement.resources, resource_arn)) {
      continue;
    }
    if (!statement.is_allow) return false;
    is_allowed = true;
  }
  return is_allowed;
}

}  // namespace weir::local_internal
