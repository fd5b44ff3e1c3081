#include <algorithm>
#include <cstring>

#include "core/thread_pool.h"
#include "kernels/random/distributions.h"
#include "kernels/random/pcg64_lanes.h"

namespace nds {

namespace {

constexpr int64_t kFewOutputs = 2 * kPcgLanes;  // below this, starting the lanes costs more than they gain
constexpr int64_t kTaskOutputs = 32768;         // 64-bit outputs a task generates; about 20 us (Zen 4)

// kPerOutput elements come from each 64-bit output, lower bits first.
struct F64 {
  using Element = double;
  static constexpr int kPerOutput = 1;
  static PcgF64Kernel kernel(Target target) noexcept { return pcg64_f64_kernel(target); }
  static double next(Pcg64State* s) noexcept { return static_cast<double>(pcg64_next64(s) >> 11) * 0x1p-53; }
};
struct F32 {
  using Element = float;
  static constexpr int kPerOutput = 2;
  static PcgF32Kernel kernel(Target target) noexcept { return pcg64_f32_kernel(target); }
  static float next(Pcg64State* s) noexcept { return static_cast<float>(pcg64_next32(s) >> 8) * 0x1p-24f; }
};

// Whole outputs [first, first + n) counted from `state`.
template <class To>
void generate(uint128_t state, uint128_t inc, int64_t first, int64_t n, typename To::Element* out) noexcept {
  PcgLanes lanes;
  pcg64_lanes_start(&lanes, pcg64_skip(state, inc, static_cast<uint128_t>(first)), inc);
  const auto kernel = To::kernel(active_target());
  const int64_t groups = n / kPcgLanes;
  const int64_t rest = n % kPcgLanes;
  kernel(&lanes, out, groups);
  if (rest > 0) {
    typename To::Element last[kPcgLanes * To::kPerOutput];
    kernel(&lanes, last, 1);
    std::copy_n(last, rest * To::kPerOutput, out + groups * kPcgLanes * To::kPerOutput);
  }
}

template <class To>
void fill_uniform(Pcg64State* s, typename To::Element* out, int64_t n) noexcept {
  if (To::kPerOutput == 2 && s->has_uint32 && n > 0) {
    *out++ = To::next(s);
    --n;
  }
  const int64_t outputs = n / To::kPerOutput;
  if (outputs >= kFewOutputs) {
    const uint128_t state = pcg64_state(*s);
    const uint128_t inc = pcg64_increment(*s);
    parallel_for((outputs + kTaskOutputs - 1) / kTaskOutputs, [&](int64_t task) noexcept {
      const int64_t first = task * kTaskOutputs;
      generate<To>(state, inc, first, std::min(kTaskOutputs, outputs - first), out + first * To::kPerOutput);
    });
    const uint128_t last = pcg64_skip(state, inc, static_cast<uint128_t>(outputs));
    pcg64_set_state(s, last);
    if (To::kPerOutput == 2) s->uinteger = static_cast<uint32_t>(pcg64_output(last) >> 32);
    out += outputs * To::kPerOutput;
    n -= outputs * To::kPerOutput;
  }
  for (int64_t i = 0; i < n; ++i) out[i] = To::next(s);
}

}  // namespace

void fill_random_f64(Pcg64State* s, double* out, int64_t n) noexcept { fill_uniform<F64>(s, out, n); }
void fill_random_f32(Pcg64State* s, float* out, int64_t n) noexcept { fill_uniform<F32>(s, out, n); }

}  // namespace nds
