// Kernels that sort contiguous, aligned elements in the order of kernels/sort/order.h. All of them are stable. Elements
// must not change while they are sorted: whoever shares memory with other threads sorts a copy.
#pragma once
#include <cstdint>

#include "core/cpu.h"
#include "generated/dtypes.h"

namespace nds {

// Sorts n elements in place. scratch: sort_scratch() bytes, aligned to 64.
using SortItems = void (*)(void* items, int64_t n, void* scratch) noexcept;
// positions = the order that sorts the elements. scratch: argsort_scratch() bytes, aligned to 64.
using SortPositions = void (*)(const void* items, int64_t n, int64_t* positions, void* scratch) noexcept;

// Bytes that sorting n elements needs besides them; false when the number overflows.
[[nodiscard]] bool sort_scratch(DType dtype, int64_t n, int64_t* bytes) noexcept;
[[nodiscard]] bool argsort_scratch(DType dtype, int64_t n, int64_t* bytes) noexcept;

// Indexed by dtype.
const SortItems* sort_items_kernels(Target target) noexcept;
const SortPositions* sort_positions_kernels(Target target) noexcept;

// positions = the order that sorts n rows of `width` elements each, by their first elements, then their second...
// scratch: n int64.
using SortRows = void (*)(const void* items, int64_t n, int64_t width, int64_t* positions, int64_t* scratch) noexcept;
SortRows sort_rows_kernel(DType dtype) noexcept;

// From here on keys of 16 bits are counted (in 64 bits each) rather than compared.
inline constexpr int64_t kCount16 = 16384;
inline constexpr int64_t kCount16Bytes = (int64_t{1} << 16) * 8;
// Up to this many elements insertion is fastest.
inline constexpr int64_t kInsertion = 5;
// Positions below this fit the lower word of a key.
inline constexpr int64_t kPositions32 = int64_t{1} << 32;
inline constexpr int64_t kPositions48 = int64_t{1} << 48;

}  // namespace nds
