// SPDX-License-Identifier: MIT
//
// Reads JSON that is laid out a member to a line, as Google Benchmark and write_json.cc
// lay it out. Not JSON in general.
#pragma once

#include <optional>
#include <string>

namespace weir::bench {

struct Member {
  std::string name;
  std::string value;
};

// Of a line as `"name": value,`; nothing of another. Quotes of a string are left out.
inline std::optional<Member> ParseMember(const std::string& line) {
  const std::size_t begin = line.find('"');
  const std::size_t end = line.find("\": ");
  if (begin == std::string::npos || end == std::string::npos || end < begin) return {};
  Member member{line.substr(begin + 1, end - begin - 1), line.substr(end + 3)};
  if (member.value.ends_with(',')) member.value.pop_back();
  if (member.value.size() >= 2 && member.value.starts_with('"') && member.value.ends_with('"')) {
    member.value = member.value.substr(1, member.value.size() - 2);
  }
  return member;
}

}  // namespace weir::bench
