// Folds the elements along an axis with any elementwise loop of two operands: numpy.ufunc.reduce, accumulate and
// reduceat.
#pragma once
#include "core/error.h"
#include "generated/loops.h"
#include "kernels/scan/scan.h"
#include "plan/operand.h"

namespace nds {

struct FoldLoopPlan {
  LoopId loop;      // of two operands of the dtype of its result
  bool accumulate;  // every result on the way is kept: `to` has the shape of `from`; else the last one of each row
  bool any_order;   // the elements of a row may be combined in any order (never with accumulate)
  int ndim;         // at least 1
  const int64_t* shape;
  int axis;
  Operand from;  // cast to the dtype of the loop; apart from `to`, or exactly it
  Operand to;    // of the dtype of the loop; strides of 0 along the axis unless accumulate
  const Operand*
      where;  // bool, of the shape: elements where it is false are passed over. Null: none. Never with accumulate
  const void* initial;  // an element of the loop's dtype before all others, or null: then no row may be empty
  const void* neutral;  // of reductions with a mask: an element that changes nothing once `initial` is part of a result
  bool mapped;
};

// Returns kOk, kMappingLost, or the loop's domain error.
ErrorCode run_fold_loop(const FoldLoopPlan& plan) noexcept;

// The kernels that do what a loop does, or null ones.
ScanKernels scan_of_loop(LoopId loop) noexcept;

struct ReduceatPlan {
  FoldLoopPlan fold;      // neither accumulate nor masked, without initial
  int reduction;          // a Reduction that does the same, or -1
  const int64_t* starts;  // contiguous, each within the axis
  int64_t count;          // of starts: the length of `to` along the axis, where its strides are its own
};

// Segments of up to so many elements are folded in order.
inline constexpr int64_t kShortSegment = 32;

// Segment i goes from starts[i] to starts[i + 1], the last one to the end; where that is nothing, it is one element.
ErrorCode run_reduceat(const ReduceatPlan& plan) noexcept;

}  // namespace nds
