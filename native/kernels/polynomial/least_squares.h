// Least squares of tall systems.
#pragma once
#include <cstdint>

namespace nds {

struct LeastSquares {
  int64_t rows, columns, sides;  // columns >= 1
  double* a;                     // columns of max(rows, columns) elements; overwritten
  double* b;                     // right-hand sides of as many elements each; overwritten
  double rcond;                  // singular values up to rcond times the largest count as 0
  double* solution;              // columns elements of each right-hand side
  double* residuals;             // the sum of squared residuals of each, where the rank is full
  double* values;                // singular values, descending: columns
  double* inverse;               // columns * columns: of a' a, from the singular values that count
  double* work;                  // 2 * columns * columns
  int64_t rank;                  // set
};

// Householder's QR, then a singular value decomposition of R by one-sided Jacobi rotations (Hestenes 1958): the
// solution of least norm. Rows beyond `rows` in `a` and `b` are zeros. False when rotations do not converge, as with
// nan.
bool solve_least_squares(LeastSquares& problem) noexcept;

}  // namespace nds
