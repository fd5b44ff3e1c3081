// The ways to walk a laid-out reduction that has elements and outputs.
#pragma once
#include "plan/reduce_recipe.h"

namespace nds {

// Output by output, each folded as one run over all reduced dimensions.
ErrorCode reduce_rows(const ReducePlan& plan, const ReduceLayout& layout, const ReduceRecipe& recipe) noexcept;

// Outputs side by side, rows of them folded into one another. A row holds, for each output, one element
// (layout.trailing > 0; the recipe is for columns), or the run over the innermost reduced dimensions (it is not, and
// layout.outer_reduced > 0). The recipe does not compact.
ErrorCode reduce_columns(const ReducePlan& plan, const ReduceLayout& layout, const ReduceRecipe& recipe) noexcept;

}  // namespace nds
