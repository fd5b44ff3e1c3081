// The rows of two operands of one shape along an axis, in the order in which the second lies in memory.
#pragma once
#include "plan/operand.h"

namespace nds {

struct RowPair {
  int64_t from, to;  // bytes from the first element of each operand
};

struct Rows {
  int64_t n;                   // elements of a row
  int64_t from_step, to_step;  // bytes from one to the next
  int64_t count;               // rows
  int ndim;                    // dimensions beside the axis: at least one
  int64_t shape[kMaxDims];
  int64_t from_strides[kMaxDims], to_strides[kMaxDims];

  Rows(int dims, const int64_t* lengths, int axis, const Operand& from, const Operand& to) noexcept;
  RowPair at(int64_t row) const noexcept;
  // Rows from `row` on that follow one another along the innermost dimension.
  int64_t neighbours(int64_t row) const noexcept { return shape[ndim - 1] - row % shape[ndim - 1]; }
  int64_t from_row() const noexcept { return from_strides[ndim - 1]; }
  int64_t to_row() const noexcept { return to_strides[ndim - 1]; }
};

}  // namespace nds
