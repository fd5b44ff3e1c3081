// Angles of sines, cosines, tangents and points. Largest errors found: test/native/vector_math_test.cc; all below 1
// ULP. asin x = x + x^3 P(x^2) up to 1/2, beyond by asin x = pi/2 - 2 asin sqrt((1 - x)/2); arctangents are those of
// quotients below tan(pi/8), k pi/4 on.
#if defined(NDS_KERNELS_ELEMENTWISE_INVERSE_TRIGONOMETRIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_INVERSE_TRIGONOMETRIC_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_INVERSE_TRIGONOMETRIC_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_INVERSE_TRIGONOMETRIC_INL_H_
#endif

#include "kernels/elementwise/exp_log-inl.h"
#include "kernels/elementwise/real_function-inl.h"
#include "kernels/elementwise/two_doubles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

#if HWY_NATIVE_FMA

// k pi / 4 for whole k up to 4, in two parts.
template <class D, class V>
HWY_INLINE TwoDoubles<V> quarters_of_pi(D d, V k) {
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    const auto index = hn::BitCast(hn::RebindToUnsigned<D>(), hn::Add(k, hn::Set(d, 4503599627370496.0)));
    return {lookup16(d, kQuarterPi, index), lookup16(d, kQuarterPiLow, index)};
  } else {
    const TwoDoubles<V> product = exact_product(k, hn::Set(d, kQuarterPiF));
    return {product.high, hn::MulAdd(k, hn::Set(d, kQuarterPiFRest), product.low)};
  }
}

template <class D, class V>
HWY_INLINE V arc_sine_series(D d, V square) {
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return polynomial(d, square, kArcSinPoly);
  } else {
    return polynomial(d, square, kArcSinPolyF);
  }
}

template <class D, class V>
HWY_INLINE V arc_tangent_series(D d, V square) {
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return polynomial(d, square, kArcTanPoly);
  } else {
    return polynomial(d, square, kArcTanPolyF);
  }
}

// Of |x| up to 1/2 or beyond: asin |x| or asin sqrt((1 - |x|) / 2), as head + tail.
template <class D, class V>
struct ArcSine {
  hn::Mask<D> beyond;
  V head, tail;
};

template <class D, class V>
HWY_INLINE ArcSine<D, V> arc_sine(D d, V x) {
  using T = hn::TFromD<D>;
  const V magnitude = hn::Abs(x);
  const V half = hn::Set(d, T{0.5});
  const auto beyond = hn::Gt(magnitude, half);
  const V square = hn::IfThenElse(beyond, hn::NegMulAdd(magnitude, half, half), hn::Mul(x, x));
  const TwoDoubles<V> root = root_in_two(d, TwoDoubles<V>{square, hn::Zero(d)});
  // The root of 0 is set apart.
  const auto rooted = hn::AndNot(hn::Eq(square, hn::Zero(d)), beyond);
  const V head = hn::IfThenElse(beyond, hn::IfThenElseZero(rooted, root.high), magnitude);
  const V low = hn::IfThenElseZero(rooted, root.low);
  return {beyond, head, hn::MulAdd(hn::Mul(head, square), arc_sine_series(d, square), low)};
}

// pi/4 times k, as the two parts of a constant.
template <class D>
HWY_INLINE hn::Vec<D> pi_quarters(D d, int k) {
  return hn::Set(d, static_cast<hn::TFromD<D>>(kQuarterPi[k]));
}

template <class D>
HWY_INLINE hn::Vec<D> pi_quarters_low(D d, int k) {
  using T = hn::TFromD<D>;
  return hn::Set(
      d, sizeof(T) == 8 ? static_cast<T>(kQuarterPiLow[k]) : static_cast<T>(kQuarterPiFRest * static_cast<float>(k)));
}

