// Kernels that move elements without looking at them: strided and transposed copies, byte swaps, masked stores.
// They take addresses of any alignment, strides of any sign, and no dtype but an item size.
#pragma once
#include <cstdint>

#include "core/cpu.h"
#include "generated/dtypes.h"

namespace nds {

// A block of rows x cols elements, each side with byte strides of its own (0 in `from` where broadcast).
struct Copy2d {
  char* to;
  const char* from;
  int64_t rows, cols;
  int64_t to_row, to_col;
  int64_t from_row, from_col;
  bool stream;  // write past the cache where rows are contiguous: the whole operation is larger than it
};
using Copy2dKernel = void (*)(const Copy2d& copy) noexcept;

// Reverses the bytes of each of n contiguous items in place. Complex numbers are two items each: see swap_elements.
using SwapKernel = void (*)(void* items, int64_t n) noexcept;

// to[i * to_stride] = from[i] where mask[i] is not 0; from and mask are contiguous.
using MaskedKernel = void (*)(char* to, int64_t to_stride, const char* from, const uint8_t* mask, int64_t n) noexcept;

inline constexpr int kItemSizeCount = 5;  // 1, 2, 4, 8, 16 bytes
inline constexpr int item_size_index(int64_t size) noexcept {
  return size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : size == 8 ? 3 : 4;
}

struct LayoutKernels {
  Copy2dKernel copy[kItemSizeCount];
  SwapKernel swap[kItemSizeCount - 1];  // no part of an element is of 16 bytes
  MaskedKernel masked[kItemSizeCount];
};
const LayoutKernels* layout_kernels(Target target) noexcept;

// Changes the byte order of n contiguous elements in place.
inline void swap_elements(const LayoutKernels& kernels, DType dtype, void* elements, int64_t n) noexcept {
  const int64_t parts = dtype == DType::kComplex64 || dtype == DType::kComplex128 ? 2 : 1;
  kernels.swap[item_size_index(item_size(dtype) / parts)](elements, n * parts);
}

}  // namespace nds
