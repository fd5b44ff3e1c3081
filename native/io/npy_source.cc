#include "io/npy_source.h"

#include "plan/copy.h"

namespace nds {

namespace {

constexpr int64_t kGatherBytes = int64_t{8} << 20;

bool contiguous(const NpySource& source, bool fortran_order) noexcept {
  int64_t expected = item_size(source.array.dtype);
  for (int k = 0; k < source.ndim; ++k) {
    const int i = fortran_order ? k : source.ndim - 1 - k;
    if (source.shape[i] == 1) continue;
    if (source.array.strides[i] != expected) return false;
    expected *= source.shape[i];
  }
  return true;
}

}  // namespace

NpyLayout npy_layout(const NpySource& source) noexcept {
  NpyLayout layout;
  layout.bytes = item_size(source.array.dtype);
  for (int i = 0; i < source.ndim; ++i) layout.bytes *= source.shape[i];
  const bool c_order = layout.bytes == 0 || contiguous(source, false);
  layout.fortran_order = !c_order && contiguous(source, true);
  layout.contiguous = c_order || layout.fortran_order;
  return layout;
}

Error save_lost() {
  return Error(ErrorCode::kMappingLost, "a mapped file was cut while its array was being saved: nothing was saved");
}

NpyGather::NpyGather(const NpySource& source, int64_t bytes)
    : source_(source),
      buffer_(std::make_unique_for_overwrite<char[]>(static_cast<size_t>(std::min(bytes, kGatherBytes)))) {
  const int64_t itemsize = item_size(source.array.dtype);
  inner_bytes_ = itemsize;
  axis_ = source.ndim - 1;
  while (axis_ > 0 && inner_bytes_ * source.shape[axis_] <= kGatherBytes) inner_bytes_ *= source.shape[axis_--];
  run_ = std::max<int64_t>(kGatherBytes / inner_bytes_, 1);
  int64_t stride = itemsize;
  for (int i = source.ndim - 1; i >= axis_; --i) {
    shape_[i] = source.shape[i];
    strides_[i] = stride;
    stride *= source.shape[i];
  }
}

std::string_view NpyGather::next() {
  if (done_) return {};
  const int64_t count = std::min(run_, source_.shape[axis_] - start_);
  const char* from = source_.array.data + start_ * source_.array.strides[axis_];
  for (int i = 0; i < axis_; ++i) from += index_[i] * source_.array.strides[i];
  shape_[axis_] = count;
  CopyPlan plan;
  plan.ndim = source_.ndim - axis_;
  plan.shape = shape_ + axis_;
  plan.from = {const_cast<char*>(from), source_.array.dtype, source_.array.strides + axis_};
  plan.to = {buffer_.get(), source_.array.dtype, strides_ + axis_};
  plan.where = nullptr;
  plan.mapped = source_.mapped;
  plan.swap_from = false;
  plan.swap_to = false;
  const ErrorCode code = run_copy(plan);
  if (code == ErrorCode::kMappingLost) throw save_lost();
  if (code != ErrorCode::kOk) throw Error(code, "the array could not be read");
  advance(count);
  return {buffer_.get(), static_cast<size_t>(count * inner_bytes_)};
}

void NpyGather::advance(int64_t count) noexcept {
  start_ += count;
  if (start_ < source_.shape[axis_]) return;
  start_ = 0;
  int i = axis_ - 1;
  while (i >= 0 && ++index_[i] == source_.shape[i]) index_[i--] = 0;
  done_ = i < 0;
}

}  // namespace nds
