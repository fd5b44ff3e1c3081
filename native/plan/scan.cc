#include "plan/scan.h"

#include <algorithm>
#include <cstring>

#include "kernels/copy/cast.h"
#include "kernels/copy/layout.h"
#include "kernels/reduce/numbers.h"
#include "plan/rows.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kBlockBytes = 8192;  // of results that are computed together
constexpr int64_t kSumBytes = 65536;   // of running results of a block of columns: they stay in the second-level cache
constexpr int64_t kFewColumns = 4;     // below this whole rows are scanned one by one
constexpr int kCost = 4;               // of a byte of a row, whose sums wait for each other

bool aligned(const char* p, DType dtype) noexcept { return is_aligned(reinterpret_cast<uintptr_t>(p), dtype); }

class ScanJob {
 public:
  ScanJob(const ScanPlan& plan, const Rows& rows, ElementwiseKernel cast) noexcept
      : plan_(plan),
        rows_(rows),
        cast_(cast),
        kernels_(scan_kernels(active_target(), plan.op)[static_cast<int>(plan.to.dtype)]),
        copy_from_(layout_kernels(active_target())->copy[item_size_index(item_size(plan.from.dtype))]),
        copy_to_(layout_kernels(active_target())->copy[item_size_index(item_size(plan.to.dtype))]),
        from_size_(item_size(plan.from.dtype)),
        to_size_(item_size(plan.to.dtype)),
        block_(kBlockBytes / std::max(from_size_, to_size_)),
        replace_(number_kernels(active_target(), plan.to.dtype).replace) {
    if (!plan.skip_nan || plan.op == Scan::kSum) return;
    const float one = 1;
    const DType part = plan.to.dtype == DType::kComplex64    ? DType::kFloat32
                       : plan.to.dtype == DType::kComplex128 ? DType::kFloat64
                                                             : plan.to.dtype;
    cast_kernel(active_target(), DType::kFloat32, part)({{&one}, neutral_, 1, 0, false});
  }

  ErrorCode run() noexcept {
    const int64_t columns = rows_.shape[rows_.ndim - 1];
    const int64_t row_bytes = rows_.n * (from_size_ + to_size_);
    if (columns < kFewColumns || rows_.n == 1 || rows_.to_row() != to_size_ || rows_.to_step == to_size_) {
      return run_chunks(cut_units(rows_.count, row_bytes, kCost), plan_.mapped,
                        [this](int64_t begin, int64_t end) noexcept {
                          for (int64_t row = begin; row < end; ++row) scan_row(row);
                          return 0;
                        });
    }
    // Blocks of columns, so that there is work for every thread: wide ones, whose rows are long runs of memory, where
    // elements are used as they lie.
    const bool plain =
        !plan_.skip_nan && plan_.from.dtype == plan_.to.dtype && rows_.from_row() == from_size_ &&
        is_aligned(reinterpret_cast<uintptr_t>(plan_.from.data) | reinterpret_cast<uintptr_t>(plan_.to.data) |
                       static_cast<uint64_t>(rows_.from_step) | static_cast<uint64_t>(rows_.to_step),
                   plan_.to.dtype) &&
        outer_aligned();
    const int64_t groups = rows_.count / columns;
    width_ = std::clamp<int64_t>(rows_.count / 4 / 64 * 64, 64, plain ? kSumBytes / to_size_ : block_);
    per_row_ = (columns + width_ - 1) / width_;
    const Chunks chunks = cut_units(groups * per_row_, row_bytes * std::min(width_, columns), 1);
    return run_chunks(chunks, plan_.mapped, [this](int64_t begin, int64_t end) noexcept {
      for (int64_t block = begin; block < end; ++block) scan_columns(block);
      return 0;
    });
  }

 private:
  bool outer_aligned() const noexcept {
    uint64_t bits = 0;
    for (int i = 0; i < rows_.ndim; ++i) {
      bits |= static_cast<uint64_t>(rows_.from_strides[i]) | static_cast<uint64_t>(rows_.to_strides[i]);
    }
    return is_aligned(bits, plan_.to.dtype);
  }

