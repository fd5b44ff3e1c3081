// An operand as a sequence: its elements in C order, whatever its layout.
#pragma once
#include <cstdint>

#include "kernels/copy/layout.h"
#include "plan/operand.h"

namespace nds {

// Dimensions are merged where they walk as one, never reordered.
class Sequence {
 public:
  // No elements where a dimension is 0: not to be walked then.
  Sequence(int ndim, const int64_t* shape, const Operand& operand) noexcept;

  int64_t size() const noexcept { return size_; }
  bool contiguous() const noexcept { return ndim_ == 1 && strides_[0] == item_; }
  // One row, at any stride.
  bool is_row() const noexcept { return ndim_ == 1; }
  char* data() const noexcept { return data_; }
  int64_t item() const noexcept { return item_; }
  int64_t last_stride() const noexcept { return strides_[ndim_ - 1]; }

  // Calls f(data, n, stride) for the rows that make up elements [begin, begin + n), in order.
  template <class F>
  void rows(int64_t begin, int64_t n, F&& f) const noexcept {
    if (n == 0) return;
    int64_t at[kMaxDims];
    char* p = locate(begin, at);
    const int last = ndim_ - 1;
    for (;;) {
      const int64_t cols = shape_[last] - at[last] < n ? shape_[last] - at[last] : n;
      f(p, cols, strides_[last]);
      n -= cols;
      if (n == 0) return;
      p = next_row(p, at);
    }
  }

  // Elements [begin, begin + n) packed into `buffer`, or where they lie if they are contiguous anyway.
  const char* read(Copy2dKernel copy, int64_t begin, int64_t n, char* buffer) const noexcept {
    if (contiguous()) return data_ + begin * item_;
    pack(copy, begin, n, buffer);
    return buffer;
  }
  void pack(Copy2dKernel copy, int64_t begin, int64_t n, char* buffer) const noexcept;

 private:
  char* locate(int64_t index, int64_t* at) const noexcept;
  // From a row (at any column) to the start of the next.
  char* next_row(char* p, int64_t* at) const noexcept;

  int ndim_;
  int64_t item_;
  int64_t size_;
  char* data_;
  int64_t shape_[kMaxDims];
  int64_t strides_[kMaxDims];
};

}  // namespace nds
