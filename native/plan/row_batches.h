// Rows that are gathered, worked on and written back by batches, each by one thread, in memory of its own.
#pragma once
#include <algorithm>
#include <atomic>
#include <bit>

#include "core/cancel.h"
#include "core/checked.h"
#include "core/thread_pool.h"
#include "plan/rows.h"
#include "plan/scratch.h"
#include "plan/split.h"

namespace nds {

inline constexpr int64_t kRowAlign = 64;

inline int64_t align_row(int64_t bytes) noexcept { return (bytes + kRowAlign - 1) / kRowAlign * kRowAlign; }

class RowBatches {
 public:
  // item: bytes of working memory per element and row, besides `fixed` ones per thread.
  RowBatches(const Rows& rows, int64_t item, int64_t fixed, bool mapped) noexcept
      : rows_(rows), item_(item), fixed_(fixed), mapped_(mapped), cancelled_(cancel_flag()) {}

  // Calls f(first row, number of rows, memory) for every batch; the memory is for `count` rows of `item` bytes per
  // element, each part of which the caller aligns (kParts of them at most), then the fixed part.
  template <class F>
  ErrorCode run(F&& f) noexcept {
    constexpr int64_t kBatchBytes = int64_t{64} << 10;
    constexpr int64_t kMaxBatch = 64;
    constexpr int64_t kParts = 4;
    const int64_t n = rows_.n;
    const int64_t inner = rows_.shape[rows_.ndim - 1];
    int64_t row_bytes = 0, share = 0, total = 0;
    if (!checked_mul(n, item_, &row_bytes)) return ErrorCode::kOutOfMemory;
    const int64_t weight = std::max(row_bytes, std::min(n, kBatchBytes) * 8);
    const int64_t most = std::clamp(kBatchBytes / std::max<int64_t>(1, weight), int64_t{1}, kMaxBatch);
    const int64_t batch = std::min(most, inner);
    if (!checked_mul(batch, row_bytes, &share) || !checked_add(share, fixed_, &share) ||
        !checked_add(share, kParts * kRowAlign, &share)) {
      return ErrorCode::kOutOfMemory;
    }
    share = align_row(share);
    const int64_t across = (inner + batch - 1) / batch;
    const int64_t batches = rows_.count / inner * across;
    const double work = static_cast<double>(rows_.count) * static_cast<double>(n) * 16;
    const int64_t threads = work < static_cast<double>(kParallelBytes) ? 1 : num_threads();
    const int64_t tasks = std::min<int64_t>(threads, batches);
    Scratch scratch;
    if (!checked_mul(share, tasks, &total)) return ErrorCode::kOutOfMemory;
    const ErrorCode refused = scratch.allocate(total);
    if (refused != ErrorCode::kOk) return refused;
    char* memory = scratch.data();
    std::atomic<int64_t> next{0};
    return run_chunks(Chunks{tasks, 1, 1, tasks}, mapped_, [&](int64_t begin, int64_t end) noexcept {
      for (int64_t task = begin; task < end; ++task) {
        for (;;) {
          const int64_t at = next.fetch_add(1, std::memory_order_relaxed);
          if (at >= batches || is_set(cancelled_)) break;
          const int64_t column = at % across * batch;
          f(at / across * inner + column, std::min(batch, inner - column), memory + task * share);
        }
      }
      return 0;
    });
  }

 private:
  const Rows& rows_;
  const int64_t item_, fixed_;
  const bool mapped_;
  const std::atomic<bool>* cancelled_;
};

}  // namespace nds
