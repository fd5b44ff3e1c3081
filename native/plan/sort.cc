#include "plan/sort.h"

#include <algorithm>
#include <atomic>
#include <bit>

#include "core/cancel.h"
#include "core/checked.h"
#include "core/thread_pool.h"
#include "kernels/copy/layout.h"
#include "kernels/sort/sort.h"
#include "plan/rows.h"
#include "plan/scratch.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kBatchBytes = int64_t{64} << 10;  // of rows that are gathered together
constexpr int64_t kMaxBatch = 64;
constexpr int64_t kLocalBytes = 2048;  // working memory up to this lies on the stack
constexpr int64_t kAlign = 64;

int64_t align(int64_t bytes) noexcept { return (bytes + kAlign - 1) / kAlign * kAlign; }

class SortJob {
 public:
  SortJob(const SortPlan& plan, const Rows& rows) noexcept
      : plan_(plan),
        rows_(rows),
        from_size_(item_size(plan.from.dtype)),
        to_size_(item_size(plan.to.dtype)),
        copy_from_(layout_kernels(active_target())->copy[item_size_index(from_size_)]),
        copy_to_(layout_kernels(active_target())->copy[item_size_index(to_size_)]),
        sort_items_(sort_items_kernels(active_target())[static_cast<int>(plan.from.dtype)]),
        sort_positions_(sort_positions_kernels(active_target())[static_cast<int>(plan.from.dtype)]),
        cancelled_(cancel_flag()),
        in_place_(plan.fresh && rows.to_step == to_size_ &&
                  is_aligned(reinterpret_cast<uintptr_t>(plan.to.data), plan.to.dtype)) {}

  ErrorCode run() noexcept {
    const int64_t n = rows_.n;
    int64_t work = 0, batch_bytes = 0, part = 0;
    const bool sized =
        plan_.positions ? argsort_scratch(plan_.from.dtype, n, &work) : sort_scratch(plan_.from.dtype, n, &work);
    if (!sized || !checked_mul(n, from_size_ + 8, &part) || part > INT64_MAX - 4 * kAlign) {
      return ErrorCode::kOutOfMemory;
    }
    batch_ = std::clamp(kBatchBytes / std::max<int64_t>(1, n * (from_size_ + 8)), int64_t{1}, kMaxBatch);
    batch_ = std::min(batch_, rows_.shape[rows_.ndim - 1]);
    // Elements of a batch of rows are gathered unless they are sorted where they go; so are positions.
    items_bytes_ = in_place_ && !plan_.positions ? 0 : align(batch_ * n * from_size_);
    positions_bytes_ = plan_.positions && !in_place_ ? align(batch_ * n * 8) : 0;
    if (!checked_add(items_bytes_ + positions_bytes_, work, &batch_bytes)) {
      return ErrorCode::kOutOfMemory;
    }
    share_ = align(batch_bytes);
    inner_ = (rows_.shape[rows_.ndim - 1] + batch_ - 1) / batch_;
    batches_ = rows_.count / rows_.shape[rows_.ndim - 1] * inner_;

    const int levels = std::bit_width(static_cast<uint64_t>(n));
    const double bytes = static_cast<double>(rows_.count) * static_cast<double>(n) * levels * 8;
    const int64_t threads = bytes < static_cast<double>(kParallelBytes) ? 1 : num_threads();
    const int64_t tasks = std::min<int64_t>(threads, batches_);
    if (tasks == 1 && share_ <= kLocalBytes) {
      alignas(kAlign) char local[kLocalBytes];
      scratch_ = local;
      return run_tasks(1);
    }
    Scratch scratch;
    int64_t total = 0;
    if (!checked_mul(share_, tasks, &total)) return ErrorCode::kOutOfMemory;
    if (share_ > 0) {
      const ErrorCode refused = scratch.allocate(total);
      if (refused != ErrorCode::kOk) return refused;
      scratch_ = scratch.data();
    }
    return run_tasks(tasks);
  }

 private:
  // Each task has a share of the scratch memory and takes batches until there are none left.
  ErrorCode run_tasks(int64_t tasks) noexcept {
    return run_chunks(Chunks{tasks, 1, 1, tasks}, plan_.mapped, [this](int64_t begin, int64_t end) noexcept {
      for (int64_t task = begin; task < end; ++task) {
        for (;;) {
          const int64_t batch = next_.fetch_add(1, std::memory_order_relaxed);
          if (batch >= batches_ || is_set(cancelled_)) break;
          sort_batch(batch, scratch_ + task * share_);
        }
      }
      return 0;
    });
  }

