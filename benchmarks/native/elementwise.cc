// Every elementwise loop over float64, float32, int64 or int32 operands: in cache (1,000 elements) and beyond it.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "operands.h"
#include "plan/elementwise.h"

namespace nds::bench {

namespace {

constexpr int64_t kInCache = 1000;
constexpr int64_t kInMemory = 4'000'000;

void run_loop(benchmark::State& state, LoopId id) {
  const LoopInfo& loop = kLoops[id];
  const int64_t n = state.range(0);
  std::vector<std::unique_ptr<Array>> inputs;
  ElementwisePlan plan{};
  plan.loop = id;
  plan.ndim = 1;
  plan.shape = &n;
  int64_t bytes = item_size(loop.out);
  for (int k = 0; k < loop.inputs; ++k) {
    inputs.push_back(std::make_unique<Array>(loop.in[k], n));
    inputs.back()->fill(1, 9);  // within every function's domain, and no shift beyond a byte
    plan.in[k] = inputs.back()->operand();
    bytes += item_size(loop.in[k]);
  }
  const Array out(loop.out, n);
  plan.out = out.operand();
  for (auto _ : state) {
    if (run_elementwise(plan) != ErrorCode::kOk) {
      state.SkipWithError("the loop failed");
      break;
    }
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * n * bytes);
}

bool is_measured(DType dtype) {
  return dtype == DType::kFloat64 || dtype == DType::kFloat32 || dtype == DType::kInt64 || dtype == DType::kInt32;
}

[[maybe_unused]] const bool kRegistered = [] {
  for (int id = 0; id < kLoopCount; ++id) {
    const LoopInfo& loop = kLoops[id];
    const DType dtype = loop.in[loop.inputs - 1];
    if (!is_measured(dtype)) continue;
    const std::string name = std::string(loop.name) + "/" + kDTypeNames[static_cast<int>(dtype)];
    benchmark::RegisterBenchmark(name.c_str(), run_loop, static_cast<LoopId>(id))
        ->Arg(kInCache)
        ->Arg(kInMemory)
        ->UseRealTime();
  }
  return true;
}();

}  // namespace

}  // namespace nds::bench
