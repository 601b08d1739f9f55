// SPDX-License-Identifier: MIT
//
// Says once of a structure of the contract what AWS calls its members: that is all that
// reading and writing it, in JSON and in CBOR, need to know.
//
//   template <>
//   struct Shape<kinesis::Tag> {
//     static constexpr std::tuple kMembers = {Member{"Key", &kinesis::Tag::key},
//                                             Member{"Value", &kinesis::Tag::value}};
//   };
//
// Members stand in the order of AWS's model: of a request with several of a wrong type, the
// first in that order is named.
#pragma once

#include <string_view>
#include <tuple>

namespace weir::serve_internal {

template <class Structure>
struct Shape;

template <class Structure>
concept HasShape = requires {
  Shape<Structure>::kMembers;
};

// The member at `pointer`; the type of that says what goes over the wire.
template <class Structure, class Value>
struct Member {
  std::string_view name;
  Value Structure::*pointer;

  constexpr const Value& Of(const Structure& structure) const { return structure.*pointer; }
};
template <class Structure, class Value>
Member(std::string_view, Value Structure::*) -> Member<Structure, Value>;

// A member of results that the contract has in another form: what `function` makes of the
// whole.
template <class Function>
struct Computed {
  std::string_view name;
  Function function;

  template <class Structure>
  constexpr auto Of(const Structure& structure) const {
    return function(structure);
  }
};
template <class Function>
Computed(std::string_view, Function) -> Computed<Function>;

}  // namespace weir::serve_internal
