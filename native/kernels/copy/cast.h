// Kernels that cast contiguous elements between dtypes.
#pragma once
#include "core/cpu.h"
#include "generated/dtypes.h"
#include "kernels/kernel.h"

namespace nds {

// to[i] = from[i] as NumPy 2 casts on x86-64 (casting='unsafe'): integers wrap; floats truncate, to the 8 and 16 bit
// integers by way of int32, and nan and what does not fit becomes the lowest integer. uint32 and uint64 halve the
// range: values of at least 2^31 (2^63) are taken less that much and moved up again, so infinity gives 0; but
// float16 reaches uint32 by way of int64, so that its infinities and nan give 0. Floats become float16 in one rounding,
// nans keep the bits of their payload that fit, quiet or not. Complex numbers lose their imaginary part, real ones get
// one of 0. Everything but zero is true, nan too. `from` may be one element (bit 0 of scalars), and `to` may be exactly
// `from` where the dtypes are the same. All pairs exist.
ElementwiseKernel cast_kernel(Target target, DType from, DType to) noexcept;

}  // namespace nds
