// Bits of integers.
#if defined(NDS_KERNELS_ELEMENTWISE_BITWISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_BITWISE_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_BITWISE_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_BITWISE_INL_H_
#endif

#include <type_traits>

#include "kernels/elementwise/element-inl.h"
#include "kernels/elementwise/logical-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

struct BitwiseAnd {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a, V b) {
    return hn::And(a, b);
  }
};

struct BitwiseOr {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a, V b) {
    return hn::Or(a, b);
  }
};

struct BitwiseXor {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a, V b) {
    return hn::Xor(a, b);
  }
};

struct Invert {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a) {
    return hn::Not(a);
  }
};

// Counts of the width or more, and negative ones (which are large as unsigned numbers), shift everything out.
struct LeftShift {
  template <class T>
  static HWY_INLINE T element(T a, T count) {
    constexpr T kWidth = sizeof(T) * 8;
    const T shifted = static_cast<T>(a << (count & (kWidth - 1)));
    return count < kWidth ? shifted : T{0};
  }
};

struct RightShift {
  template <class T>
  static HWY_INLINE T element(T a, T count) {
    using U = std::make_unsigned_t<T>;
    constexpr U kWidth = sizeof(T) * 8;
    if constexpr (std::is_signed_v<T>) {
      const U bounded = static_cast<U>(count) < kWidth ? static_cast<U>(count) : U{kWidth - 1};
      return static_cast<T>(a >> bounded);
    } else {
      const T shifted = static_cast<T>(a >> (count & (kWidth - 1)));
      return count < kWidth ? shifted : T{0};
    }
  }
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
