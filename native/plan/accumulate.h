// ufunc.at: an elementwise operation at the positions of an index, unbuffered.
#pragma once
#include "core/error.h"
#include "generated/loops.h"
#include "plan/select.h"
#include "plan/select_offsets.h"

namespace nds {

// array[index[p], ...] = loop(array[index[p], ...], values[p, ...]) for one p after the other, so that equal positions
// add up. `index.other` holds the values in the dtype of the loop's second input (it is not read for loops of one
// input); the array's dtype may be another than the loop's: its elements are cast on the way in and out.
struct AccumulatePlan {
  GatherPlan index;
  LoopId loop;
};

// Every index is checked before anything is written (kInvalidArgument: *bad is one that is out of bounds), and once
// more as it is used. A domain error of the loop leaves what was done before it.
ErrorCode run_accumulate(const AccumulatePlan& plan, BadIndex* bad) noexcept;

}  // namespace nds
