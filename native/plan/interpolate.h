// Linear interpolation between points.
#pragma once
#include "core/error.h"
#include "plan/operand.h"

namespace nds {

struct InterpolatePlan {
  int ndim;
  const int64_t* shape;
  Operand x;  // cast to float64
  int64_t n;  // points, at least one
  const double* at;
  const void* values;  // float64, or complex128
  bool complex;
  double left[2], right[2];  // beside the points
  void* out;                 // contiguous, in C order
  bool mapped;
};

// numpy.interp, to the bit.
ErrorCode run_interpolate(const InterpolatePlan& plan) noexcept;

}  // namespace nds
