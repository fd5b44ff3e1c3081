// Runs a kernel over operands of any layout and dtype: directly where the kernel can read and write in place, else by
// blocks that are gathered, cast and aligned in buffers of the first-level cache.
#pragma once
#include "core/error.h"
#include "kernels/kernel.h"
#include "plan/coalesce.h"

namespace nds {

// How one operand of a kernel differs from what lies in memory.
struct BlockOperand {
  DType memory;
  DType kernel;
  bool swap;  // memory is in the other byte order
};

// Operands of the nest: the inputs, the output, then the mask where there is one.
struct BlockPlan {
  Nest nest;  // coalesced by the output; at least one element
  ElementwiseKernel kernel;
  int inputs;
  bool masked;
  bool mapped;
  bool may_stream;  // the kernel has a streaming variant
  int cost;         // of a byte of traffic, where an addition is 1
  BlockOperand operands[kMaxOperands - 1];
};

ErrorCode run_blocks(const BlockPlan& plan) noexcept;

}  // namespace nds
