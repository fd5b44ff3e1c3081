// Products of matrices: packing, tiles, and the kernels of vectors. The plan (plan/matmul.h) cuts a product into
// blocks.
//
// A is packed into panels of `rows` rows, B into panels of `columns` columns, both depth by depth, in the type that is
// multiplied ("items"): float16 becomes float32, 8-bit integers 16 bits, complex numbers their parts, 64 bools a word
// of bits. A tile multiplies a panel of each in registers, in order of depth, with fused multiply-adds where the target
// has them; so an element's result depends on nothing but its row, its column and where the plan cuts the depth.
// Integers wrap, for bools a sum is "or", a product "and"; float16 is rounded once, when it is stored.
#pragma once
#include <cstdint>

#include "core/cpu.h"
#include "generated/dtypes.h"
#include "kernels/copy/layout.h"

namespace nds {

// One panel: lane i (a row of A, a column of B) at from + i * lane_stride, in it depth k at k * depth_stride.
struct PackCall {
  const char* from;
  int64_t lane_stride, depth_stride;
  int64_t lanes;  // at most those of a panel; the others are zeros
  int64_t depth;  // elements; bools: bits, which fill ceil(depth / 64) items
  void* to;       // 64-byte aligned
  bool conjugate;
  Copy2dKernel copy;  // of the dtype's item size
};
using PackKernel = void (*)(const PackCall& call) noexcept;

// c[rows][columns] = (add: c +) a x b.
struct TileCall {
  const void* a;
  const void* b;
  int64_t depth;  // items
  char* c;
  int64_t c_row, c_column;  // bytes
  int64_t rows, columns;    // at most those of the panels
  bool add;
  int64_t a_row, a_depth;  // of tile_direct, whose `a` is not packed: bytes between rows, and depths
};
using TileKernel = void (*)(const TileCall& call) noexcept;

// sum over k of a[k] * b[k]; both contiguous; the sum is left as an element of the accumulator's dtype.
struct DotCall {
  const void* a;
  const void* b;
  int64_t n;
  bool conjugate;  // of a
  void* sum;
};
using DotKernel = void (*)(const DotCall& call) noexcept;

// sums[j] (+)= sum over k of x[k] * b[k][j] in order of k: j contiguous in b and in the sums, which are elements of the
// accumulator's dtype. x has one element for each k (x_step 0), or for each k and j (then x[k] + j is contiguous).
struct ColumnsCall {
  const char* x;
  int64_t x_depth;  // bytes from one k to the next
  bool x_per_column;
  const char* b;
  int64_t b_depth;
  int64_t depth, columns;
  void* sums;
  bool conjugate;  // of x
  bool add;
};
using ColumnsKernel = void (*)(const ColumnsCall& call) noexcept;

struct MatmulKernels {
  int64_t rows, columns;     // of the panels
  int64_t a_bytes, b_bytes;  // of one depth of a panel of A, of B
  int64_t depth_of_item;     // 64 for bools, else 1
  PackKernel pack_a, pack_b;
  TileKernel tile;         // C is of the dtype
  TileKernel tile_wide;    // C is of the accumulator's dtype
  TileKernel tile_direct;  // A is not packed; null where items are not elements
  DType accumulator;       // float32 for float16, else the dtype
  DotKernel dot;
  ColumnsKernel columns_kernel;
};

// Indexed by dtype.
const MatmulKernels* matmul_kernels(Target target, DType dtype) noexcept;

}  // namespace nds
