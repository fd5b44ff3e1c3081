// Kernels that accumulate at computed offsets, one element after the other: equal offsets are computed again each time.
#pragma once
#include <cstdint>

#include "generated/loops.h"

namespace nds {

// base[offsets[i]] = op(base[offsets[i]], values[i * value_stride]), in order. Addresses have any alignment.
using AccumulateItems = void (*)(char* base, const int64_t* offsets, int64_t n, const char* values,
                                 int64_t value_stride) noexcept;

// add, subtract and multiply of integers, float32 and float64, and maximum and minimum of integers, all with the
// results of the elementwise kernels. Null for other loops.
AccumulateItems accumulate_kernel(LoopId loop) noexcept;

}  // namespace nds
