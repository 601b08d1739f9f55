// SPDX-License-Identifier: MIT
//
// Records of a read: walked, picked, copied, and kept.
#include "weir/service/record_list.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "support/catch.h"

namespace weir {
namespace {

using kinesis::Record;
using kinesis::RecordList;
using kinesis::RecordSource;

ShardNumbering Numbering() {
  return ShardNumbering::OfNewStream({.index = 3}, {.now_nanos = 1'000'000'000'000});
}

// `count` records of one byte, handed out two at a time.
class Pairs final : public RecordSource {
 public:
  explicit Pairs(std::size_t count) : count_(count) {}

  std::size_t size() const override { return count_; }
  std::unique_ptr<Walk> Begin() const override { return std::make_unique<PairWalk>(count_); }

 private:
  class PairWalk final : public Walk {
   public:
    explicit PairWalk(std::size_t count) : count_(count) {}

    std::span<const RecordView> Next() override {
      static const std::string kTexts = "abcdefghijklmnopqrstuvwxyz";
      std::size_t here = 0;
      for (; here < 2 && next_ < count_; ++here, ++next_) {
        views_[here] = {.sequence_number = {next_},
                        .approximate_arrival_nanos = static_cast<std::int64_t>(next_),
                        .partition_key = "k",
                        .data = AsBytes(std::string_view(kTexts).substr(next_, 1))};
      }
      return std::span(views_).first(here);
    }

   private:
    std::size_t count_;
    std::size_t next_ = 0;
    std::array<RecordView, 2> views_;
  };

  std::size_t count_;
};

RecordList ListOf(std::size_t count) {
  return RecordList(std::make_shared<Pairs>(count), Numbering(), kinesis::EncryptionType::kKms);
}

std::string Walked(const RecordList& list) {
  std::string text;
  for (const Record& record : list) text += AsText(record.data);
  return text;
}

TEST_CASE("a list is walked from the first record to the last, however often",
          "[service][record_list]") {
  const std::string all = "abcdefg";
  for (std::size_t count = 0; count <= all.size(); ++count) {
    const RecordList list = ListOf(count);
    CHECK(list.size() == count);
    CHECK(list.empty() == (count == 0));
    CHECK(Walked(list) == all.substr(0, count));
    CHECK(Walked(list) == all.substr(0, count));
  }
}

TEST_CASE("a list that was never given records is empty", "[service][record_list]") {
  const RecordList list;
  CHECK(list.empty());
  CHECK(Walked(list).empty());
  CHECK(list.views().empty());
}

TEST_CASE("a record has its number, its time and what its read says of all",
          "[service][record_list]") {
  const RecordList list = ListOf(5);
  for (std::size_t i = 0; i < 5; ++i) {
    const Record record = list[i];
    CHECK(record.sequence_number == Numbering().Of({i}, static_cast<std::int64_t>(i)));
    CHECK(absl::ToUnixNanos(record.approximate_arrival_timestamp) == static_cast<std::int64_t>(i));
    CHECK(record.encryption_type == kinesis::EncryptionType::kKms);
  }
  CHECK(AsText(list.front().data) == "a");
  CHECK(AsText(list.back().data) == "e");
  CHECK(list.views().size() == 5);
}

TEST_CASE("copies of a list, and what was moved to, show the same", "[service][record_list]") {
  RecordList list = ListOf(3);
  const RecordList copy = list;
  const RecordList moved = std::move(list);
  CHECK(Walked(copy) == "abc");
  CHECK(Walked(moved) == "abc");
}

TEST_CASE("views that somebody owns are a source too, and are kept", "[service][record_list]") {
  auto text = std::make_shared<std::string>("kept");
  const std::weak_ptr<std::string> watch = text;
  {
    std::vector<RecordView> views = {
        {.sequence_number = {}, .partition_key = "k", .data = AsBytes(*text)}};
    const RecordList list(kinesis::MakeRecordSource(std::move(views), std::move(text)), Numbering(),
                          kinesis::EncryptionType::kNone);
    CHECK(Walked(list) == "kept");
    CHECK(AsText(list[0].data) == "kept");
    CHECK_FALSE(watch.expired());
  }
  CHECK(watch.expired());
}

TEST_CASE("many may pick from one list at once", "[service][record_list]") {
  const RecordList list = ListOf(26);
  std::vector<std::thread> threads;
  std::vector<std::string> texts(4);
  for (std::string& text : texts) {
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < list.size(); ++i) text += AsText(list[i].data);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& text : texts) CHECK(text == "abcdefghijklmnopqrstuvwxyz");
}

}  // namespace
}  // namespace weir
