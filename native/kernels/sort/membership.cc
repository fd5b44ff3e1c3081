#include "kernels/sort/membership.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/checked.h"
#include "kernels/sort/order.h"

namespace nds {
namespace {

template <class T>
T load(const void* items, int64_t i) noexcept {
  T value;
  std::memcpy(&value, static_cast<const char*>(items) + i * static_cast<int64_t>(sizeof(T)), sizeof(T));
  return value;
}

template <class T>
KeyRange find_range(const void* items, int64_t n) noexcept {
  T least = load<T>(items, 0), greatest = least;
  for (int64_t i = 1; i < n; ++i) {
    const T item = load<T>(items, i);
    least = item < least ? item : least;
    greatest = item > greatest ? item : greatest;
  }
  const uint64_t low = Order<T>::key(least);
  return {low, Order<T>::key(greatest) - low};
}

template <class T>
uint64_t place_of(const void* items, int64_t i, uint64_t least) noexcept {
  return static_cast<uint64_t>(Order<T>::key(load<T>(items, i))) - least;
}

template <class T>
void mark_bits(const void* items, int64_t n, KeyRange range, uint64_t* bits) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    const uint64_t place = place_of<T>(items, i, range.least);
    if (place <= range.span) bits[place >> 6] |= uint64_t{1} << (place & 63);
  }
}

template <class T>
void test_bits(const void* items, int64_t n, KeyRange range, const uint64_t* bits, bool is, uint8_t* out) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    const uint64_t place = place_of<T>(items, i, range.least);
    const bool inside = place <= range.span;
    const uint64_t word = bits[(inside ? place : 0) >> 6];
    out[i] = (inside & static_cast<bool>(word >> (place & 63) & 1)) == is;
  }
}

struct Wide {
  uint64_t high, low;
  bool operator==(const Wide&) const noexcept = default;
};

// What is compared for equality: bits, of zeros those of the positive one.
template <class T>
struct Identity {
  using Bits = typename UnsignedOf<sizeof(T)>::Type;
  static Bits of(T item) noexcept {
    if constexpr (std::is_same_v<T, Half>) return (item.bits & 0x7FFF) == 0 ? uint16_t{0} : item.bits;
    if constexpr (std::is_floating_point_v<T>) return std::bit_cast<Bits>(static_cast<T>(item + T{0}));
    return std::bit_cast<Bits>(item);
  }
  static uint64_t mix(Bits bits) noexcept { return bits; }
};
template <>
struct Identity<Complex64> {
  using Bits = uint64_t;
  static Bits of(Complex64 z) noexcept { return uint64_t{Identity<float>::of(z.re)} << 32 | Identity<float>::of(z.im); }
  static uint64_t mix(Bits bits) noexcept { return bits; }
};
template <>
struct Identity<Complex128> {
  using Bits = Wide;
  static Bits of(Complex128 z) noexcept { return {Identity<double>::of(z.re), Identity<double>::of(z.im)}; }
  static uint64_t mix(Bits bits) noexcept { return bits.high * 0xC2B2AE3D27D4EB4Full ^ bits.low; }
};

template <class T>
bool is_nan(T item) noexcept {
  if constexpr (Order<T>::kHasNan) return Order<T>::is_nan(item);
  return false;
}

// A place of the table: taken, or not.
template <class T>
struct Slot {
  typename Identity<T>::Bits bits;
  uint8_t taken;
};

int64_t slots_for(int64_t m) noexcept {
  return static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(std::max<int64_t>(m, 8)) * 3));
}

