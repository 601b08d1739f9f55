// SPDX-License-Identifier: MIT
//
// A HeldBody is the body of a request as Beast's parser collects it: it takes no memory for
// a length that was only claimed, and counts what comes in the budget of all connections.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

#include "serve/http/memory_budget.h"

namespace weir::serve_internal {

// What Beast asks of a Body, in its spelling.
struct HeldBody {
  struct value_type {
    std::string text;
    MemoryHold hold;
  };

  static std::uint64_t size(const value_type& body) { return body.text.size(); }

  class reader {
   public:
    template <bool kIsRequest, class Fields>
    reader(boost::beast::http::header<kIsRequest, Fields>&, value_type& body) : body_(body) {}

    void init(const boost::optional<std::uint64_t>& claimed, boost::beast::error_code& error) {
      (void)claimed;
      error = {};
    }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::beast::error_code& error) {
      const std::size_t bytes = boost::asio::buffer_size(buffers);
      error = {};
      if (!body_.hold.Grow(bytes)) {
        error = make_error_code(boost::system::errc::not_enough_memory);
        return 0;
      }
      for (const auto buffer : boost::beast::buffers_range_ref(buffers)) {
        body_.text.append(static_cast<const char*>(buffer.data()), buffer.size());
      }
      return bytes;
    }

    void finish(boost::beast::error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

}  // namespace weir::serve_internal
