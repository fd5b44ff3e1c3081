// Runs a kernel over operands of any layout and dtype: directly where the kernel can read and write in place, else by
// blocks that are gathered, cast and aligned in buffers of the first-level cache.
#pragma once
#include <atomic>

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

// What a plan looks for instead of storing results: the kernel gives a byte per element, of which bits are kept.
struct Findings {
  uint8_t flip;    // bits that are turned over first
  uint8_t enough;  // the plan ends early, with kAborted, when all of these have been seen; 0: never
  std::atomic<uint8_t> seen{0};
};

// Operands of the nest: the inputs, the output or outputs, then the mask where there is one.
struct BlockPlan {
  Nest nest;  // coalesced by the output; at least one element
  ElementwiseKernel kernel;
  int inputs;
  int outputs = 1;  // or 2
  bool masked;
  bool mapped;
  bool may_stream;  // the kernel has a streaming variant
  int cost;         // of a byte of traffic, where an addition is 1
  BlockOperand operands[kMaxOperands - 1];
  Findings* findings = nullptr;  // the output is never written: any memory of the operands stands in for it
};

ErrorCode run_blocks(const BlockPlan& plan) noexcept;

}  // namespace nds
