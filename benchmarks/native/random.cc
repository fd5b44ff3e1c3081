// The distributions of the generator.
#include <benchmark/benchmark.h>

#include "kernels/random/distributions.h"
#include "operands.h"

namespace nds::bench {

namespace {

constexpr int64_t kElements = 4'000'000;

template <class T, void (*kFill)(Pcg64State*, T*, int64_t) noexcept>
void fill_random(benchmark::State& state) {
  const Array out(DTypeOf<T>::value, kElements);
  Pcg64State generator{};
  generator.inc_lo = 1;
  for (auto _ : state) {
    kFill(&generator, reinterpret_cast<T*>(out.data()), kElements);
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * kElements * static_cast<int64_t>(sizeof(T)));
}

BENCHMARK_TEMPLATE(fill_random, double, fill_random_f64)->Name("random/float64")->UseRealTime();
BENCHMARK_TEMPLATE(fill_random, float, fill_random_f32)->Name("random/float32")->UseRealTime();
BENCHMARK_TEMPLATE(fill_random, double, fill_standard_normal_f64)->Name("standard_normal/float64")->UseRealTime();
BENCHMARK_TEMPLATE(fill_random, float, fill_standard_normal_f32)->Name("standard_normal/float32")->UseRealTime();

}  // namespace

}  // namespace nds::bench
