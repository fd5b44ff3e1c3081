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

int64_t segment_length(int64_t n) noexcept { return std::max<int64_t>(1, (n + kSegments - 1) / kSegments); }
int64_t segments(int64_t n) noexcept { return (n + segment_length(n) - 1) / segment_length(n); }

// Adds up each segment of the counts. Blocks are small enough that counts below 2^44 cannot overflow in one, so that
// the loop has no branches; larger counts are looked at one by one.
ErrorCode add_segments(const int64_t* counts, int64_t n, bool mapped, int64_t* sums) noexcept {
  constexpr int64_t kBlock = int64_t{1} << 16;
  constexpr uint64_t kLarge = ~uint64_t{0} << 44;
  const int64_t length = segment_length(n);
  return run_chunks(cut_units(segments(n), 8 * length, 1), mapped, [&](int64_t begin, int64_t end) noexcept -> int {
    for (int64_t s = begin; s < end; ++s) {
      const int64_t last = std::min(n, (s + 1) * length);
      int64_t sum = 0;
      for (int64_t i = s * length; i < last; i += kBlock) {
        const int64_t stop = std::min(last, i + kBlock);
        uint64_t block = 0, bits = 0;
        for (int64_t k = i; k < stop; ++k) {
          block += static_cast<uint64_t>(counts[k]);
          bits |= static_cast<uint64_t>(counts[k]);
        }
        if ((bits & kLarge) != 0) {
          block = 0;
          for (int64_t k = i; k < stop; ++k) {
            if (counts[k] < 0) return static_cast<int>(ErrorCode::kDomain);
            if (counts[k] > kLargestCount - static_cast<int64_t>(block)) {
              return static_cast<int>(ErrorCode::kInvalidArgument);
            }
            block += static_cast<uint64_t>(counts[k]);
          }
        }
        if (static_cast<int64_t>(block) > kLargestCount - sum) return static_cast<int>(ErrorCode::kInvalidArgument);
        sum += static_cast<int64_t>(block);
      }
      sums[s] = sum;
    }
    return 0;
  });
}

ErrorCode repeat_counted(const RepeatPlan& plan, RepeatKernel kernel, int64_t bytes) noexcept {
  const int64_t length = segment_length(plan.n);
  int64_t before[kSegments];  // blocks before each segment
  const ErrorCode added = add_segments(plan.counts, plan.n, plan.mapped, before);
  if (added == ErrorCode::kMappingLost) return added;
  int64_t sum = 0;
  for (int64_t s = 0; s < segments(plan.n); ++s) {
    const int64_t here = before[s];
    before[s] = sum;
    // A thread that shares the memory may change a count at any time: what does not add up is not begun.
    if (added != ErrorCode::kOk || here > plan.total - sum) return ErrorCode::kInvalidArgument;
    sum += here;
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
  int64_t sums[kSegments];
  *total = 0;
  const ErrorCode code = add_segments(counts, n, mapped, sums);
  if (code != ErrorCode::kOk) return code;
  for (int64_t s = 0; s < segments(n); ++s) {
    if (sums[s] > kLargestCount - *total) return ErrorCode::kInvalidArgument;
    *total += sums[s];
  }
  return ErrorCode::kOk;
}

ErrorCode run_triangle(const TriangleRows& plan, int64_t matrices, bool mapped) noexcept {
  const int64_t row_bytes = plan.columns * plan.item, rows = matrices * plan.rows;
  if (rows == 0 || row_bytes == 0) return ErrorCode::kOk;
  const TriangleKernel kernel = rearrange_kernels(active_target())->triangle;
  const bool stream = 2 * rows * row_bytes > cache_bytes() && row_bytes >= kDirectBytes;
  return run_chunks(cut_units(rows, 2 * row_bytes, 1), mapped, [&](int64_t begin, int64_t end) noexcept -> int {
    TriangleRows part = plan;
    part.stream = stream;
    part.begin = begin;
    part.end = end;
    kernel(part);
    return 0;
  });
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