  // n elements, `step` bytes apart, as contiguous, aligned elements of the result's dtype: in `buffer`, or where they
  // lie.
  const void* read(const char* from, int64_t n, int64_t step, char* gathered, char* buffer) const noexcept {
    const DType dtype = plan_.from.dtype;
    const void* items = from;
    if (step != from_size_ || !aligned(from, dtype)) {
      copy_from_({gathered, from, 1, n, 0, from_size_, 0, step, false});
      items = gathered;
    }
    if (dtype != plan_.to.dtype) {
      cast_({{items, nullptr, nullptr}, buffer, n, 0, false});
      items = buffer;
    }
    if (!plan_.skip_nan) return items;
    replace_(items, buffer, n, neutral_);
    return buffer;
  }

  void scan_row(int64_t row) const noexcept {
    alignas(64) char gathered[kBlockBytes], buffer[kBlockBytes];
    alignas(16) char carry[16] = {};
    const RowPair at = rows_.at(row);
    const char* from = plan_.from.data + at.from;
    char* to = plan_.to.data + at.to;
    const bool direct = rows_.to_step == to_size_ && aligned(to, plan_.to.dtype);
    for (int64_t i = 0; i < rows_.n; i += block_) {
      const int64_t n = std::min(block_, rows_.n - i);
      const void* items = read(from + i * rows_.from_step, n, rows_.from_step, gathered, buffer);
      char* next = to + i * rows_.to_step;
      kernels_.row(items, direct ? next : buffer, n, carry, i > 0);
      if (!direct) copy_to_({next, buffer, 1, n, 0, rows_.to_step, 0, to_size_, false});
    }
  }

  void scan_columns(int64_t block) const noexcept {
    alignas(64) char gathered[kBlockBytes], buffer[kBlockBytes], sums[kSumBytes];
    const int64_t columns = rows_.shape[rows_.ndim - 1];
    const int64_t first = block % per_row_ * width_;
    const int64_t n = std::min(width_, columns - first);
    const RowPair at = rows_.at(block / per_row_ * columns + first);
    const char* from = plan_.from.data + at.from;
    char* to = plan_.to.data + at.to;
    const bool direct = aligned(to, plan_.to.dtype) && is_aligned(static_cast<uint64_t>(rows_.to_step), plan_.to.dtype);
    for (int64_t r = 0; r < rows_.n; ++r, from += rows_.from_step, to += rows_.to_step) {
      const void* items = read(from, n, rows_.from_row(), gathered, buffer);
      if (r == 0) {
        kernels_.start(items, sums, n);
        copy_to_({to, sums, 1, n, 0, to_size_, 0, to_size_, false});
      } else if (direct) {
        kernels_.step(items, to, n, sums);
      } else {
        kernels_.step(items, buffer, n, sums);
        copy_to_({to, buffer, 1, n, 0, to_size_, 0, to_size_, false});
      }
    }
  }

  const ScanPlan& plan_;
  const Rows& rows_;
  const ElementwiseKernel cast_;
  const ScanKernels kernels_;
  const Copy2dKernel copy_from_, copy_to_;
  const int64_t from_size_, to_size_, block_;
  const ReplaceNan replace_;
  char neutral_[16] = {};  // put in place of nan
  int64_t per_row_ = 1, width_ = 1;
};

}  // namespace

ErrorCode run_scan(const ScanPlan& plan) noexcept {
  for (int i = 0; i < plan.ndim; ++i) {
    if (plan.shape[i] == 0) return ErrorCode::kOk;
  }
  const ElementwiseKernel cast = cast_kernel(active_target(), plan.from.dtype, plan.to.dtype);
  if (cast == nullptr) return ErrorCode::kUnsupported;
  const Rows rows(plan.ndim, plan.shape, plan.axis, plan.from, plan.to);
  return ScanJob(plan, rows, cast).run();
}

}  // namespace nds
