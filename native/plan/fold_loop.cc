#include "plan/fold_loop.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "kernels/copy/cast.h"
#include "kernels/copy/layout.h"
#include "kernels/kernel.h"
#include "kernels/scan/scan.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kBlockBytes = 8192;  // of elements, and of results that are computed together
constexpr int64_t kLaneBytes = 8192;   // of results of a row that are folded side by side
constexpr int64_t kFewColumns = 4;     // below this rows are folded one by one
constexpr int kCost = 8;               // of a byte of a row, whose results wait for each other

struct NamedScan {
  std::string_view name;
  Scan scan;
};
constexpr NamedScan kScans[] = {{"add", Scan::kSum},       {"multiply", Scan::kProduct}, {"subtract", Scan::kSubtract},
                                {"divide", Scan::kDivide}, {"maximum", Scan::kMaximum},  {"minimum", Scan::kMinimum},
                                {"fmax", Scan::kFmax},     {"fmin", Scan::kFmin},        {"bitwiseAnd", Scan::kAnd},
                                {"bitwiseOr", Scan::kOr},  {"bitwiseXor", Scan::kXor},   {"logicalAnd", Scan::kAnd},
                                {"logicalOr", Scan::kOr},  {"logicalXor", Scan::kXor}};

}  // namespace

ScanKernels scan_of_loop(LoopId loop) noexcept {
  const LoopInfo& info = kLoops[loop];
  for (const NamedScan& each : kScans) {
    if (each.name == info.name) return scan_kernels(active_target(), each.scan)[static_cast<int>(info.out)];
  }
  return {nullptr, nullptr, nullptr};
}

namespace {

// The rows of a fold: dimensions beside the axis, in the order in which `to` lies in memory.
struct Lines {
  enum { kFrom, kTo, kMask };
  int64_t n, count = 1;
  int ndim = 0;
  int64_t step[3];
  int64_t shape[kMaxDims];
  int64_t strides[3][kMaxDims];

  explicit Lines(const FoldLoopPlan& plan) noexcept : n(plan.shape[plan.axis]) {
    const int64_t* const own[3] = {plan.from.strides, plan.to.strides,
                                   plan.where != nullptr ? plan.where->strides : plan.from.strides};
    for (int k = 0; k < 3; ++k) step[k] = own[k][plan.axis];
    for (int i = 0; i < plan.ndim; ++i) {
      if (i == plan.axis || plan.shape[i] == 1) continue;
      count *= plan.shape[i];
      int place = ndim++;
      for (; place > 0 && std::abs(strides[kTo][place - 1]) < std::abs(own[kTo][i]); --place) {
        shape[place] = shape[place - 1];
        for (auto& each : strides) each[place] = each[place - 1];
      }
      shape[place] = plan.shape[i];
      for (int k = 0; k < 3; ++k) strides[k][place] = own[k][i];
    }
    if (ndim > 0) return;
    ndim = 1;
    shape[0] = 1;
    for (auto& each : strides) each[0] = 0;
  }

  struct Offsets {
    int64_t at[3];
  };
  Offsets at(int64_t line) const noexcept {
    Offsets offsets = {{0, 0, 0}};
    for (int i = ndim - 1; i >= 0; --i) {
      const int64_t index = i == 0 ? line : line % shape[i];
      line /= shape[i];
      for (int k = 0; k < 3; ++k) offsets.at[k] += index * strides[k][i];
    }
    return offsets;
  }
  int64_t inner(int operand) const noexcept { return strides[operand][ndim - 1]; }
};

class FoldJob {
 public:
  FoldJob(const FoldLoopPlan& plan, const Lines& lines) noexcept
      : plan_(plan),
        lines_(lines),
        dtype_(kLoops[plan.loop].out),
        from_size_(item_size(plan.from.dtype)),
        size_(item_size(dtype_)),
        cast_(cast_kernel(active_target(), plan.from.dtype, dtype_)),
        kernel_(elementwise_kernels(active_target())[plan.loop]),
        scan_(scan_of_loop(plan.loop)),
        layout_(*layout_kernels(active_target())),
        block_(kBlockBytes / std::max(from_size_, size_)) {}

  ErrorCode run() noexcept {
    const int64_t columns = lines_.shape[lines_.ndim - 1];
    const int64_t row_bytes = std::max<int64_t>(lines_.n, 1) * (from_size_ + size_);
    const bool along = lines_.n > 0 && columns >= kFewColumns && lines_.inner(Lines::kTo) == size_ &&
                       (lines_.step[Lines::kFrom] != from_size_ || lines_.inner(Lines::kFrom) == from_size_);
    if (!along) {
      return run_chunks(cut_units(lines_.count, row_bytes, kCost), plan_.mapped,
                        [this](int64_t begin, int64_t end) noexcept -> int {
                          for (int64_t line = begin; line < end; ++line) {
                            const int failed = fold_line(line);
                            if (failed != 0) return failed;
                          }
                          return 0;
                        });
    }
    width_ = std::clamp<int64_t>(lines_.count / 4 / 64 * 64, 512, block_);
    per_row_ = (columns + width_ - 1) / width_;
    const Chunks chunks = cut_units(lines_.count / columns * per_row_, row_bytes * std::min(width_, columns), 2);
    return run_chunks(chunks, plan_.mapped, [this](int64_t begin, int64_t end) noexcept -> int {
      for (int64_t block = begin; block < end; ++block) {
        const int failed = fold_columns(block);
        if (failed != 0) return failed;
      }
      return 0;
    });
  }

