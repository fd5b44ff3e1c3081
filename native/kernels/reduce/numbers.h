// Telling numbers from nan: how blocks of floats are made ready for folds and scans that leave nan out. A complex
// number is nan where either part is.
#pragma once
#include <cstdint>

#include "core/cpu.h"
#include "generated/dtypes.h"

namespace nds {

// to = from with one element in place of nan: n contiguous, aligned elements. `to` may be `from`.
using ReplaceNan = void (*)(const void* from, void* to, int64_t n, const void* element) noexcept;
// Moves the numbers to the front; gives how many there are. Up to n elements of `to` are written; it may be `from`.
using KeepNumbers = int64_t (*)(const void* from, void* to, int64_t n) noexcept;
// to[i] = 1 for a number, 0 for nan.
using MarkNumbers = void (*)(const void* from, uint8_t* to, int64_t n) noexcept;

struct NumberKernels {
  ReplaceNan replace;
  KeepNumbers keep;
  MarkNumbers mark;
};

// For floats and complex numbers; float16 has no `keep`, other dtypes nothing.
NumberKernels number_kernels(Target target, DType dtype) noexcept;

}  // namespace nds
