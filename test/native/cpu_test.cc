#include "core/cpu.h"

#include <doctest/doctest.h>

#include <string>

#include "core/platform.h"
#include "process.h"

using nds::Target;
using test_process::ask;

TEST_CASE("targets have the names that NDS_TARGET takes") {
  CHECK(std::string(nds::target_name(Target::kScalar)) == "scalar");
  CHECK(std::string(nds::target_name(Target::kSse4)) == "sse4");
  CHECK(std::string(nds::target_name(Target::kAvx2)) == "avx2");
  CHECK(std::string(nds::target_name(Target::kAvx512)) == "avx512");
}

TEST_CASE("NDS_TARGET forces any target up to the best, and nothing else") {
  const std::string best = ask("NDS_TARGET=", "target");
  int best_index = -1;
  for (int i = 0; i < nds::kTargetCount; ++i) {
    if (best == nds::target_name(static_cast<Target>(i))) best_index = i;
  }
  REQUIRE(best_index >= 0);
  for (int i = 0; i < nds::kTargetCount; ++i) {
    const std::string name = nds::target_name(static_cast<Target>(i));
    CHECK(ask("NDS_TARGET=" + name, "target") == (i <= best_index ? name : best));
  }
  CHECK(ask("NDS_TARGET=avx1024", "target") == best);
}

#if defined(__x86_64__)
TEST_CASE("detection agrees with the compiler's run-time library") {
  const std::string best = ask("NDS_TARGET=", "target");
  CHECK((best == "avx512") == (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                               __builtin_cpu_supports("avx512cd")));
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) CHECK(best.substr(0, 3) == "avx");
}
#endif

TEST_CASE("the cache has a plausible size") {
  CHECK(nds::cache_bytes() >= 256 * 1024);
  CHECK(nds::cache_bytes() <= (4L << 30));
}
