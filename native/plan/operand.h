// What a plan is made of: operands as the binding reads them from the frame. Layouts are final: broadcast (strides of
// 0), promoted, bounds checked; the plan only coalesces, classifies, casts in blocks and splits over threads.
#pragma once
#include <cstdint>

#include "generated/dtypes.h"

namespace nds {

inline constexpr int kMaxDims = 64;

struct Operand {
  char* data;  // the first element (logical index 0,0,...)
  DType dtype;
  const int64_t* strides;  // bytes, one per dimension; 0 where broadcast, negative where reversed
};

// True when an address, or all bits of several strides together, is a multiple of what kernels want of a dtype: its
// item size, 8 bytes at most.
inline bool is_aligned(uint64_t bits, DType dtype) noexcept {
  const int64_t size = item_size(dtype);
  return (bits & static_cast<uint64_t>((size < 8 ? size : 8) - 1)) == 0;
}

}  // namespace nds
