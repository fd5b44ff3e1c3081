#include "kernels/reduce/fold.h"

#include <algorithm>
#include <array>

namespace nds {
namespace {

using Table = std::array<FoldKernel, kFoldCount>;

void append(Table& table, Fold first, Fold last, const FoldKernel* kernels) noexcept {
  const int from = static_cast<int>(first);
  std::copy_n(kernels, static_cast<int>(last) - from + 1, table.begin() + from);
}

Table make_table(Target target) noexcept {
  Table table{};
  append(table, Fold::kSum8, Fold::kSumComplex128, sum_kernels(target)());
  append(table, Fold::kProd64, Fold::kProdComplex128, product_kernels(target)());
  append(table, Fold::kMax8, Fold::kMaxFloat64, maximum_kernels(target)());
  append(table, Fold::kArgmax8, Fold::kArgmaxBool, position_kernels(target)());
  append(table, Fold::kCount16, Fold::kCountFloat64, count_kernels(target)());
  append(table, Fold::kVarFloat32, Fold::kVarComplex128, variance_kernels(target)());
  return table;
}

}  // namespace

const FoldKernel* fold_kernels(Target target) noexcept {
  static const std::array<Table, kTargetCount> tables = [] {
    std::array<Table, kTargetCount> made;
    for (int i = 0; i < kTargetCount; ++i) made[static_cast<size_t>(i)] = make_table(static_cast<Target>(i));
    return made;
  }();
  return tables[static_cast<size_t>(target)].data();
}

}  // namespace nds
