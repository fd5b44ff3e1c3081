#include "plan/correlate.h"

#include <algorithm>

#include "plan/split.h"

namespace nds {

ErrorCode run_correlate(DType dtype, const CorrelateCall& call) noexcept {
  constexpr int64_t kMostCost = int64_t{1} << 20;
  const CorrelateKernel kernel = correlate_kernel(active_target(), dtype);
  const int64_t size = item_size(dtype);
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    CorrelateCall part = call;
    part.first += begin;
    part.count = end - begin;
    part.out = static_cast<char*>(call.out) + begin * size;
    kernel(part);
    return 0;
  };
  // A product of elements in registers costs about an eighth of a byte from memory.
  return run_chunks(cut_units(call.count, size * std::min(1 + call.m / 8, kMostCost), 1), false, chunk);
}

}  // namespace nds
