#include "plan/reduce_run.h"

#include <algorithm>

#include "plan/split.h"

namespace nds {

RunFolder::RunFolder(const ReduceLayout& layout, const ReduceRecipe& recipe, const ReduceDim* dims, int ndim,
                     int64_t count) noexcept
    : recipe_(recipe),
      dims_(dims),
      ndim_(ndim),
      count_(count),
      size_(item_size(recipe.source)),
      cancelled_(cancel_flag()) {
  direct_ = (ndim == 0 || (ndim == 1 && dims[0].in == size_)) && layout.where == nullptr &&
            recipe.element == recipe.source && !recipe.skip_nan &&
            is_aligned(layout.in, layout.kept, layout.kept_ndim, size_) &&
            is_aligned(layout.in, layout.reduced, layout.reduced_ndim, size_);
}

bool RunFolder::is_long(int64_t n) const noexcept { return cancelled_ != nullptr && n > kCancelBytes / size_; }

RunResult RunFolder::fold(const char* in, const char* where, int64_t first, int64_t n,
                          BlockBuffers& buffers) const noexcept {
  RunResult result{};
  FoldParams params = recipe_.params;
  params.first = first;
  if (is_set(cancelled_)) {
    clear_results(recipe_, 1, result.fold());
    result.n = n;
    return result;
  }
  if (direct_ && !is_long(n)) {
    recipe_.kernel.rows(in + first * size_, 0, 1, n, params, result.primary, &result.secondary);
    result.n = n;
    return result;
  }
  if (n > recipe_.block) {
    const int64_t left = left_of(n, recipe_.block);
    result = fold(in, where, first, left, buffers);
    merge_run(recipe_, result, fold(in, where, first + left, n - left, buffers));
    return result;
  }
  const BlockSource source{dims_, ndim_, in, where};
  const Block block = read_block(recipe_, source, first, n, buffers);
  if (first + n < count_) prefetch_block(recipe_, source, first + n, std::min(recipe_.block, count_ - first - n));
  result.n = block.n;
  if (block.n == 0) {
    clear_results(recipe_, 1, result.fold());
  } else {
    recipe_.kernel.rows(block.elements, 0, 1, block.n, params, result.primary, &result.secondary);
  }
  return result;
}

void RunFolder::fold_outputs(const char* in, const char* where, const ReduceDim& along, int64_t outputs,
                             FoldResults results, BlockBuffers& buffers) const noexcept {
  if (is_set(cancelled_)) return clear_results(recipe_, outputs, results);
  if (direct_ && !is_long(outputs * count_)) {
    recipe_.kernel.rows(in, along.in, outputs, count_, recipe_.params, results.primary, results.secondary);
    return;
  }
  if (direct_ || count_ > recipe_.block / 2) {
    for (int64_t i = 0; i < outputs; ++i) {
      const RunResult result = fold(in + i * along.in, where + i * along.where, 0, count_, buffers);
      store_run(recipe_, result, results_at(recipe_, results, i));
    }
    return;
  }
  // As many runs as fill a block are read together.
  ReduceDim dims[kMaxDims + 1];
  dims[0] = along;
  std::copy_n(dims_, ndim_, dims + 1);
  const BlockSource source{dims, ndim_ + 1, in, where};
  const int64_t most = recipe_.block / count_;
  for (int64_t i = 0; i < outputs; i += most) {
    const int64_t rows = std::min(most, outputs - i);
    const Block block = read_block(recipe_, source, i * count_, rows * count_, buffers);
    const FoldResults at = results_at(recipe_, results, i);
    recipe_.kernel.rows(block.elements, count_ * item_size(recipe_.element), rows, count_, recipe_.params, at.primary,
                        at.secondary);
  }
}

}  // namespace nds
