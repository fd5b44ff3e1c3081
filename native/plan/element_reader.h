// Elements of any layout and dtype as contiguous, aligned ones of another dtype, a block at a time.
#pragma once
#include "kernels/copy/cast.h"
#include "kernels/copy/layout.h"
#include "plan/select_sequence.h"

namespace nds {

class ElementReader {
 public:
  static constexpr int64_t kBlock = 1024;
  struct Buffers {
    alignas(64) char gathered[kBlock * 16];
    alignas(64) char cast[kBlock * 16];
  };

  ElementReader(int ndim, const int64_t* shape, const Operand& operand, DType as) noexcept
      : elements_(ndim, shape, operand),
        copy_(layout_kernels(active_target())->copy[item_size_index(item_size(operand.dtype))]),
        cast_(operand.dtype == as ? nullptr : cast_kernel(active_target(), operand.dtype, as)),
        direct_(elements_.contiguous() && is_aligned(reinterpret_cast<uintptr_t>(operand.data), operand.dtype)) {}

  // Elements [begin, begin + n), n being kBlock at most: in the buffers, or where they lie.
  const void* read(int64_t begin, int64_t n, Buffers& buffers) const noexcept {
    const char* elements = elements_.data() + begin * elements_.item();
    if (!direct_) {
      elements_.pack(copy_, begin, n, buffers.gathered);
      elements = buffers.gathered;
    }
    if (cast_ == nullptr) return elements;
    cast_({{elements}, buffers.cast, n, 0, false});
    return buffers.cast;
  }

 private:
  const Sequence elements_;
  const Copy2dKernel copy_;
  const ElementwiseKernel cast_;
  const bool direct_;
};

}  // namespace nds
