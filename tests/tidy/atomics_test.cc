// SPDX-License-Identifier: MIT
#include "tidy/atomics.h"

#include <string>
#include <vector>

#include "support/catch.h"

namespace weir::tidy::atomics_test {
namespace {

std::vector<int> Broken(const std::string& text) {
  return LinesOf(CheckAtomics(Source("include/weir/log/a.h", text)));
}

TEST_CASE("atomics that do not come from base/atomic.h are found", "[tidy][atomics]") {
  CHECK(Broken("#include <atomic>\n") == std::vector{1});
  CHECK(Broken("\nstd::atomic<int> a;\n") == std::vector{2});
  CHECK(Broken("std::atomic_ref<int> a(b);\n") == std::vector{1});
  CHECK(Broken("a.load(std::memory_order_relaxed);\n") == std::vector{1});
  CHECK(Broken("__atomic_load_n(&a, b);\n") == std::vector{1});
  CHECK(Broken("// std::atomic has a default order.\nint atomic = 1;\n").empty());
  CHECK(CheckAtomics(Source("include/weir/base/atomic.h", "#include <atomic>\n")).empty());
  CHECK(CheckAtomics(Source("tests/explore/a.h", "std::atomic<int> a;\n")).empty());
}

TEST_CASE("an atomic that is not in a template on the policy is found", "[tidy][atomics]") {
  CHECK(Broken("struct A {\n  StdAtomics::Atomic<int> a;\n};\n") == std::vector{2});
  CHECK(Broken("using Word = StdAtomics::Atomic<int>;\n") == std::vector{1});
  CHECK(Broken("StdAtomics::Pause();\n") == std::vector{1});
  CHECK(Broken("typename Atomics::template Atomic<int> a;\n").empty());
  CHECK(Broken("using Log = BasicLog<StdAtomics>;\nBasicPin<StdAtomics>::Clear();\n").empty());
}

TEST_CASE("a verb without a reason is found", "[tidy][atomics]") {
  CHECK(Broken("f();\na.LoadRelaxed();\n") == std::vector{2});
  CHECK(Broken("a.CompareExchangeAcqRel(b, c);\n") == std::vector{1});
  CHECK(Broken("Atomics::CountEqualAcquire(a, b, c);\n") == std::vector{1});
  CHECK(Broken("// Once more.\na.FetchAddRelaxed(1);\n") == std::vector{2});
  CHECK(Broken("a.LoadAnything();\nb.Store();\n// a.LoadRelaxed()\n").empty());
}

TEST_CASE("a reason that does not agree with the verb is found", "[tidy][atomics]") {
  CHECK(Broken("// Edge P, acquire: as there.\na.LoadRelaxed();\n") == std::vector{2});
  CHECK(Broken("// Relaxed: a gauge.\na.LoadAcquire();\n") == std::vector{2});
  CHECK(Broken("// Edge P, acquire: as there.\na.StoreRelease(b);\n") == std::vector{2});
  CHECK(Broken("// Edge P, release: as there.\na.LoadAcquire();\n") == std::vector{2});
  CHECK(Broken("// Acquire, to be safe.\na.LoadAcquire();\n") == std::vector{2});
  CHECK(Broken("// Sequentially consistent: safe.\na.LoadSeqCst();\n") == std::vector{2});
  CHECK(Broken("// Edge D, sequentially consistent.\na.LoadAcquire();\n") == std::vector{2});
}

TEST_CASE("a reason that agrees with the verb is accepted", "[tidy][atomics]") {
  CHECK(Broken("// Relaxed: a gauge.\na.LoadRelaxed();\n").empty());
  CHECK(Broken("// Edge P, acquire: pairs with\n// Publish().\na.LoadAcquire();\n").empty());
  CHECK(Broken("// What the release of edge P is for.\na.StoreRelease(b);\n").empty());
  CHECK(Broken("// Edge C, release: so it is.\na.CompareExchangeAcqRel(b, c);\n").empty());
  CHECK(Broken("a.ExchangeSeqCst(b);  // Edge D: as said.\n").empty());
  CHECK(Broken("// Edge D, both sides sequentially\n// consistent.\na.LoadSeqCst();\n").empty());
}

TEST_CASE("a reason stands in the statement or above it", "[tidy][atomics]") {
  CHECK(Broken("a.LoadRelaxed();  // Relaxed: a gauge.\n").empty());
  CHECK(Broken("f(a.LoadRelaxed(),\n  b);  // Relaxed: a gauge.\n").empty());
  CHECK(Broken("f(b,  // Relaxed: a gauge.\n  a.LoadRelaxed());\n").empty());
  CHECK(Broken("// Relaxed: a gauge.\nint B() {\n  return a.LoadRelaxed();\n}\n").empty());
  CHECK(Broken("b();  // Relaxed: a gauge.\na.LoadRelaxed();\n") == std::vector{2});
  CHECK(Broken("a.LoadRelaxed();\n// Relaxed: a gauge.\n") == std::vector{1});
  CHECK(Broken("// Relaxed: a gauge.\n\na.LoadRelaxed();\n") == std::vector{3});
}

TEST_CASE("a reason further than six lines of other code away is none", "[tidy][atomics]") {
  const std::string reason = "// Relaxed: all of these.\n";
  const std::string six_lines = "a();\nb();\nc();\nd();\ne();\nf();\n";
  CHECK(Broken(reason + six_lines + "g.LoadRelaxed();\n").empty());
  CHECK(Broken(reason + six_lines + "g();\nh.LoadRelaxed();\n") == std::vector{9});
  std::string verbs;
  for (int i = 0; i < 20; ++i) verbs += "a.StoreRelaxed(0);\n";
  CHECK(Broken(reason + verbs).empty());
}

}  // namespace
}  // namespace weir::tidy::atomics_test
