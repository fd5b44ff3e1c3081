#include "kernels/sort/search.h"

#include <cstring>

#include "kernels/sort/order.h"

namespace nds {
namespace {

constexpr int64_t kTogether = 16;  // searches whose cache misses overlap

template <class T>
T load(const char* p) noexcept {
  T value;
  std::memcpy(&value, p, sizeof(T));
  return value;
}

// The element at a place of the sorted order; false through `good` where the sorter points outside.
template <class T, bool kBySorter>
T element_at(const SortedArray& array, int64_t i, bool& good) noexcept {
  if constexpr (kBySorter) {
    const int64_t position = load<int64_t>(array.sorter + i * array.sorter_stride);
    const bool inside = position >= 0 && position < array.n;
    good = good && inside;
    return load<T>(array.items + (inside ? position : 0) * array.stride);
  }
  return load<T>(array.items + i * array.stride);
}

template <class T, bool kBySorter, bool kRight>
bool search(const SortedArray& array, const T* keys, int64_t m, int64_t* out) noexcept {
  const auto before = [](T item, T key) {
    if constexpr (kRight) return !Order<T>::less(key, item);
    return Order<T>::less(item, key);
  };
  bool good = true;
  for (int64_t begin = 0; begin < m; begin += kTogether) {
    const int64_t count = m - begin < kTogether ? m - begin : kTogether;
    T key[kTogether];
    int64_t at[kTogether];
    for (int64_t k = 0; k < count; ++k) {
      key[k] = keys[begin + k];
      at[k] = 0;
    }
    int64_t length = array.n;
    for (; length > 1; length -= length / 2) {
      const int64_t half = length / 2;
      for (int64_t k = 0; k < count; ++k) {
        at[k] += before(element_at<T, kBySorter>(array, at[k] + half - 1, good), key[k]) ? half : 0;
      }
    }
    for (int64_t k = 0; k < count; ++k) {
      if (length == 1) at[k] += before(element_at<T, kBySorter>(array, at[k], good), key[k]) ? 1 : 0;
      out[begin + k] = at[k];
    }
  }
  return good;
}

template <class T>
bool search_any(const SortedArray& array, const void* keys, int64_t m, bool right, int64_t* out) noexcept {
  const T* typed = static_cast<const T*>(keys);
  if (array.sorter != nullptr) {
    return right ? search<T, true, true>(array, typed, m, out) : search<T, true, false>(array, typed, m, out);
  }
  return right ? search<T, false, true>(array, typed, m, out) : search<T, false, false>(array, typed, m, out);
}

// For neighbours in sorted order, where the first never sorts after the second.
template <class T>
bool is_same(T a, T b, bool equal_nan) noexcept {
  if constexpr (Order<T>::kHasNan) {
    if (Order<T>::is_nan(a) || Order<T>::is_nan(b)) return equal_nan && Order<T>::is_nan(a) && Order<T>::is_nan(b);
  }
  return same_place(a, b);
}

template <class T>
int64_t find_runs(const void* data, int64_t n, int64_t width, bool equal_nan, int64_t* starts) noexcept {
  const T* items = static_cast<const T*>(data);
  int64_t runs = 0;
  for (int64_t i = 0; i < n; ++i) {
    bool same = i > 0;
    for (int64_t k = 0; same && k < width; ++k) {
      same = is_same(items[(i - 1) * width + k], items[i * width + k], equal_nan);
    }
    starts[runs] = i;
    runs += !same;
  }
  return runs;
}

template <class T>
int64_t keep_firsts(void* data, int64_t n, bool equal_nan) noexcept {
  T* items = static_cast<T*>(data);
  if (n == 0) return 0;
  int64_t runs = 1;
  T last = items[0];
  for (int64_t i = 1; i < n; ++i) {
    const T item = items[i];
    const bool same = is_same(last, item, equal_nan);
    if (!same) items[runs++] = item;
    last = item;
  }
  return runs;
}

}  // namespace

SearchSorted search_kernel(DType dtype) noexcept {
  SearchSorted kernel = nullptr;
  visit_order(dtype, [&kernel]<class T>() { kernel = search_any<T>; });
  return kernel;
}

FindRuns runs_kernel(DType dtype) noexcept {
  FindRuns kernel = nullptr;
  visit_order(dtype, [&kernel]<class T>() { kernel = find_runs<T>; });
  return kernel;
}

KeepFirsts firsts_kernel(DType dtype) noexcept {
  KeepFirsts kernel = nullptr;
  visit_order(dtype, [&kernel]<class T>() { kernel = keep_firsts<T>; });
  return kernel;
}

}  // namespace nds
