// Looks for something among elements without storing a result per element: arrays are compared in one pass, and what
// an operation met (a division by zero, an overflow) is read off its operands and results.
#pragma once
#include "core/error.h"
#include "kernels/kernel.h"
#include "plan/operand.h"

namespace nds {

struct FindingsPlan {
  ElementwiseKernel kernel;  // writes a byte per element
  int inputs;                // 1 to 3
  int ndim;
  const int64_t* shape;
  Operand in[3];
  DType as[3];           // what the kernel reads: operands of other dtypes are cast in cache-sized blocks
  const Operand* where;  // bool; elements where it is false do not count. Null: all do
  bool mapped;
  int cost;        // of a byte of traffic, where an addition is 1
  uint8_t flip;    // bits of the bytes that are turned over
  uint8_t enough;  // ends early once all of these bits have been seen; 0: never
};

// `seen`: the bits of all bytes together. Returns kOk or kMappingLost.
ErrorCode run_findings(const FindingsPlan& plan, uint8_t& seen) noexcept;

}  // namespace nds
