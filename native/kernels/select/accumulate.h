// Kernels that accumulate at computed offsets, one element after the other: equal offsets are computed again each time.
#pragma once
#include <cstdint>

#include "generated/loops.h"

namespace nds {

// base[offsets[i]] = op(base[offsets[i]], values[i * value_stride]), in order. Addresses have any alignment.
using AccumulateItems = void (*)(char* base, const int64_t* offsets, int64_t n, const char* values,
                                 int64_t value_stride) noexcept;

// The same at base + index * step, negative indices counted from the end: each index is read once (another thread may
// write them) and checked as it is used. Gives n, or the first i whose index is out of bounds: those before it are
// done.
using AccumulateIndexed = int64_t (*)(char* base, const int64_t* index, int64_t n, int64_t bound, int64_t step,
                                      const char* values, int64_t value_stride) noexcept;

struct AccumulateKernels {
  AccumulateItems items;
  AccumulateIndexed indexed;
};

// add, subtract and multiply of integers, float32 and float64, and maximum and minimum of integers, all with the
// results of the elementwise kernels. Nulls for other loops.
AccumulateKernels accumulate_kernels(LoopId loop) noexcept;

}  // namespace nds
