// SPDX-License-Identifier: MIT
//
// How log_pipeline keys lines, and what it tells people about them.

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "examples/log_pipeline/pipeline_run.h"
#include "support/catch.h"

namespace example_tests {
namespace {

// The records of each key, in the order of their sequence numbers; and one shard
// for each key.
std::map<std::string, std::vector<std::string>> ByKey(std::vector<ArchivedLine> records) {
  std::sort(records.begin(), records.end(), [](const ArchivedLine& a, const ArchivedLine& b) {
    return a.sequence_number < b.sequence_number;
  });
  std::map<std::string, std::vector<std::string>> data;
  std::map<std::string, std::string> shards;
  for (const ArchivedLine& record : records) {
    data[record.key].push_back(record.data);
    CHECK(shards.try_emplace(record.key, record.shard_id).first->second == record.shard_id);
  }
  return data;
}

std::size_t CountOf(std::string_view text, std::string_view words) {
  std::size_t count = 0;
  for (std::size_t at = text.find(words); at != std::string_view::npos;
       at = text.find(words, at + words.size())) {
    ++count;
  }
  return count;
}

TEST_CASE("--key-field takes the field between blanks and tabs, and the input's name without one",
          "[examples][log_pipeline]") {
  const std::string text =
      Bytes("a 1 x\na\t2 x\n  a   1 y\nonly\n\n \t \nb 1 z\n\xff\xfe \xff\xfe x\nb\0 \n");
  const PipelineRun run =
      RunPipeline({.text = text, .arguments = {"--key-field", "2"}, .piped_piece_bytes = 100});
  INFO(run.outcome.output << run.outcome.errors << run.bad_line);
  CHECK(IsProven(run));
  auto by_key = ByKey(run.records);
  CHECK(by_key["1"] == std::vector<std::string>{"a 1 x", "  a   1 y", "b 1 z"});
  CHECK(by_key["2"] == std::vector<std::string>{"a\t2 x"});
  CHECK(by_key["\xff\xfe"] == std::vector<std::string>{"\xff\xfe \xff\xfe x"});
  CHECK(by_key["standard input"] == std::vector<std::string>{"only", "", " \t ", Bytes("b\0 ")});
  CHECK(by_key.size() == 4);
  CHECK(Says(run, "put under the name of their input: 4\n"));
}

TEST_CASE("a key that is too long for a stream is hashed, and equal ones still meet",
          "[examples][log_pipeline]") {
  const std::string key(2'000, 'k');
  const PipelineRun run = RunPipeline(
      {.text = key + " 1\n" + key + " 2\n" + std::string(256, 'k') + " 3\n" + key + "k 4\n",
       .arguments = {"--key-field", "1"}});
  CHECK(IsProven(run));
  auto by_key = ByKey(run.records);
  CHECK(by_key.size() == 3);
  CHECK(by_key[std::string(256, 'k')].size() == 1);
  CHECK(Says(run, "lines whose key was too long and was hashed: 3\n"));
}

TEST_CASE("--key-regex takes the first group, else the match, from bytes of any kind",
          "[examples][log_pipeline]") {
  const std::string text = Bytes("id=7 \0 x\n\xff id=7\nid=\nno key\nid=8 id=9\n");
  const PipelineRun grouped =
      RunPipeline({.text = text, .arguments = {"--key-regex", "id=([0-9]*)"}});
  INFO(grouped.outcome.output << grouped.outcome.errors);
  CHECK(IsProven(grouped));
  auto by_key = ByKey(grouped.records);
  CHECK(by_key["7"] == std::vector<std::string>{Bytes("id=7 \0 x"), "\xff id=7"});
  CHECK(by_key["8"] == std::vector<std::string>{"id=8 id=9"});
  CHECK(by_key.size() == 3);
  CHECK(Says(grouped, "put under the name of their input: 2\n"));

  // Behind a NUL as well.
  const PipelineRun whole =
      RunPipeline({.text = Bytes("\0id=7\n"), .arguments = {"--key-regex", "id=[0-9]"}});
  CHECK(ByKey(whole.records).contains("id=7"));
}

TEST_CASE("the pieces of a long line stay under the key of the first", "[examples][log_pipeline]") {
  const std::string text =
      "one " + std::string(100, 'x') + " two\ntwo " + std::string(60, 'y') + "\none last";
  const PipelineRun run =
      RunPipeline({.text = text, .arguments = {"--key-field", "1", "--max-line", "64"}});
  CHECK(IsProven(run));
  auto by_key = ByKey(run.records);
  CHECK(by_key["one"] == std::vector<std::string>{"one " + std::string(60, 'x'),
                                                  std::string(40, 'x') + " two", "one last"});
  CHECK(by_key["two"] == std::vector<std::string>{"two " + std::string(60, 'y')});
}

TEST_CASE("--alert shows matches so that no terminal is driven by them",
          "[examples][log_pipeline]") {
  const std::string text = Bytes("fine\nERROR \x1b[2J\a \0 \x7f \xc2\x9b \xff é\nerror\n");
  const PipelineRun run =
      RunPipeline({.text = text, .arguments = {"--alert", "ERR"}, .piped_piece_bytes = 100});
  INFO(run.outcome.output);
  CHECK(IsProven(run));
  CHECK(Says(run,
             "alert: [standard input] ERROR "
             "\\x1b[2J\\x07 \\x00 \\x7f \\xc2\\x9b \\xff é\n"));
  CHECK(Says(run, "alerts: 1 records match, 0 of them not shown\n"));
}

TEST_CASE("a long alert is cut between characters and says how much is missing",
          "[examples][log_pipeline]") {
  std::string line = "EE";
  for (int i = 0; i < 400; ++i) line += "€";  // the 1,000th byte is in the midst of one
  const PipelineRun run = RunPipeline({.text = line, .arguments = {"--alert", "E"}});
  INFO(run.outcome.output);
  CHECK(Says(run, "€ ... and 204 bytes\n"));
}

TEST_CASE("--alert-rate holds back what exceeds it and counts it", "[examples][log_pipeline]") {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "error\nfine\n";
  const PipelineRun run =
      RunPipeline({.text = text, .arguments = {"--alert", "^err(or)$", "--alert-rate", "3"}});
  CHECK(IsProven(run));
  CHECK(Says(run, "alerts: 1,000 records match, "));
  const std::size_t shown = CountOf(run.outcome.output, "alert: [");
  // Three for each second that it took.
  CHECK(shown % 3 == 0);
  CHECK(shown >= 3);
  CHECK(Says(run, std::to_string(1'000 - shown) + " of them not shown\n"));
}

TEST_CASE("--top counts keys exactly, the most frequent first", "[examples][log_pipeline]") {
  std::string text;
  for (int i = 0; i < 1'200; ++i) text += "often\n";
  for (int i = 0; i < 30; ++i) text += "b\na\n\x01\n";
  for (int i = 0; i < 500; ++i) text += std::string("rare").append(std::to_string(i)).append("\n");
  const PipelineRun run =
      RunPipeline({.text = text, .arguments = {"--key-field", "1", "--top", "4"}});
  INFO(run.outcome.output);
  CHECK(IsProven(run));
  CHECK(Says(run,
             "most frequent keys\n"
             "           1,200  often\n"
             "              30  \\x01\n"
             "              30  a\n"
             "              30  b\n"
             "input: "));
  CHECK_FALSE(Says(RunPipeline({.text = text, .arguments = {"--top", "0"}}), "most frequent"));
}

TEST_CASE("several inputs keep their own order, and one that is missing is a failure",
          "[examples][log_pipeline]") {
  const ScratchFolder folder;
  const std::string here = folder.Write("here.log", "1\n2");
  const std::string there = folder.Write("there.log", "3\n");
  const Outcome both = RunProgram(folder, {WEIR_LOG_PIPELINE, here, "-", there}, {.input = "x\ny"});
  CHECK(both.exit_code == 0);
  CHECK(both.output.find("input: 5 lines, 8 bytes") != std::string::npos);
  const Outcome missing = RunProgram(folder, {WEIR_LOG_PIPELINE, folder.Path("none"), here});
  CHECK(missing.exit_code == 1);
  CHECK(missing.errors.find("cannot open " + folder.Path("none") + ": No such file or directory") !=
        std::string::npos);
  CHECK(missing.output.find("input: 2 lines") != std::string::npos);
  CHECK(missing.output.find("proved") == std::string::npos);
  // A folder can be opened, and not be read.
  CHECK(RunProgram(folder, {WEIR_LOG_PIPELINE, folder.Path(".")}).exit_code == 1);
  CHECK(RunProgram(folder, {WEIR_LOG_PIPELINE, "--key-regex", "(", here}).exit_code == 2);
  CHECK(RunProgram(folder, {WEIR_LOG_PIPELINE}).exit_code == 2);
}

TEST_CASE("a closed standard input or output is a failure, and nothing is put in its place",
          "[examples][log_pipeline]") {
  const ScratchFolder folder;
  const auto run_in_shell = [&folder](const std::string& redirected) {
    return RunProgram(folder, {"/bin/sh", "-c", WEIR_LOG_PIPELINE " " + redirected});
  };
  const Outcome no_input = run_in_shell("- <&-");
  CHECK(no_input.exit_code == 1);
  CHECK(no_input.errors.find("cannot read standard input: Bad file descriptor") !=
        std::string::npos);

  PipelineRun run;
  const std::string directory = folder.Path("archive");
  run.outcome =
      run_in_shell("--archive " + directory + " " + folder.Write("log", "line\n") + " >&-");
  ReadArchive(directory, run);
  CHECK(run.outcome.exit_code == 1);
  CHECK(run.bad_line.empty());
  CHECK(DataOf(run.records) == std::vector<std::string>{"line"});
}

TEST_CASE("an archive in several files holds the lines in their order",
          "[examples][log_pipeline]") {
  std::string text;
  for (int i = 0; i < 30'000; ++i) {
    text += "line " + std::to_string(i) + std::string(80, '\xe9') + "\n";
  }
  const PipelineRun run = RunPipeline({.text = text, .arguments = {"--archive-file", "1"}});
  CHECK(IsProven(run));
  const bool is_recovered = DataOf(run.records) == ExpectedRecords(text, kLineBytesMax);
  CHECK(is_recovered);
}

}  // namespace
}  // namespace example_tests
