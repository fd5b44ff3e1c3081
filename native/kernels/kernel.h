// What a kernel is: a noexcept loop over pointers and a count for one dtype. It allocates nothing and knows no shapes.
// The plan (native/plan) gives it operands that are either contiguous or a single element (stride 0), each aligned to
// its item size; everything else is gathered into cache-sized blocks before the kernel sees it. So a kernel's result
// for an element does not depend on the array's layout.
#pragma once
#include <cstdint>

#include "core/cpu.h"

namespace nds {

// One elementwise call. Operand k is in[k], a contiguous run of n elements, or one element when bit k of `scalars`
// is set. `out` is contiguous; it may be exactly one of the inputs, never partly overlap one.
struct ElementwiseCall {
  const void* in[3];
  void* out;
  int64_t n;
  uint32_t scalars;
  bool stream;             // write past the cache (non-temporal): the whole operation is larger than the cache
  void* second = nullptr;  // the other result of loops that have two; as `out`
};
// Nonzero: a domain error (an ErrorCode), e.g. integers to negative integer powers. Elements may then be partly
// written.
using ElementwiseKernel = int (*)(const ElementwiseCall& call) noexcept;

// The kernels of one instruction set, indexed by the loop numbers that native/generated/loops.h names (an op has one
// loop per dtype). Null where a target has no kernel of its own never happens: every target has all.
const ElementwiseKernel* elementwise_kernels(Target target) noexcept;

}  // namespace nds
