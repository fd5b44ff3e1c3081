#include "operands.h"

#include <cstring>
#include <new>

namespace nds::bench {

namespace {

template <class T>
void fill_as(char* data, int64_t n, double low, double high) noexcept {
  T* out = reinterpret_cast<T*>(data);
  for (int64_t i = 0; i < n; ++i) {
    // The fractional parts of multiples of the golden ratio: evenly spread, neighbours far apart.
    const double x = static_cast<double>(i) * 0.6180339887498949;
    out[i] = static_cast<T>(low + (x - static_cast<double>(static_cast<int64_t>(x))) * (high - low));
  }
}

}  // namespace

Array::Array(DType dtype, int64_t n) : dtype_(dtype), n_(n), stride_(item_size(dtype)) {
  bool over_limit = false;
  block_ = allocate_block(n * stride_, false, &over_limit);
  if (block_ == nullptr) throw std::bad_alloc();
  std::memset(block_->data, 0, static_cast<size_t>(n * stride_));
}

Array::~Array() { release_block(block_); }

void Array::fill(double low, double high) noexcept {
  switch (dtype_) {
    case DType::kFloat64: return fill_as<double>(block_->data, n_, low, high);
    case DType::kFloat32: return fill_as<float>(block_->data, n_, low, high);
    case DType::kInt64: return fill_as<int64_t>(block_->data, n_, low, high);
    case DType::kInt32: return fill_as<int32_t>(block_->data, n_, low, high);
    default: return fill_as<uint8_t>(block_->data, n_ * stride_, low, high);
  }
}

}  // namespace nds::bench
