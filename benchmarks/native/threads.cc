// What it costs to hand work to the pool, and to take memory from the allocator.
#include <benchmark/benchmark.h>

#include "core/allocator.h"
#include "core/thread_pool.h"

namespace nds::bench {

namespace {

void parallel_for_of_nothing(benchmark::State& state) {
  const int64_t tasks = state.range(0);
  for (auto _ : state) {
    parallel_for(tasks, [](int64_t i) noexcept { benchmark::DoNotOptimize(i); });
  }
}
BENCHMARK(parallel_for_of_nothing)->Arg(1)->Arg(2)->Arg(16)->UseRealTime();

void reuse_of_a_block(benchmark::State& state) {
  for (auto _ : state) {
    bool over_limit = false;
    Block* block = allocate_block(state.range(0), false, &over_limit);
    benchmark::DoNotOptimize(block);
    release_block(block);
  }
}
BENCHMARK(reuse_of_a_block)->Arg(8192)->Arg(160'000'000);

}  // namespace

}  // namespace nds::bench
