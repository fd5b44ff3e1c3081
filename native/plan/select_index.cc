#include <algorithm>
#include <cstring>

#include "core/thread_pool.h"
#include "kernels/select/take.h"
#include "plan/coalesce.h"
#include "plan/select.h"
#include "plan/select_offsets.h"
#include "plan/select_sequence.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kBlock = kIndexBlock;
constexpr int64_t kBlockBytes = int64_t{256} << 10;  // of the result that a block of positions may span
constexpr int64_t kGroupBytes = int64_t{512} << 10;  // of the array that is indexed at a time
constexpr int kMissCost = 4;                         // of a byte, beside one that is copied in order
constexpr int kArray = 0, kOther = 1;                // operands of the inner nest

// What belongs to one position: a run of bytes, repeated over the outer dimensions of the inner nest.
struct Inner {
  Nest nest;
  int outer;      // dimensions of the nest beside the run
  int64_t bytes;  // of the run

  Inner(const GatherPlan& plan, int order_by) noexcept {
    const Operand other = {plan.other.data, plan.other.dtype, plan.other.strides + plan.index_ndim};
    const Operand* operands[] = {&plan.array, &other};
    coalesce(nest, plan.inner_ndim, plan.inner_shape, operands, 2, order_by);
    settle(item_size(plan.array.dtype));
  }

  // Part [begin, end) of the outermost dimension.
  void cut(int64_t begin, int64_t end, int64_t item) noexcept {
    nest.shape[0] = end - begin;
    nest.data[kArray] += begin * nest.strides[kArray][0];
    nest.data[kOther] += begin * nest.strides[kOther][0];
    settle(item);
  }

 private:
  void settle(int64_t item) noexcept {
    const int last = nest.ndim - 1;
    const bool run = nest.strides[kArray][last] == item && nest.strides[kOther][last] == item;
    outer = run ? last : nest.ndim;
    bytes = run ? item * nest.shape[last] : item;
  }
};

// Whether positions lie closer together than the outermost of what belongs to one. If not, few of them are done
// together, so that their lines stay in cache from one place of the inner dimensions to the next.
bool positions_inside(const Inner& inner, const Sequence& other) noexcept {
  const int64_t outermost = inner.nest.strides[kOther][0];
  return inner.outer == 0 || (outermost < 0 ? -outermost : outermost) > other.last_stride();
}

template <bool kScatter>
class Mover {
 public:
  Mover(const GatherPlan& plan, const Sequence& other, int64_t item) noexcept
      : offsets_(plan), other_(other), item_(item), kernels_(take_kernels(active_target())) {}

  // Moves what belongs to positions [begin, end).
  bool run(const Inner& inner, int64_t begin, int64_t end, BadIndex* bad) const noexcept {
    const int64_t few = std::clamp(kBlockBytes / (nest_size(inner.nest) * item_), int64_t{16}, kBlock);
    const int64_t block = positions_inside(inner, other_) ? kBlock : few;
    int64_t offsets[kBlock];
    for (int64_t at = begin; at < end; at += block) {
      const int64_t n = std::min(block, end - at);
      if (!offsets_.compute(at, n, offsets, bad)) return false;
      const int64_t* next = offsets;
      other_.rows(at, n, [&](char* row, int64_t cols, int64_t stride) noexcept {
        move_rows(inner, next, cols, row - other_.data(), stride);
        next += cols;
      });
    }
    return true;
  }

 private:
  // Runs of `cols` positions, for each place of the outer inner dimensions.
  void move_rows(const Inner& inner, const int64_t* offsets, int64_t cols, int64_t row, int64_t stride) const noexcept {
    const Nest& nest = inner.nest;
    int64_t at[kMaxDims] = {};
    char* array = nest.data[kArray];
    char* other = nest.data[kOther] + row;
    for (;;) {
      move(array, other, offsets, cols, stride, inner.bytes);
      int d = inner.outer - 1;
      for (; d >= 0; --d) {
        array += nest.strides[kArray][d];
        other += nest.strides[kOther][d];
        if (++at[d] < nest.shape[d]) break;
        array -= at[d] * nest.strides[kArray][d];
        other -= at[d] * nest.strides[kOther][d];
        at[d] = 0;
      }
      if (d < 0) return;
    }
  }

  void move(char* array, char* other, const int64_t* offsets, int64_t n, int64_t stride, int64_t bytes) const noexcept {
    const bool one = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8 || bytes == 16;
    if constexpr (kScatter) {
      (one ? kernels_->put[item_size_index(bytes)] : kernels_->put_runs)(array, offsets, n, other, stride, bytes);
    } else {
      (one ? kernels_->take[item_size_index(bytes)] : kernels_->take_runs)(array, offsets, n, other, stride, bytes);
    }
  }

  Offsets offsets_;
  const Sequence& other_;
  int64_t item_;
  const TakeKernels* kernels_;
};

// Entries of the outermost inner dimension done together: what the indices reach of them stays in cache.
int64_t group_of(const GatherPlan& plan, const Inner& inner, int64_t length) noexcept {
  if (inner.outer == 0) return length;
  int64_t reach = 1;
  for (int k = 0; k < plan.index_count; ++k) {
    reach = std::max(reach, plan.bound[k] * (plan.step[k] < 0 ? -plan.step[k] : plan.step[k]));
  }
  return std::clamp(kGroupBytes / reach, int64_t{1}, length);
}

