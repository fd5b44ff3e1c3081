// The parts of the kernel table: each function sets the loops of one family of ops, for one target.
#pragma once
#include "kernels/kernel.h"

namespace nds {

using KernelTable = ElementwiseKernel*;

void set_arithmetic_kernels(Target target, KernelTable table) noexcept;
void set_division_kernels(Target target, KernelTable table) noexcept;
void set_power_kernels(Target target, KernelTable table) noexcept;
void set_math_kernels(Target target, KernelTable table) noexcept;
void set_exponential_kernels(Target target, KernelTable table) noexcept;
void set_hyperbolic_kernels(Target target, KernelTable table) noexcept;
void set_trigonometric_kernels(Target target, KernelTable table) noexcept;
void set_comparison_kernels(Target target, KernelTable table) noexcept;
void set_logical_kernels(Target target, KernelTable table) noexcept;
void set_bitwise_kernels(Target target, KernelTable table) noexcept;
void set_rounding_kernels(Target target, KernelTable table) noexcept;
void set_floating_kernels(Target target, KernelTable table) noexcept;
void set_integer_kernels(Target target, KernelTable table) noexcept;
void set_select_kernels(Target target, KernelTable table) noexcept;

}  // namespace nds
