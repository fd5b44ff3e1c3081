// What sorts need besides their elements, and the order of rows of several elements.
#include "core/checked.h"
#include "kernels/sort/merge.h"
#include "kernels/sort/order.h"
#include "kernels/sort/sort.h"

namespace nds {
namespace {

template <class T>
void sort_rows(const void* data, int64_t n, int64_t width, int64_t* positions, int64_t* scratch) noexcept {
  const T* items = static_cast<const T*>(data);
  for (int64_t i = 0; i < n; ++i) positions[i] = i;
  merge_sort(positions, n, scratch, [items, width](int64_t a, int64_t b) {
    const T* x = items + a * width;
    const T* y = items + b * width;
    for (int64_t i = 0; i < width; ++i) {
      if (Order<T>::less(x[i], y[i])) return true;
      if (Order<T>::less(y[i], x[i])) return false;
    }
    return false;
  });
}

bool aligned_bytes(int64_t n, int64_t item, int64_t* bytes) noexcept {
  if (!checked_mul(n, item, bytes) || !checked_add(*bytes, 63, bytes)) return false;
  *bytes = *bytes / 64 * 64;
  return true;
}

}  // namespace

bool sort_scratch(DType dtype, int64_t n, int64_t* bytes) noexcept {
  *bytes = 0;
  if (n <= kInsertion) return true;
  const int64_t size = item_size(dtype);
  const bool integer = dtype < DType::kFloat16;
  if (!integer && !aligned_bytes(n, size, bytes)) return false;
  return size != 2 || n < kCount16 || checked_add(*bytes, kCount16Bytes, bytes);
}

bool argsort_scratch(DType dtype, int64_t n, int64_t* bytes) noexcept {
  *bytes = 0;
  if (n <= kInsertion) return true;
  const int64_t size = item_size(dtype);
  if (size == 16) return aligned_bytes(n, 8, bytes);
  if (size == 8 || (size == 4 && n > kPositions32)) return aligned_bytes(n, 16, bytes);
  if (size == 2 && n >= kCount16) *bytes = kCount16Bytes;
  return true;
}

SortRows sort_rows_kernel(DType dtype) noexcept {
  SortRows kernel = nullptr;
  visit_order(dtype, [&kernel]<class T>() { kernel = sort_rows<T>; });
  return kernel;
}

}  // namespace nds
