// Turns the operands of one operation into the fewest, best ordered dimensions that visit the same elements.
#pragma once
#include <cstdint>

#include "plan/operand.h"

namespace nds {

inline constexpr int kMaxOperands = 5;

// Loops over up to kMaxOperands operands: dimension 0 is the outermost. Only the first ndim entries hold values.
struct Nest {
  int ndim;
  int operands;
  int64_t shape[kMaxDims];
  int64_t strides[kMaxOperands][kMaxDims];
  char* data[kMaxOperands];
};

// Fills `nest` from operands broadcast to `shape`. Dimensions of one element are dropped; the others are ordered by the
// strides of operands[order_by], largest outside (ties by the other operands'); dimensions that every operand walks
// backwards (or not at all) are reversed; neighbours that every operand walks as one are merged. One element is one
// dimension, contiguous in every operand; a shape without elements stays as it is.
void coalesce(Nest& nest, int ndim, const int64_t* shape, const Operand* const* operands, int count,
              int order_by) noexcept;

// Elements of a nest; shapes have been checked by whoever made the arrays, so the product fits.
int64_t nest_size(const Nest& nest) noexcept;

}  // namespace nds
