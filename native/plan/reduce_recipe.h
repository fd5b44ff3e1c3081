// How one reduction is computed: which kernel folds what, how partial results merge, and what becomes of the last one.
#pragma once
#include <cstdint>

#include "kernels/reduce/fold.h"
#include "plan/reduce.h"
#include "plan/reduce_layout.h"

namespace nds {

struct ReduceRecipe {
  Reduction op;  // sums and extremes of bools have become kAny and kAll
  Fold fold;
  FoldKernel kernel;
  FoldParams params;
  FoldOrder order;
  DType source;                // of the input
  DType element;               // of the kernel; blocks of the input are cast to it where it is another
  DType primary;               // of the kernel's first result
  bool has_secondary = false;  // 8 bytes
  bool compact = false;        // elements that `where` leaves out are dropped and the others counted
  bool skip_nan = false;       // nan is left out too
  uint64_t masked[2] = {0,
                        0};  // otherwise: the bits of an element that changes nothing, put in place of those left out
  int64_t block;  // elements folded between two casts; a subtree of 2^k of them has the shape of the kernel's
};

// columns: the kernel is to fold rows into columns (else along rows).
ReduceRecipe make_recipe(const ReducePlan& plan, bool columns) noexcept;

// Results of up to kFoldColumns outputs, as kernels write them. `secondary` is used where the recipe has one.
struct FoldResults {
  void* primary;
  void* secondary;
};
// 64-bit words that both results of an output take.
inline int result_words(const ReduceRecipe& recipe) noexcept {
  return (item_size(recipe.primary) > 8 ? 2 : 1) + (recipe.has_secondary ? 1 : 0);
}
inline FoldResults results_at(const ReduceRecipe& recipe, FoldResults results, int64_t i) noexcept {
  return {static_cast<char*>(results.primary) + i * item_size(recipe.primary),
          static_cast<char*>(results.secondary) + i * 8};
}

// into = into merged with what came after it, for `outputs` outputs that stand for n and more elements each.
void merge_results(const ReduceRecipe& recipe, int64_t outputs, FoldResults into, int64_t n, FoldResults more,
                   int64_t more_n) noexcept;

// Results of extremes out of the domain in which they are maxima, or into it: n elements of the primary dtype.
void flip_elements(const ReduceRecipe& recipe, void* values, int64_t n) noexcept;

// The results of nothing at all.
void clear_results(const ReduceRecipe& recipe, int64_t outputs, FoldResults results) noexcept;

// Turns results over n elements each into the plan's, with its initial value, and writes them. Overwrites `results`.
void finish_results(const ReduceRecipe& recipe, const ReducePlan& plan, int64_t outputs, FoldResults results, int64_t n,
                    char* out, int64_t out_stride) noexcept;

}  // namespace nds
