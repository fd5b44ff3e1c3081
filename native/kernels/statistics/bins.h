// Bins of equal width: where numbers fall, to the bit as numpy.histogram has it. float32 and float64 in their own
// arithmetic; float16 in float32, rounded after each step.
#pragma once
#include <cstdint>

#include "core/cpu.h"
#include "generated/dtypes.h"

namespace nds {

struct UniformBins {
  double first, last;  // what lies outside is in no bin
  double span;         // last - first
  int64_t count;
  const void* edges;  // count + 1, in the dtype of the elements; for float16 float32 ones
  bool half;          // the elements are float16 in float32
  bool wide;          // quotients are of float64: where a range was given
};

// bins[i] = the bin of a[i], or -1.
using BinKernel = void (*)(const void* a, int64_t n, const UniformBins& uniform, int64_t* bins) noexcept;
BinKernel bin_kernel(Target target, DType dtype) noexcept;  // float32 or float64

}  // namespace nds
