// Sorting along an axis.
#pragma once
#include "core/error.h"
#include "plan/operand.h"

namespace nds {

struct SortPlan {
  int ndim;  // at least 1
  const int64_t* shape;
  int axis;
  Operand from;
  // What is sorted: elements of the dtype of `from`, or int64 positions along the axis. It may be `from` itself.
  Operand to;
  bool positions;
  bool descending;  // the order reversed, nans first; equal elements stay in order
  bool fresh;       // `to` is new memory that nobody else knows
  bool mapped;
};

// Sorts every row. Rows are sorted in memory of our own, and written when they are sorted, so that other threads that
// write the array meanwhile make no difference but to values. kMemoryLimit or
// kOutOfMemory when there is no memory for that.
ErrorCode run_sort(const SortPlan& plan) noexcept;

// positions = the order that sorts n contiguous rows of `width` elements by their first element, then their second...
ErrorCode run_sort_rows(const void* items, DType dtype, int64_t n, int64_t width, int64_t* positions) noexcept;

}  // namespace nds
