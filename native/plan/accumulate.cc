#include "plan/accumulate.h"

#include <algorithm>
#include <cstring>

#include "kernels/copy/cast.h"
#include "kernels/kernel.h"
#include "kernels/select/accumulate.h"
#include "plan/coalesce.h"
#include "plan/select_sequence.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int kArray = 0, kValues = 1;  // operands of the inner nest

class Accumulator {
 public:
  explicit Accumulator(const AccumulatePlan& plan) noexcept
      : plan_(plan.index),
        loop_(kLoops[plan.loop]),
        offsets_(plan.index),
        values_(plan.index.index_ndim, plan.index.index_shape, plan.index.other),
        kernel_(elementwise_kernels(active_target())[plan.loop]) {
    const DType dtype = plan_.array.dtype;
    const Operand inner = {plan_.other.data, plan_.other.dtype, plan_.other.strides + plan_.index_ndim};
    const Operand* operands[] = {&plan_.array, &inner};
    coalesce(nest_, plan_.inner_ndim, plan_.inner_shape, operands, 2, kArray);
    if (dtype != loop_.in[0]) cast_in_ = cast_kernel(active_target(), dtype, loop_.in[0]);
    if (dtype != loop_.out) cast_out_ = cast_kernel(active_target(), loop_.out, dtype);
    const bool same = dtype == loop_.in[0] && dtype == loop_.out;
    if (same) kernels_ = accumulate_kernels(plan.loop);
    settle_run(same);
  }

  int64_t elements() const noexcept { return nest_size(nest_); }

  ErrorCode run(BadIndex* bad) const noexcept {
    const int64_t positions = values_.size();
    if (is_indexed()) {
      const auto* index = reinterpret_cast<const int64_t*>(plan_.index[0].data);
      const int64_t done = kernels_.indexed(nest_.data[kArray], index, positions, plan_.bound[0], plan_.step[0],
                                            values_.data(), values_.last_stride());
      if (done == positions) return ErrorCode::kOk;
      *bad = {index[done], 0};
      return ErrorCode::kInvalidArgument;
    }
    int64_t offsets[kIndexBlock];
    for (int64_t at = 0; at < positions; at += kIndexBlock) {
      const int64_t n = std::min(kIndexBlock, positions - at);
      if (!offsets_.compute(at, n, offsets, bad)) return ErrorCode::kInvalidArgument;
      const int64_t* next = offsets;
      int failed = 0;
      values_.rows(at, n, [&](char* row, int64_t cols, int64_t stride) noexcept {
        if (failed == 0) failed = positions_of_row(next, cols, row - values_.data(), stride);
        next += cols;
      });
      if (failed != 0) return static_cast<ErrorCode>(failed);
    }
    return ErrorCode::kOk;
  }

 private:
  // Whether one run of indices names single elements, and the values walk as one.
  bool is_indexed() const noexcept {
    if (kernels_.indexed == nullptr || nest_size(nest_) != 1 || plan_.along != nullptr) return false;
    if (plan_.index_count != 1 || plan_.mode != IndexMode::kRaise || !values_.is_row()) return false;
    const Sequence index(plan_.index_ndim, plan_.index_shape, plan_.index[0]);
    return index.contiguous() && reinterpret_cast<uintptr_t>(index.data()) % alignof(int64_t) == 0;
  }

  // Whether what belongs to one position is one kernel call: a run of the array, and of values or a single one.
  void settle_run(bool same) noexcept {
    const int last = nest_.ndim - 1;
    const int64_t size = item_size(plan_.array.dtype);
    const bool values_run = nest_.strides[kValues][last] == item_size(plan_.other.dtype);
    run_ = same && nest_.shape[last] > 1 && nest_.strides[kArray][last] == size &&
           (loop_.inputs == 1 || values_run || nest_.strides[kValues][last] == 0);
    scalars_ = loop_.inputs == 2 && !values_run ? 2 : 0;
    // Positions and outer dimensions all keep to multiples of the item size, or no run is aligned for sure.
    uint64_t bits = reinterpret_cast<uintptr_t>(plan_.array.data) | reinterpret_cast<uintptr_t>(plan_.other.data);
    for (int d = 0; d < last; ++d) bits |= static_cast<uint64_t>(nest_.strides[kArray][d] | nest_.strides[kValues][d]);
    for (int k = 0; k < plan_.index_count; ++k) bits |= static_cast<uint64_t>(plan_.step[k]);
    for (int i = 0; i < plan_.index_ndim; ++i) bits |= static_cast<uint64_t>(plan_.other.strides[i]);
    run_ = run_ && plan_.along == nullptr && is_aligned(bits, plan_.array.dtype) && is_aligned(bits, loop_.in[1]);
  }

