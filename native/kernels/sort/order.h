// The order in which elements sort: NumPy's. Nan comes after all numbers; zeros are equal whatever their sign; complex
// numbers go by their real, then their imaginary part, those with nan last: R + nan j, nan + R j, nan + nan j. Bools go
// by their byte.
#pragma once
#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "core/complex.h"
#include "core/half.h"
#include "generated/dtypes.h"

namespace nds {

template <int kBytes>
struct UnsignedOf;
template <>
struct UnsignedOf<1> {
  using Type = uint8_t;
};
template <>
struct UnsignedOf<2> {
  using Type = uint16_t;
};
template <>
struct UnsignedOf<4> {
  using Type = uint32_t;
};
template <>
struct UnsignedOf<8> {
  using Type = uint64_t;
};

// Key: an unsigned integer that sorts as the element does, equal where elements are; void where none is as short as 64
// bits. key(): the key. less(), is_nan().
template <class T>
struct Order {
  using Key = typename UnsignedOf<sizeof(T)>::Type;
  static constexpr bool kHasNan = std::is_floating_point_v<T>;
  static constexpr Key kSign = static_cast<Key>(Key{1} << (8 * sizeof(T) - 1));

  static bool is_nan(T x) noexcept { return x != x; }
  static bool less(T a, T b) noexcept {
    if constexpr (kHasNan) return a < b || ((b != b) & (a == a));
    return a < b;
  }
  static Key key(T x) noexcept {
    if constexpr (kHasNan) {
      if (x != x) return std::numeric_limits<Key>::max();
      const Key bits = std::bit_cast<Key>(static_cast<T>(x + T{0}));
      return bits ^ (static_cast<Key>(-(bits >> (8 * sizeof(T) - 1))) | kSign);
    } else if constexpr (std::is_signed_v<T>) {
      return static_cast<Key>(static_cast<Key>(x) ^ kSign);
    } else {
      return x;
    }
  }
};

template <>
struct Order<Half> {
  using Key = uint16_t;
  static constexpr bool kHasNan = true;

  static bool is_nan(Half x) noexcept { return (x.bits & 0x7FFF) > 0x7C00; }
  static Key key(Half x) noexcept {
    if (is_nan(x)) return 0xFFFF;
    if ((x.bits & 0x7FFF) == 0) return 0x8000;
    return static_cast<Key>((x.bits & 0x8000) != 0 ? ~x.bits : x.bits | 0x8000);
  }
  static bool less(Half a, Half b) noexcept { return key(a) < key(b); }
};

template <class Part>
struct Order<Complex<Part>> {
  using Key = std::conditional_t<sizeof(Part) == 4, uint64_t, void>;
  static constexpr bool kHasNan = true;

  static bool is_nan(Complex<Part> x) noexcept { return x.re != x.re || x.im != x.im; }
  static bool less(Complex<Part> a, Complex<Part> b) noexcept {
    if (a.re < b.re) return a.im == a.im || b.im != b.im;
    if (a.re > b.re) return b.im != b.im && a.im == a.im;
    if (a.re == b.re || (a.re != a.re && b.re != b.re)) return a.im < b.im || (b.im != b.im && a.im == a.im);
    return b.re != b.re;
  }
  // Keys of numbers are at most that of infinity, so the upper words above it are free for those with nan.
  static uint64_t key(Complex<float> x) noexcept {
    using Real = Order<float>;
    if (x.re != x.re) return x.im != x.im ? ~uint64_t{0} : uint64_t{0xFFFFFFFE} << 32 | Real::key(x.im);
    if (x.im != x.im) return uint64_t{0xFFFFFFFD} << 32 | Real::key(x.re);
    return uint64_t{Real::key(x.re)} << 32 | Real::key(x.im);
  }
};

// Whether neither sorts before the other.
template <class T>
bool same_place(T a, T b) noexcept {
  return !Order<T>::less(a, b) && !Order<T>::less(b, a);
}

// Calls f.template operator()<T>() with the type that a dtype sorts as.
template <class F>
void visit_order(DType dtype, F&& f) {
  switch (dtype) {
    case DType::kBool:
    case DType::kUint8: return f.template operator()<uint8_t>();
    case DType::kInt8: return f.template operator()<int8_t>();
    case DType::kInt16: return f.template operator()<int16_t>();
    case DType::kInt32: return f.template operator()<int32_t>();
    case DType::kInt64: return f.template operator()<int64_t>();
    case DType::kUint16: return f.template operator()<uint16_t>();
    case DType::kUint32: return f.template operator()<uint32_t>();
    case DType::kUint64: return f.template operator()<uint64_t>();
    case DType::kFloat16: return f.template operator()<Half>();
    case DType::kFloat32: return f.template operator()<float>();
    case DType::kFloat64: return f.template operator()<double>();
    case DType::kComplex64: return f.template operator()<Complex64>();
    case DType::kComplex128: return f.template operator()<Complex128>();
  }
}

}  // namespace nds
