// Many outputs at once: kPcgLanes consecutive states side by side, each stepped by the kPcgLanes-fold map, so that the
// 128-bit multiplications do not wait for each other. The outputs are the sequential generator's, in its order.
#pragma once
#include <cstdint>

#include "core/cpu.h"
#include "kernels/random/pcg64.h"

namespace nds {

inline constexpr int kPcgLanes = 32;

struct PcgLanes {
  alignas(64) uint64_t lo[kPcgLanes];
  alignas(64) uint64_t hi[kPcgLanes];
  uint64_t step_lo, step_hi;  // the increment of kPcgLanes steps at once
};

// Lane j becomes the state after j + 1 steps.
void pcg64_lanes_start(PcgLanes* lanes, uint128_t state, uint128_t inc) noexcept;

// Write the next `groups` * kPcgLanes outputs: raw, as float64 in [0, 1), or each as two float32 in [0, 1), lower half
// first. `out` needs no alignment.
using PcgRawKernel = void (*)(PcgLanes* lanes, uint64_t* out, int64_t groups) noexcept;
using PcgF64Kernel = void (*)(PcgLanes* lanes, double* out, int64_t groups) noexcept;
using PcgF32Kernel = void (*)(PcgLanes* lanes, float* out, int64_t groups) noexcept;
PcgRawKernel pcg64_raw_kernel(Target target) noexcept;
PcgF64Kernel pcg64_f64_kernel(Target target) noexcept;
PcgF32Kernel pcg64_f32_kernel(Target target) noexcept;

}  // namespace nds
