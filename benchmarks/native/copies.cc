// Copies: contiguous, strided, transposed, and with a cast.
#include <benchmark/benchmark.h>

#include "operands.h"
#include "plan/copy.h"

namespace nds::bench {

namespace {

constexpr int64_t kSide = 2048;

void run_plan(benchmark::State& state, DType from, const int64_t* from_strides, DType to) {
  const int64_t shape[2] = {kSide, kSide};
  const int64_t to_strides[2] = {kSide * item_size(to), item_size(to)};
  Array in(from, 2 * kSide * kSide);  // twice the elements, for the strided one
  in.fill(1, 100);
  const Array out(to, kSide * kSide);
  CopyPlan plan{};
  plan.ndim = 2;
  plan.shape = shape;
  plan.from = {in.data(), from, from_strides};
  plan.to = {out.data(), to, to_strides};
  for (auto _ : state) {
    if (run_copy(plan) != ErrorCode::kOk) {
      state.SkipWithError("the copy failed");
      break;
    }
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * kSide * kSide * (item_size(from) + item_size(to)));
}

void copy_contiguous(benchmark::State& state) {
  const int64_t strides[2] = {kSide * 8, 8};
  run_plan(state, DType::kFloat64, strides, DType::kFloat64);
}
void copy_strided(benchmark::State& state) {
  const int64_t strides[2] = {kSide * 16, 16};
  run_plan(state, DType::kFloat64, strides, DType::kFloat64);
}
void copy_transposed(benchmark::State& state) {
  const int64_t strides[2] = {8, kSide * 8};
  run_plan(state, DType::kFloat64, strides, DType::kFloat64);
}
void astype_float32(benchmark::State& state) {
  const int64_t strides[2] = {kSide * 8, 8};
  run_plan(state, DType::kFloat64, strides, DType::kFloat32);
}
void astype_int64(benchmark::State& state) {
  const int64_t strides[2] = {kSide * 8, 8};
  run_plan(state, DType::kFloat64, strides, DType::kInt64);
}

BENCHMARK(copy_contiguous)->UseRealTime();
BENCHMARK(copy_strided)->UseRealTime();
BENCHMARK(copy_transposed)->UseRealTime();
BENCHMARK(astype_float32)->UseRealTime();
BENCHMARK(astype_int64)->UseRealTime();

}  // namespace

}  // namespace nds::bench
