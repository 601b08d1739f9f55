// SPDX-License-Identifier: MIT
//
// Settings in JSON: an object, whose members are settings.

#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/config_file.h"
#include "server/setting.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace weir::server {
namespace {

namespace ondemand = simdjson::ondemand;

// Walks through a document and remembers where it is.
class JsonReader {
 public:
  JsonReader(const std::string& path, std::string_view text)
      : path_(path), json_(text.data(), text.size()), counted_(json_.data()) {}

  absl::StatusOr<std::vector<Setting>> Read() {
    ondemand::parser parser;
    ondemand::document document;
    ondemand::object object;
    simdjson::error_code error = parser.iterate(json_).get(document);
    if (error == simdjson::SUCCESS) error = document.get_object().get(object);
    if (error != simdjson::SUCCESS) return Malformed(error);
    for (auto next : object) {
      ondemand::field field;
      error = std::move(next).get(field);
      if (error != simdjson::SUCCESS) return Malformed(error);
      const absl::Status status = AddMember(field);
      if (!status.ok()) return status;
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
      return Malformed(simdjson::TRAILING_CONTENT);
    return std::move(settings_);
  }

 private:
  // A name and its value; of an array, each of its elements.
  absl::Status AddMember(ondemand::field& field) {
    std::string name;
    absl::Status status = ReadName(field, name);
    if (!status.ok()) return status;
    ondemand::json_type type;
    const simdjson::error_code error = field.value().type().get(type);
    if (error != simdjson::SUCCESS) return Malformed(error);
    if (type != ondemand::json_type::array) return Add(name, field.value());
    ondemand::array array;
    const simdjson::error_code no_array = field.value().get_array().get(array);
    if (no_array != simdjson::SUCCESS) return Malformed(no_array);
    for (auto next : array) {
      ondemand::value element;
      const simdjson::error_code no_element = std::move(next).get(element);
      if (no_element != simdjson::SUCCESS) return Malformed(no_element);
      status = Add(name, element);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Of a value that is no array.
  absl::Status Add(std::string_view name, ondemand::value value) {
    Setting setting{.name = std::string(name), .value = {}, .line = line_};
    ondemand::json_type type;
    const simdjson::error_code error = value.type().get(type);
    if (error != simdjson::SUCCESS) return Malformed(error);
    if (type != ondemand::json_type::object) {
      const absl::Status status = ReadScalar(value, setting);
      if (!status.ok()) return status;
      return AddSetting(settings_, path_, std::move(setting));
    }
    ondemand::object object;
    const simdjson::error_code no_object = value.get_object().get(object);
    if (no_object != simdjson::SUCCESS) return Malformed(no_object);
    std::vector<Setting> members;
    for (auto next : object) {
      ondemand::field field;
      const simdjson::error_code no_field = std::move(next).get(field);
      if (no_field != simdjson::SUCCESS) return Malformed(no_field);
      Setting member;
      absl::Status status = ReadName(field, member.name);
      member.line = line_;
      if (status.ok()) status = ReadScalar(field.value(), member);
      if (status.ok()) status = AddSetting(members, path_, std::move(member));
      if (!status.ok()) return status;
    }
    absl::StatusOr<Setting> of_table = SettingOfTable(path_, name, setting.line, members);
    if (!of_table.ok()) return of_table.status();
    return AddSetting(settings_, path_, *std::move(of_table));
  }

  absl::Status ReadName(ondemand::field& field, std::string& name) {
    MoveTo(field.key().raw());
    std::string_view text;
    const simdjson::error_code error = field.unescaped_key().get(text);
    if (error != simdjson::SUCCESS) return Malformed(error);
    name = text;
    return absl::OkStatus();
  }

  // Texts, whole numbers, and true and false.
  absl::Status ReadScalar(ondemand::value value, Setting& setting) const {
    ondemand::json_type type;
    if (value.type().get(type) == simdjson::SUCCESS) {
      std::string_view text;
      std::int64_t number = 0;
      bool truth = false;
      if (type == ondemand::json_type::string && value.get_string().get(text) == 0) {
        setting.value = text;
        return absl::OkStatus();
      }
      if (type == ondemand::json_type::number && value.get_int64().get(number) == 0) {
        setting.value = std::to_string(number);
        return absl::OkStatus();
      }
      if (type == ondemand::json_type::boolean && value.get_bool().get(truth) == 0) {
        setting.value = truth ? "true" : "false";
        return absl::OkStatus();
      }
    }
    return InvalidArgument(
        Concat(PlaceOf(setting, path_), " must be a text, a whole number, or true or false"));
  }

  // Names come in the order of the text, so that each of its lines is counted once.
  void MoveTo(const char* at) {
    line_ += std::count(counted_, at, '\n');
    counted_ = at;
  }

  // At or behind the name that was read last.
  absl::Status Malformed(simdjson::error_code error) const {
    return ConfigError(path_, line_, Concat("no JSON: ", simdjson::error_message(error)));
  }

  // Set at construction, never written again.
  const std::string& path_;
  const simdjson::padded_string json_;
  // Where the walk stands.
  const char* counted_;
  std::int64_t line_ = 1;
  std::vector<Setting> settings_;
};

}  // namespace

absl::StatusOr<std::vector<Setting>> ParseJson(const std::string& path, std::string_view text) {
  return JsonReader(path, text).Read();
}

}  // namespace weir::server
