// The order by several keys, the first of them the primary one; equal rows stay in order. Keys are packed together in
// 64 bits as far as their ranges let them, and sorted as one; what is equal in these is sorted by those that are left.
#pragma once
#include <cstdint>

#include "generated/dtypes.h"
#include "kernels/sort/sort.h"

namespace nds {

struct LexKey {
  const char* items;  // contiguous, any alignment
  DType dtype;
};

struct LexRoom {
  uint64_t* packed;  // n each
  uint64_t* keys;
  int64_t* order;
  void* sort_scratch;  // argsort_scratch() bytes of n uint64
  SortItems sort;      // of uint64
  SortPositions sort_positions;
};

// positions = the order of n elements of `count` keys. Ends, with each position once, whatever becomes of the elements.
void lexsort(const LexKey* keys, int64_t count, int64_t n, int64_t* positions, const LexRoom& room) noexcept;

}  // namespace nds
