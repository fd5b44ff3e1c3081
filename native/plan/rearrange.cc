#include "plan/rearrange.h"

#include <algorithm>

#include "core/checked.h"
#include "core/cpu.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kDirectBytes = 4096;
constexpr int64_t kLargestCount = int64_t{1} << 53;
constexpr int kSegments = 256;  // of the counts: each knows how many blocks come before it

bool is_item(int64_t bytes) noexcept { return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8 || bytes == 16; }

RepeatKernel repeat_kernel(int64_t block_bytes) noexcept {
  const RearrangeKernels& kernels = *rearrange_kernels(active_target());
  switch (block_bytes) {
    case 1: return kernels.repeat_items[0];
    case 2: return kernels.repeat_items[1];
    case 4: return kernels.repeat_items[2];
    case 8: return kernels.repeat_items[3];
    case 16: return kernels.repeat_items[4];
    default: return kernels.repeat_blocks;
  }
}

// Every block as often: any byte of the result says which block it belongs to.
ErrorCode repeat_evenly(const RepeatPlan& plan, RepeatKernel kernel, int64_t bytes) noexcept {
  const int64_t run = plan.count * plan.block_bytes;
  const bool stream = bytes > cache_bytes();
  const int64_t blocks = plan.outer * plan.n;
  // Chunks are whole blocks where blocks are items, for a kernel never writes a part of one.
  const int64_t unit = is_item(plan.block_bytes) ? plan.block_bytes : 1;
  return run_chunks(cut_elements(bytes / unit, unit + unit / 2 + 1, 1, plan.to, unit), plan.mapped,
                    [&](int64_t begin, int64_t end) noexcept -> int {
                      const int64_t at = begin * unit, first = at / run;
                      kernel({plan.to + at, plan.from + first * plan.block_bytes, blocks - first, plan.block_bytes,
                              nullptr, plan.count, at - first * run, (end - begin) * unit, stream});
                      return 0;
                    });
}

ErrorCode repeat_counted(const RepeatPlan& plan, RepeatKernel kernel, int64_t bytes) noexcept {
  const int64_t length = (plan.n + kSegments - 1) / kSegments;  // counts in a segment
  int64_t before[kSegments + 1];                                // blocks before each segment
  int64_t sum = 0;
  for (int s = 0; s <= kSegments; ++s) {
    before[s] = sum;
    for (int64_t i = s * length; i < std::min(plan.n, (s + 1) * length); ++i) {
      // A thread that shares the memory may change a count at any time: what does not add up is not begun.
      if (plan.counts[i] < 0 || plan.counts[i] > plan.total - sum) return ErrorCode::kInvalidArgument;
      sum += plan.counts[i];
    }
  }
  if (sum != plan.total) return ErrorCode::kInvalidArgument;
  const auto place = [&](int64_t i) noexcept {
    const int64_t segment = i / length;
    int64_t blocks = before[segment];
    for (int64_t k = segment * length; k < i; ++k) blocks += plan.counts[k];
    return std::clamp(blocks, int64_t{0}, plan.total);
  };
  const bool stream = bytes > cache_bytes();
  const int64_t units = plan.outer * plan.n;
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    for (int64_t unit = begin; unit < end;) {
      const int64_t row = unit / plan.n, first = unit - row * plan.n;
      const int64_t last = std::min(plan.n, first + end - unit);
      const int64_t start = place(first), stop = last == plan.n ? plan.total : place(last);
      if (stop > start) {
        kernel({plan.to + (row * plan.total + start) * plan.block_bytes, plan.from + unit * plan.block_bytes,
                last - first, plan.block_bytes, plan.counts + first, 0, 0, (stop - start) * plan.block_bytes, stream});
      }
      unit += last - first;
    }
    return 0;
  };
  return run_chunks(cut_units(units, 16 + 2 * bytes / units, 1), plan.mapped, chunk);
}

}  // namespace

ErrorCode run_join(const JoinPlan& plan) noexcept {
  int64_t row_bytes = 0;
  int64_t item = plan.count > 0 ? plan.pieces[0].bytes : 0;
  if (!is_item(item)) item = 0;
  for (int k = 0; k < plan.count; ++k) {
    Piece& piece = plan.pieces[k];
    piece.offset = row_bytes;
    if (piece.bytes != item) item = 0;
    if (!checked_add(row_bytes, piece.bytes, &row_bytes)) return ErrorCode::kInvalidArgument;
  }
  int64_t bytes = 0;
  if (!checked_mul(row_bytes, plan.rows, &bytes)) return ErrorCode::kInvalidArgument;
  if (bytes == 0) return ErrorCode::kOk;
  const PieceKernel kernel = rearrange_kernels(active_target())->pieces;
  PieceRows rows{plan.to, plan.pieces, plan.count, row_bytes, 0, bytes, item, 2 * bytes > cache_bytes()};
  if (bytes <= kDirectBytes && !plan.mapped) {
    kernel(rows);
    return ErrorCode::kOk;
  }
  return run_chunks(cut_elements(bytes, 2, 1, plan.to, 1), plan.mapped,
                    [&](int64_t begin, int64_t end) noexcept -> int {
                      PieceRows part = rows;
                      part.begin = begin;
                      part.end = end;
                      kernel(part);
                      return 0;
                    });
}

ErrorCode run_repeat(const RepeatPlan& plan) noexcept {
  int64_t bytes = 0;
  if (!checked_mul(plan.outer, plan.total, &bytes) || !checked_mul(bytes, plan.block_bytes, &bytes)) {
    return ErrorCode::kInvalidArgument;
  }
  if (bytes == 0) return ErrorCode::kOk;
  const RepeatKernel kernel = repeat_kernel(plan.block_bytes);
  return plan.counts == nullptr ? repeat_evenly(plan, kernel, bytes) : repeat_counted(plan, kernel, bytes);
}

ErrorCode add_counts(const int64_t* counts, int64_t n, bool mapped, int64_t* total) noexcept {
  int64_t sum = 0;
  const ErrorCode code = run_chunks({n, n, n, n == 0 ? 0 : 1}, mapped, [&](int64_t begin, int64_t end) noexcept -> int {
    for (int64_t i = begin; i < end; ++i) {
      if (counts[i] < 0) return static_cast<int>(ErrorCode::kDomain);
      if (counts[i] > kLargestCount - sum) return static_cast<int>(ErrorCode::kInvalidArgument);
      sum += counts[i];
    }
    return 0;
  });
  *total = sum;
  return code;
}

ErrorCode insert_places(const int64_t* positions, int64_t n, int64_t length, int64_t* starts, int64_t* to,
                        uint8_t* kept, int64_t* bad) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    to[i] = positions[i];
    if (to[i] < 0 || to[i] > length) {
      *bad = to[i];
      return ErrorCode::kInvalidArgument;
    }
    ++starts[to[i]];
  }
  int64_t before = 0;
  for (int64_t k = 0; k <= length; ++k) {
    const int64_t here = starts[k];
    starts[k] = k + before;
    before += here;
  }
  std::fill_n(kept, length + n, uint8_t{1});
  for (int64_t i = 0; i < n; ++i) {
    to[i] = starts[to[i]]++;
    kept[to[i]] = 0;
  }
  return ErrorCode::kOk;
}

}  // namespace nds
