// SPDX-License-Identifier: MIT
//
// log_pipeline on input that nobody would write and every disk has. Each run is
// the program itself; what it archived is read by a reader that shares no code
// with it and compared, byte for byte, with what the input says.

#include <cstddef>
#include <string>
#include <vector>

#include "examples/log_pipeline/pipeline_run.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace example_tests {
namespace {

// Without a key option every line goes under the input's name to one shard, so the
// archive has the lines in the order of the input.
void CheckSurvives(const PipelineRequest& request, std::size_t line_bytes_max = kLineBytesMax) {
  const PipelineRun run = RunPipeline(request);
  INFO(run.outcome.output << run.outcome.errors << "bad line: " << run.bad_line);
  CHECK(IsProven(run));
  const bool is_recovered = DataOf(run.records) == ExpectedRecords(request.text, line_bytes_max);
  CHECK(is_recovered);
}

std::string AllBytes() {
  std::string bytes;
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  return bytes;
}

TEST_CASE("every byte value and NULs come back from the archive", "[examples][log_pipeline]") {
  std::string each_alone;
  for (const char byte : AllBytes()) each_alone += std::string("a") + byte + "b\n";
  CheckSurvives({.text = AllBytes() + "\n" + AllBytes()});
  CheckSurvives({.text = each_alone});
  CheckSurvives({.text = Bytes("\0\0\n\0\nx\0y\n")});
}

TEST_CASE("LF and CR LF end a line, and a lone CR or a second one is part of it",
          "[examples][log_pipeline]") {
  const PipelineRun run = RunPipeline({.text = "unix\ndos\r\ntwice\r\r\nmac\rmac\n\r\n\r\r\n\r"});
  CHECK(IsProven(run));
  CHECK(DataOf(run.records) ==
        std::vector<std::string>{"unix", "dos", "twice\r", "mac\rmac", "", "\r", "\r"});
  CHECK(Says(run, "  lines ended by CR LF: 4\n"));
  CHECK(Says(run, "  last lines without an end: 1\n"));
}

TEST_CASE("text stands in the archive as text and all else as base64 that says so",
          "[examples][log_pipeline]") {
  const std::vector<std::string> texts = {
      "plain", "quote \" backslash \\ tab \t", "é € 𝄞 \u2028",
      // A NUL and U+007F are characters, and so are the last ones that there are.
      Bytes("nul \0 del \x7f"), "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf"};
  const std::vector<std::string> not_texts = {
      "\xff",             // no byte of UTF-8
      "\x80",             // goes on with nothing
      "a\xc3",            // ends early
      "\xc0\xaf",         // a slash, overlong
      "\xe0\x80\xaf",     // the same
      "\xed\xa0\x80",     // a surrogate
      "\xed\xbf\xbf",     // the last one
      "\xf4\x90\x80\x80"  // above U+10FFFF
  };
  std::string input;
  for (const std::string& text : texts) input += text + "\n";
  for (const std::string& bytes : not_texts) input += bytes + "\n";
  const PipelineRun run = RunPipeline({.text = input});
  INFO(run.outcome.output << run.bad_line);
  CHECK(IsProven(run));
  REQUIRE(run.records.size() == texts.size() + not_texts.size());
  for (std::size_t i = 0; i < run.records.size(); ++i) {
    const bool is_text = i < texts.size();
    CHECK(run.records[i].data == (is_text ? texts[i] : not_texts[i - texts.size()]));
    CHECK(run.records[i].is_data_base64 == !is_text);
  }
  CHECK(Says(run, "  records that are not UTF-8: 8\n"));
  CHECK(Says(run, "  records with a NUL: 1\n"));
}

TEST_CASE("a line over the limit becomes pieces, is counted, and is whole when joined",
          "[examples][log_pipeline]") {
  constexpr std::size_t kMax = 64;
  const std::string text = std::string(kMax, 'a') + "\n" +          // fits
                           std::string(kMax, 'b') + "\r\n" +        // fits
                           std::string(kMax + 1, 'c') + "\n" +      // 2 pieces
                           std::string(kMax, 'd') + "\r\r\n" +      // 2, the second is a CR
                           std::string(3 * kMax, 'e') + "\r\n" +    // 3
                           "short\n" + std::string(kMax + 9, 'f');  // 2, and no end
  const PipelineRun run = RunPipeline({.text = text, .arguments = {"--max-line", "64"}});
  INFO(run.outcome.output << run.outcome.errors);
  CHECK(IsProven(run));
  CHECK(DataOf(run.records) == ExpectedRecords(text, kMax));
  CHECK(run.records.size() == 12);
  CHECK(Says(run, "input: 7 lines, "));
  CHECK(Says(run, "  lines longer than --max-line, cut into pieces: 4\n"));
  CHECK(Says(run, "  records more because of that: 5\n"));
}

TEST_CASE("a line longer than a record may be arrives in pieces by default too",
          "[examples][log_pipeline]") {
  CheckSurvives({.text = std::string(kLineBytesMax, 'x') + "\nshort\n" +
                         std::string(2 * kLineBytesMax + 1, 'y') + "\r\n" +
                         std::string(kLineBytesMax + 1, 'z')});
}

TEST_CASE("pieces of a text are texts: no character is cut", "[examples][log_pipeline]") {
  std::string text;
  // Each remainder of where a character of two, three and four bytes may be cut.
  for (const std::string character : {"é", "€", "𝄞"}) {
    for (std::size_t shift = 0; shift < 4; ++shift) {
      text += std::string(shift, '.');
      for (int i = 0; i < 100; ++i) text += character;
      text += '\n';
    }
  }
  const PipelineRun run = RunPipeline({.text = text, .arguments = {"--max-line", "65"}});
  CHECK(IsProven(run));
  CHECK(DataOf(run.records) == ExpectedRecords(text, 65));
  for (const ArchivedLine& record : run.records) CHECK_FALSE(record.is_data_base64);
  // Where there are no characters, a piece is as long as it may be, or three less.
  CheckSurvives({.text = std::string(1'000, '\x80'), .arguments = {"--max-line", "65"}}, 65);
}

TEST_CASE("no input, no final newline and empty lines are proved too", "[examples][log_pipeline]") {
  CheckSurvives({.text = ""});
  CheckSurvives({.text = "\n"});
  CheckSurvives({.text = "\n\n\r\n\n"});
  CheckSurvives({.text = "\n\nlast"});
  CheckSurvives({.text = "", .piped_piece_bytes = 1});
  CheckSurvives({.text = "x", .piped_piece_bytes = 1});
  const PipelineRun run = RunPipeline({.text = "\n\nlast"});
  CHECK(Says(run, "input: 3 lines, 6 bytes"));
  CHECK(Says(run, "  empty lines: 2\n"));
  CHECK(Says(run, "  last lines without an end: 1\n"));
}

TEST_CASE("standard input gives the same records however it is cut", "[examples][log_pipeline]") {
  const std::string text = AllBytes() + "\r\nnext\r\r\n\n" + std::string(300, 'x') + "\nlast";
  for (const std::size_t piece_bytes : {1u, 2u, 3u, 7u, 64u, 1'000u}) {
    CheckSurvives(
        {.text = text, .arguments = {"--max-line", "64"}, .piped_piece_bytes = piece_bytes}, 64);
  }
}

// Bytes of which every other one has a meaning for the line reader, and more of
// them than the stream's memory: the producer waits for its readers.
TEST_CASE("random bytes, more than there is memory for, come back", "[examples][log_pipeline]") {
  weir::testing::SeededRandom random;
  INFO(random.Description());
  for (const std::size_t bytes : {std::size_t{5'000}, std::size_t{3'000'000}}) {
    std::string text = random.Bytes(bytes);
    for (char& byte : text) {
      const auto dice = random.Below(40);
      if (dice < 4) byte = "\n\r\n\x80"[dice];
    }
    CheckSurvives({.text = text, .arguments = {"--max-line", "70", "--memory", "2"}}, 70);
  }
}

}  // namespace
}  // namespace example_tests
