// Sets of elements that are looked up: a bit per integer of a range, a hash table of keys, or a few values that are
// compared. And integers of a small range, counted. Elements may change meanwhile: that changes results at most.
#pragma once
#include <cstdint>

#include "core/cpu.h"
#include "generated/dtypes.h"

namespace nds {

// The least and greatest of n > 0 integers (bools count as bytes), as unsigned keys in their order, and the distance
// between them.
struct KeyRange {
  uint64_t least, span;
};
using FindRange = KeyRange (*)(const void* items, int64_t n) noexcept;
// Null for dtypes that are no integers, or bool.
FindRange range_kernel(DType dtype) noexcept;

// bits: (span >> 6) + 1 words, zero. Sets those of n integers.
using MarkBits = void (*)(const void* items, int64_t n, KeyRange range, uint64_t* bits) noexcept;
// out[i] = whether the bit of items[i] is `is` (one out of range has none).
using TestBits = void (*)(const void* items, int64_t n, KeyRange range, const uint64_t* bits, bool is,
                          uint8_t* out) noexcept;

// The words of a hash table for m elements; false when the number overflows.
[[nodiscard]] bool hash_table_bytes(DType dtype, int64_t m, int64_t* bytes) noexcept;
// Enters m elements in the table, whose bytes are zero. Nans equal nothing and are left out. False when too many of
// them meet in one place.
using FillTable = bool (*)(const void* items, int64_t m, char* table, uint64_t seed) noexcept;
using TestTable = void (*)(const void* items, int64_t n, const char* table, int64_t m, uint64_t seed, bool is,
                           uint8_t* out) noexcept;

struct MembershipKernels {
  MarkBits mark;  // integers and bools only
  TestBits test_bits;
  FillTable fill;
  TestTable test_table;
};
MembershipKernels membership_kernels(DType dtype) noexcept;

// out[i] = whether items[i] equals one of m others, or, unless `is`, none of them: for few. Both are aligned.
using TestFew = void (*)(const void* items, int64_t n, const void* others, int64_t m, bool is, uint8_t* out) noexcept;
// Null for float16 and complex numbers.
TestFew few_kernel(Target target, DType dtype) noexcept;

// counts[key - least] += 1 for n integers, in each of kTallies tables of span + 1 in turn.
inline constexpr int kTallies = 4;
using TallyItems = void (*)(const void* items, int64_t n, KeyRange range, int64_t* counts) noexcept;
// seen[key - least] = 1.
using MarkItems = void (*)(const void* items, int64_t n, KeyRange range, uint8_t* seen) noexcept;
// first[key - least] = the first position of each: from `base`, backwards.
using FirstItems = void (*)(const void* items, int64_t n, KeyRange range, int64_t* first) noexcept;
// out[i] = ranks[key - least].
using RankItems = void (*)(const void* items, int64_t n, KeyRange range, const int64_t* ranks, int64_t* out) noexcept;
// item = the integer of a key.
using IntegerOfKey = void (*)(uint64_t key, void* item) noexcept;

struct TallyKernels {
  TallyItems tally;
  MarkItems mark;
  FirstItems first;
  RankItems rank;
  IntegerOfKey item;
};
// Nulls for dtypes that are no integers, or bool.
TallyKernels tally_kernels(DType dtype) noexcept;

}  // namespace nds