constexpr int64_t kSmallBytes = int64_t{64} << 10;

// Few positions of one contiguous index array, with an element or run for each: no nest is made, no thread asked.
bool is_small(const GatherPlan& plan, int64_t item) noexcept {
  if (plan.index_ndim != 1 || plan.index_count != 1 || plan.inner_ndim > 1 || plan.mapped) return false;
  if (plan.along != nullptr || plan.index_shape[0] > kBlock || plan.index[0].strides[0] != 8) return false;
  if (plan.inner_ndim == 0) return true;
  const int64_t n = plan.inner_shape[0];
  return n > 0 && n * item * plan.index_shape[0] <= kSmallBytes && plan.array.strides[0] == item &&
         plan.other.strides[1] == item;
}

template <bool kScatter>
ErrorCode run_small(const GatherPlan& plan, int64_t item, BadIndex* bad) noexcept {
  const TakeKernels* kernels = take_kernels(active_target());
  const int64_t n = plan.index_shape[0];
  int64_t index[kBlock], offsets[kBlock];
  std::memcpy(index, plan.index[0].data, static_cast<size_t>(n) * sizeof(int64_t));
  const int64_t good =
      kernels->wrap[static_cast<int>(plan.mode)](index, n, plan.bound[0], plan.step[0], false, offsets);
  if (good < n) {
    *bad = {index[good], 0};
    return ErrorCode::kInvalidArgument;
  }
  const int64_t bytes = plan.inner_ndim == 0 ? item : item * plan.inner_shape[0];
  const bool one = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8 || bytes == 16;
  char* array = plan.array.data;
  char* other = plan.other.data;
  const int64_t stride = plan.other.strides[0];
  if constexpr (kScatter) {
    (one ? kernels->put[item_size_index(bytes)] : kernels->put_runs)(array, offsets, n, other, stride, bytes);
  } else {
    (one ? kernels->take[item_size_index(bytes)] : kernels->take_runs)(array, offsets, n, other, stride, bytes);
  }
  return ErrorCode::kOk;
}

template <bool kScatter>
ErrorCode run_moves(const GatherPlan& plan, BadIndex* bad) noexcept {
  const Sequence other(plan.index_ndim, plan.index_shape, plan.other);
  const int64_t positions = other.size();
  if (positions == 0) return ErrorCode::kOk;
  const int64_t item = item_size(plan.array.dtype);
  const Inner inner(plan, kScatter ? kArray : kOther);
  const int64_t elements = nest_size(inner.nest);
  if (kScatter || elements == 0) {
    const ErrorCode code = check_indices(plan, bad);
    if (code != ErrorCode::kOk || elements == 0) return code;
  }
  const Mover<kScatter> mover(plan, other, item);
  // Positions that are written have an order, so a scatter is split only across what belongs to one position; so is a
  // gather of few positions, or of positions that lie along the innermost axis.
  if (kScatter || positions < 8 * num_threads() || (inner.outer > 0 && positions_inside(inner, other))) {
    const int64_t length = inner.nest.shape[0];
    const int64_t group = group_of(plan, inner, length);
    const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
      BadIndex mine;
      for (int64_t at = begin; at < end; at += group) {
        Inner part = inner;
        part.cut(at, std::min(end, at + group), item);
        if (!mover.run(part, 0, positions, &mine)) return static_cast<int>(ErrorCode::kInvalidArgument);
      }
      return 0;
    };
    return run_chunks(cut_units(length, positions * (elements / length) * item * 2, 1), plan.mapped, chunk);
  }
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    BadIndex mine;
    return mover.run(inner, begin, end, &mine) ? 0 : static_cast<int>(ErrorCode::kInvalidArgument);
  };
  return run_chunks(cut_units(positions, 8 + elements * item * 2, elements == 1 ? kMissCost : 1), plan.mapped, chunk);
}

template <bool kScatter>
ErrorCode run(const GatherPlan& plan, int64_t* bad, int* bad_index) noexcept {
  BadIndex found;
  const int64_t item = item_size(plan.array.dtype);
  if (is_small(plan, item)) {
    const ErrorCode code = run_small<kScatter>(plan, item, &found);
    *bad = found.value;
    *bad_index = 0;
    return code;
  }
  ErrorCode code = run_moves<kScatter>(plan, &found);
  if (code == ErrorCode::kInvalidArgument && !kScatter) {
    // Threads stop at any bad index; the first one in order is told.
    const ErrorCode again = check_indices(plan, &found);
    if (again != ErrorCode::kOk) code = again;
  }
  *bad = found.value;
  *bad_index = found.index;
  return code;
}

}  // namespace

ErrorCode run_gather(const GatherPlan& plan, int64_t* bad, int* bad_index) noexcept {
  return run<false>(plan, bad, bad_index);
}

ErrorCode run_scatter(const GatherPlan& plan, int64_t* bad, int* bad_index) noexcept {
  return run<true>(plan, bad, bad_index);
}

}  // namespace nds
