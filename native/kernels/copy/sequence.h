// Kernels that fill contiguous memory with arithmetic sequences.
#pragma once
#include <cstdint>

#include "core/complex.h"
#include "core/cpu.h"

namespace nds {

// Elements `first` to `first + n` of a sequence; `to` is where the first of these goes, aligned to the item size.
struct Sequence {
  void* to;
  int64_t first, n;
  bool stream;  // write past the cache
};

struct SequenceKernels {
  // start + i * delta, in the type of the result; float32 rounds i and each step to float32, as NumPy does.
  void (*arange_float64)(const Sequence& sequence, double start, double delta) noexcept;
  void (*arange_float32)(const Sequence& sequence, float start, float delta) noexcept;
  void (*arange_integer[4])(const Sequence& sequence, uint64_t start, uint64_t delta) noexcept;  // 1, 2, 4, 8 bytes
  // i * factor + start, or i / divisor * factor + start where divisor is not 0; float64.
  void (*linspace)(const Sequence& sequence, double start, double factor, double divisor) noexcept;
  // start + i * delta for each part.
  void (*arange_complex64)(const Sequence& sequence, Complex64 start, Complex64 delta) noexcept;
  void (*arange_complex128)(const Sequence& sequence, Complex128 start, Complex128 delta) noexcept;
  // (i * scale) * factor + start, where the product is that of complex numbers.
  void (*linspace_complex)(const Sequence& sequence, Complex128 start, Complex128 factor, double scale) noexcept;
};
const SequenceKernels* sequence_kernels(Target target) noexcept;

}  // namespace nds
