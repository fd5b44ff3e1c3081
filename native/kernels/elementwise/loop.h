// Runs a vector loop over one elementwise call: any subset of scalar operands, any count, stores past the cache.
// The loops themselves see only whole vectors, so an element's result cannot depend on where it lies.
#pragma once
#include <cstdint>

#include "kernels/kernel.h"

namespace nds {

// Vectors that a loop may handle at once, and the largest vector of any target: a scalar operand is laid out that
// often. Complex numbers come as two vectors.
inline constexpr int64_t kMaxUnroll = 4;
inline constexpr int64_t kMaxVectorBytes = 64;
inline constexpr int64_t kMaxStepBytes = 2 * kMaxVectorBytes;
// Stores past the cache go to this many pages in turn: 20 GB/s against 15 in order (copy, 480 MB, Sapphire Rapids).
inline constexpr int64_t kStreamPages = 4;
inline constexpr int64_t kStreamPageBytes = 4096;
inline constexpr int64_t kStreamLineBytes = 64;

// Whole vectors, or pairs of vectors. Element i + u of operand k, where i counts unrolled vectors and u the elements
// into them, is at index (i & keep[k]) + u: keep is -1, or 0 for a scalar, of which kMaxUnroll vectors (for streams at
// least a line) lie at in[k].
struct Block {
  const void* in[3];
  int64_t keep[3];
  void* out;
  int64_t n;
  void* second;
};
using BlockLoop = void (*)(const Block& block);

struct VectorLoop {
  BlockLoop run;     // n is a multiple of lanes
  BlockLoop stream;  // n is a multiple of kStreamPages pages of output, which starts on a cache line; null: none
  int inputs;
  int64_t in_size[3];
  int64_t out_size;
  int64_t lanes;
  int64_t second_size = 0;  // of an element of the other result of loops that have two
};

void run_vector_loop(const ElementwiseCall& call, const VectorLoop& loop) noexcept;

}  // namespace nds
