// Hyperbolic functions and their inverses. Largest errors found: test/native/vector_math_test.cc; all below 1 ULP.
// sinh and cosh of n ln 2 / 16 come from exp's table, in two parts; those of the rest are short polynomials. The others
// are quotients and logarithms of sums in two parts.
#if defined(NDS_KERNELS_ELEMENTWISE_HYPERBOLIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_HYPERBOLIC_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_HYPERBOLIC_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_HYPERBOLIC_INL_H_
#endif

#include "kernels/elementwise/exponential-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

#if HWY_NATIVE_FMA

// x = n ln 2 / 16 + r for 0 <= x <= 711: 2^(1 - k) of sinh and cosh of the first, k = floor(n / 16), and of the rest
// sinh r = r + sine, cosh r = 1 + cosine.
template <class V>
struct HyperbolicParts {
  TwoDoubles<V> sinh, cosh;
  V r, sine, cosine, scale;
};

template <class D, class V>
HWY_INLINE HyperbolicParts<V> hyperbolic_parts(D d, V x) {
  const hn::RebindToUnsigned<D> du;
  const ExpReduction<D> steps = reduce_exp(d, x);
  const V near = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepHigh), x);
  const V r = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepLow), near);
  const V r_low = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepLow), hn::Sub(near, r));
  // 2^(n/16 - k) and 2^(-n/16 - k), of which the second vanishes in the end.
  const auto back = hn::Sub(hn::Zero(du), steps.bits);
  const auto mask = hn::Set(du, 0xFFF0000000000000ull);
  const auto exponent = hn::Sub(hn::And(hn::ShiftLeft<48>(back), mask), hn::And(hn::ShiftLeft<48>(steps.bits), mask));
  const V factor = hn::BitCast(d, hn::Add(exponent, hn::Set(du, 0x3FF0000000000000ull)));
  const V shrink = hn::IfThenElseZero(hn::Le(steps.n, hn::Set(d, 800.0)), factor);
  const V up = lookup16(d, kExpHigh, steps.bits);
  const V up_low = lookup16(d, kExpLow, steps.bits);
  const V down = hn::Mul(lookup16(d, kExpHigh, back), shrink);
  const V down_low = hn::Mul(lookup16(d, kExpLow, back), shrink);
  TwoDoubles<V> sinh = ordered_sum(up, hn::Neg(down));
  TwoDoubles<V> cosh = ordered_sum(up, down);
  sinh.low = hn::Add(sinh.low, hn::Sub(up_low, down_low));
  cosh.low = hn::Add(cosh.low, hn::Add(up_low, down_low));
  const V square = hn::Mul(r, r);
  const V sine = hn::MulAdd(hn::Mul(square, r), polynomial(d, square, kSinhPoly), r_low);
  const V cosine = hn::Mul(square, polynomial(d, square, kCoshPoly));
  // In two steps, 2^(k-2) and 2: the first is always a normal number.
  return {sinh, cosh, r, sine, cosine, power_of_two(d, hn::Sub(steps.bits, hn::Set(du, 32)))};
}

// |x| up to where both overflow; nan stays.
template <class D, class V>
HWY_INLINE V hyperbolic_argument(D d, V x) {
  const V magnitude = hn::Abs(x);
  const V bound = hn::Set(d, 711.0);
  return hn::IfThenElse(hn::Gt(magnitude, bound), bound, magnitude);
}

// e^|x| / 4, its rounding, and e^-|x| / 4; of float32 up to where sinh and cosh overflow.
template <class V>
struct QuarterExponentials {
  V up, low, down;
};

template <class D, class V>
HWY_INLINE QuarterExponentials<V> quarter_exponentials(D d, V x) {
  const V magnitude = hn::Abs(x);
  const V bound = hn::Set(d, 90.0f);
  const ExpReductionSingle<V> reduced =
      reduce_exp_single(d, hn::IfThenElse(hn::Gt(magnitude, bound), bound, magnitude));
  const V r = reduced.r;
  const V scale = power_of_two_single<-2>(d, reduced.shifted);
  const TwoDoubles<V> top = ordered_sum(hn::Set(d, 1.0f), r);
  const V rest = hn::MulAdd(hn::Mul(r, r), polynomial(d, r, kExpPolyF), hn::Add(top.low, reduced.low));
  const V up = hn::Mul(top.high, scale);
  const V low = hn::Mul(rest, scale);
  return {up, low, hn::Div(hn::Set(d, 0.0625f), hn::Add(up, low))};
}

