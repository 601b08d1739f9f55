// SPDX-License-Identifier: MIT
#include "weir/service/record_list.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace weir::kinesis {
namespace {

class ViewsSource final : public RecordSource {
 public:
  ViewsSource(std::vector<RecordView> views, std::shared_ptr<const void> held)
      : views_(std::move(views)), held_(std::move(held)) {}

  std::size_t size() const override { return views_.size(); }
  std::unique_ptr<Walk> Begin() const override { return std::make_unique<AllAtOnce>(views_); }

 private:
  class AllAtOnce final : public Walk {
   public:
    explicit AllAtOnce(std::span<const RecordView> views) : views_(views) {}
    std::span<const RecordView> Next() override { return std::exchange(views_, {}); }

   private:
    std::span<const RecordView> views_;
  };

  // Set at construction, never written again.
  const std::vector<RecordView> views_;
  const std::shared_ptr<const void> held_;
};

}  // namespace

std::span<const RecordView> RecordSource::All() const {
  std::call_once(once_, [this] {
    all_.reserve(size());
    const std::unique_ptr<Walk> walk = Begin();
    for (std::span<const RecordView> views = walk->Next(); !views.empty(); views = walk->Next()) {
      all_.insert(all_.end(), views.begin(), views.end());
    }
  });
  return all_;
}

std::shared_ptr<const RecordSource> MakeRecordSource(std::vector<RecordView> views,
                                                     std::shared_ptr<const void> held) {
  return std::make_shared<ViewsSource>(std::move(views), std::move(held));
}

}  // namespace weir::kinesis