 private:
  bool aligned(const char* p, DType dtype) const noexcept { return is_aligned(reinterpret_cast<uintptr_t>(p), dtype); }

  // n elements, `step` bytes apart, as contiguous, aligned elements of the loop's dtype: in `buffer`, or where they
  // lie.
  const char* read(const char* from, int64_t n, int64_t step, char* gathered, char* buffer) const noexcept {
    const char* items = from;
    if (step != from_size_ || !aligned(from, plan_.from.dtype)) {
      layout_.copy[item_size_index(from_size_)]({gathered, from, 1, n, 0, from_size_, 0, step, false});
      items = gathered;
    }
    if (plan_.from.dtype == dtype_) return items;
    cast_({{items, nullptr, nullptr}, buffer, n, 0, false});
    return buffer;
  }

  void write(char* to, int64_t step, const char* items, int64_t n) const noexcept {
    layout_.copy[item_size_index(size_)]({to, items, 1, n, 0, step, 0, size_, false});
  }

  const uint8_t* read_mask(const char* mask, int64_t n, int64_t step, uint8_t* buffer) const noexcept {
    if (step == 1) return reinterpret_cast<const uint8_t*>(mask);
    layout_.copy[0]({reinterpret_cast<char*>(buffer), mask, 1, n, 0, 1, 0, step, false});
    return buffer;
  }

  int combine(const char* a, const char* b, char* out, int64_t n) const noexcept {
    return kernel_({{a, b, nullptr}, out, n, 0, false});
  }

  // The first element is a result as it is; bools become 0 or 1.
  void start(char* result, const char* items, int64_t n) const noexcept {
    if (dtype_ != DType::kBool) {
      std::memcpy(result, items, static_cast<size_t>(n * size_));
    } else {
      for (int64_t i = 0; i < n; ++i) result[i] = items[i] != 0;
    }
  }

  void repeat(const void* element, char* to, int64_t n) const noexcept {
    layout_.copy[item_size_index(size_)]({to, static_cast<const char*>(element), 1, n, 0, size_, 0, 0, false});
  }

  int fold_line(int64_t line) const noexcept {
    const Lines::Offsets offsets = lines_.at(line);
    const char* from = plan_.from.data + offsets.at[Lines::kFrom];
    char* to = plan_.to.data + offsets.at[Lines::kTo];
    if (plan_.accumulate) return accumulate(from, to);
    alignas(64) char result[16];
    const char* mask = plan_.where != nullptr ? plan_.where->data + offsets.at[Lines::kMask] : nullptr;
    const int failed =
        plan_.any_order && lines_.n > 1 ? fold_lanes(from, mask, result) : fold_in_order(from, mask, result);
    if (failed == 0) std::memcpy(to, result, static_cast<size_t>(size_));
    return failed;
  }

  int fold_in_order(const char* from, const char* mask, char* result) const noexcept {
    alignas(64) char gathered[kBlockBytes], buffer[kBlockBytes], passed[kBlockBytes];
    uint8_t bytes[kBlockBytes];
    bool started = plan_.initial != nullptr;
    if (started) std::memcpy(result, plan_.initial, static_cast<size_t>(size_));
    for (int64_t i = 0; i < lines_.n; i += block_) {
      const int64_t n = std::min(block_, lines_.n - i);
      const char* items = read(from + i * lines_.step[Lines::kFrom], n, lines_.step[Lines::kFrom], gathered, buffer);
      if (mask == nullptr && scan_.row != nullptr) {
        scan_.row(items, passed, n, result, started);
        started = true;
        continue;
      }
      const uint8_t* taken = mask == nullptr
                                 ? nullptr
                                 : read_mask(mask + i * lines_.step[Lines::kMask], n, lines_.step[Lines::kMask], bytes);
      for (int64_t k = 0; k < n; ++k) {
        if (taken != nullptr && taken[k] == 0) continue;
        const char* item = items + k * size_;
        if (!started) {
          start(result, item, 1);
          started = true;
          continue;
        }
        // Kernels want aligned elements: what lies in the middle of a block is.
        const int failed = combine(result, item, result, 1);
        if (failed != 0) return failed;
      }
    }
    return 0;
  }

