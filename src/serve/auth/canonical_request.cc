// SPDX-License-Identifier: MIT
#include "serve/auth/canonical_request.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "weir/base/concat.h"

namespace weir::serve_internal {
namespace {

constexpr std::string_view kAuthority = ":authority";
constexpr std::string_view kHost = "host";

bool IsSpace(char c) { return c == ' ' || ('\t' <= c && c <= '\r'); }

// Appends `value` without white space around it, and with one blank for each run in it.
void AppendTrimmed(std::string& text, std::string_view value) {
  bool is_first = true;
  bool is_after_space = false;
  for (const char c : value) {
    if (IsSpace(c)) {
      is_after_space = true;
      continue;
    }
    if (is_after_space && !is_first) text += ' ';
    is_after_space = false;
    is_first = false;
    text += c;
  }
}

// By name, and those of one name in the order in which they came. A request may have any
// number of headers, and its signature name all of them.
std::vector<const HttpHeader*> SortedByName(const std::vector<HttpHeader>& headers) {
  std::vector<const HttpHeader*> sorted;
  sorted.reserve(headers.size());
  for (const HttpHeader& header : headers) sorted.push_back(&header);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const HttpHeader* a, const HttpHeader* b) { return a->name < b->name; });
  return sorted;
}

}  // namespace

bool SignedHeaders::Covers(std::string_view name) const {
  return std::binary_search(names.begin(), names.end(), name);
}

bool SignedHeaders::CoversHost() const { return Covers(kHost) || Covers(kAuthority); }

std::variant<SignedHeaders, AuthError> SignedHeaders::Of(std::string_view list,
                                                         const std::vector<HttpHeader>& headers) {
  const std::vector<const HttpHeader*> sorted = SortedByName(headers);
  SignedHeaders result;
  while (true) {
    const std::string_view name = list.substr(0, list.find(';'));
    // Each once, so that what is made of them is not much longer than they are.
    if (name.empty() || (!result.names.empty() && name <= result.names.back())) {
      return AuthError{kInvalidSignature,
                       Concat("SignedHeaders must be names in ascending order, each once: '",
                              Quoted(name), "' is not.")};
    }
    // HTTP/2's name of it is signed as such, and kept as HTTP/1.1's.
    const std::string_view kept_name = name == kAuthority ? kHost : name;
    auto next = std::lower_bound(
        sorted.begin(), sorted.end(), kept_name,
        [](const HttpHeader* header, std::string_view text) { return header->name < text; });
    if (next == sorted.end() || (*next)->name != kept_name) {
      return AuthError{kInvalidSignature, Concat("'", Quoted(name),
                                                 "' is a 'SignedHeader' in the AWS Authorization, "
                                                 "but no header of the request.")};
    }
    result.names.push_back(name);
    result.canonical += name;
    char separator = ':';
    for (; next != sorted.end() && (*next)->name == kept_name; ++next) {
      result.canonical += separator;
      AppendTrimmed(result.canonical, (*next)->value);
      separator = ',';
    }
    result.canonical += '\n';
    if (name.size() == list.size()) return result;
    list.remove_prefix(name.size() + 1);
  }
}

std::string CanonicalPath(std::string_view path) {
  std::vector<std::string_view> segments;
  // A path of nothing but slashes is one slash.
  const bool ends_with_slash = path.ends_with('/');
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size() == path.size() ? path.size() : segment.size() + 1);
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      segments.push_back(segment);
    } else if (!segments.empty()) {
      segments.pop_back();
    }
  }
  std::string canonical;
  for (const std::string_view segment : segments) {
    canonical += '/';
    AppendPercentEncoded(canonical, segment, "");
  }
  if (ends_with_slash || segments.empty()) canonical += '/';
  return canonical;
}

std::string CanonicalQuery(std::span<const QueryParameter> parameters) {
  std::vector<std::pair<std::string, std::string>> encoded;
  encoded.reserve(parameters.size());
  for (const QueryParameter& parameter : parameters) {
    auto& [name, value] = encoded.emplace_back();
    AppendPercentEncoded(name, parameter.name, "");
    AppendPercentEncoded(value, parameter.value, "");
  }
  std::sort(encoded.begin(), encoded.end());
  std::string canonical;
  for (const auto& [name, value] : encoded) {
    if (!canonical.empty()) canonical += '&';
    canonical.append(name).append("=").append(value);
  }
  return canonical;
}

std::string CanonicalRequest(const HttpRequest& request, std::span<const QueryParameter> query,
                             const SignedHeaders& signed_headers, std::string_view list,
                             std::string_view payload_hash) {
  return Concat(request.method, "\n", CanonicalPath(PathOf(request.target)), "\n",
                CanonicalQuery(query), "\n", signed_headers.canonical, "\n", list, "\n",
                payload_hash);
}

}  // namespace weir::serve_internal
