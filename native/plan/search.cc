#include "plan/search.h"

#include <algorithm>
#include <bit>

#include "kernels/copy/layout.h"
#include "kernels/sort/search.h"
#include "plan/select_sequence.h"
#include "plan/split.h"

namespace nds {

ErrorCode run_search(const SearchPlan& plan) noexcept {
  constexpr int64_t kBlock = 512;  // keys that are gathered together
  const Sequence keys(plan.ndim, plan.shape, plan.keys);
  if (keys.size() == 0) return ErrorCode::kOk;
  const SearchSorted search = search_kernel(plan.keys.dtype);
  const Copy2dKernel copy = layout_kernels(active_target())->copy[item_size_index(keys.item())];
  const SortedArray array = {plan.items, plan.n, plan.stride, plan.sorter, plan.sorter_stride};
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    alignas(64) char buffer[kBlock * 16];
    for (int64_t at = begin; at < end; at += kBlock) {
      const int64_t count = std::min(kBlock, end - at);
      // Packed always: keys may lie unaligned.
      keys.pack(copy, at, count, buffer);
      if (!search(array, buffer, count, plan.right, plan.out + at)) {
        return static_cast<int>(ErrorCode::kInvalidArgument);
      }
    }
    return 0;
  };
  const int64_t steps = 1 + std::bit_width(static_cast<uint64_t>(plan.n));
  return run_chunks(cut_units(keys.size(), 8 * steps, 1), plan.mapped, chunk);
}

}  // namespace nds
