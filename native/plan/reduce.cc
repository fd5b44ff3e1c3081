#include "plan/reduce.h"

#include "plan/reduce_block.h"
#include "plan/reduce_fold.h"
#include "plan/reduce_layout.h"
#include "plan/reduce_recipe.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kSmallBytes = 32768;

// A whole contiguous array that one call of a kernel folds.
bool reduce_small(const ReducePlan& plan) noexcept {
  if (plan.ndim != 1 || !plan.reduced[0] || plan.where != nullptr || plan.mapped) return false;
  const int64_t size = item_size(plan.in.dtype);
  const int64_t n = plan.shape[0];
  if (n < 1 || n * size > kSmallBytes || plan.in.strides[0] != size || !is_aligned(plan.in.data, nullptr, 0, size)) {
    return false;
  }
  const ReduceRecipe recipe = make_recipe(plan, false);
  if (recipe.element != recipe.source || recipe.skip_nan) return false;
  uint64_t primary[2], secondary;
  recipe.kernel.rows(plan.in.data, 0, 1, n, recipe.params, primary, &secondary);
  finish_results(recipe, plan, 1, {primary, &secondary}, n, plan.out.data, 0);
  return true;
}

// Every output is what the reduction of nothing gives.
void finish_empty(const ReducePlan& plan, const ReduceLayout& layout, const ReduceRecipe& recipe) noexcept {
  for (int64_t i = 0; i < layout.outputs; ++i) {
    uint64_t primary[2], secondary;
    clear_results(recipe, 1, {primary, &secondary});
    char* out = layout.out + offsets_of(layout.kept, layout.kept_ndim, i).out;
    finish_results(recipe, plan, 1, {primary, &secondary}, 0, out, 0);
  }
}

}  // namespace

ErrorCode run_reduce(const ReducePlan& plan) noexcept {
  if (reduce_small(plan)) return ErrorCode::kOk;
  const ReduceRecipe recipe = make_recipe(plan, false);
  ReduceLayout layout;
  lay_out(layout, plan, recipe.order);
  if (layout.outputs == 0) return ErrorCode::kOk;
  if (layout.count == 0) {
    return run_chunks(Chunks{1, 1, 1, 1}, plan.mapped, [&](int64_t, int64_t) noexcept {
      finish_empty(plan, layout, recipe);
      return 0;
    });
  }
  if (recipe.compact || (layout.trailing == 0 && layout.outer_reduced == 0)) return reduce_rows(plan, layout, recipe);
  return reduce_columns(plan, layout, layout.trailing == 0 ? recipe : make_recipe(plan, true));
}

}  // namespace nds
