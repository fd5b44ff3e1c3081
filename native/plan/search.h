// Places in sorted arrays.
#pragma once
#include "core/error.h"
#include "plan/operand.h"

namespace nds {

struct SearchPlan {
  int64_t n;  // elements of the sorted array
  const char* items;
  int64_t stride;
  const char* sorter;  // int64 positions that sort the array, or null
  int64_t sorter_stride;
  int ndim;
  const int64_t* shape;
  Operand keys;  // of the array's dtype
  int64_t* out;  // contiguous, in C order
  bool right;
  bool mapped;
};

// kInvalidArgument when the sorter has a position that is out of range.
ErrorCode run_search(const SearchPlan& plan) noexcept;

}  // namespace nds
