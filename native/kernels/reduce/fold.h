// Kernels that fold elements of one dtype into one value per row, or per column, of a block.
//
// Floats are folded in an order that depends on the number of elements alone: 4 KiB blocks, each in 256 bytes of
// lanes whatever the vector length, then pairwise over blocks (error about 20 + log2(n / 512) roundings). Integers
// wrap. An extreme is a maximum of signed numbers: `flip` turns other dtypes, and minima, into that; results stay
// flipped. Complex numbers are ordered by their real parts, then their imaginary ones; a nan in either wins, and the
// first of them; `flip` is of each part.
#pragma once
#include <cstdint>

#include "core/complex.h"
#include "core/cpu.h"

namespace nds {

struct FoldParams {
  uint64_t flip = 0;      // xored into each element: sums of signed integers, all extremes and positions
  uint8_t limit = 0xFF;   // sum8: bytes above it count as it (1: bools)
  int64_t first = 0;      // positions: that of the first element or row
  int64_t ahead = 0;      // columns: bytes from a row to the one to prefetch meanwhile; 0: none
  bool skip_nan = false;  // max of floats: nan gives way to every number, and is the least of all where there is none
};

// primary[r] (and secondary[r]) of each row: n >= 1 contiguous aligned elements, rows row_stride bytes apart.
using FoldRows = void (*)(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams& params,
                          void* primary, void* secondary) noexcept;
// primary[c] (and secondary[c]) of each column of 1 to FoldKernel::rows_at_once rows of 1 to kFoldColumns contiguous
// elements.
using FoldColumns = void (*)(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams& params,
                             void* primary, void* secondary) noexcept;

inline constexpr int64_t kFoldRows = 32;  // rows at once that every kernel takes
inline constexpr int64_t kFoldColumns = 512;
inline constexpr int64_t kFoldBlockBytes = 4096;

// The number is the bit width of integers of either sign.
enum class Fold : int {
  // Give uint64, float32, float64, complex64, complex128.
  kSum8,
  kSum16,
  kSum32,
  kSum64,
  kSumFloat32,
  kSumFloat64,
  kSumComplex64,
  kSumComplex128,
  kProd64,
  kProdFloat32,
  kProdFloat64,
  kProdComplex64,
  kProdComplex128,
  // The element, flipped; nan if there is one.
  kMax8,
  kMax16,
  kMax32,
  kMax64,
  kMaxFloat32,
  kMaxFloat64,
  // The same, and secondly its first position: int64.
  kArgmax8,
  kArgmax16,
  kArgmax32,
  kArgmax64,
  kArgmaxFloat32,
  kArgmaxFloat64,
  kArgmaxComplex64,
  kArgmaxComplex128,
  // Of bools, any byte but 0 being true: reads no further than the first true, with flip's lowest bit the first false.
  kArgmaxBool,
  // int64, of rows only. Bytes are counted by kSum8 with limit 1.
  kCount16,
  kCount32,
  kCount64,
  kCountFloat32,
  kCountFloat64,
  // float64 (complex128): the mean, and secondly the sum of squared deviations from it.
  kVarFloat32,
  kVarFloat64,
  kVarComplex64,
  kVarComplex128,
};
inline constexpr int kFoldCount = 37;

// Without C's Annex G, as in NumPy: an infinity times a complex number makes nans.
template <class T>
constexpr Complex<T> multiply_complex(Complex<T> a, Complex<T> b) noexcept {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

template <class T>
constexpr bool has_nan(Complex<T> z) noexcept {
  return z.re != z.re || z.im != z.im;
}

// Whether z, seen after `best`, takes its place as a maximum.
template <class T>
constexpr bool complex_beats(Complex<T> z, Complex<T> best) noexcept {
  if (has_nan(best)) return false;
  return has_nan(z) || z.re > best.re || (z.re == best.re && z.im > best.im);
}

struct FoldKernel {
  FoldRows rows;
  FoldColumns columns;
  int64_t block;         // elements of a leaf of the tree over a row; 2^k of them are a subtree
  int64_t rows_at_once;  // of columns; those of a leaf of the tree over rows
};

// Indexed by Fold.
const FoldKernel* fold_kernels(Target target) noexcept;

// The families that make up the table: as many kernels as Fold lists from kSum8, kProd64, kMax8, kArgmax8, kCount16
// and kVarFloat32 on.
using FoldFamily = const FoldKernel* (*)() noexcept;
FoldFamily sum_kernels(Target target) noexcept;
FoldFamily product_kernels(Target target) noexcept;
FoldFamily maximum_kernels(Target target) noexcept;
FoldFamily position_kernels(Target target) noexcept;
FoldFamily count_kernels(Target target) noexcept;
FoldFamily variance_kernels(Target target) noexcept;

}  // namespace nds
