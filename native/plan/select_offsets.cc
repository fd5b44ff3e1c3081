#include "plan/select_offsets.h"

#include <algorithm>

#include "plan/select_sequence.h"
#include "plan/split.h"

namespace nds {

bool Offsets::compute(int64_t begin, int64_t n, int64_t* offsets, BadIndex* bad) const noexcept {
  int64_t index[kIndexBlock];
  for (int k = 0; k < plan_.index_count; ++k) {
    const Sequence sequence(plan_.index_ndim, plan_.index_shape, plan_.index[k]);
    sequence.pack(copy_, begin, n, reinterpret_cast<char*>(index));
    const int64_t good = wrap_(index, n, plan_.bound[k], plan_.step[k], k > 0, offsets);
    if (good < n) {
      *bad = {index[good], k};
      return false;
    }
  }
  if (plan_.along == nullptr) return true;
  const Operand walk = {plan_.array.data, plan_.array.dtype, plan_.along};
  const Sequence sequence(plan_.index_ndim, plan_.index_shape, walk);
  sequence.rows(begin, n, [&](char* row, int64_t cols, int64_t stride) noexcept {
    const int64_t start = row - walk.data;
    for (int64_t i = 0; i < cols; ++i) offsets[i] += start + i * stride;
    offsets += cols;
  });
  return true;
}

int64_t index_positions(const GatherPlan& plan) noexcept {
  int64_t positions = 1;
  for (int i = 0; i < plan.index_ndim; ++i) positions *= plan.index_shape[i];
  return positions;
}

// One index array that is one run.
static ErrorCode check_run(const GatherPlan& plan, const int64_t* index, int64_t positions, BadIndex* bad) noexcept {
  const CheckIndices check = take_kernels(active_target())->check;
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    const int64_t good = check(index + begin, end - begin, plan.bound[0]);
    if (good == end - begin) return 0;
    *bad = {index[begin + good], 0};
    return static_cast<int>(ErrorCode::kInvalidArgument);
  };
  return run_chunks(Chunks{positions, positions, positions, 1}, plan.mapped, chunk);
}

ErrorCode check_indices(const GatherPlan& plan, BadIndex* bad) noexcept {
  const int64_t positions = index_positions(plan);
  if (plan.index_count == 1 && plan.mode == IndexMode::kRaise) {
    const Sequence sequence(plan.index_ndim, plan.index_shape, plan.index[0]);
    if (sequence.contiguous() && reinterpret_cast<uintptr_t>(sequence.data()) % alignof(int64_t) == 0) {
      return check_run(plan, reinterpret_cast<const int64_t*>(sequence.data()), positions, bad);
    }
  }
  const Offsets offsets(plan);
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    int64_t unused[kIndexBlock];
    for (int64_t at = begin; at < end; at += kIndexBlock) {
      if (!offsets.compute(at, std::min(kIndexBlock, end - at), unused, bad)) {
        return static_cast<int>(ErrorCode::kInvalidArgument);
      }
    }
    return 0;
  };
  return run_chunks(Chunks{positions, positions, positions, 1}, plan.mapped, chunk);
}

}  // namespace nds