template <class D, class V>
HWY_INLINE V arcsin_of(D d, V x) {
  using T = hn::TFromD<D>;
  const ArcSine<D, V> half = arc_sine(d, x);
  const V near = hn::Add(half.head, half.tail);
  const V twice = hn::Add(half.head, half.head);
  const TwoDoubles<V> sum = ordered_sum(pi_quarters(d, 2), hn::Neg(twice));
  const V rest = hn::NegMulAdd(hn::Set(d, T{2}), half.tail, hn::Add(sum.low, pi_quarters_low(d, 2)));
  return hn::CopySign(hn::IfThenElse(half.beyond, hn::Add(sum.high, rest), near), x);
}

template <class D, class V>
HWY_INLINE V arccos_of(D d, V x) {
  using T = hn::TFromD<D>;
  const ArcSine<D, V> half = arc_sine(d, x);
  // pi/2 - x, 2 head, or pi - 2 head, each with its tail.
  const auto negative = hn::Lt(x, hn::Zero(d));
  const V base = hn::IfThenElse(half.beyond, hn::IfThenElseZero(negative, pi_quarters(d, 4)), pi_quarters(d, 2));
  const V base_low =
      hn::IfThenElse(half.beyond, hn::IfThenElseZero(negative, pi_quarters_low(d, 4)), pi_quarters_low(d, 2));
  const V factor = hn::IfThenElse(half.beyond, hn::Set(d, T{2}), hn::Set(d, T{-1}));
  const V signed_factor = hn::IfThenElse(negative, hn::Neg(factor), factor);
  const TwoDoubles<V> sum = ordered_sum(base, hn::Mul(half.head, signed_factor));
  return hn::Add(sum.high, hn::MulAdd(half.tail, signed_factor, hn::Add(sum.low, base_low)));
}

// quarters pi/4 + sign atan(above / below), whose quotient is not above tan(pi/8); quarters is a whole number up to 4.
template <class D, class V>
HWY_INLINE V quarters_and_arctan(D d, TwoDoubles<V> above, TwoDoubles<V> below, V quarters, V sign) {
  const TwoDoubles<V> base = quarters_of_pi(d, quarters);
  const TwoDoubles<V> quotient = quotient_in_two(d, above, below);
  const V square = hn::Mul(quotient.high, quotient.high);
  // The derivative at the quotient is 1 / (1 + square).
  const V low = hn::NegMulAdd(quotient.low, square, quotient.low);
  const V tail = hn::MulAdd(hn::Mul(quotient.high, square), arc_tangent_series(d, square), low);
  const TwoDoubles<V> sum = ordered_sum(base.high, hn::Xor(quotient.high, sign));
  return hn::Add(sum.high, hn::Add(hn::Add(sum.low, base.low), hn::Xor(tail, sign)));
}

template <class D, class V>
HWY_INLINE V arctan_of(D d, V x) {
  using T = hn::TFromD<D>;
  const V magnitude = hn::Abs(x);
  const V bound = hn::Set(d, T{0x1p60});
  const V a = hn::IfThenElse(hn::Gt(magnitude, bound), bound, magnitude);
  const V zero = hn::Zero(d);
  const V one = hn::Set(d, T{1});
  const V minus_one = hn::Set(d, T{-1});
  const auto low = hn::Le(a, hn::Set(d, static_cast<T>(kTanPiEighth)));
  const auto high = hn::Gt(a, hn::Set(d, static_cast<T>(1.0 / kTanPiEighth)));
  const TwoDoubles<V> less = exact_sum(a, minus_one);
  const TwoDoubles<V> more = exact_sum(a, one);
  const auto outer = hn::Or(low, high);
  const TwoDoubles<V> above = {hn::IfThenElse(low, a, hn::IfThenElse(high, minus_one, less.high)),
                               hn::IfThenZeroElse(outer, less.low)};
  const TwoDoubles<V> below = {hn::IfThenElse(low, one, hn::IfThenElse(high, a, more.high)),
                               hn::IfThenZeroElse(outer, more.low)};
  const V quarters = hn::IfThenElse(low, zero, hn::IfThenElse(high, hn::Set(d, T{2}), one));
  return hn::CopySign(quarters_and_arctan(d, above, below, quarters, zero), x);
}