#endif  // HWY_NATIVE_FMA

struct Sinh : RealFunction<Sinh> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::sinh;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    const HyperbolicParts<V> parts = hyperbolic_parts(d, hyperbolic_argument(d, x));
    const TwoDoubles<V> slope = exact_product(parts.cosh.high, parts.r);
    const TwoDoubles<V> sum = ordered_sum(parts.sinh.high, slope.high);
    const V of_sinh = hn::MulAdd(parts.sinh.high, parts.cosine, parts.sinh.low);
    const V of_cosh = hn::MulAdd(parts.cosh.low, parts.r, hn::Mul(parts.cosh.high, parts.sine));
    const V rest = hn::Add(hn::Add(sum.low, slope.low), hn::Add(of_sinh, of_cosh));
    const V y = hn::Add(sum.high, rest);
    const V scaled = hn::Mul(hn::Add(y, y), parts.scale);
    return hn::CopySign(hn::IfThenElse(hn::Lt(hn::Abs(x), hn::Set(d, 0x1p-30)), x, scaled), x);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    // Below 1 by its series.
    const QuarterExponentials<V> e = quarter_exponentials(d, x);
    const V half = hn::Add(e.up, hn::Sub(e.low, e.down));
    const V square = hn::Mul(x, x);
    const V series = hn::MulAdd(hn::Mul(square, x), polynomial(d, square, kSinhPolyF), x);
    const auto small = hn::Lt(hn::Abs(x), hn::Set(d, 1.0f));
    return hn::IfThenElse(small, series, hn::CopySign(hn::Add(half, half), x));
  }
#endif
};

struct Cosh : RealFunction<Cosh> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::cosh;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    const HyperbolicParts<V> parts = hyperbolic_parts(d, hyperbolic_argument(d, x));
    const V of_cosh = hn::MulAdd(parts.cosh.high, parts.cosine, parts.cosh.low);
    const V of_sinh = hn::Mul(parts.sinh.high, hn::Add(parts.r, parts.sine));
    const V y = hn::Add(parts.cosh.high, hn::Add(of_cosh, of_sinh));
    return hn::Mul(hn::Add(y, y), parts.scale);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    const QuarterExponentials<V> e = quarter_exponentials(d, x);
    const V half = hn::Add(e.up, hn::Add(e.low, e.down));
    return hn::Add(half, half);
  }
#endif
};

struct Tanh : RealFunction<Tanh> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::tanh;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    // (e^2x - 1) / (e^2x + 1)
    const V magnitude = hn::Abs(x);
    const V bound = hn::Set(d, 22.0);
    const V bounded = hn::IfThenElse(hn::Gt(magnitude, bound), bound, magnitude);
    const TwoDoubles<V> parts = half_expm1<true>(d, hn::Add(bounded, bounded));
    const TwoDoubles<V> half = ordered_sum(parts.high, parts.low);
    const V one = hn::Set(d, 1.0);
    TwoDoubles<V> below = ordered_sum(hn::Max(half.high, one), hn::Min(half.high, one));
    below.low = hn::Add(below.low, half.low);
    const TwoDoubles<V> y = quotient_in_two(d, half, below);
    const auto tiny = hn::Lt(magnitude, hn::Set(d, 0x1p-30));
    return hn::IfThenElse(tiny, x, hn::CopySign(hn::Add(y.high, y.low), x));
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    const V magnitude = hn::Abs(x);
    const V bound = hn::Set(d, 9.25f);
    const V bounded = hn::IfThenElse(hn::Gt(magnitude, bound), bound, magnitude);
    const TwoDoubles<V> parts = half_expm1_single<true>(d, hn::Add(bounded, bounded));
    const TwoDoubles<V> half = ordered_sum(parts.high, parts.low);
    const V one = hn::Set(d, 1.0f);
    TwoDoubles<V> below = ordered_sum(hn::Max(half.high, one), hn::Min(half.high, one));
    below.low = hn::Add(below.low, half.low);
    const TwoDoubles<V> y = quotient_in_two(d, half, below);
    return hn::CopySign(hn::Add(y.high, y.low), x);
  }
#endif
};

#if HWY_NATIVE_FMA

// |x| + sqrt(x^2 + 1), or - 1. From 2^28 on (of float32: 2^14) that is 2 |x|.
template <class D, class V>
HWY_INLINE TwoDoubles<V> with_root(D d, V magnitude, hn::TFromD<D> one) {
  const TwoDoubles<V> square = exact_product(magnitude, magnitude);
  const TwoDoubles<V> sum = exact_sum(square.high, hn::Set(d, one));
  const TwoDoubles<V> root = root_in_two(d, ordered_sum(sum.high, hn::Add(sum.low, square.low)));
  const TwoDoubles<V> y = exact_sum(root.high, magnitude);
  return {y.high, hn::Add(y.low, root.low)};
}

