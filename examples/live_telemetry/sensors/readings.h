// SPDX-License-Identifier: MIT
//
// Readings collects what the sensors said in one round, as records to be put:
// the sensor's name is the partition key, the reading's text is the data.
//
// All text lies in one string that is reused, so a round allocates nothing once
// the longest has been seen.
//
//   readings.Add("cpu.0.busy", {12.5, Unit::kPercent});
//   publisher.Publish(readings.Entries());
//   readings.Clear();
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "live_telemetry/quantity.h"
#include "weir/model/record.h"
#include "weir/stream/stream.h"

namespace live_telemetry {

class Readings {
 public:
  void Add(std::string_view sensor, const Quantity& quantity, std::string_view label = {}) {
    Place place = {.key_begin = text_.size(), .data_begin = text_.size() + sensor.size()};
    text_ += sensor;
    AppendRecordText(quantity, label, text_);
    place.end = text_.size();
    places_.push_back(place);
  }

  void Clear() {
    text_.clear();
    places_.clear();
  }

  std::size_t size() const { return places_.size(); }

  // One per Add(); valid until the next call of Add() or Clear().
  std::span<const weir::PutEntry> Entries() {
    entries_.clear();
    for (const Place& place : places_) {
      const std::string_view text = text_;
      const std::string_view key = text.substr(place.key_begin, place.data_begin - place.key_begin);
      const std::string_view data = text.substr(place.data_begin, place.end - place.data_begin);
      entries_.push_back({.partition_key = key, .data = weir::AsBytes(data)});
    }
    return entries_;
  }

 private:
  // Offsets and not views: the text moves while it grows.
  struct Place {
    std::size_t key_begin = 0;
    std::size_t data_begin = 0;
    std::size_t end = 0;
  };

  std::string text_;
  std::vector<Place> places_;
  std::vector<weir::PutEntry> entries_;
};

}  // namespace live_telemetry
