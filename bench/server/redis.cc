// SPDX-License-Identifier: MIT
//
// Redis Streams, by hiredis: a connection for each producer and consumer.

#include <hiredis/hiredis.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "server/contract.h"
#include "server/redis_server.h"

namespace weir::bench {
namespace {

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};
struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Context = std::unique_ptr<redisContext, FreeContext>;
using Reply = std::unique_ptr<redisReply, FreeReply>;

// Within five seconds, or null.
Context Connect(const std::string& socket) {
  for (int i = 0; i < 500; ++i) {
    Context context(redisConnectUnix(socket.c_str()));
    if (context != nullptr && context->err == 0) return context;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return nullptr;
}

std::string_view TextOf(const redisReply& reply) { return {reply.str, reply.len}; }

class RedisStreams {
 public:
  explicit RedisStreams(const Shape&) {}

  class Producer {
   public:
    explicit Producer(Context context) : context_(std::move(context)) {}

    bool TryPut(const Payload& payload) {
      if (context_ == nullptr) return false;
      const char* words[] = {"XADD", "s", "*", payload.key.data(), payload.data.data()};
      const std::size_t lengths[] = {4, 1, 1, kKeyBytes, kDataBytes};
      redisAppendCommandArgv(context_.get(), 5, words, lengths);
      return ++sent_ % kBatchRecords != 0 || HaveBeenTaken();
    }

   private:
    // Whether all of the batch were.
    bool HaveBeenTaken() {
      bool are_taken = true;
      for (std::size_t i = 0; i < kBatchRecords; ++i) {
        void* answer = nullptr;
        if (redisGetReply(context_.get(), &answer) != REDIS_OK) return false;
        const Reply reply(static_cast<redisReply*>(answer));
        are_taken = are_taken && reply->type != REDIS_REPLY_ERROR;
      }
      return are_taken;
    }

    Context context_;
    std::size_t sent_ = 0;
  };

  class Consumer {
   public:
    // From the end of what is there. The answer is as XREAD's, without its outer list.
    explicit Consumer(Context context) : context_(std::move(context)) {
      if (context_ == nullptr) return;
      const Reply last = Ask("XREVRANGE s + - COUNT 1");
      if (last != nullptr && last->elements == 1) after_ = TextOf(*last->element[0]->element[0]);
    }

    template <class Visit>
    std::size_t Take(const Visit& visit) {
      if (context_ == nullptr) return 0;
      const Reply reply = Ask("XREAD COUNT 500 STREAMS s %s", after_.c_str());
      // Nothing there is no list.
      if (reply == nullptr || reply->type != REDIS_REPLY_ARRAY || reply->elements != 1) return 0;
      const redisReply& entries = *reply->element[0]->element[1];
      for (std::size_t i = 0; i < entries.elements; ++i) {
        const redisReply& fields = *entries.element[i]->element[1];
        visit(TextOf(*fields.element[0]), TextOf(*fields.element[1]));
      }
      after_ = TextOf(*entries.element[entries.elements - 1]->element[0]);
      return entries.elements;
    }

   private:
    template <class... Arguments>
    Reply Ask(const char* format, Arguments... arguments) {
      return Reply(static_cast<redisReply*>(redisCommand(context_.get(), format, arguments...)));
    }

    Context context_;
    std::string after_ = "0";
  };

  Producer MakeProducer(int) { return Producer(Connect(server_.socket())); }
  Consumer MakeConsumer(int) { return Consumer(Connect(server_.socket())); }

 private:
  RedisServer server_;
};

[[maybe_unused]] const bool redis = RegisterServer<RedisStreams>("RedisStreams");

}  // namespace
}  // namespace weir::bench
