// SPDX-License-Identifier: MIT
//
// Files of settings, in both of their forms.
#include "server/config_file.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "server/server_options.h"
#include "server/support.h"
#include "support/catch.h"

namespace weir::server {
namespace {

using testing::Outcome;
using testing::TemporaryFolder;

// "port=4567@1": what is set, and on which line.
std::vector<std::string> Texts(const absl::StatusOr<std::vector<Setting>>& settings) {
  if (!settings.ok()) return {Outcome(settings.status())};
  std::vector<std::string> texts;
  for (const Setting& setting : *settings) {
    texts.push_back(setting.name + "=" + setting.value + "@" + std::to_string(setting.line));
  }
  return texts;
}

std::vector<std::string> Json(std::string_view text) { return Texts(ParseJson("w.json", text)); }
std::vector<std::string> Toml(std::string_view text) { return Texts(ParseToml("w.toml", text)); }

// Of the one text that there is.
std::string OnlyText(const std::vector<std::string>& texts) {
  return texts.size() == 1 ? texts.front() : "not one text";
}

using List = std::vector<std::string>;

bool ReadsToml() { return ParseToml("w.toml", "").ok(); }

TEST_CASE("JSON has settings of texts, numbers and truths", "[server][config_file]") {
  CHECK(Json("{}").empty());
  CHECK(Json("{\"port\": 0, \"listen\":\"::\",\n\n\"insecure\": true, \"no-auth\":false}") ==
        List{"port=0@1", "listen=::@1", "insecure=true@3", "no-auth=false@3"});
  CHECK(Json("{\"l\\u0069sten\": \"a\\\"b\"}") == List{"listen=a\"b@1"});
  CHECK(Json("{\"port\": -5}") == List{"port=-5@1"});
}

TEST_CASE("JSON has a stream as a text, as an object, or several in a list",
          "[server][config_file]") {
  CHECK(Json("{\"stream\": \"a:2\"}") == List{"stream=a:2@1"});
  CHECK(Json("{\n\"stream\": {\"name\": \"a\", \"shards\": 2}}") == List{"stream=a:2@2"});
  CHECK(Json("{\n\"stream\": [\n\"a\", {\"shards\": \"on-demand\",\n\"name\": \"b\"},\n"
             "{\"name\": \"c\"}], \"port\": 1}") ==
        List{"stream=a@2", "stream=b:on-demand@2", "stream=c@4", "port=1@5"});
  CHECK(Json("{\"stream\": []}").empty());
}

TEST_CASE("what is wrong in JSON is named with its line", "[server][config_file]") {
  const std::string must_be = " must be a text, a whole number, or true or false";
  CHECK(OnlyText(Json("{\n\"port\": null}")) == "INVALID_ARGUMENT: w.json, line 2: port" + must_be);
  CHECK(OnlyText(Json("{\"port\": 1.5}")) == "INVALID_ARGUMENT: w.json, line 1: port" + must_be);
  CHECK(OnlyText(Json("{\"port\": 1x}")) == "INVALID_ARGUMENT: w.json, line 1: port" + must_be);
  CHECK(OnlyText(Json("{\"port\": 99999999999999999999}")) ==
        "INVALID_ARGUMENT: w.json, line 1: port" + must_be);
  CHECK(OnlyText(Json("{\"port\": [[1]]}")) == "INVALID_ARGUMENT: w.json, line 1: port" + must_be);
  CHECK(OnlyText(Json("{\"port\": {}}")) ==
        "INVALID_ARGUMENT: w.json, line 1: port is a table; only a stream may be one");
  CHECK(OnlyText(Json("{\"stream\": {\"name\": \"a\",\n\"shrads\": 1}}")) ==
        "INVALID_ARGUMENT: w.json, line 2: a stream has no \"shrads\", but a name and shards");
  CHECK(OnlyText(Json("{\"stream\": {\"name\": \"a\",\n\"name\": \"b\"}}")) ==
        "INVALID_ARGUMENT: w.json, line 2: name is given twice");
  CHECK(OnlyText(Json("{\"stream\": {\"shards\": 1}}")) ==
        "INVALID_ARGUMENT: w.json, line 1: a stream has a name");
  CHECK(OnlyText(Json("{\"stream\": {\"name\": {}}}")) ==
        "INVALID_ARGUMENT: w.json, line 1: name" + must_be);
}

TEST_CASE("what is no JSON is no configuration", "[server][config_file]") {
  for (const std::string text : {"",
                                 " ",
                                 "[]",
                                 "1",
                                 "\"port\"",
                                 "{",
                                 "{\"port\"}",
                                 "{\"port\": }",
                                 "{\"port\": 1",
                                 "{\"port\": 1,}",
                                 "{\"port\": 1 \"log\": \"off\"}",
                                 "{\"port\": tru}",
                                 "{port: 1}",
                                 "{} {}",
                                 "{\"port\": 1}}",
                                 "{\"port\": [1}",
                                 "{\"port\": [1 2]}",
                                 "{\"port\": \"\\q\"}",
                                 "{\"port\": \"\xFF\"}",
                                 "{\"stream\": {\"name\": \"a\" \"shards\": 1}}"}) {
    INFO(text);
    CHECK(OnlyText(Json(text)).starts_with("INVALID_ARGUMENT: w.json, line 1: "));
  }
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{\"stream\":[";
  CHECK(OnlyText(Json(deep)).starts_with("INVALID_ARGUMENT: w.json, line 1: "));
}

TEST_CASE("a file has so many settings and no more", "[server][config_file]") {
  std::string json = "{\"stream\": [0";
  std::string toml = "stream = [0";
  for (std::size_t i = 1; i < kSettingsMax; ++i) {
    json += ",0";
    toml += ",0";
  }
  CHECK(Json(json + "]}").size() == kSettingsMax);
  CHECK(OnlyText(Json(json + ",0]}")) ==
        "INVALID_ARGUMENT: w.json, line 1: there are more than 4096 settings");
  if (!ReadsToml()) return;
  CHECK(Toml(toml + "]").size() == kSettingsMax);
  CHECK(OnlyText(Toml(toml + ",0]")) ==
        "INVALID_ARGUMENT: w.toml, line 1: there are more than 4096 settings");
}

TEST_CASE("TOML has settings, and streams in all forms", "[server][config_file]") {
  if (!ReadsToml()) {
    CHECK(OnlyText(Toml("")) ==
          "INVALID_ARGUMENT: --config is \"w.toml\"; this build reads .json, and no .toml");
    return;
  }
  CHECK(Toml("# nothing\n").empty());
  CHECK(Toml("insecure = true\nlisten = '::'\n\nport = 1_000\n") ==
        List{"insecure=true@1", "listen=::@2", "port=1000@4"});
  CHECK(Toml("stream = ['a:2',\n{name = 'b', shards = 'on-demand'}]\n") ==
        List{"stream=a:2@1", "stream=b:on-demand@2"});
  CHECK(Toml("port = 1\n[[stream]]\nname = 'a'\nshards = 4\n[[stream]]\nname = 'b'\n") ==
        List{"port=1@1", "stream=a:4@2", "stream=b@5"});
  CHECK(Toml("[stream]\nname = 'a'\n") == List{"stream=a@1"});
}

TEST_CASE("what is wrong in TOML is named with its line", "[server][config_file]") {
  if (!ReadsToml()) return;
  const std::string must_be = " must be a text, a whole number, or true or false";
  CHECK(OnlyText(Toml("\nport = 1.5")) == "INVALID_ARGUMENT: w.toml, line 2: port" + must_be);
  CHECK(OnlyText(Toml("port = 1979-05-27")) == "INVALID_ARGUMENT: w.toml, line 1: port" + must_be);
  CHECK(OnlyText(Toml("port = [[1]]")) == "INVALID_ARGUMENT: w.toml, line 1: port" + must_be);
  CHECK(OnlyText(Toml("\n[port]\n")) ==
        "INVALID_ARGUMENT: w.toml, line 2: port is a table; only a stream may be one");
  CHECK(OnlyText(Toml("[[stream]]\nname = 'a'\nshrads = 1\n")) ==
        "INVALID_ARGUMENT: w.toml, line 3: a stream has no \"shrads\", but a name and shards");
  CHECK(OnlyText(Toml("[[stream]]\nname = []\n")) ==
        "INVALID_ARGUMENT: w.toml, line 2: name" + must_be);
  CHECK(OnlyText(Toml("\n[[stream]]\nshards = 1\n")) ==
        "INVALID_ARGUMENT: w.toml, line 2: a stream has a name");
  CHECK(OnlyText(Toml("a = 1\na = 2\n")).starts_with("INVALID_ARGUMENT: w.toml, line 2: "));
  CHECK(OnlyText(Toml("a = \n")).starts_with("INVALID_ARGUMENT: w.toml, line 1: "));
  CHECK(OnlyText(Toml("a = " + std::string(100'000, '[')))
            .starts_with("INVALID_ARGUMENT: w.toml, line 1: "));
}

TEST_CASE("a file of an unknown ending, or that cannot be read, is refused",
          "[server][config_file]") {
  const TemporaryFolder folder;
  CHECK(Outcome(ReadConfigFile("w.yaml").status()) ==
        "INVALID_ARGUMENT: --config is \"w.yaml\"; it must be a file of .toml or .json");
  const std::string path = folder.PathOf("w.json");
  CHECK(Outcome(ReadConfigFile(path).status()) ==
        "NOT_FOUND: " + path + ": No such file or directory");
  std::filesystem::create_directory(path);
  CHECK(Outcome(ReadConfigFile(path).status()) ==
        "FAILED_PRECONDITION: " + path + ": Is a directory");
}

TEST_CASE("a file has so many bytes and no more", "[server][config_file]") {
  const TemporaryFolder folder;
  std::string text = "{}";
  text.resize(kConfigBytesMax, ' ');
  CHECK(ReadConfigFile(folder.Write("w.json", text)).ok());
  const std::string path = folder.Write("w.json", text + " ");
  CHECK(Outcome(ReadConfigFile(path).status()) ==
        "INVALID_ARGUMENT: " + path + " is larger than 1048576 bytes");
}

TEST_CASE("what is on the command line goes before what is in the file", "[server][config_file]") {
  const TemporaryFolder folder;
  const std::string path = folder.Write(
      "w.json",
      "{\"port\": 1, \"threads\": 3, \"stream\": [\"a\", \"b\"], \"limits\": \"unlimited\"}");
  const auto parse = [&path](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--config", path});
    return ParseCommandLine(arguments);
  };
  const auto of_file = parse({});
  REQUIRE(of_file.ok());
  CHECK(of_file->endpoint.port == 1);
  CHECK(of_file->endpoint.threads == 3);
  CHECK(of_file->streams == std::vector<StreamSpec>{{.name = "a"}, {.name = "b"}});
  const auto of_both = parse({"--port", "2", "--stream", "a:9"});
  REQUIRE(of_both.ok());
  CHECK(of_both->endpoint.port == 2);
  CHECK(of_both->endpoint.threads == 3);
  CHECK(of_both->streams == std::vector<StreamSpec>{{.name = "a", .shard_count = 9}});
  CHECK(of_both->local.limits.control_calls == LimitMode::kOff);
}

TEST_CASE("an error in the file is named with its line, like one of a flag",
          "[server][config_file]") {
  const TemporaryFolder folder;
  const auto refusal = [&folder](std::string_view text) {
    const std::string path = folder.Write("w.json", text);
    const std::string outcome =
        Outcome(ParseCommandLine(std::vector<std::string>{"--config=" + path}).status());
    const std::size_t at = outcome.find(path);
    return at == std::string::npos ? outcome : outcome.substr(at + path.size());
  };
  CHECK(refusal("{\n\"prot\": 1}") == ", line 2: prot is no key; those are the flags of --help");
  for (const std::string name : {"config", "help", "version"}) {
    CHECK(refusal("{\"" + name + "\": \"x.json\"}") ==
          ", line 1: " + name + " is no key; those are the flags of --help");
  }
  CHECK(refusal("{\n\n\"port\": 65536}") == ", line 3: port is \"65536\"; it must be 0 to 65535");
  CHECK(refusal("{\"port\": 1,\n\"port\": 1}") == ", line 2: port is given twice");
  CHECK(refusal("{\"port\": [1, 2]}") == ", line 1: port is given twice");
  CHECK(refusal("{\"auth\": \"env\", \"no-auth\": true}") ==
        "INVALID_ARGUMENT: --auth and --no-auth contradict each other");
}

}  // namespace
}  // namespace weir::server
