// Floor division and remainder of floats: Python's (and NumPy's npy_divmod), by way of an exact fmod.
#if defined(NDS_KERNELS_ELEMENTWISE_DIVISION_FLOAT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_DIVISION_FLOAT_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_DIVISION_FLOAT_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_DIVISION_FLOAT_INL_H_
#endif

#include <cmath>
#include <limits>

#include "kernels/elementwise/lanes-inl.h"
#include "kernels/elementwise/loop-inl.h"
#include "kernels/elementwise/pair_loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// NumPy's npy_divmod: one of quotient and remainder.
template <bool kRemainder, class T>
inline T divmod_element(T a, T b) {
  T rest = std::fmod(a, b);
  if (b == 0) return kRemainder ? rest : a / b;
  T quotient = (a - rest) / b;
  if (rest != 0) {
    if ((b < 0) != (rest < 0)) {
      rest += b;
      quotient -= 1;
    }
  } else {
    rest = std::copysign(T{0}, b);
  }
  if (kRemainder) return rest;
  if (quotient == 0) return std::copysign(T{0}, a / b);
  const T floor = std::floor(quotient);
  return quotient - floor > T{0.5} ? floor + 1 : floor;
}

template <bool kRemainder>
struct FloatDivision {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
#if HWY_NATIVE_FMA
    using T = hn::TFromD<D>;
    // With fewer quotient bits than the mantissa holds, fmod(a, b) is a - trunc(a/b) * b but for a quotient rounded up.
    const V zero = hn::Zero(d);
    const V x = hn::Abs(a);
    const V y = hn::Abs(b);
    const V ratio = hn::Div(x, y);
    const V largest = hn::Set(d, sizeof(T) == 8 ? static_cast<T>(4503599627370496.0) : T{8388608});
    const auto plain = hn::And(hn::And(hn::Lt(ratio, largest), hn::Lt(y, hn::Inf(d))), hn::Gt(y, zero));
    if (HWY_UNLIKELY(!hn::AllTrue(d, plain))) return lane_by_lane(d, a, b, &divmod_element<kRemainder, hn::TFromD<D>>);

    const V first = hn::NegMulAdd(hn::Trunc(ratio), y, x);
    const V rest = hn::CopySign(hn::IfThenElse(hn::Lt(first, zero), hn::Add(first, y), first), a);
    const auto uneven = hn::Ne(rest, zero);
    const V one = hn::Set(d, T{1});
    const auto crossing = hn::And(uneven, hn::Lt(hn::Mul(hn::CopySign(one, rest), b), zero));
    if constexpr (kRemainder) {
      const V moved = hn::IfThenElse(crossing, hn::Add(rest, b), rest);
      return hn::IfThenElse(uneven, moved, hn::CopySign(zero, b));
    } else {
      const V whole = hn::Div(hn::Sub(a, rest), b);
      const V quotient = hn::IfThenElse(crossing, hn::Sub(whole, one), whole);
      const V floor = hn::Floor(quotient);
      const auto upper = hn::Gt(hn::Sub(quotient, floor), hn::Set(d, T{0.5}));
      const V nearest = hn::IfThenElse(upper, hn::Add(floor, one), floor);
      return hn::IfThenElse(hn::Eq(quotient, zero), hn::CopySign(zero, hn::Div(a, b)), nearest);
    }
#else
    return lane_by_lane(d, a, b, &divmod_element<kRemainder, hn::TFromD<D>>);
#endif
  }
};

// Both at once.
struct DivmodFloat {
  template <class D, class V>
  static HWY_INLINE Both<V> both(D d, V a, V b) {
    return {FloatDivision<false>::vec(d, a, b), FloatDivision<true>::vec(d, a, b)};
  }
};

// C's fmod: exact, with the sign of the dividend.
struct FmodFloat {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
#if HWY_NATIVE_FMA
    using T = hn::TFromD<D>;
    const V zero = hn::Zero(d);
    const V x = hn::Abs(a);
    const V y = hn::Abs(b);
    const V ratio = hn::Div(x, y);
    const V largest = hn::Set(d, sizeof(T) == 8 ? static_cast<T>(4503599627370496.0) : T{8388608});
    const auto plain = hn::And(hn::And(hn::Lt(ratio, largest), hn::Lt(y, hn::Inf(d))), hn::Gt(y, zero));
    if (HWY_UNLIKELY(!hn::AllTrue(d, plain))) return lane_by_lane(d, a, b, &element<T>);
    const V first = hn::NegMulAdd(hn::Trunc(ratio), y, x);
    return hn::CopySign(hn::IfThenElse(hn::Lt(first, zero), hn::Add(first, y), first), a);
#else
    return lane_by_lane(d, a, b, &element<hn::TFromD<D>>);
#endif
  }

 private:
  template <class T>
  static T element(T a, T b) {
    return std::fmod(a, b);
  }
};

using FloorDivideFloat = FloatDivision<false>;
using RemainderFloat = FloatDivision<true>;

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
