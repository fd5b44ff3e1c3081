#include "plan/partition.h"

#include <algorithm>
#include <cstring>

#include "kernels/copy/layout.h"
#include "kernels/sort/selection.h"
#include "kernels/sort/sort.h"
#include "plan/row_batches.h"

namespace nds {
namespace {

Copy2dKernel copy_kernel(int64_t size) noexcept { return layout_kernels(active_target())->copy[item_size_index(size)]; }

// Whether rows of an operand can be worked on where they lie.
bool is_run(const Operand& operand, int64_t step) noexcept {
  return step == item_size(operand.dtype) && is_aligned(reinterpret_cast<uintptr_t>(operand.data), operand.dtype);
}
bool is_run(const Operand& operand, int64_t step, const int64_t* strides, int ndim) noexcept {
  for (int i = 0; i < ndim; ++i) {
    if (!is_aligned(static_cast<uint64_t>(strides[i]), operand.dtype)) return false;
  }
  return is_run(operand, step);
}

bool has_no_rows(int ndim, const int64_t* shape) noexcept {
  for (int i = 0; i < ndim; ++i) {
    if (shape[i] == 0) return true;
  }
  return false;
}

class PartitionJob {
 public:
  PartitionJob(const PartitionPlan& plan, const Rows& rows) noexcept
      : plan_(plan),
        rows_(rows),
        from_size_(item_size(plan.from.dtype)),
        to_size_(item_size(plan.to.dtype)),
        copy_from_(copy_kernel(from_size_)),
        copy_to_(copy_kernel(to_size_)),
        kernels_(selection_kernels(active_target(), plan.from.dtype)),
        sort_items_(sort_items_kernels(active_target())[static_cast<int>(plan.from.dtype)]),
        sort_positions_(sort_positions_kernels(active_target())[static_cast<int>(plan.from.dtype)]),
        sort_wide_(sort_positions_kernels(active_target())[static_cast<int>(DType::kInt64)]),
        many_(plan.count > kManyRanks),
        // Few elements, and many places, are sorted; so is what has no keys.
        select_(kernels_ != nullptr && (plan.positions ? rows.n > kSortedKeys && !many_ : true)),
        direct_(plan.from.data != plan.to.data && is_run(plan.from, rows.from_step, rows.from_strides, rows.ndim) &&
                select_),
        in_place_(plan.fresh && is_run(plan.to, rows.to_step, rows.to_strides, rows.ndim)) {}

  ErrorCode run() noexcept {
    const int64_t n = rows_.n;
    int64_t work = 0, bytes = 0;
    // Parts that a row of n elements needs once, in bytes per element, and more.
    int64_t each = 0;
    if (select_) {
      key_size_ = plan_.positions ? 8 : item_size(kernels_->key);
      room_ = selection_room(n, many_);
      if (!checked_mul(room_, key_size_, &work)) return ErrorCode::kOutOfMemory;
      if (plan_.positions) {
        if (!argsort_scratch(DType::kInt64, kSortedKeys, &sort_bytes_)) return ErrorCode::kOutOfMemory;
        each = plan_.count > 1 ? 24 : 8;
      } else {
        each = plan_.count > 1 ? from_size_ : 0;
      }
    } else {
      const bool sized = plan_.positions ? argsort_scratch(plan_.from.dtype, n, &sort_bytes_)
                                         : sort_scratch(plan_.from.dtype, n, &sort_bytes_);
      if (!sized) return ErrorCode::kOutOfMemory;
    }
    if (!checked_mul(n, each, &bytes) || !checked_add(bytes, work, &bytes) ||
        !checked_add(bytes, sort_bytes_, &bytes) || !checked_add(bytes, 8 * kRowAlign, &bytes)) {
      return ErrorCode::kOutOfMemory;
    }
    const int64_t item = (direct_ ? 0 : from_size_) + (in_place_ ? 0 : to_size_);
    return RowBatches(rows_, item, bytes, plan_.mapped).run([this](int64_t row, int64_t count, char* memory) noexcept {
      batch(row, count, memory);
    });
  }

