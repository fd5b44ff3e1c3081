// Operations that a frame describes, for calls and for jobs.
#pragma once
#include "binding/env.h"
#include "binding/frame.h"
#include "core/error.h"

namespace nds::binding {

// Args loop; operands: the inputs, the output, the mask where flagged.
ErrorCode elementwise_of(const Frame& frame) noexcept;
// Args op, accumulate dtype, ddof, has initial; axes flags; operands in, out, the mask where flagged; the initial value
// is scalar 0.
ErrorCode reduction_of(const Frame& frame) noexcept;
// Args axis, positions, descending, whether the result is new memory; operands from, to.
ErrorCode sort_of(const Frame& frame) noexcept;
// Args op, axis; operands from, to.
ErrorCode scan_of(const Frame& frame) noexcept;
// Args k, whether a is conjugated; the shape of the result; operands a, b, the result, strides as MatmulPlan has them.
ErrorCode matmul_of(const Frame& frame) noexcept;

// native/binding/order.cc has the slots.
ErrorCode partition_of(const Frame& frame) noexcept;
ErrorCode order_statistics_of(const Frame& frame) noexcept;

// The status of what an operation gave; for a failure its text is left in the frame.
int report(const Env& state, ErrorCode code) noexcept;

}  // namespace nds::binding
