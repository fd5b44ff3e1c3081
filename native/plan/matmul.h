// Products of matrices and vectors, batched: c[..., i, j] = sum over k of a[..., i, k] * b[..., k, j].
#pragma once
#include "core/error.h"
#include "plan/operand.h"

namespace nds {

struct MatmulPlan {
  DType dtype;           // of all three
  int ndim;              // at least 2: those of the batch, then rows and columns
  const int64_t* shape;  // of c
  int64_t k;
  Operand a;       // strides: the batch's (0 where broadcast), rows, k
  Operand b;       // the batch's, k, columns
  Operand c;       // the batch's, rows, columns; overlaps neither a nor b
  bool conjugate;  // a is conjugated
  bool mapped;
};

// Sums are cut along k in places that depend on the shape, the layout and the instruction set, not on the number of
// threads. Working memory is at most some 16 MiB, but for float16 whose sums are long: 4 bytes an element of c.
ErrorCode run_matmul(const MatmulPlan& plan) noexcept;

}  // namespace nds
