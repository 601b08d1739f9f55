// SPDX-License-Identifier: MIT
#include "explore/model/source_lines.h"

#include <cctype>
#include <fstream>

namespace weir::explore {

namespace {

bool IsNameCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

}  // namespace

const std::vector<std::string>& SourceLines::Lines(const std::string& file) {
  const auto [entry, is_new] = files_.try_emplace(file);
  std::vector<std::string>& lines = entry->second;
  if (is_new) {
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
  }
  return lines;
}

std::string_view SourceLines::Line(const CallSite& site) {
  const std::vector<std::string>& lines = Lines(site.file);
  const auto index = static_cast<std::size_t>(site.line) - 1;
  return index < lines.size() ? std::string_view(lines[index]) : std::string_view();
}

std::string SourceLines::NameAt(const CallSite& site, Verb verb) {
  const std::string_view line = Line(site);
  std::size_t dot = line.find(std::string(".") + NameOf(verb));
  if (dot == std::string_view::npos) dot = line.find(std::string("->") + NameOf(verb));
  if (dot == std::string_view::npos) return "atomic";
  std::size_t begin = dot;
  while (begin > 0 && IsNameCharacter(line[begin - 1])) --begin;
  return begin == dot ? "atomic" : std::string(line.substr(begin, dot - begin));
}

}  // namespace weir::explore
