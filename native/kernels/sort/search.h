// Kernels over sorted elements: binary search and runs of equals. They end, within bounds, whatever the elements are,
// and whatever other threads make of them meanwhile.
#pragma once
#include <cstdint>

#include "generated/dtypes.h"

namespace nds {

// A sorted array: n elements `stride` bytes apart (of any alignment), or, with `sorter`, in the order of those n
// positions, `sorter_stride` bytes apart.
struct SortedArray {
  const char* items;
  int64_t n, stride;
  const char* sorter;
  int64_t sorter_stride;
};

// out[i] = where contiguous keys[i] belongs in `array`: before its equals, or, if `right`, behind them. False when the
// sorter has a position that is out of range.
using SearchSorted = bool (*)(const SortedArray& array, const void* keys, int64_t m, bool right, int64_t* out) noexcept;
SearchSorted search_kernel(DType dtype) noexcept;

// What is the same in unique(): elements that sort alike; each nan on its own unless `equal_nan`. Rows of `width`
// elements are the same when all of their elements are.
// starts = where each run of the same begins among n contiguous rows; gives the number of runs. Writes n at most.
using FindRuns = int64_t (*)(const void* items, int64_t n, int64_t width, bool equal_nan, int64_t* starts) noexcept;
FindRuns runs_kernel(DType dtype) noexcept;
// Moves the first element of each run to the front; gives the number of runs.
using KeepFirsts = int64_t (*)(void* items, int64_t n, bool equal_nan) noexcept;
KeepFirsts firsts_kernel(DType dtype) noexcept;

}  // namespace nds
