#include <cstring>

#include "plan/fold_loop.h"
#include "plan/reduce.h"

namespace nds {
namespace {

// Minus zero in every floating dtype, one part or two: a sum that starts from it is that of its elements alone.
const void* minus_zero(DType dtype) noexcept {
  static constexpr double kDoubles[] = {-0.0, -0.0};
  static constexpr float kFloats[] = {-0.0F, -0.0F};
  static constexpr uint16_t kHalf = 0x8000;
  switch (dtype) {
    case DType::kFloat16: return &kHalf;
    case DType::kFloat32:
    case DType::kComplex64: return kFloats;
    case DType::kFloat64:
    case DType::kComplex128: return kDoubles;
    default: return nullptr;
  }
}

// Short segments of a row of elements that kernels take as they lie: without a plan for each.
class ShortSegments {
 public:
  explicit ShortSegments(const FoldLoopPlan& fold) noexcept : from_(fold.from.data), size_(item_size(fold.from.dtype)) {
    const bool plain = fold.ndim == 1 && fold.from.dtype == fold.to.dtype && kLoops[fold.loop].out == fold.to.dtype &&
                       fold.from.strides[0] == size_ && !fold.mapped &&
                       is_aligned(reinterpret_cast<uintptr_t>(fold.from.data), fold.from.dtype);
    if (plain) row_ = scan_of_loop(fold.loop).row;
  }
  bool fold(int64_t start, int64_t n, char* to) const noexcept {
    if (row_ == nullptr) return false;
    alignas(64) char passed[16 * kShortSegment];
    alignas(16) char carry[16];
    row_(from_ + start * size_, passed, n, carry, false);
    std::memcpy(to, carry, static_cast<size_t>(size_));
    return true;
  }

 private:
  const char* from_;
  int64_t size_;
  ScanRow row_ = nullptr;
};

}  // namespace

ErrorCode run_reduceat(const ReduceatPlan& plan) noexcept {
  FoldLoopPlan fold = plan.fold;
  const int axis = fold.axis;
  const int64_t length = fold.shape[axis];
  const int64_t from_step = fold.from.strides[axis], to_step = fold.to.strides[axis];
  int64_t shape[kMaxDims], to_strides[kMaxDims];
  bool reduced[kMaxDims];
  for (int i = 0; i < fold.ndim; ++i) {
    shape[i] = fold.shape[i];
    to_strides[i] = i == axis ? 0 : fold.to.strides[i];
    reduced[i] = i == axis;
  }
  fold.shape = shape;
  fold.to.strides = to_strides;
  ReducePlan reduce = {};
  reduce.op = static_cast<Reduction>(plan.reduction);
  reduce.ndim = fold.ndim;
  reduce.shape = shape;
  reduce.reduced = reduced;
  reduce.in = fold.from;
  reduce.out = fold.to;
  const bool bools = reduce.op == Reduction::kAny || reduce.op == Reduction::kAll;
  reduce.accumulate = bools ? fold.from.dtype : fold.to.dtype;
  reduce.where = nullptr;
  reduce.initial = reduce.op == Reduction::kSum ? minus_zero(fold.to.dtype) : nullptr;
  reduce.mapped = fold.mapped;
  // Sums of float16 are rounded once: they have no order that shows. Other sums have one, which depends on the length
  // alone.
  const bool ordered = fold.from.dtype == fold.to.dtype && fold.to.dtype != DType::kFloat16;
  const ShortSegments segments(plan.fold);
  for (int64_t i = 0; i < plan.count; ++i) {
    const int64_t start = plan.starts[i];
    const int64_t stop = i + 1 < plan.count ? plan.starts[i + 1] : length;
    shape[axis] = stop > start ? stop - start : 1;
    fold.from.data = reduce.in.data = plan.fold.from.data + start * from_step;
    fold.to.data = reduce.out.data = plan.fold.to.data + i * to_step;
    const bool is_short = ordered && shape[axis] <= kShortSegment;
    if (is_short && segments.fold(start, shape[axis], fold.to.data)) continue;
    const ErrorCode code = plan.reduction >= 0 && !is_short ? run_reduce(reduce) : run_fold_loop(fold);
    if (code != ErrorCode::kOk) return code;
  }
  return ErrorCode::kOk;
}

}  // namespace nds
