// The dimensions of a reduction, ordered and merged: those that are folded and those that remain.
#pragma once
#include <cstdint>

#include "plan/reduce.h"

namespace nds {

struct ReduceDim {
  int64_t n;
  int64_t in, where, out;  // byte strides
};

struct ReduceLayout {
  const char* in;
  const char* where;  // null: everywhere
  char* out;
  int reduced_ndim, kept_ndim;  // dimensions of one element are gone
  int trailing;                 // kept dimensions that lie inside every reduced one; 0: the innermost is reduced
  int outer_reduced;            // reduced dimensions that lie outside some kept one, in memory
  int64_t count;                // elements of the input per element of the output
  int64_t outputs;
  ReduceDim reduced[kMaxDims];  // outermost first
  ReduceDim kept[kMaxDims];
};

enum class FoldOrder {
  kAny,       // the same result in any order: dimensions walked backwards are turned round
  kMemory,    // outer dimensions are those of larger strides
  kPosition,  // reduced dimensions stay in C order
};

// A layout without elements, or without outputs, is left unmerged.
void lay_out(ReduceLayout& layout, const ReducePlan& plan, FoldOrder order) noexcept;

// Byte offsets of the element of logical index i among dims[0, ndim).
struct ReduceOffsets {
  int64_t in, where, out;
};
ReduceOffsets offsets_of(const ReduceDim* dims, int ndim, int64_t i) noexcept;

}  // namespace nds