 private:
  void batch(int64_t first, int64_t count, char* memory) const noexcept {
    const int64_t n = rows_.n;
    const RowPair at = rows_.at(first);
    const char* from = plan_.from.data + at.from;
    char* to = plan_.to.data + at.to;
    const char* items = from;
    char* out = to;
    int64_t item_row = rows_.from_row(), out_row = rows_.to_row();
    if (!direct_) {
      copy_from_({memory, from, count, n, n * from_size_, from_size_, rows_.from_row(), rows_.from_step, false});
      items = memory;
      item_row = n * from_size_;
      memory += align_row(count * item_row);
    }
    if (!in_place_) {
      out = memory;
      out_row = n * to_size_;
      memory += align_row(count * out_row);
    }
    for (int64_t r = 0; r < count; ++r) row(items + r * item_row, out + r * out_row, memory);
    if (!in_place_) copy_to_({to, out, count, n, rows_.to_row(), rows_.to_step, out_row, to_size_, false});
  }

  void row(const char* items, char* out, char* memory) const noexcept {
    const int64_t n = rows_.n;
    char* sort_memory = memory;
    memory += align_row(sort_bytes_);
    if (!select_) {
      if (plan_.positions) {
        sort_positions_(items, n, reinterpret_cast<int64_t*>(out), sort_memory);
        return;
      }
      std::memcpy(out, items, static_cast<size_t>(n * from_size_));
      sort_items_(out, n, sort_memory);
      return;
    }
    const SelectionRoom room = {
        memory, room_,
        sort_items_kernels(active_target())[static_cast<int>(plan_.positions ? DType::kInt64 : kernels_->key)]};
    memory += align_row(room_ * key_size_);
    if (!plan_.positions) {
      kernels_->partition(items, n, plan_.kth, plan_.count, out, plan_.count > 1 ? memory : nullptr, room);
      return;
    }
    int64_t* keys = reinterpret_cast<int64_t*>(memory);
    memory += align_row(n * 8);
    kernels_->widen(items, n, keys);
    int64_t* segment = reinterpret_cast<int64_t*>(memory);
    const PositionsRoom positions = {room, sort_wide_, sort_memory, segment, segment + (align_row(n * 8) / 8)};
    partition_positions_kernel(active_target())(keys, n, plan_.kth, plan_.count, reinterpret_cast<int64_t*>(out),
                                                positions);
  }

  const PartitionPlan& plan_;
  const Rows& rows_;
  const int64_t from_size_, to_size_;
  const Copy2dKernel copy_from_, copy_to_;
  const SelectionKernels* kernels_;
  const SortItems sort_items_;
  const SortPositions sort_positions_, sort_wide_;
  const bool many_;
  const bool select_;
  const bool direct_;    // rows are read where they are
  const bool in_place_;  // results are written where they belong
  int64_t key_size_ = 0, room_ = 0, sort_bytes_ = 0;
};

class OrderJob {
 public:
  OrderJob(const OrderPlan& plan, const Rows& rows) noexcept
      : plan_(plan),
        rows_(rows),
        size_(item_size(plan.from.dtype)),
        copy_(copy_kernel(size_)),
        kernels_(selection_kernels(active_target(), plan.from.dtype)),
        sort_items_(sort_items_kernels(
            active_target())[static_cast<int>(kernels_ != nullptr ? kernels_->key : plan.from.dtype)]),
        direct_(kernels_ != nullptr && is_run(plan.from, rows.from_step, rows.from_strides, rows.ndim)) {}

  ErrorCode run() noexcept {
    int64_t bytes = 0, lists = 0;
    if (kernels_ != nullptr) {
      room_ = selection_room(rows_.n, plan_.count > kManyRanks);
      if (!checked_mul(room_, item_size(kernels_->key), &bytes)) return ErrorCode::kOutOfMemory;
    } else if (!sort_scratch(plan_.from.dtype, rows_.n, &bytes)) {
      return ErrorCode::kOutOfMemory;
    }
    work_bytes_ = bytes;
    // Ranks in order, where each belongs, what was found.
    if (!checked_mul(plan_.count, 24, &lists) || !checked_add(bytes, lists, &bytes) ||
        !checked_add(bytes, 8 * kRowAlign, &bytes)) {
      return ErrorCode::kOutOfMemory;
    }
    return RowBatches(rows_, direct_ ? 0 : size_, bytes, plan_.mapped)
        .run([this](int64_t row, int64_t count, char* memory) noexcept { batch(row, count, memory); });
  }