  void sort_batch(int64_t batch, char* scratch) const noexcept {
    const int64_t inner = rows_.shape[rows_.ndim - 1];
    const int64_t n = rows_.n;
    const int64_t column = batch % inner_ * batch_;
    const int64_t rows = std::min(batch_, inner - column);
    const RowPair at = rows_.at(batch / inner_ * inner + column);
    const char* from = plan_.from.data + at.from;
    char* to = plan_.to.data + at.to;
    char* items = scratch;
    char* positions = scratch + items_bytes_;
    char* work = positions + positions_bytes_;
    int64_t item_row = n * from_size_;
    if (in_place_ && !plan_.positions) {
      items = to;
      item_row = rows_.to_row();
    }
    if (items != from) {
      copy_from_({items, from, rows, n, item_row, from_size_, rows_.from_row(), rows_.from_step, false});
    }
    if (!plan_.positions) {
      for (int64_t r = 0; r < rows; ++r) sort_items_(items + r * item_row, n, work);
      if (!in_place_) copy_to_({to, items, rows, n, rows_.to_row(), rows_.to_step, item_row, to_size_, false});
      return;
    }
    char* order = in_place_ ? to : positions;
    const int64_t order_row = in_place_ ? rows_.to_row() : n * 8;
    for (int64_t r = 0; r < rows; ++r) {
      int64_t* row = reinterpret_cast<int64_t*>(order + r * order_row);
      sort_positions_(items + r * item_row, n, row, work);
      if (plan_.descending) {
        for (int64_t i = 0; i < n; ++i) row[i] = n - 1 - row[i];
      }
    }
    if (!in_place_) copy_to_({to, order, rows, n, rows_.to_row(), rows_.to_step, order_row, 8, false});
  }

  const SortPlan& plan_;
  const Rows& rows_;
  const int64_t from_size_, to_size_;
  const Copy2dKernel copy_from_, copy_to_;
  const SortItems sort_items_;
  const SortPositions sort_positions_;
  const std::atomic<bool>* cancelled_;
  const bool in_place_;  // results are written where they belong
  char* scratch_ = nullptr;
  int64_t share_ = 0, items_bytes_ = 0, positions_bytes_ = 0;
  int64_t batch_ = 1, batches_ = 0, inner_ = 1;
  std::atomic<int64_t> next_{0};
};

}  // namespace

ErrorCode run_sort(const SortPlan& plan) noexcept {
  for (int i = 0; i < plan.ndim; ++i) {
    if (plan.shape[i] == 0) return ErrorCode::kOk;
  }
  // Descending: the rows are read and written backwards, which keeps equal elements in order.
  SortPlan own = plan;
  int64_t from_strides[kMaxDims], to_strides[kMaxDims];
  std::copy_n(plan.from.strides, plan.ndim, from_strides);
  std::copy_n(plan.to.strides, plan.ndim, to_strides);
  if (plan.descending) {
    const int64_t last = plan.shape[plan.axis] - 1;
    own.from.data += last * from_strides[plan.axis];
    own.to.data += last * to_strides[plan.axis];
    from_strides[plan.axis] = -from_strides[plan.axis];
    to_strides[plan.axis] = -to_strides[plan.axis];
  }
  own.from.strides = from_strides;
  own.to.strides = to_strides;
  const Rows rows(own.ndim, own.shape, own.axis, own.from, own.to);
  return SortJob(own, rows).run();
}

ErrorCode run_sort_rows(const void* items, DType dtype, int64_t n, int64_t width, int64_t* positions) noexcept {
  Scratch scratch;
  int64_t bytes = 0;
  if (!checked_mul(n, 8, &bytes)) return ErrorCode::kOutOfMemory;
  const ErrorCode refused = scratch.allocate(bytes);
  if (refused != ErrorCode::kOk) return refused;
  sort_rows_kernel(dtype)(items, n, width, positions, reinterpret_cast<int64_t*>(scratch.data()));
  return ErrorCode::kOk;
}

}  // namespace nds
