// Sorting elements in place.
#include "kernels/sort/sort.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sort/values.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "simd/dispatch.h"
#include "simd/sort-inl.h"

#include "kernels/sort/merge.h"
#include "kernels/sort/network.h"
#include "kernels/sort/order.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

// Counts keys and writes them out in order; the key of an element is its bits plus kShift.
template <class U, U kShift>
HWY_INLINE void count_sort(U* items, int64_t n, int64_t* counts) {
  constexpr int64_t kKeys = int64_t{1} << (8 * sizeof(U));
  std::memset(counts, 0, kKeys * 8);
  for (int64_t i = 0; i < n; ++i) ++counts[static_cast<U>(items[i] + kShift)];
  U* to = items;
  for (int64_t key = 0; key < kKeys; ++key) {
    const U item = static_cast<U>(static_cast<U>(key) - kShift);
    const int64_t count = counts[key];
    if constexpr (sizeof(U) == 1) {
      std::memset(to, item, static_cast<size_t>(count));
    } else {
      for (int64_t i = 0; i < count; ++i) to[i] = item;
    }
    to += count;
  }
}

template <class T>
void sort_integers(T* items, int64_t n, void* scratch) noexcept {
  using U = std::make_unsigned_t<T>;
  constexpr U kShift = std::is_signed_v<T> ? static_cast<U>(U{1} << (8 * sizeof(U) - 1)) : U{0};
  if (n <= kInsertion) {
    insertion_sort(items, n, Order<T>::less);
  } else if (n <= kNetworkKeys) {
    network_sort(items, n, std::numeric_limits<T>::max());
  } else if constexpr (sizeof(T) == 1) {
    int64_t counts[256];
    count_sort<U, kShift>(reinterpret_cast<U*>(items), n, counts);
  } else {
    if constexpr (sizeof(T) == 2) {
      if (n >= kCount16) {
        count_sort<U, kShift>(reinterpret_cast<U*>(items), n, static_cast<int64_t*>(scratch));
        return;
      }
    }
    sort_keys(items, n);
  }
}

template <class T>
using BitsOf = typename UnsignedOf<sizeof(T)>::Type;

// Sorts numbers that are not nan by their bits, negative ones flipped: as integers, for contrib/sort takes the largest
// finite number for the last of all. Of zeros the negative ones come first.
template <class T>
void sort_numbers(T* items, int64_t n, void* scratch) noexcept {
  using I = std::make_signed_t<BitsOf<T>>;
  constexpr int kSign = 8 * sizeof(T) - 1;
  I* keys = reinterpret_cast<I*>(items);
  for (int64_t i = 0; i < n; ++i)
    keys[i] = static_cast<I>(keys[i] ^ (keys[i] >> kSign & std::numeric_limits<I>::max()));
  sort_integers(keys, n, scratch);
  for (int64_t i = 0; i < n; ++i)
    keys[i] = static_cast<I>(keys[i] ^ (keys[i] >> kSign & std::numeric_limits<I>::max()));
}

// Whether there are nans, or zeros with a sign.
template <class T>
HWY_INLINE bool has_special(const T* items, int64_t n) {
  using U = BitsOf<T>;
  constexpr U kSign = static_cast<U>(U{1} << (8 * sizeof(T) - 1));
  constexpr U kInfinity = sizeof(T) == 2   ? static_cast<U>(0x7C00)
                          : sizeof(T) == 4 ? static_cast<U>(0x7F800000)
                                           : static_cast<U>(0x7FF0000000000000);
  const hn::ScalableTag<std::make_signed_t<U>> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const U* bits = reinterpret_cast<const U*>(items);
  int64_t i = 0;
  auto found = hn::MaskFromVec(hn::Zero(d));
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(du, bits + i);
    const auto magnitude = hn::BitCast(d, hn::AndNot(hn::Set(du, kSign), v));
    const auto nan = hn::Gt(magnitude, hn::Set(d, static_cast<std::make_signed_t<U>>(kInfinity)));
    found = hn::Or(found, hn::Or(nan, hn::Eq(hn::BitCast(d, v), hn::BitCast(d, hn::Set(du, kSign)))));
  }
  if (!hn::AllFalse(d, found)) return true;
  for (; i < n; ++i) {
    if (static_cast<U>(bits[i] & ~kSign) > kInfinity || bits[i] == kSign) return true;
  }
  return false;
}

// Nans and the signs of zeros are set aside, in order, and put back.
template <class T>
void sort_floats(T* items, int64_t n, T* scratch) noexcept {
  using U = BitsOf<T>;
  if (n <= kInsertion) {
    insertion_sort(items, n, Order<T>::less);
    return;
  }
  // Counters of 16-bit keys lie behind the n elements.
  void* counters = reinterpret_cast<char*>(scratch) + (n * static_cast<int64_t>(sizeof(T)) + 63) / 64 * 64;
  if (!has_special(items, n)) {
    sort_numbers(items, n, counters);
    return;
  }
  int64_t kept = 0, nans = 0, zeros = 0;
  for (int64_t i = 0; i < n; ++i) {
    const T x = items[i];
    if (Order<T>::is_nan(x)) {
      scratch[nans++] = x;
      continue;
    }
    if (static_cast<U>(std::bit_cast<U>(x) << 1) == 0) scratch[n - ++zeros] = x;
    items[kept++] = x;
  }
  if (kept <= kInsertion) {
    insertion_sort(items, kept, Order<T>::less);
  } else {
    sort_numbers(items, kept, counters);
    if (zeros > 0) {
      const T zero = std::bit_cast<T>(U{0});
      int64_t first = 0, length = kept;
      while (length > 0) {
        const int64_t half = length / 2;
        const bool below = Order<T>::less(items[first + half], zero);
        first = below ? first + half + 1 : first;
        length = below ? length - half - 1 : half;
      }
      for (int64_t i = 0; i < zeros; ++i) items[first + i] = scratch[n - 1 - i];
    }
  }
  for (int64_t i = 0; i < nans; ++i) items[kept + i] = scratch[i];
}

template <class T>
void sort_any(void* items, int64_t n, void* scratch) noexcept {
  if constexpr (std::is_integral_v<T>) {
    sort_integers(static_cast<T*>(items), n, scratch);
  } else if constexpr (std::is_void_v<typename Order<T>::Key> || sizeof(T) > sizeof(double) ||
                       std::is_same_v<T, Complex64>) {
    merge_sort(static_cast<T*>(items), n, static_cast<T*>(scratch), Order<T>::less);
  } else {
    sort_floats(static_cast<T*>(items), n, static_cast<T*>(scratch));
  }
}

constexpr SortItems kKernels[kDTypeCount] = {
    sort_any<uint8_t>, sort_any<int8_t>,   sort_any<int16_t>,   sort_any<int32_t>,   sort_any<int64_t>,
    sort_any<uint8_t>, sort_any<uint16_t>, sort_any<uint32_t>,  sort_any<uint64_t>,  sort_any<Half>,
    sort_any<float>,   sort_any<double>,   sort_any<Complex64>, sort_any<Complex128>};

}  // namespace

const SortItems* sort_items_table() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
namespace {
NDS_EXPORT(find_sort_items, sort_items_table)
}  // namespace

const SortItems* sort_items_kernels(Target target) noexcept { return find_sort_items(target)(); }

}  // namespace nds
#endif
