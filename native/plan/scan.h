// Running sums and products along an axis.
#pragma once
#include "core/error.h"
#include "kernels/scan/scan.h"
#include "plan/operand.h"

namespace nds {

struct ScanPlan {
  Scan op;
  int ndim;  // at least 1
  const int64_t* shape;
  int axis;
  Operand from;  // cast to the dtype of `to`, in which the scan runs
  Operand to;    // may be exactly `from`, never partly overlap it
  bool mapped;
  bool skip_nan = false;  // nan counts as 0, or in products as 1; floating results only
};

ErrorCode run_scan(const ScanPlan& plan) noexcept;

}  // namespace nds
