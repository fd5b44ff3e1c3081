// Arithmetic. Integers wrap (their kernels work on the unsigned types); floats are IEEE's correctly rounded results.
#if defined(NDS_KERNELS_ELEMENTWISE_ARITHMETIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_ARITHMETIC_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_ARITHMETIC_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_ARITHMETIC_INL_H_
#endif

#include <limits>

#include "kernels/elementwise/logical-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

struct Add {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a, V b) {
    return hn::Add(a, b);
  }
};

struct Subtract {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a, V b) {
    return hn::Sub(a, b);
  }
};

struct Multiply {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    if constexpr (sizeof(hn::TFromD<D>) == 1) {
      return multiply_bytes(d, a, b);
    } else {
      return hn::Mul(a, b);
    }
  }

 private:
  // No instruction set multiplies bytes: even and odd ones are multiplied as 16-bit numbers.
  template <class D, class V>
  static HWY_INLINE V multiply_bytes(D d, V a, V b) {
#if HWY_TARGET == HWY_SCALAR
    return hn::Set(d, static_cast<hn::TFromD<D>>(hn::GetLane(a) * hn::GetLane(b)));
#else
    const hn::Repartition<uint16_t, D> dw;
    const auto wa = hn::BitCast(dw, a);
    const auto wb = hn::BitCast(dw, b);
    const auto even = hn::And(hn::Mul(wa, wb), hn::Set(dw, 0x00FF));
    const auto odd = hn::ShiftLeft<8>(hn::Mul(hn::ShiftRight<8>(wa), hn::ShiftRight<8>(wb)));
    return hn::BitCast(d, hn::Or(even, odd));
#endif
  }
};

struct Divide {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a, V b) {
    return hn::Div(a, b);
  }
};

// 1 / x, correctly rounded. float32, float64.
struct Reciprocal {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    return hn::Div(hn::Set(d, hn::TFromD<D>{1}), a);
  }
};

// 1 / x towards zero. That of 0 is what NumPy has on x86-64: float64's infinity as an int32 or int64, 0 elsewhere.
struct ReciprocalInteger {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    using T = hn::TFromD<D>;
    constexpr T kOfZero = std::numeric_limits<T>::is_signed && sizeof(T) >= 4 ? std::numeric_limits<T>::min() : T{0};
    auto unit = hn::Eq(a, hn::Set(d, T{1}));
    if constexpr (std::numeric_limits<T>::is_signed) unit = hn::Or(unit, hn::Eq(a, hn::Set(d, T{-1})));
    return hn::IfThenElse(hn::Eq(a, hn::Zero(d)), hn::Set(d, kOfZero), hn::IfThenElseZero(unit, a));
  }
};

struct Negative {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    if constexpr (hwy::IsFloat<hn::TFromD<D>>()) {
      return hn::Neg(a);
    } else {
      return hn::Sub(hn::Zero(d), a);
    }
  }
};

// Bools as they are.
struct Identity {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    return as_bools(d, a);
  }
};

// Numbers as they are.
struct Itself {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a) {
    return a;
  }
};

struct Abs {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    using T = hn::TFromD<D>;
    if constexpr (hwy::IsFloat<T>()) {
      return hn::Abs(a);
    } else if constexpr (std::numeric_limits<T>::is_signed) {
      return hn::IfThenElse(hn::Lt(a, hn::Zero(d)), hn::Sub(hn::Zero(d), a), a);
    } else {
      return a;
    }
  }
};

// nan stays nan, both zeros give +0.
struct Sign {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    using T = hn::TFromD<D>;
    const V zero = hn::Zero(d);
    const V one = hn::Set(d, T{1});
    if constexpr (!std::numeric_limits<T>::is_signed) {
      return hn::Min(a, one);
    } else {
      const V up = hn::IfThenElseZero(hn::Gt(a, zero), one);
      const V sign = hn::IfThenElse(hn::Lt(a, zero), hn::Set(d, T{-1}), up);
      if constexpr (hwy::IsFloat<T>()) {
        return hn::IfThenElse(hn::IsNaN(a), a, sign);
      } else {
        return sign;
      }
    }
  }
};

struct Square {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    return Multiply::vec(d, a, a);
  }
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
