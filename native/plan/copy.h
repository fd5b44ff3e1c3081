// Copies between layouts, with casts.
#pragma once
#include "core/error.h"
#include "plan/operand.h"

namespace nds {

struct CopyPlan {
  int ndim;
  const int64_t* shape;
  Operand from;  // broadcast to shape
  Operand to;
  const Operand* where;  // bool, or null
  bool mapped;
  bool swap_from;  // elements of `from` are in the other byte order
  bool swap_to;
};

// dst[...] = cast(src[...]); NumPy's unsafe casts: integers wrap, floats truncate, nan and out-of-range floats give
// what NumPy gives on x86-64. The operands do not overlap unless they are the same elements in the same order.
ErrorCode run_copy(const CopyPlan& plan) noexcept;

// arange-like fills: to[i] = start + i * step, computed as NumPy does for the dtype of `to`: from its first two
// elements in their own dtype (float16: in float32); integers wrap. One-dimensional, contiguous.
ErrorCode run_arange(Operand to, int64_t n, double start, double delta) noexcept;
ErrorCode run_arange_integer(Operand to, int64_t n, int64_t start, int64_t delta) noexcept;
// linspace: to[i] = start + i * step in double, then to[n-1] = stop (when endpoint), as numpy.linspace rounds.
ErrorCode run_linspace(Operand to, int64_t n, double start, double stop, double step, bool endpoint) noexcept;
// The same from and to complex numbers; `to` is complex.
ErrorCode run_arange_complex(Operand to, int64_t n, Complex128 start, Complex128 delta) noexcept;
ErrorCode run_linspace_complex(Operand to, int64_t n, Complex128 start, Complex128 stop, bool endpoint) noexcept;

}  // namespace nds
