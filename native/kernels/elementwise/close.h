// Kernels that compare numbers: nearly equal within tolerances, and different with nans taken for equal. They write a
// bool per element.
#pragma once
#include "core/cpu.h"
#include "generated/dtypes.h"
#include "kernels/kernel.h"

namespace nds {

// |x - y| <= atol + rtol |y| where y is finite, or x == y, or both are nan and `equal_nan`: numpy.isclose. Operands: x
// and y, floating or complex numbers of one dtype; pairs of tolerances (rtol, atol), complex numbers for which
// tolerance_dtype gives the dtype. `dtype` is that of x - y, `limit` the floating one in which the right side is
// computed, each step rounded; float16 is read as float32. Neither: null.
ElementwiseKernel close_kernel(Target target, DType dtype, DType limit, bool equal_nan) noexcept;

// x != y, but for two nans (of complex numbers: with a nan in some part). Floating and complex dtypes; float16 is read
// as float32. Null for others.
ElementwiseKernel differ_kernel(Target target, DType dtype) noexcept;

// What close_kernel and differ_kernel read x and y as.
constexpr DType close_operand(DType dtype) noexcept { return dtype == DType::kFloat16 ? DType::kFloat32 : dtype; }
constexpr DType tolerance_dtype(DType limit) noexcept {
  return limit == DType::kFloat64 ? DType::kComplex128 : DType::kComplex64;
}

}  // namespace nds
