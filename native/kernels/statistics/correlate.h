// Sums of products of two runs, shifted against each other. Integers wrap; floats are added in fused steps, along the
// shorter run within an output that overlaps it whole, else in lanes.
#pragma once
#include <cstdint>

#include "core/cpu.h"
#include "generated/dtypes.h"

namespace nds {

// out[i] = sum over k of a[first + i + k] * v[k] where that lies in a, for i of [0, count): n elements of a, m <= n of
// v, first > -m. float32, float64, uint32, uint64, contiguous and aligned.
struct CorrelateCall {
  const void* a;
  int64_t n;
  const void* v;
  int64_t m;
  int64_t first, count;
  void* out;
};
using CorrelateKernel = void (*)(const CorrelateCall& call) noexcept;
CorrelateKernel correlate_kernel(Target target, DType dtype) noexcept;

}  // namespace nds
