// SPDX-License-Identifier: MIT
#include "serve/auth/authorization.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "weir/base/concat.h"

namespace weir::serve_internal {
namespace {

// Takes the next of the words that commas and blanks divide off the front of `rest`, with what
// divides it from the one behind; empty if there is none left, or two dividers in a row.
std::string_view TakeWord(std::string_view& rest) {
  const std::size_t end = rest.find_first_of(", ");
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return word;
}

// Sets `field` unless an earlier parameter has.
void SetOnce(std::string& field, std::string_view value) {
  if (field.empty()) field = value;
}

std::variant<Authorization, AuthError> ParseHeader(const HttpRequest& request,
                                                   std::string_view header) {
  Authorization result;
  std::string_view rest = header;
  result.algorithm = TakeWord(rest);
  while (!rest.empty()) {
    const std::string_view word = TakeWord(rest);
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = word.substr(0, equals);
    const std::string_view value = word.substr(equals + 1);
    if (name == "Credential") SetOnce(result.credential, value);
    if (name == "Signature") SetOnce(result.signature, value);
    if (name == "SignedHeaders") SetOnce(result.signed_headers, value);
  }
  for (const std::string_view name : {"x-amz-date", "date"}) {
    const std::string_view date = request.Find(name).value_or("");
    if (date.empty()) continue;
    result.date = date;
    result.date_header = name;
    break;
  }

  std::string message;
  const auto require = [&message](std::string_view name, std::string_view value) {
    if (value.empty()) message += Concat("Authorization header requires '", name, "' parameter. ");
  };
  require("Credential", result.credential);
  require("Signature", result.signature);
  require("SignedHeaders", result.signed_headers);
  if (result.date.empty()) {
    message +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (!message.empty()) {
    return AuthError{kIncompleteSignature, Concat(message, "Authorization=", Quoted(header))};
  }
  if (const auto token = request.Find("x-amz-security-token")) result.security_token = *token;
  return result;
}

std::variant<Authorization, AuthError> ParseParameters(std::vector<QueryParameter> query) {
  Authorization result;
  result.place = AuthorizationPlace::kQuery;
  const std::array<std::pair<std::string_view, std::string*>, 5> required = {{
      {"X-Amz-Algorithm", &result.algorithm},
      {"X-Amz-Credential", &result.credential},
      {"X-Amz-Signature", &result.signature},
      {"X-Amz-SignedHeaders", &result.signed_headers},
      {"X-Amz-Date", &result.date},
  }};
  std::string message;
  for (const auto& [name, field] : required) {
    *field = FindParameter(query, name).value_or("");
    if (field->empty()) {
      message += Concat("AWS query-string parameters must include '", name, "'. ");
    }
  }
  if (!message.empty()) {
    return AuthError{kIncompleteSignature, message + "Re-examine the query-string parameters."};
  }
  if (const auto token = FindParameter(query, "X-Amz-Security-Token")) {
    result.security_token = *token;
  }
  if (const auto expires = FindParameter(query, "X-Amz-Expires")) result.expires = *expires;
  // A signature cannot cover itself.
  std::erase_if(
      query, [](const QueryParameter& parameter) { return parameter.name == "X-Amz-Signature"; });
  result.query = std::move(query);
  return result;
}

}  // namespace

std::variant<Authorization, AuthError> ParseAuthorization(const HttpRequest& request) {
  std::optional<std::vector<QueryParameter>> query = ParseQuery(request.target);
  if (!query.has_value()) {
    return AuthError{kIncompleteSignature, Concat("The query string has more than ",
                                                  kQueryParametersMax, " parameters.")};
  }
  // An empty header says nothing.
  const std::string_view header = request.Find("authorization").value_or("");
  const bool is_in_query = FindParameter(*query, "X-Amz-Algorithm").has_value();
  if (!header.empty() && is_in_query) {
    return AuthError{kInvalidSignature,
                     "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as "
                     "HTTP header."};
  }
  if (is_in_query) return ParseParameters(*std::move(query));
  if (header.empty()) return AuthError{kMissingToken, "Missing Authentication Token"};
  std::variant<Authorization, AuthError> result = ParseHeader(request, header);
  if (auto* const authorization = std::get_if<Authorization>(&result)) {
    authorization->query = *std::move(query);
  }
  return result;
}

std::optional<CredentialScope> CredentialScope::Parse(std::string_view credential) {
  std::array<std::string_view, 5> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t slash = credential.find('/');
    // The last one is what remains, and has none.
    if ((slash == std::string_view::npos) != (i + 1 == parts.size())) return std::nullopt;
    parts[i] = credential.substr(0, slash);
    if (slash != std::string_view::npos) credential.remove_prefix(slash + 1);
  }
  return CredentialScope{.access_key_id = parts[0],
                         .date = parts[1],
                         .region = parts[2],
                         .service = parts[3],
                         .terminator = parts[4]};
}

}  // namespace weir::serve_internal
