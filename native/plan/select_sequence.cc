#include "plan/select_sequence.h"

#include <algorithm>

namespace nds {

Sequence::Sequence(int ndim, const int64_t* shape, const Operand& operand) noexcept
    : ndim_(0), item_(item_size(operand.dtype)), size_(1), data_(operand.data) {
  for (int i = 0; i < ndim; ++i) {
    size_ *= shape[i];
    if (shape[i] == 1) continue;
    const int last = ndim_ - 1;
    if (ndim_ > 0 && strides_[last] == operand.strides[i] * shape[i]) {
      shape_[last] *= shape[i];
      strides_[last] = operand.strides[i];
    } else {
      shape_[ndim_] = shape[i];
      strides_[ndim_++] = operand.strides[i];
    }
  }
  if (ndim_ == 0) {
    ndim_ = 1;
    shape_[0] = 1;
    strides_[0] = item_;
  }
}

char* Sequence::locate(int64_t index, int64_t* at) const noexcept {
  char* p = data_;
  for (int i = ndim_ - 1; i >= 0; --i) {
    at[i] = i == 0 ? index : index % shape_[i];
    index /= shape_[i];
    p += at[i] * strides_[i];
  }
  return p;
}

char* Sequence::next_row(char* p, int64_t* at) const noexcept {
  p -= at[ndim_ - 1] * strides_[ndim_ - 1];
  at[ndim_ - 1] = 0;
  for (int i = ndim_ - 2; i >= 0; --i) {
    p += strides_[i];
    if (++at[i] < shape_[i]) break;
    p -= at[i] * strides_[i];
    at[i] = 0;
  }
  return p;
}

void Sequence::pack(Copy2dKernel copy, int64_t begin, int64_t n, char* buffer) const noexcept {
  if (n == 0) return;
  int64_t at[kMaxDims];
  char* p = locate(begin, at);
  const int last = ndim_ - 1;
  const int64_t row_elements = shape_[last];
  for (;;) {
    const int64_t cols = std::min(row_elements - at[last], n);
    int64_t rows = 1;
    if (last > 0 && at[last] == 0) {
      rows = std::max<int64_t>(1, std::min(n / row_elements, shape_[last - 1] - at[last - 1]));
    }
    copy({buffer, p, rows, cols, cols * item_, item_, last > 0 ? strides_[last - 1] : 0, strides_[last], false});
    n -= rows * cols;
    if (n == 0) return;
    buffer += rows * cols * item_;
    if (rows > 1) {
      p += (rows - 1) * strides_[last - 1];
      at[last - 1] += rows - 1;
    }
    p = next_row(p, at);
  }
}

}  // namespace nds
