// Kernels that tell, from operands and results alone, what an operation met: what NumPy reads off the processor's
// flags. By values they say the same on every instruction set. They write a byte per element.
#pragma once
#include "generated/dtypes.h"
#include "kernels/kernel.h"

namespace nds {

// Bits as NumPy numbers them.
enum FloatStatus : uint8_t { kDivideByZero = 1, kOverflow = 2, kUnderflow = 4, kInvalid = 8 };

// Which arguments of an operation are poles, and when its tiny results have lost digits. lib/core/errstate.ts has the
// same numbers. For all floating operations but kKinds: a nan from operands without one is invalid, an infinity from
// finite operands an overflow, or at a pole a division by zero.
enum class StatusRule : uint8_t {
  kPlain = 0,
  kQuotient = 1,          // pole: x2 = 0
  kFloorQuotient = 2,     // the same; tiny results are none
  kProduct = 3,           // no pole
  kPoleAtZero = 4,        // x1 = 0
  kPower = 5,             // x1 = 0; every tiny result counts as inexact
  kExponential = 6,       // no pole; the same
  kPoleAtMinusOne = 7,    // x1 = -1
  kPoleAtOne = 8,         // |x1| = 1
  kReciprocal = 9,        // x1 = 0
  kIntegerQuotient = 10,  // of integers: x2 = 0; the least integer by -1 overflows
  kIntegerRemainder = 11,
  kKinds = 12,  // of x1 alone: kOverflow for infinities, kInvalid for nans
};

// Operands: x1, x2 (x1 again where there is none), the result: of dtype `out`, which is that of x1 or of its parts.
// float16 is read as float32. Null where nothing can be met.
ElementwiseKernel status_kernel(StatusRule rule, DType dtype, DType out) noexcept;

// One operand: what is to be cast. Invalid: nan and what is out of range, to integers; overflow and underflow: to
// floating dtypes. float16 is read as float32. Null where no value is harmed.
ElementwiseKernel cast_status_kernel(DType from, DType to) noexcept;

}  // namespace nds
