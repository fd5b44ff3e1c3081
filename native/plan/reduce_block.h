// Brings elements of any layout and dtype, masked or not, into the contiguous blocks that the kernels fold.
#pragma once
#include <cstdint>

#include "plan/reduce_recipe.h"

namespace nds {

inline constexpr int64_t kBlockBytes = 16384;
inline constexpr int64_t kBlockElements = 4096;

struct BlockBuffers {
  alignas(64) char source[kBlockBytes];
  alignas(64) char cast[kBlockBytes];
  alignas(64) uint8_t mask[kBlockElements];
};

// The elements of a nest of dimensions, in logical order.
struct BlockSource {
  const ReduceDim* dims;
  int ndim;
  const char* in;
  const char* where;  // or null
};

struct Block {
  const char* elements;  // of recipe.element, aligned; in the buffers or, where nothing is to be done, in the input
  int64_t n;             // fewer than asked for where the recipe compacts
};

// Elements [first, first + n): at most kBlockElements, and kBlockBytes in either dtype.
Block read_block(const ReduceRecipe& recipe, const BlockSource& source, int64_t first, int64_t n,
                 BlockBuffers& buffers) noexcept;

// Starts loading the elements that a later read_block will want, where the hardware would not foresee them: it follows
// runs of a few KiB, not jumps between them.
void prefetch_block(const ReduceRecipe& recipe, const BlockSource& source, int64_t first, int64_t n) noexcept;

// Whether every element of these dimensions lies at a multiple of the item size, 8 bytes at most.
bool is_aligned(const char* data, const ReduceDim* dims, int ndim, int64_t size) noexcept;

}  // namespace nds
