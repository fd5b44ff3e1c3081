// Where the positions of integer indices lie in the array that is indexed.
#pragma once
#include <cstdint>

#include "kernels/copy/layout.h"
#include "kernels/select/take.h"
#include "plan/select.h"

namespace nds {

// An index that is out of bounds, and which of the index arrays it stands in.
struct BadIndex {
  int64_t value = 0;
  int index = 0;
};

inline constexpr int64_t kIndexBlock = 1024;  // positions whose offsets are computed together

class Offsets {
 public:
  explicit Offsets(const GatherPlan& plan) noexcept
      : plan_(plan),
        copy_(layout_kernels(active_target())->copy[item_size_index(8)]),
        wrap_(take_kernels(active_target())->wrap[static_cast<int>(plan.mode)]) {}

  // The byte offsets in the array of positions [begin, begin + n), n <= kIndexBlock; false when an index is out of
  // bounds. Indices are packed into memory of this thread before they are checked, so that what is used is what was
  // checked.
  bool compute(int64_t begin, int64_t n, int64_t* offsets, BadIndex* bad) const noexcept;

 private:
  const GatherPlan& plan_;
  Copy2dKernel copy_;
  WrapOffsets wrap_;
};

// The number of positions.
int64_t index_positions(const GatherPlan& plan) noexcept;

// Checks every index, in order of the positions: kInvalidArgument when one is out of bounds.
ErrorCode check_indices(const GatherPlan& plan, BadIndex* bad) noexcept;

}  // namespace nds
