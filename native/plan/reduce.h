// Runs one reduction over any axes of an array of any layout.
#pragma once
#include "core/error.h"
#include "plan/operand.h"

namespace nds {

enum class Reduction : int {
  kSum = 0,
  kProd = 1,
  kMin = 2,
  kMax = 3,
  kArgmin = 4,
  kArgmax = 5,
  kAny = 6,
  kAll = 7,
  kCountNonzero = 8,
  kMean = 9,
  kVar = 10,
  kStd = 11,
  kCountNumbers = 12,  // elements that are not nan
};

struct ReducePlan {
  Reduction op;
  // All dimensions of the input, kept and reduced. out.strides is 0 along reduced ones.
  int ndim;
  const int64_t* shape;
  const bool* reduced;  // ndim flags
  Operand in;
  Operand out;           // dtype: the accumulator's for sum/prod (int64, uint64, float32, float64, or what `dtype`
                         // asked: any), the input's for min/max, int64 for arg and count, bool for any/all,
                         // float64 or float32 for mean/var/std. Cast from the accumulator on the way out.
  DType accumulate;      // dtype in which to accumulate (inputs are cast to it in blocks where they differ)
  const Operand* where;  // bool broadcast to shape, or null (arg reductions have none)
  const void* initial;   // one element of `accumulate` dtype that the reduction starts from, or null
  double ddof;           // var, std
  bool mapped;
  bool skip_nan = false;  // leave nan out, as `where` leaves elements out; floating inputs that no `accumulate` of
                          // another kind turns into something else
};

// Empty reductions: sum 0, prod 1, any false, all true, count 0, mean/var/std nan; min/max/arg of nothing are refused
// by the caller (unless initial); so are all-nan ones with skip_nan: extremes of nothing are infinite, positions 0.
// Sums of floats are pairwise, in blocks that do not depend on the thread count or on whether the array is contiguous:
// the same numbers give the same bits for every thread count. min/max propagate nan; argmin/argmax give the first
// extreme, or the first nan, in C order over the reduced axes.
ErrorCode run_reduce(const ReducePlan& plan) noexcept;

}  // namespace nds