template <class D, class V>
HWY_INLINE V log_with_root(D d, V magnitude, double one) {
  const auto large = hn::Gt(magnitude, hn::Set(d, 0x1p28));
  const TwoDoubles<V> sum = with_root(d, magnitude, one);
  const V x = hn::IfThenElse(large, magnitude, sum.high);
  const TwoDoubles<V> log =
      log_sum<true>(d, x, hn::IfThenZeroElse(large, sum.low), hn::IfThenElseZero(large, hn::Set(d, 1.0)));
  return hn::Add(log.high, log.low);
}

template <class D, class V>
HWY_INLINE V log_with_root_single(D d, V magnitude, float one) {
  const auto large = hn::Gt(magnitude, hn::Set(d, 0x1p14f));
  const TwoDoubles<V> sum = with_root(d, magnitude, one);
  const V x = hn::IfThenElse(large, magnitude, sum.high);
  return log_single(d, x, hn::IfThenZeroElse(large, sum.low), hn::IfThenElseZero(large, hn::Set(d, 1.0f)));
}

#endif  // HWY_NATIVE_FMA

struct ArcSinh : RealFunction<ArcSinh> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::arcsinh;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x) {
    return hn::Lt(hn::Abs(x), hn::Inf(d));
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    const V magnitude = hn::Abs(x);
    const V y = log_with_root(d, magnitude, 1.0);
    // Below 2^-10 by its series.
    const V square = hn::Mul(x, x);
    const V tail = hn::MulAdd(square, hn::Set(d, 3.0 / 40), hn::Set(d, -1.0 / 6));
    const V series = hn::MulAdd(hn::Mul(square, magnitude), tail, magnitude);
    return hn::CopySign(hn::IfThenElse(hn::Lt(magnitude, hn::Set(d, 0x1p-10)), series, y), x);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    // Below 1/4 by its series.
    const V magnitude = hn::Abs(x);
    const V y = log_with_root_single(d, magnitude, 1.0f);
    const V square = hn::Mul(x, x);
    const V series = hn::MulAdd(hn::Mul(square, magnitude), polynomial(d, square, kArcSinhPolyF), magnitude);
    return hn::CopySign(hn::IfThenElse(hn::Lt(magnitude, hn::Set(d, 0.25f)), series, y), x);
  }
#endif
};

struct ArcCosh : RealFunction<ArcCosh> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::arccosh;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x) {
    return hn::And(hn::Gt(x, hn::Set(d, hn::TFromD<D>(1))), hn::Lt(x, hn::Inf(d)));
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    return log_with_root(d, x, -1.0);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    return log_with_root_single(d, x, -1.0f);
  }
#endif
};

struct ArcTanh : RealFunction<ArcTanh> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::arctanh;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x) {
    return hn::Lt(hn::Abs(x), hn::Set(d, hn::TFromD<D>(1)));
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    const V magnitude = hn::Abs(x);
    const V one = hn::Set(d, 1.0);
    const TwoDoubles<V> ratio = quotient_in_two(d, ordered_sum(one, magnitude), ordered_sum(one, hn::Neg(magnitude)));
    const TwoDoubles<V> log = log_sum(d, ratio.high, ratio.low);
    const V y = hn::Mul(hn::Add(log.high, log.low), hn::Set(d, 0.5));
    return hn::IfThenElse(hn::Lt(magnitude, hn::Set(d, 0x1p-28)), x, hn::CopySign(y, x));
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    // Below 1/4 by its series.
    const V magnitude = hn::Abs(x);
    const V one = hn::Set(d, 1.0f);
    const TwoDoubles<V> ratio = quotient_in_two(d, ordered_sum(one, magnitude), ordered_sum(one, hn::Neg(magnitude)));
    const V y = hn::Mul(log_single(d, ratio.high, ratio.low, hn::Zero(d)), hn::Set(d, 0.5f));
    const V square = hn::Mul(x, x);
    const V series = hn::MulAdd(hn::Mul(square, magnitude), polynomial(d, square, kArcTanhPolyF), magnitude);
    return hn::CopySign(hn::IfThenElse(hn::Lt(magnitude, hn::Set(d, 0.25f)), series, y), x);
  }
#endif
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