template <class T>
uint64_t slot_of(typename Identity<T>::Bits bits, uint64_t seed, int shift) noexcept {
  const uint64_t mixed = (Identity<T>::mix(bits) ^ seed) * 0x9E3779B97F4A7C15ull;
  return (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9ull >> shift;
}

constexpr uint64_t kLongestProbe = 64;

template <class T>
bool fill_table(const void* items, int64_t m, char* table, uint64_t seed) noexcept {
  Slot<T>* slots = reinterpret_cast<Slot<T>*>(table);
  const uint64_t mask = static_cast<uint64_t>(slots_for(m)) - 1;
  const int shift = std::countl_zero(mask);
  for (int64_t i = 0; i < m; ++i) {
    const T item = load<T>(items, i);
    if (is_nan(item)) continue;
    const auto bits = Identity<T>::of(item);
    uint64_t at = slot_of<T>(bits, seed, shift);
    uint64_t steps = 0;
    while (slots[at].taken != 0 && !(slots[at].bits == bits)) {
      if (++steps == kLongestProbe) return false;
      at = (at + 1) & mask;
    }
    slots[at] = {bits, 1};
  }
  return true;
}

template <class T>
void test_table(const void* items, int64_t n, const char* table, int64_t m, uint64_t seed, bool is,
                uint8_t* out) noexcept {
  constexpr int64_t kBlock = 32;  // lookups whose cache misses overlap
  const Slot<T>* slots = reinterpret_cast<const Slot<T>*>(table);
  const uint64_t mask = static_cast<uint64_t>(slots_for(m)) - 1;
  const int shift = std::countl_zero(mask);
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const int64_t count = std::min(kBlock, n - begin);
    typename Identity<T>::Bits bits[kBlock];
    uint64_t at[kBlock];
    bool nan[kBlock];
    for (int64_t k = 0; k < count; ++k) {
      const T item = load<T>(items, begin + k);
      nan[k] = is_nan(item);
      bits[k] = Identity<T>::of(item);
      at[k] = slot_of<T>(bits[k], seed, shift);
      __builtin_prefetch(slots + at[k]);
    }
    for (int64_t k = 0; k < count; ++k) {
      uint64_t place = at[k];
      while (slots[place].taken != 0 && !(slots[place].bits == bits[k])) place = (place + 1) & mask;
      out[begin + k] = ((slots[place].taken != 0) & !nan[k]) == is;
    }
  }
}

// Equal neighbours would wait for one another's sums: each table has its own.
template <class T>
void tally_items(const void* items, int64_t n, KeyRange range, int64_t* counts) noexcept {
  const int64_t size = static_cast<int64_t>(range.span) + 1;
  int64_t i = 0;
  for (; i + kTallies <= n; i += kTallies) {
    for (int k = 0; k < kTallies; ++k) {
      const uint64_t place = place_of<T>(items, i + k, range.least);
      if (place <= range.span) ++counts[k * size + static_cast<int64_t>(place)];
    }
  }
  for (; i < n; ++i) {
    const uint64_t place = place_of<T>(items, i, range.least);
    if (place <= range.span) ++counts[place];
  }
}

template <class T>
void mark_items(const void* items, int64_t n, KeyRange range, uint8_t* seen) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    const uint64_t place = place_of<T>(items, i, range.least);
    if (place <= range.span) seen[place] = 1;
  }
}

template <class T>
void first_items(const void* items, int64_t n, KeyRange range, int64_t* first) noexcept {
  for (int64_t i = n - 1; i >= 0; --i) {
    const uint64_t place = place_of<T>(items, i, range.least);
    if (place <= range.span) first[place] = i;
  }
}

template <class T>
void rank_items(const void* items, int64_t n, KeyRange range, const int64_t* ranks, int64_t* out) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    const uint64_t place = place_of<T>(items, i, range.least);
    out[i] = place <= range.span ? ranks[place] : 0;
  }
}

template <class T>
void integer_of(uint64_t key, void* item) noexcept {
  using Key = typename Order<T>::Key;
  const T value = static_cast<T>(std::is_signed_v<T> ? static_cast<Key>(key) ^ Order<T>::kSign : static_cast<Key>(key));
  std::memcpy(item, &value, sizeof value);
}

}  // namespace

FindRange range_kernel(DType dtype) noexcept {
  FindRange kernel = nullptr;
  visit_order(dtype, [&kernel]<class T>() {
    if constexpr (std::is_integral_v<T>) kernel = find_range<T>;
  });
  return kernel;
}

bool hash_table_bytes(DType dtype, int64_t m, int64_t* bytes) noexcept {
  bool sized = m < int64_t{1} << 56;
  visit_order(dtype, [&]<class T>() {
    sized = sized && checked_mul(slots_for(m), static_cast<int64_t>(sizeof(Slot<T>)), bytes);
  });
  return sized;
}

MembershipKernels membership_kernels(DType dtype) noexcept {
  MembershipKernels kernels = {};
  visit_order(dtype, [&kernels]<class T>() {
    kernels = {nullptr, nullptr, fill_table<T>, test_table<T>};
    if constexpr (std::is_integral_v<T>) {
      kernels.mark = mark_bits<T>;
      kernels.test_bits = test_bits<T>;
    }
  });
  return kernels;
}

TallyKernels tally_kernels(DType dtype) noexcept {
  TallyKernels kernels = {};
  visit_order(dtype, [&kernels]<class T>() {
    if constexpr (std::is_integral_v<T>) {
      kernels = {tally_items<T>, mark_items<T>, first_items<T>, rank_items<T>, integer_of<T>};
    }
  });
  return kernels;
}

}  // namespace nds