  // Lanes are folded side by side, then halved.
  int fold_lanes(const char* from, const char* mask, char* result) const noexcept {
    alignas(64) char gathered[kBlockBytes], buffer[kBlockBytes], lanes[kLaneBytes], next[kLaneBytes];
    uint8_t bytes[kBlockBytes];
    const int64_t step = lines_.step[Lines::kFrom];
    const int64_t most = kLaneBytes / 16;
    int64_t width = std::min(most, lines_.n);
    int64_t i = 0;
    if (mask != nullptr) {
      repeat(plan_.neutral, lanes, width);
    } else {
      start(lanes, read(from, width, step, gathered, buffer), width);
      i = width;
    }
    while (i < lines_.n) {
      const int64_t n = std::min(block_ / most * most, lines_.n - i);
      const char* items = read(from + i * step, n, step, gathered, buffer);
      const uint8_t* taken = mask == nullptr
                                 ? nullptr
                                 : read_mask(mask + i * lines_.step[Lines::kMask], n, lines_.step[Lines::kMask], bytes);
      for (int64_t k = 0; k < n; k += width) {
        const int64_t part = std::min(width, n - k);
        const int failed = combine(lanes, items + k * size_, taken == nullptr ? lanes : next, part);
        if (failed != 0) return failed;
        if (taken != nullptr) layout_.masked[item_size_index(size_)](lanes, size_, next, taken + k, part);
      }
      i += n;
    }
    while (width > 1) {
      const int64_t half = width / 2;
      const int failed = combine(lanes, lanes + (width - half) * size_, next, half);
      if (failed != 0) return failed;
      std::memcpy(lanes, next, static_cast<size_t>(half * size_));
      width -= half;
    }
    if (plan_.initial != nullptr) return combine(static_cast<const char*>(plan_.initial), lanes, result, 1);
    std::memcpy(result, lanes, static_cast<size_t>(size_));
    return 0;
  }

  int accumulate(const char* from, char* to) const noexcept {
    alignas(64) char gathered[kBlockBytes], buffer[kBlockBytes], made[kBlockBytes];
    alignas(64) char carry[16];
    const int64_t from_step = lines_.step[Lines::kFrom], to_step = lines_.step[Lines::kTo];
    for (int64_t i = 0; i < lines_.n; i += block_) {
      const int64_t n = std::min(block_, lines_.n - i);
      const char* items = read(from + i * from_step, n, from_step, gathered, buffer);
      if (scan_.row != nullptr) {
        scan_.row(items, made, n, carry, i > 0);
      } else {
        for (int64_t k = 0; k < n; ++k) {
          if (i + k == 0) {
            start(carry, items, 1);
          } else {
            const int failed = combine(carry, items + k * size_, carry, 1);
            if (failed != 0) return failed;
          }
          std::memcpy(made + k * size_, carry, static_cast<size_t>(size_));
        }
      }
      write(to + i * to_step, to_step, made, n);
    }
    return 0;
  }

  int fold_columns(int64_t block) const noexcept {
    alignas(64) char gathered[kBlockBytes], buffer[kBlockBytes], results[kBlockBytes], next[kBlockBytes];
    uint8_t bytes[kBlockBytes];
    const int64_t columns = lines_.shape[lines_.ndim - 1];
    const int64_t first = block % per_row_ * width_;
    const int64_t n = std::min(width_, columns - first);
    const Lines::Offsets offsets = lines_.at(block / per_row_ * columns + first);
    const char* from = plan_.from.data + offsets.at[Lines::kFrom];
    char* to = plan_.to.data + offsets.at[Lines::kTo];
    const char* mask = plan_.where != nullptr ? plan_.where->data + offsets.at[Lines::kMask] : nullptr;
    bool started = plan_.initial != nullptr;
    if (started) repeat(plan_.initial, results, n);
    for (int64_t r = 0; r < lines_.n; ++r, from += lines_.step[Lines::kFrom], to += lines_.step[Lines::kTo]) {
      const char* items = read(from, n, lines_.inner(Lines::kFrom), gathered, buffer);
      if (!started) {
        start(results, items, n);
        started = true;
      } else {
        const int failed = combine(results, items, mask == nullptr ? results : next, n);
        if (failed != 0) return failed;
        if (mask != nullptr) {
          const uint8_t* taken = read_mask(mask, n, lines_.inner(Lines::kMask), bytes);
          layout_.masked[item_size_index(size_)](results, size_, next, taken, n);
        }
      }
      if (mask != nullptr) mask += lines_.step[Lines::kMask];
      if (plan_.accumulate) write(to, size_, results, n);
    }
    if (!plan_.accumulate) write(plan_.to.data + offsets.at[Lines::kTo], size_, results, n);
    return 0;
  }

  const FoldLoopPlan& plan_;
  const Lines& lines_;
  const DType dtype_;
  const int64_t from_size_, size_;
  const ElementwiseKernel cast_, kernel_;
  const ScanKernels scan_;
  const LayoutKernels& layout_;
  const int64_t block_;
  int64_t width_ = 1, per_row_ = 1;
};

}  // namespace

ErrorCode run_fold_loop(const FoldLoopPlan& plan) noexcept {
  for (int i = 0; i < plan.ndim; ++i) {
    if (plan.shape[i] == 0 && (i != plan.axis || plan.accumulate)) return ErrorCode::kOk;
  }
  const Lines lines(plan);
  return FoldJob(plan, lines).run();
}

}  // namespace nds