  // `cols` positions whose values begin `value` bytes on, `stride` apart. Gives 0 or the loop's error.
  int positions_of_row(const int64_t* offsets, int64_t cols, int64_t value, int64_t stride) const noexcept {
    if (nest_size(nest_) == 1) return single(offsets, cols, nest_.data[kValues] + value, stride);
    for (int64_t i = 0; i < cols; ++i) {
      const int failed = position(nest_.data[kArray] + offsets[i], nest_.data[kValues] + value + i * stride);
      if (failed != 0) return failed;
    }
    return 0;
  }

  int single(const int64_t* offsets, int64_t n, const char* values, int64_t stride) const noexcept {
    char* base = nest_.data[kArray];
    if (kernels_.items != nullptr) {
      kernels_.items(base, offsets, n, values, stride);
      return 0;
    }
    for (int64_t i = 0; i < n; ++i) {
      const int failed = element(base + offsets[i], values + i * stride);
      if (failed != 0) return failed;
    }
    return 0;
  }

  // All that belongs to one position.
  int position(char* array, const char* values) const noexcept {
    const int last = nest_.ndim - 1;
    int64_t at[kMaxDims] = {};
    for (;;) {
      const int failed = row(array, values);
      if (failed != 0) return failed;
      int d = last - 1;
      for (; d >= 0; --d) {
        array += nest_.strides[kArray][d];
        values += nest_.strides[kValues][d];
        if (++at[d] < nest_.shape[d]) break;
        array -= at[d] * nest_.strides[kArray][d];
        values -= at[d] * nest_.strides[kValues][d];
        at[d] = 0;
      }
      if (d < 0) return 0;
    }
  }

  int row(char* array, const char* values) const noexcept {
    const int last = nest_.ndim - 1;
    const int64_t n = nest_.shape[last];
    if (run_) return kernel_(ElementwiseCall{{array, values, nullptr}, array, n, scalars_, false});
    for (int64_t i = 0; i < n; ++i) {
      const int failed = element(array + i * nest_.strides[kArray][last], values + i * nest_.strides[kValues][last]);
      if (failed != 0) return failed;
    }
    return 0;
  }

  // One element, by way of aligned memory and the loop's dtypes.
  int element(char* at, const char* value) const noexcept {
    alignas(64) char own[16];
    alignas(64) char other[16];
    alignas(64) char cast[16];
    const auto size = static_cast<size_t>(item_size(plan_.array.dtype));
    std::memcpy(own, at, size);
    if (loop_.inputs == 2) std::memcpy(other, value, static_cast<size_t>(item_size(loop_.in[1])));
    char* in = own;
    if (cast_in_ != nullptr) {
      cast_in_(ElementwiseCall{{own, nullptr, nullptr}, cast, 1, 0, false});
      in = cast;
    }
    alignas(64) char made[16];
    const int failed = kernel_(ElementwiseCall{{in, other, nullptr}, made, 1, 0, false});
    if (failed != 0) return failed;
    if (cast_out_ != nullptr) {
      cast_out_(ElementwiseCall{{made, nullptr, nullptr}, own, 1, 0, false});
      std::memcpy(at, own, size);
    } else {
      std::memcpy(at, made, size);
    }
    return 0;
  }

  const GatherPlan& plan_;
  const LoopInfo& loop_;
  Offsets offsets_;
  Sequence values_;
  ElementwiseKernel kernel_;
  ElementwiseKernel cast_in_ = nullptr, cast_out_ = nullptr;
  AccumulateKernels kernels_ = {};
  Nest nest_;
  bool run_ = false;
  uint32_t scalars_ = 0;
};

}  // namespace

ErrorCode run_accumulate(const AccumulatePlan& plan, BadIndex* bad) noexcept {
  if (index_positions(plan.index) == 0) return ErrorCode::kOk;
  const ErrorCode code = check_indices(plan.index, bad);
  if (code != ErrorCode::kOk) return code;
  const Accumulator accumulator(plan);
  if (accumulator.elements() == 0) return ErrorCode::kOk;
  // One chunk: positions have an order.
  const auto chunk = [&](int64_t, int64_t) noexcept -> int { return static_cast<int>(accumulator.run(bad)); };
  return run_chunks(Chunks{1, 1, 1, 1}, plan.index.mapped, chunk);
}

}  // namespace nds
