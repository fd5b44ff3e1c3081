// Runs one elementwise loop over broadcast operands of any layout and dtype.
#pragma once
#include "core/error.h"
#include "generated/loops.h"
#include "plan/operand.h"

namespace nds {

struct ElementwisePlan {
  LoopId loop;
  int ndim;
  const int64_t* shape;
  Operand in[3];         // kLoops[loop].inputs of them; dtypes may differ from the loop's: cast in cache-sized blocks
  Operand out;           // dtype may differ from the loop's: cast on the way out
  const Operand* where;  // bool; elements of out where it is false stay untouched. Null: everywhere
  bool mapped;           // an operand lies in a mapped file: run under the SIGBUS guard
  Operand second = {};   // the other output of loops with two: as out, with which it shares no memory
};

// out must not partly overlap an input (the caller has buffered such inputs); being exactly an input is fine.
// Returns kOk, kMappingLost, or the loop's domain error.
ErrorCode run_elementwise(const ElementwisePlan& plan) noexcept;

}  // namespace nds
