// SPDX-License-Identifier: MIT
//
// Rule "edges": a synchronizing pair is written down at both of its ends, and in
// the table of edges in src/README.md.
//
// An end reads "Edge P, release: ..." or "Edge P, acquire: ...", or says both, or
// "sequentially consistent", of which it takes two. At the end of a short comment
// it may close with a full stop; inside a sentence it is "... and edge P, acquire:".
// A mention in passing, "(edge P)", is no end, but its edge must exist.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/atomics.h"
#include "tidy/comments.h"
#include "tidy/source.h"
#include "tidy/violation.h"
#include "tidy/words.h"

namespace weir::tidy {

inline constexpr std::string_view kArchitecturePath = "src/README.md";

struct EdgeEnds {
  bool IsPair() const {
    const bool has_plain_pair = releases > 0 && acquires > 0;
    const bool has_strong_pair = strong > 0 && strong + releases + acquires > 1;
    return has_plain_pair || has_strong_pair;
  }

  int releases = 0;
  int acquires = 0;
  // Sequentially consistent: either end.
  int strong = 0;
  // Where the edge is first named.
  std::string path;
  int line = 1;
};

using EdgesByLetter = std::map<char, EdgeEnds>;

inline bool SaysSequentiallyConsistent(std::string_view comment) {
  return Contains(comment, "equentially consistent") || Contains(comment, "SeqCst");
}

// What stands between "Edge P," and its colon for each end that `comment` writes
// down, behind the letter: "P release".
inline std::vector<std::string> EndsWritten(std::string_view comment) {
  std::vector<std::string> ends;
  for (std::size_t at = comment.find("dge "); at != std::string_view::npos;
       at = comment.find("dge ", at + 1)) {
    const std::string_view rest = comment.substr(at + 4);
    const std::size_t close = rest.find_first_of(":.()");
    if (at == 0 || rest.size() < 2 || rest[1] != ',' || close == std::string_view::npos) continue;
    const bool opens_sentence = comment[at - 1] == 'E';
    if (rest[close] != ':' && !(opens_sentence && rest[close] == '.')) continue;
    ends.push_back(std::string(rest.substr(0, 1)) + std::string(rest.substr(2, close - 2)));
  }
  return ends;
}

// Adds what the comments of one file say.
inline void CollectEdges(const Source& source, EdgesByLetter& edges) {
  for (const CommentBlock& block : CommentBlocks(source)) {
    for (const char letter : EdgesNamed(block.text)) {
      EdgeEnds& ends = edges[letter];
      if (!ends.path.empty()) continue;
      ends.path = source.path;
      ends.line = block.line_first;
    }
    for (const std::string& end : EndsWritten(block.text)) {
      const auto named = edges.find(end[0]);
      if (named == edges.end()) continue;
      EdgeEnds& ends = named->second;
      if (Contains(end, "release")) ++ends.releases;
      if (Contains(end, "acquire")) ++ends.acquires;
      if (SaysSequentiallyConsistent(end)) ++ends.strong;
    }
  }
}

// The first cells of the rows of the table under a heading that says "edges".
inline std::vector<char> EdgesInTable(std::string_view markdown) {
  std::vector<char> letters;
  bool is_in_section = false;
  for (const std::string_view line : Lines(markdown)) {
    if (line.starts_with('#')) is_in_section = Contains(line, "dges");
    if (!is_in_section || !line.starts_with('|')) continue;
    const std::vector<Word> words = Words(line.substr(1, line.find('|', 1) - 1));
    if (words.empty() || words.back().text.size() != 1) continue;
    letters.push_back(words.back().text[0]);
  }
  return letters;
}

// `architecture` is src/README.md, or null as long as there is none.
inline Violations CheckEdges(const std::vector<Source>& sources, const Source* architecture) {
  EdgesByLetter edges;
  for (const Source& source : sources) {
    if (source.IsLibrary()) CollectEdges(source, edges);
  }
  Violations violations;
  const auto complain = [&](const std::string& path, int line, const std::string& sentence) {
    violations.push_back({path, line, "edges", sentence});
  };
  for (const auto& [letter, ends] : edges) {
    if (ends.IsPair()) continue;
    const std::string name = std::string("Edge ") + letter;
    complain(ends.path, ends.line,
             "an edge is written at both ends, and of " + name + " there are " +
                 std::to_string(ends.releases) + " release, " + std::to_string(ends.acquires) +
                 " acquire and " + std::to_string(ends.strong) +
                 " sequentially consistent; begin a comment at the other end with \"" + name +
                 ", acquire: \" or the like");
  }
  if (architecture == nullptr) return violations;
  std::map<char, bool> is_listed;
  for (const char letter : EdgesInTable(architecture->text)) {
    is_listed[letter] = true;
    if (edges.count(letter) != 0) continue;
    complain(architecture->path, 1,
             std::string("the table of edges lists those in the code, and edge ") + letter +
                 " is in no comment of include/ and src/; remove the row");
  }
  for (const auto& [letter, ends] : edges) {
    if (is_listed.count(letter) != 0) continue;
    complain(ends.path, ends.line,
             std::string("every edge has a row in src/README.md under the heading of edges; add "
                         "\"| ") +
                 letter + " | ... |\"");
  }
  return violations;
}

}  // namespace weir::tidy
