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

// What is compared: keys, which are compared without branches; complex numbers of 128 bits themselves.
template <class T>
struct ByKey {
  using Key = typename Order<T>::Key;
  static Key of(T item) noexcept { return Order<T>::key(item); }
  static bool left(T item, Key key) noexcept { return of(item) < key; }
  static bool right(T item, Key key) noexcept { return of(item) <= key; }
};
template <>
struct ByKey<Complex128> {
  using Key = Complex128;
  static Key of(Complex128 item) noexcept { return item; }
  static bool left(Complex128 item, Key key) noexcept { return Order<Complex128>::less(item, key); }
  static bool right(Complex128 item, Key key) noexcept { return !Order<Complex128>::less(key, item); }
};
// Numbers that are not nan, among elements that may be: nans are behind all of them either way.
template <class T>
struct ByValue {
  using Key = T;
  static Key of(T item) noexcept { return item; }
  static bool left(T item, T key) noexcept { return item < key; }
  static bool right(T item, T key) noexcept { return item <= key; }
};

// kTogether searches, of which `count` are wanted.
template <class T, bool kBySorter, bool kRight, class By>
bool search_block(const SortedArray& array, const T* keys, int64_t count, int64_t* out) noexcept {
  typename By::Key key[kTogether];
  int64_t at[kTogether] = {};
  bool good = true;
  for (int64_t k = 0; k < kTogether; ++k) key[k] = By::of(keys[k < count ? k : 0]);
  const auto before = [&](int64_t k, int64_t place) {
    const T item = element_at<T, kBySorter>(array, place, good);
    return static_cast<int64_t>(kRight ? By::right(item, key[k]) : By::left(item, key[k]));
  };
  int64_t length = array.n;
  for (; length > 1; length -= length / 2) {
    const int64_t half = length / 2;
    // A mask, not a choice: compilers make a branch of that, which is mispredicted every other time.
    for (int64_t k = 0; k < kTogether; ++k) at[k] += half & -before(k, at[k] + half - 1);
  }
  for (int64_t k = 0; k < count; ++k) out[k] = length == 1 ? at[k] + before(k, at[k]) : at[k];
  return good;
}

template <class T, bool kBySorter, bool kRight>
bool search(const SortedArray& array, const T* keys, int64_t m, int64_t* out) noexcept {
  bool good = true;
  for (int64_t begin = 0; begin < m; begin += kTogether) {
    const int64_t count = m - begin < kTogether ? m - begin : kTogether;
    bool nan = false;
    if constexpr (std::is_floating_point_v<T>) {
      for (int64_t k = 0; k < count; ++k) nan = nan || keys[begin + k] != keys[begin + k];
    }
    if constexpr (std::is_arithmetic_v<T>) {
      if (!nan) {
        good = search_block<T, kBySorter, kRight, ByValue<T>>(array, keys + begin, count, out + begin) && good;
        continue;
      }
    }
    good = search_block<T, kBySorter, kRight, ByKey<T>>(array, keys + begin, count, out + begin) && good;
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
