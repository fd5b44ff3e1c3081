#include <array>
#include <cstddef>

#include "generated/loops.h"
#include "kernels/elementwise/families.h"

namespace nds {
namespace {

using Table = std::array<ElementwiseKernel, kLoopCount>;

std::array<Table, kTargetCount> make_tables() noexcept {
  std::array<Table, kTargetCount> tables = {};
  for (int i = 0; i < kTargetCount; ++i) {
    const Target target = static_cast<Target>(i);
    KernelTable table = tables[static_cast<size_t>(i)].data();
    set_arithmetic_kernels(target, table);
    set_division_kernels(target, table);
    set_power_kernels(target, table);
    set_math_kernels(target, table);
    set_exponential_kernels(target, table);
    set_hyperbolic_kernels(target, table);
    set_trigonometric_kernels(target, table);
    set_comparison_kernels(target, table);
    set_logical_kernels(target, table);
    set_bitwise_kernels(target, table);
    set_rounding_kernels(target, table);
    set_floating_kernels(target, table);
    set_integer_kernels(target, table);
    set_select_kernels(target, table);
  }
  return tables;
}

}  // namespace

const ElementwiseKernel* elementwise_kernels(Target target) noexcept {
  static const std::array<Table, kTargetCount> tables = make_tables();
  return tables[static_cast<size_t>(target)].data();
}

}  // namespace nds