template <class D, class V>
HWY_INLINE V arctan2_of(D d, V y, V x) {
  using T = hn::TFromD<D>;
  const V ay = hn::Abs(y);
  const V ax = hn::Abs(x);
  const V zero = hn::Zero(d);
  const auto steep = hn::Gt(ay, ax);
  const V a = hn::IfThenElse(steep, ax, ay);
  const V b = hn::IfThenElse(steep, ay, ax);
  const auto middle = hn::Gt(a, hn::Mul(b, hn::Set(d, static_cast<T>(kTanPiEighth))));
  const TwoDoubles<V> less = ordered_sum(b, hn::Neg(a));
  const TwoDoubles<V> more = ordered_sum(b, a);
  const TwoDoubles<V> above = {hn::IfThenElse(middle, hn::Neg(less.high), a),
                               hn::IfThenElseZero(middle, hn::Neg(less.low))};
  const TwoDoubles<V> below = {hn::IfThenElse(middle, more.high, b), hn::IfThenElseZero(middle, more.low)};
  // From the angle of a / b: pi/2 less it where b is the ordinate, pi less that where x is negative.
  const V sign_bit = hn::SignBit(d);
  V quarters = hn::IfThenElseZero(middle, hn::Set(d, T{1}));
  V sign = zero;
  quarters = hn::IfThenElse(steep, hn::Sub(hn::Set(d, T{2}), quarters), quarters);
  sign = hn::IfThenElse(steep, sign_bit, sign);
  const auto left = hn::Lt(hn::CopySign(hn::Set(d, T{1}), x), zero);
  quarters = hn::IfThenElse(left, hn::Sub(hn::Set(d, T{4}), quarters), quarters);
  sign = hn::IfThenElse(left, hn::Xor(sign, sign_bit), sign);
  return hn::CopySign(quarters_and_arctan(d, above, below, quarters, sign), y);
}

#endif  // HWY_NATIVE_FMA

struct ArcSin : RealFunction<ArcSin> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::arcsin;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    return arcsin_of(d, x);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    return arcsin_of(d, x);
  }
#endif
};

struct ArcCos : RealFunction<ArcCos> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::arccos;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    return arccos_of(d, x);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    return arccos_of(d, x);
  }
#endif
};

struct ArcTan : RealFunction<ArcTan> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::arctan;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    return arctan_of(d, x);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    return arctan_of(d, x);
  }
#endif
};

struct ArcTan2 : RealFunction<ArcTan2> {
  template <class T>
  static constexpr T (*library)(T, T) noexcept = &Library<T>::arctan2;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x, V y) {
    const V ax = hn::Abs(x);
    const V ay = hn::Abs(y);
    const auto swap = hn::Gt(ay, ax);
    const V larger = hn::IfThenElse(swap, ay, ax);
    const V smaller = hn::IfThenElse(swap, ax, ay);
    using T = hn::TFromD<D>;
    const V from = hn::Set(d, static_cast<T>(sizeof(T) == 8 ? 0x1p-900 : 0x1p-60));
    const V to = hn::Set(d, static_cast<T>(sizeof(T) == 8 ? 0x1p900 : 0x1p100));
    const auto inside = hn::And(hn::Ge(larger, from), hn::Le(larger, to));
    const V least = hn::Mul(larger, hn::Set(d, static_cast<T>(sizeof(T) == 8 ? 0x1p-100 : 0x1p-40)));
    return hn::And(inside, hn::Or(hn::Eq(smaller, hn::Zero(d)), hn::Ge(smaller, least)));
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x, V y) {
    return arctan2_of(d, x, y);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x, V y) {
    return arctan2_of(d, x, y);
  }
#endif
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
