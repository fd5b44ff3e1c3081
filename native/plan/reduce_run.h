// Folds runs: the elements of the dimensions that lie inside every kept one, of one output or of several side by side.
#pragma once
#include <bit>

#include "core/cancel.h"
#include "plan/reduce_block.h"

namespace nds {

// A partial result of one output.
struct RunResult {
  uint64_t primary[2], secondary;
  int64_t n;  // elements it stands for

  FoldResults fold() noexcept { return {primary, &secondary}; }
};

inline void merge_run(const ReduceRecipe& recipe, RunResult& into, RunResult more) noexcept {
  merge_results(recipe, 1, into.fold(), into.n, more.fold(), more.n);
  into.n += more.n;
}

class RunFolder {
 public:
  // Runs of `count` elements over dims[0, ndim), which must outlive the folder.
  RunFolder(const ReduceLayout& layout, const ReduceRecipe& recipe, const ReduceDim* dims, int ndim,
            int64_t count) noexcept;

  // Elements [first, first + n) of the run that begins at `in`, in the order that the kernel would fold the whole run:
  // subtrees of it if `first` and n are.
  RunResult fold(const char* in, const char* where, int64_t first, int64_t n, BlockBuffers& buffers) const noexcept;

  // The runs of `outputs` outputs along a kept dimension. Not for recipes that compact.
  void fold_outputs(const char* in, const char* where, const ReduceDim& along, int64_t outputs, FoldResults results,
                    BlockBuffers& buffers) const noexcept;

 private:
  // More elements than may go by between two looks at the flag.
  bool is_long(int64_t n) const noexcept;

  const ReduceRecipe& recipe_;
  const ReduceDim* dims_;
  int ndim_;
  int64_t count_;
  int64_t size_;
  const std::atomic<bool>* cancelled_;
  bool direct_;  // kernels read the input where it lies
};

inline void store_run(const ReduceRecipe& recipe, const RunResult& result, FoldResults at) noexcept {
  const int64_t size = item_size(recipe.primary);
  const char* from = reinterpret_cast<const char*>(result.primary);
  for (int64_t i = 0; i < size; ++i) static_cast<char*>(at.primary)[i] = from[i];
  if (recipe.has_secondary) *static_cast<uint64_t*>(at.secondary) = result.secondary;
}

// Elements of the left subtree of a pairwise fold of n > block elements: 2^k blocks, at least half.
inline int64_t left_of(int64_t n, int64_t block) noexcept {
  const uint64_t blocks = static_cast<uint64_t>((n + block - 1) / block);
  return static_cast<int64_t>(std::bit_ceil(blocks) / 2) * block;
}

}  // namespace nds
