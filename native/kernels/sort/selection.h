// Kernels that find order statistics, and partition, without sorting: integers and floats of 32 and 64 bits. A sample
// gives bounds that hold the wanted ranks between them; one pass over the elements counts those outside and keeps those
// inside (Floyd and Rivest 1975, "Expected time bounds for selection"; here with vectors). Where samples mislead, the
// range of keys is halved, so that no input takes more than about 70 passes. They end, within bounds, whatever other
// threads make of the elements meanwhile.
//
// Keys: signed integers of the elements' width that sort as the elements do, nans (of either sign) last. Every element
// has a key of its own, so that zeros of either sign, and nans, are told apart.
#pragma once
#include <cstdint>

#include "core/cpu.h"
#include "generated/dtypes.h"
#include "kernels/sort/sort.h"

namespace nds {

// Working memory of a selection among n elements, in keys; `many`: of more than kManyRanks ranks. Aligned to 64 bytes.
int64_t selection_room(int64_t n, bool many) noexcept;
inline constexpr int64_t kManyRanks = 12;

// What a selection works with: its memory, and the sort of keys (int32 or int64) of the same instruction set.
struct SelectionRoom {
  void* keys;
  int64_t size;  // at least selection_room()
  SortItems sort;
};

// found[i] = the key at ranks[i] (sorted, equal ones allowed, all below n); found may be ranks. Gives the greatest key.
using SelectRanks = int64_t (*)(const void* items, int64_t n, const int64_t* ranks, int64_t count, int64_t* found,
                                const SelectionRoom& room) noexcept;
// to = the elements of `from`, apart from it, with those that belong at `kth` (sorted, different, all below n) there,
// none greater before each and none smaller behind. `segment`: memory for n elements, or null where there is one
// kth.
using PartitionItems = void (*)(const void* from, int64_t n, const int64_t* kth, int64_t count, void* to, void* segment,
                                const SelectionRoom& room) noexcept;
// keys = those of n elements, widened.
using WidenKeys = void (*)(const void* items, int64_t n, int64_t* keys) noexcept;
// item = the element with a key.
using ItemOfKey = void (*)(int64_t key, void* item) noexcept;

struct SelectionKernels {
  SelectRanks select;
  PartitionItems partition;
  WidenKeys widen;
  ItemOfKey item;
  int64_t first_nan;  // the least key of a nan, where there are any: INT64_MAX otherwise
  DType key;          // the dtype of keys
};
// Null for dtypes of other widths, and complex numbers.
const SelectionKernels* selection_kernels(Target target, DType dtype) noexcept;

// positions = the order of PartitionItems, of n keys that nobody else writes.
struct PositionsRoom {
  SelectionRoom selection;  // of int64 keys
  SortPositions sort;       // of int64
  void* sort_scratch;       // argsort_scratch() bytes for kSortedKeys keys; for n of them with more than kManyRanks kth
  int64_t* keys;            // where there is more than one kth: memory for n keys...
  int64_t* positions;       // ... and n positions
};
using PartitionPositions = void (*)(const int64_t* keys, int64_t n, const int64_t* kth, int64_t count,
                                    int64_t* positions, const PositionsRoom& room) noexcept;
PartitionPositions partition_positions_kernel(Target target) noexcept;

// Up to this many keys are sorted.
inline constexpr int64_t kSortedKeys = 1024;

}  // namespace nds
