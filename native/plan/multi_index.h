// Coordinates of many dimensions to positions in a flat array, and back: numpy.ravel_multi_index, numpy.unravel_index.
#pragma once
#include <cstdint>

#include "core/error.h"

namespace nds {

enum class CoordinateMode : int { kRaise = 0, kWrap = 1, kClip = 2 };

// flat[i] = sum of coordinates[k][i] * strides[k], each first brought within dims[k] as its mode says. All contiguous
// and in memory of our own. kInvalidArgument: a coordinate is out of bounds (kRaise).
struct RavelPlan {
  int ndim;
  const int64_t* dims;
  const int64_t* strides;  // in elements
  const CoordinateMode* modes;
  const int64_t* const* coordinates;
  int64_t* flat;
  int64_t n;
};
ErrorCode run_ravel_multi_index(const RavelPlan& plan) noexcept;

// coordinates[k][i] of flat[i]; the dimension order[0] varies fastest, then order[1], ... kInvalidArgument, with `bad`
// set: a position outside [0, size).
struct UnravelPlan {
  int ndim;
  const int64_t* dims;
  const int* order;
  int64_t size;
  const int64_t* flat;
  int64_t* const* coordinates;
  int64_t n;
};
ErrorCode run_unravel_index(const UnravelPlan& plan, int64_t* bad) noexcept;

}  // namespace nds
