// One product of a batch: matrices whose strides may be anything, a plan for the whole batch.
#pragma once
#include <atomic>

#include "core/error.h"
#include "kernels/copy/layout.h"
#include "kernels/kernel.h"
#include "kernels/matmul/matmul.h"
#include "plan/operand.h"

namespace nds {

// Byte strides and sizes that all products of a batch share.
struct Product {
  DType dtype;
  int64_t m, n, k;
  int64_t a_row, a_k;
  int64_t b_k, b_column;
  int64_t c_row, c_column;
  bool conjugate_a, conjugate_b;
  const MatmulKernels* kernels;
  Copy2dKernel copy;         // of elements
  ElementwiseKernel narrow;  // from the accumulator's dtype
  const std::atomic<bool>* cancelled;
  bool mapped;
};

struct ProductOperands {
  const char* a;
  const char* b;
  char* c;
};

// The same product with rows and columns exchanged: c^T = b^T a^T.
void transpose_product(Product& p) noexcept;

// Multiplications, as a measure of work.
double product_work(const Product& p) noexcept;

// How a product of matrices (m and n of at least 2) is cut, and what it needs.
struct TileBlocks {
  bool direct;       // A is not packed
  bool whole;        // one strip is all there is
  int64_t depth;     // items of a strip
  int64_t a_panels;  // of a strip
  int64_t b_panels;
  int64_t block;                         // panels of A that stay in the second-level cache
  int64_t a_bytes, b_bytes, wide_bytes;  // of scratch memory
  int64_t scratch;                       // all of it; -1 when it is beyond counting
};
TileBlocks blocks_of(const Product& p) noexcept;
// `scratch` is 64-byte aligned.
ErrorCode run_tiles(const Product& p, const TileBlocks& blocks, const ProductOperands& at, char* scratch,
                    bool threads) noexcept;

// A matrix of m rows times a vector (n is 1). `scratch` as above.
int64_t scratch_of_vector(const Product& p) noexcept;  // bytes
ErrorCode run_vector(const Product& p, const ProductOperands& at, char* scratch, bool threads) noexcept;

// Dots of neighbours (m and n are 1): `count` of them, their operands that many bytes apart. True where that is the way
// to go about them.
struct DotRow {
  int64_t count;
  int64_t a_step, b_step, c_step;
};
bool dots_together(const Product& p, const DotRow& row) noexcept;
void run_dots(const Product& p, const DotRow& row, const ProductOperands& at) noexcept;

}  // namespace nds
