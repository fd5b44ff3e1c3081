// Which elements are among others; integers of a small range, counted.
#pragma once
#include "core/error.h"
#include "generated/dtypes.h"
#include "kernels/sort/membership.h"

namespace nds {

struct MembershipPlan {
  DType dtype;        // of both
  const char* items;  // contiguous
  int64_t n;
  const char* others;  // contiguous
  int64_t m;
  bool invert;
  bool table;    // of integers: a bit for each of their range, however wide it is
  uint8_t* out;  // n bools
};
// Maps are not among the operands. kMemoryLimit or kOutOfMemory when there is no room for what is looked up in.
ErrorCode run_membership(const MembershipPlan& plan) noexcept;

// The integers of a range that are there, in `seen` (span + 1 bytes) or `counts` (span + 1), which need not be empty
// before; gives their number.
struct TallyPlan {
  DType dtype;
  const char* items;  // contiguous
  int64_t n;
  KeyRange range;
};
ErrorCode run_tally(const TallyPlan& plan, uint8_t* seen, int64_t* counts, int64_t* different) noexcept;
// The range of n > 0 integers, on all threads.
KeyRange run_key_range(DType dtype, const char* items, int64_t n) noexcept;

// What is asked for of the integers found; null where it is not. first, inverse need `counts`.
struct TallyOutputs {
  char* values;
  int64_t* first;
  int64_t* counts;
  int64_t* inverse;
};
ErrorCode write_tally(const TallyPlan& plan, const uint8_t* seen, const int64_t* counts,
                      const TallyOutputs& out) noexcept;

}  // namespace nds
