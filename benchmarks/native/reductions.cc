// Every reduction over float64 and int64: whole, and over either axis of a square.
#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

#include "operands.h"
#include "plan/reduce.h"

namespace nds::bench {

namespace {

constexpr int64_t kInCache = 1024;
constexpr int64_t kInMemory = 4'194'304;

struct Row {
  const char* name;
  Reduction op;
  DType out;  // kBool: of the input's dtype
};
constexpr Row kRows[] = {
    {"sum", Reduction::kSum, DType::kBool},
    {"prod", Reduction::kProd, DType::kBool},
    {"min", Reduction::kMin, DType::kBool},
    {"max", Reduction::kMax, DType::kBool},
    {"argmin", Reduction::kArgmin, DType::kInt64},
    {"argmax", Reduction::kArgmax, DType::kInt64},
    {"count_nonzero", Reduction::kCountNonzero, DType::kInt64},
    {"mean", Reduction::kMean, DType::kFloat64},
    {"std", Reduction::kStd, DType::kFloat64},
};

// axis: -1 for both.
void run_reduction(benchmark::State& state, Row row, DType dtype, int axis) {
  const int64_t n = state.range(0);
  const int64_t side = static_cast<int64_t>(std::sqrt(static_cast<double>(n)));
  const int64_t shape[2] = {side, side};
  const int64_t item = item_size(dtype);
  const int64_t strides[2] = {side * item, item};
  Array in(dtype, n);
  in.fill(1, 2);
  const DType result = row.out == DType::kBool ? dtype : row.out;
  const Array out(result, axis < 0 ? 1 : side);
  const int64_t out_item = item_size(result);
  const int64_t out_strides[2] = {axis == 1 ? out_item : 0, axis == 0 ? out_item : 0};
  const bool reduced[2] = {axis != 1, axis != 0};

  ReducePlan plan{};
  plan.op = row.op;
  plan.ndim = 2;
  plan.shape = shape;
  plan.reduced = reduced;
  plan.in = {in.data(), dtype, strides};
  plan.out = {out.data(), result, out_strides};
  plan.accumulate = result;
  for (auto _ : state) {
    if (run_reduce(plan) != ErrorCode::kOk) {
      state.SkipWithError("the reduction failed");
      break;
    }
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * n * item);
}

[[maybe_unused]] const bool kRegistered = [] {
  constexpr const char* kAxes[] = {"whole", "axis0", "axis1"};
  for (const Row& row : kRows) {
    for (const DType dtype : {DType::kFloat64, DType::kInt64}) {
      for (int axis = -1; axis < 2; ++axis) {
        const std::string name =
            std::string(row.name) + "/" + kDTypeNames[static_cast<int>(dtype)] + "/" + kAxes[axis + 1];
        benchmark::RegisterBenchmark(name.c_str(), run_reduction, row, dtype, axis)
            ->Arg(kInCache)
            ->Arg(kInMemory)
            ->UseRealTime();
      }
    }
  }
  return true;
}();

}  // namespace

}  // namespace nds::bench
