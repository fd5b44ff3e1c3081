// Correlation of two runs over threads.
#pragma once
#include "core/error.h"
#include "kernels/statistics/correlate.h"

namespace nds {

// Memory of blocks and slabs only.
ErrorCode run_correlate(DType dtype, const CorrelateCall& call) noexcept;

}  // namespace nds