 private:
  void batch(int64_t first, int64_t count, char* memory) const noexcept {
    const int64_t n = rows_.n;
    const char* items = plan_.from.data + rows_.at(first).from;
    int64_t item_row = rows_.from_row();
    if (!direct_) {
      copy_({memory, items, count, n, n * size_, size_, rows_.from_row(), rows_.from_step, false});
      items = memory;
      item_row = n * size_;
      memory += align_row(count * item_row);
    }
    int64_t* ranks = reinterpret_cast<int64_t*>(memory + align_row(work_bytes_));
    if (!plan_.rank_per_row) read_ranks(plan_.ranks, 1, ranks);
    for (int64_t r = 0; r < count; ++r) {
      const int64_t place = rows_.at(first + r).to / size_;
      if (plan_.rank_per_row) read_ranks(plan_.ranks + place, plan_.plane, ranks);
      row(const_cast<char*>(items) + r * item_row, ranks, plan_.to.data + place * size_, memory);
    }
  }

  // ranks[0, count) = the ranks in order; ranks[count, 2 count) = which plane each is for.
  void read_ranks(const int64_t* from, int64_t step, int64_t* ranks) const noexcept {
    const int64_t count = plan_.count;
    int64_t* planes = ranks + count;
    int64_t* values = ranks + 2 * count;
    bool sorted = true;
    for (int64_t k = 0; k < count; ++k) {
      values[k] = std::clamp(from[k * step], int64_t{0}, rows_.n - 1);
      planes[k] = k;
      sorted = sorted && (k == 0 || values[k - 1] <= values[k]);
    }
    if (!sorted) std::sort(planes, planes + count, [values](int64_t a, int64_t b) { return values[a] < values[b]; });
    for (int64_t k = 0; k < count; ++k) ranks[k] = values[planes[k]];
  }

  void row(char* items, const int64_t* ranks, char* out, char* memory) const noexcept {
    const int64_t n = rows_.n;
    const int64_t count = plan_.count;
    const int64_t* planes = ranks + count;
    const int64_t step = plan_.plane * size_;
    if (kernels_ == nullptr) {
      sort_items_(items, n, memory);
      const bool nan = plan_.spread_nan && is_nan(items + (n - 1) * size_);
      for (int64_t k = 0; k < count; ++k) {
        std::memcpy(out + planes[k] * step, items + (nan ? n - 1 : ranks[k]) * size_, static_cast<size_t>(size_));
      }
      return;
    }
    int64_t* found = const_cast<int64_t*>(ranks) + 2 * count;
    const int64_t greatest = kernels_->select(items, n, ranks, count, found, {memory, room_, sort_items_});
    // INT64_MAX is a key of 64-bit integers too.
    const bool has_nans = kernels_->first_nan != INT64_MAX;
    const bool nan = plan_.spread_nan && has_nans && greatest >= kernels_->first_nan;
    for (int64_t k = 0; k < count; ++k) kernels_->item(nan ? greatest : found[k], out + planes[k] * step);
  }

  bool is_nan(const char* item) const noexcept {
    switch (plan_.from.dtype) {
      case DType::kFloat16: return part_is_nan<uint16_t>(item, 0x7C00);
      case DType::kComplex64:
        return part_is_nan<uint32_t>(item, 0x7F800000) || part_is_nan<uint32_t>(item + 4, 0x7F800000);
      case DType::kComplex128:
        return part_is_nan<uint64_t>(item, 0x7FF0000000000000) || part_is_nan<uint64_t>(item + 8, 0x7FF0000000000000);
      default: return false;
    }
  }
  template <class U>
  static bool part_is_nan(const char* item, U infinity) noexcept {
    U bits;
    std::memcpy(&bits, item, sizeof bits);
    return static_cast<U>(bits << 1) > static_cast<U>(infinity << 1);
  }

  const OrderPlan& plan_;
  const Rows& rows_;
  const int64_t size_;
  const Copy2dKernel copy_;
  const SelectionKernels* kernels_;
  const SortItems sort_items_;
  const bool direct_;
  int64_t room_ = 0, work_bytes_ = 0;
};

}  // namespace

ErrorCode run_partition(const PartitionPlan& plan) noexcept {
  if (has_no_rows(plan.ndim, plan.shape)) return ErrorCode::kOk;
  const Rows rows(plan.ndim, plan.shape, plan.axis, plan.from, plan.to);
  return PartitionJob(plan, rows).run();
}

ErrorCode run_order_statistics(const OrderPlan& plan) noexcept {
  if (plan.count == 0 || has_no_rows(plan.ndim, plan.shape)) return ErrorCode::kOk;
  const Rows rows(plan.ndim, plan.shape, plan.axis, plan.from, plan.to);
  return OrderJob(plan, rows).run();
}

}  // namespace nds
