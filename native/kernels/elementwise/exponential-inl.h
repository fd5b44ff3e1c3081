// Exponentials and logarithms of other bases and of sums, cbrt, i0. Largest errors found against long double
// (test/native/vector_math_test.cc): see the list there; all below 1 ULP, i0 below 2.
#if defined(NDS_KERNELS_ELEMENTWISE_EXPONENTIAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_EXPONENTIAL_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_EXPONENTIAL_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_EXPONENTIAL_INL_H_
#endif

#include "kernels/elementwise/exp_log-inl.h"
#include "kernels/elementwise/real_function-inl.h"
#include "kernels/elementwise/single-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

#if HWY_NATIVE_FMA

// 2^k for whole k from -1022 to 1023, as 2^(steps / 16).
template <class D>
HWY_INLINE hn::Vec<D> power_of_two(D d, hn::Vec<hn::RebindToUnsigned<D>> steps) {
  const hn::RebindToUnsigned<D> du;
  const auto exponent = hn::And(hn::ShiftLeft<48>(steps), hn::Set(du, 0xFFF0000000000000ull));
  return hn::BitCast(d, hn::Add(exponent, hn::Set(du, 0x3FF0000000000000ull)));
}

// (e^x - 1) / 2 for -708 <= x <= 710, its error 2^-60 of itself; for 0 <= x <= 44 its first difference is exact by
// itself.
template <bool kBounded, class D, class V>
HWY_INLINE TwoDoubles<V> half_expm1(D d, V x) {
  const hn::RebindToUnsigned<D> du;
  const ExpReduction<D> steps = reduce_exp(d, x);
  const V near = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepHigh), x);  // exact
  const V r = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepLow), near);
  const V r_low = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepLow), hn::Sub(near, r));
  const V scale = power_of_two(d, hn::Sub(steps.bits, hn::Set(du, 16)));
  const V high = hn::Mul(lookup16(d, kExpHigh, steps.bits), scale);
  const V low = hn::Mul(lookup16(d, kExpLow, steps.bits), scale);
  // e^x / 2 = (high + low) (1 + r + p); the half is subtracted, then the largest two terms are added exactly.
  const V p = hn::MulAdd(hn::Mul(r, r), polynomial(d, r, kExpm1Poly), r_low);
  const TwoDoubles<V> base =
      kBounded ? TwoDoubles<V>{hn::Sub(high, hn::Set(d, 0.5)), hn::Zero(d)} : exact_sum(high, hn::Set(d, -0.5));
  const TwoDoubles<V> slope = exact_product(high, r);
  const TwoDoubles<V> sum = ordered_sum(base.high, slope.high);
  const V lows = hn::MulAdd(low, r, low);
  const V rest = hn::MulAdd(high, p, kBounded ? lows : hn::Add(lows, base.low));
  return {sum.high, hn::Add(hn::Add(sum.low, slope.low), rest)};
}

// 2^x as e^(r + low) 2^(n/16) where the bits of n are those of `steps`; whole x are exact.
template <class D, class V>
struct Exp2Reduction {
  ExpReduction<D> steps;
  V r, low;
};

template <class D, class V>
HWY_INLINE Exp2Reduction<D, V> reduce_exp2(D d, V x) {
  const V shifter = hn::Set(d, 6755399441055744.0);  // 1.5 * 2^52
  const V shifted = hn::MulAdd(x, hn::Set(d, 16.0), shifter);
  const V n = hn::Sub(shifted, shifter);
  const V rest = hn::NegMulAdd(n, hn::Set(d, 0.0625), x);  // exact
  const V r = hn::Mul(rest, hn::Set(d, kLn2));
  const V low = hn::MulAdd(rest, hn::Set(d, kLn2Rest), hn::MulSub(rest, hn::Set(d, kLn2), r));
  return {{n, hn::BitCast(hn::RebindToUnsigned<D>(), shifted)}, r, low};
}

// 2^(n/16) e^(r + low) before the scaling by 2^floor(n/16): a sum of which the first part is a table's entry.
template <class D, class V>
HWY_INLINE TwoDoubles<V> exp_of_steps(D d, const ExpReduction<D>& steps, V r, V low) {
  const V high = lookup16(d, kExpHigh, steps.bits);
  const V p = hn::Add(hn::MulAdd(hn::Mul(r, r), polynomial(d, r, kExpPoly), low), r);
  return {high, hn::MulAdd(high, p, lookup16(d, kExpLow, steps.bits))};
}

// (x.high + x.low) times a constant in two parts, rounded.
template <class D, class V>
HWY_INLINE V times_constant(D d, TwoDoubles<V> x, double high, double low) {
  const TwoDoubles<V> product = exact_product(x.high, hn::Set(d, high));
  const V rest = hn::MulAdd(x.low, hn::Set(d, high), hn::MulAdd(x.high, hn::Set(d, low), product.low));
  return hn::Add(product.high, rest);
}

template <class D, class V>
HWY_INLINE V bounded_by(D d, V x, double low, double high) {
  const V above = hn::IfThenElse(hn::Gt(x, hn::Set(d, high)), hn::Set(d, high), x);
  return hn::IfThenElse(hn::Lt(above, hn::Set(d, low)), hn::Set(d, low), above);
}

#endif  // HWY_NATIVE_FMA

struct Expm1 : RealFunction<Expm1> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::expm1;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    const TwoDoubles<V> half = half_expm1<false>(d, bounded_by(d, x, -60.0, 710.0));
    const V y = hn::Add(half.high, half.low);
    const V tiny = hn::Set(d, 0x1p-54);
    return hn::IfThenElse(hn::Lt(hn::Abs(x), tiny), x, hn::Add(y, y));
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    const V above = hn::IfThenElse(hn::Gt(x, hn::Set(d, 89.0f)), hn::Set(d, 89.0f), x);
    const V bounded = hn::IfThenElse(hn::Lt(above, hn::Set(d, -30.0f)), hn::Set(d, -30.0f), above);
    const TwoDoubles<V> half = half_expm1_single<false>(d, bounded);
    const V y = hn::Add(half.high, half.low);
    return hn::IfThenElse(hn::Lt(hn::Abs(x), hn::Set(d, 0x1p-25f)), x, hn::Add(y, y));
  }
#endif
};

struct Exp2 : RealFunction<Exp2> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::exp2;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x) {
    if constexpr (sizeof(hn::TFromD<D>) == 4) return hn::Eq(x, x);
    return hn::Le(hn::Abs(x), hn::Set(d, static_cast<hn::TFromD<D>>(1022)));
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    const Exp2Reduction<D, V> reduced = reduce_exp2(d, x);
    const TwoDoubles<V> y = exp_of_steps(d, reduced.steps, reduced.r, reduced.low);
    return scale_exp(d, hn::Add(y.high, y.low), reduced.steps);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    const V above = hn::IfThenElse(hn::Gt(x, hn::Set(d, 130.0f)), hn::Set(d, 130.0f), x);
    const V bounded = hn::IfThenElse(hn::Lt(above, hn::Set(d, -160.0f)), hn::Set(d, -160.0f), above);
    const V shifter = hn::Set(d, 12582912.0f);
    const V n = hn::Sub(hn::Add(bounded, shifter), shifter);
    const V r = hn::Sub(bounded, n);
    return scaled_single(d, hn::MulAdd(r, polynomial(d, r, kExp2PolyF), hn::Set(d, 1.0f)), n);
  }
#endif
};

struct Log1p : RealFunction<Log1p> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::log1p;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x) {
    return hn::And(hn::Gt(x, hn::Set(d, hn::TFromD<D>(-1))), hn::Lt(x, hn::Inf(d)));
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    const TwoDoubles<V> sum = exact_sum(hn::Set(d, 1.0), x);
    const TwoDoubles<V> y = log_sum(d, sum.high, sum.low);
    return hn::CopySign(hn::Add(y.high, y.low), x);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    const TwoDoubles<V> sum = exact_sum(hn::Set(d, 1.0f), x);
    return hn::CopySign(log_single(d, sum.high, sum.low, hn::Zero(d)), x);
  }
#endif
};

struct Log2 : RealFunction<Log2> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::log2;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x) {
    return is_positive(d, x);
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    return times_constant(d, log_sum(d, x), kInverseLn2, kInverseLn2Rest);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    const LogReductionSingle<V> reduced = reduce_log_single(d, x);
    const TwoDoubles<V> product = exact_product(reduced.r, hn::Set(d, kInverseLn2TopF));
    const V base = reduced.k;
    const V lowest = product.low;
    const V rest = hn::MulAdd(reduced.r, hn::Set(d, kInverseLn2TopFRest),
                              hn::MulAdd(reduced.tail, hn::Set(d, kInverseLn2TopF), lowest));
    const TwoDoubles<V> sum = ordered_sum(base, product.high);
    return hn::Add(sum.high, hn::Add(sum.low, rest));
  }
#endif
};

struct Log10 : RealFunction<Log10> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::log10;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x) {
    return is_positive(d, x);
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    return times_constant(d, log_sum(d, x), kInverseLn10, kInverseLn10Rest);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    const LogReductionSingle<V> reduced = reduce_log_single(d, x);
    const TwoDoubles<V> product = exact_product(reduced.r, hn::Set(d, kInverseLn10F));
    const V base = hn::Mul(reduced.k, hn::Set(d, kLog10Of2HighF));
    const V lowest = hn::MulAdd(reduced.k, hn::Set(d, kLog10Of2LowF), product.low);
    const V rest = hn::MulAdd(reduced.r, hn::Set(d, kInverseLn10FRest),
                              hn::MulAdd(reduced.tail, hn::Set(d, kInverseLn10F), lowest));
    const TwoDoubles<V> sum = ordered_sum(base, product.high);
    return hn::Add(sum.high, hn::Add(sum.low, rest));
  }
#endif
};

#if HWY_NATIVE_FMA

// |x| = 2^(3k) m with 1 <= m < 8; y is m^(-1/3) to 2^-52 of itself (a polynomial, then one step of a fourth-order
// method).
template <class V>
struct InverseCubeRoot {
  V m, y, scale;
};

template <class D, class V>
HWY_INLINE InverseCubeRoot<V> inverse_cube_root(D d, V x) {
  const hn::RebindToUnsigned<D> du;
  const auto bits = hn::BitCast(du, x);
  const V two52 = hn::Set(d, 4503599627370496.0);
  const V exponent = hn::Sub(hn::BitCast(d, hn::Or(hn::ShiftRight<52>(bits), hn::BitCast(du, two52))),
                             hn::Set(d, 4503599627370496.0 + 1023));
  // The nearest whole number of exponent/3 - 1/3 is its floor.
  const V shifter = hn::Set(d, 6755399441055744.0);
  const V third = hn::Set(d, 1.0 / 3);
  const V shifted = hn::Add(hn::MulSub(exponent, third, third), shifter);
  const V k = hn::Sub(shifted, shifter);
  const V remainder = hn::NegMulAdd(k, hn::Set(d, 3.0), exponent);
  const V one = hn::Set(d, 1.0);
  const V mantissa = hn::BitCast(d, hn::Or(hn::And(bits, hn::Set(du, 0x000FFFFFFFFFFFFFull)), hn::BitCast(du, one)));
  const auto is_one = hn::Eq(remainder, one);
  const auto is_two = hn::Gt(remainder, one);
  const V factor = hn::IfThenElse(is_two, hn::Set(d, 4.0), hn::IfThenElse(is_one, hn::Set(d, 2.0), one));
  const V start =
      hn::IfThenElse(is_two, hn::Set(d, kInverseCbrtOf[2]), hn::IfThenElse(is_one, hn::Set(d, kInverseCbrtOf[1]), one));
  const V m = hn::Mul(mantissa, factor);
  const V y = hn::Mul(polynomial(d, mantissa, kInverseCbrtPoly), start);
  const V h = hn::NegMulAdd(hn::Mul(m, y), hn::Mul(y, y), one);
  const V series = hn::MulAdd(h, hn::MulAdd(h, hn::Set(d, 14.0 / 81), hn::Set(d, 2.0 / 9)), third);
  const auto scale = hn::Add(hn::ShiftLeft<52>(hn::BitCast(du, shifted)), hn::BitCast(du, one));
  return {m, hn::MulAdd(hn::Mul(y, h), series, y), hn::BitCast(d, scale)};
}

#endif  // HWY_NATIVE_FMA

struct Cbrt : RealFunction<Cbrt> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::cbrt;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    const V magnitude = hn::Abs(x);
    const auto subnormal = hn::Lt(magnitude, hn::Set(d, 0x1p-1022));
    const V normal = hn::IfThenElse(subnormal, hn::Mul(magnitude, hn::Set(d, 0x1p54)), magnitude);
    const InverseCubeRoot<V> inverse = inverse_cube_root(d, normal);
    const V y = inverse.y;
    const V root = hn::Mul(inverse.m, hn::Mul(y, y));
    // One step of Newton's method with the residual in two parts.
    const TwoDoubles<V> square = exact_product(root, root);
    const TwoDoubles<V> cube = exact_product(square.high, root);
    const V residual = hn::Sub(hn::Sub(inverse.m, cube.high), hn::MulAdd(square.low, root, cube.low));
    const V better = hn::MulAdd(hn::Mul(residual, hn::Set(d, 1.0 / 3)), hn::Mul(y, y), root);
    const V scale = hn::Mul(inverse.scale, hn::IfThenElse(subnormal, hn::Set(d, 0x1p-18), hn::Set(d, 1.0)));
    const auto finite = hn::And(hn::Gt(magnitude, hn::Zero(d)), hn::Lt(magnitude, hn::Inf(d)));
    return hn::IfThenElse(finite, hn::CopySign(hn::Mul(better, scale), x), x);
  }

  template <class D, class V>
  static HWY_INLINE V single(D d, V x) {
    const hn::RebindToSigned<D> di;
    const V magnitude = hn::Abs(x);
    const auto subnormal = hn::Lt(magnitude, hn::Set(d, 0x1p-126f));
    const V normal = hn::IfThenElse(subnormal, hn::Mul(magnitude, hn::Set(d, 0x1p24f)), magnitude);
    const auto bits = hn::BitCast(di, normal);
    const V one = hn::Set(d, 1.0f);
    const V third = hn::Set(d, 1.0f / 3);
    const V exponent = hn::ConvertTo(d, hn::Sub(hn::ShiftRight<23>(bits), hn::Set(di, 127)));
    const V shifter = hn::Set(d, 12582912.0f);
    const V shifted = hn::Add(hn::MulSub(exponent, third, third), shifter);
    const V k = hn::Sub(shifted, shifter);
    const V remainder = hn::NegMulAdd(k, hn::Set(d, 3.0f), exponent);
    const V mantissa = hn::BitCast(d, hn::Or(hn::And(bits, hn::Set(di, 0x007FFFFF)), hn::BitCast(di, one)));
    const auto is_one = hn::Eq(remainder, one);
    const auto is_two = hn::Gt(remainder, one);
    const V factor = hn::IfThenElse(is_two, hn::Set(d, 4.0f), hn::IfThenElse(is_one, hn::Set(d, 2.0f), one));
    const V start = hn::IfThenElse(is_two, hn::Set(d, static_cast<float>(kInverseCbrtOf[2])),
                                   hn::IfThenElse(is_one, hn::Set(d, static_cast<float>(kInverseCbrtOf[1])), one));
    const V m = hn::Mul(mantissa, factor);
    const V rough = hn::Mul(polynomial(d, mantissa, kInverseCbrtPolyF), start);
    const V h = hn::NegMulAdd(hn::Mul(m, rough), hn::Mul(rough, rough), one);
    const V y = hn::MulAdd(hn::Mul(rough, h), hn::MulAdd(h, hn::Set(d, 2.0f / 9), third), rough);
    const V root = hn::Mul(m, hn::Mul(y, y));
    // One step of Newton's method with the residual in two parts.
    const TwoDoubles<V> square = exact_product(root, root);
    const TwoDoubles<V> cube = exact_product(square.high, root);
    const V residual = hn::Sub(hn::Sub(m, cube.high), hn::MulAdd(square.low, root, cube.low));
    const V better = hn::MulAdd(hn::Mul(residual, third), hn::Mul(y, y), root);
    const V scale = hn::Mul(power_of_two_single<0>(d, shifted), hn::IfThenElse(subnormal, hn::Set(d, 0x1p-8f), one));
    const auto finite = hn::And(hn::Gt(magnitude, hn::Zero(d)), hn::Lt(magnitude, hn::Inf(d)));
    return hn::IfThenElse(finite, hn::CopySign(hn::Mul(better, scale), x), x);
  }
#endif
};

#if HWY_NATIVE_FMA

// The larger of two, and their distance.
template <class V>
struct Ordered {
  V larger;
  TwoDoubles<V> distance;
};

template <class D, class V>
HWY_INLINE Ordered<V> ordered(D, V x, V y) {
  const V larger = hn::Max(x, y);
  return {larger, exact_sum(larger, hn::Neg(hn::Min(x, y)))};
}

// log(1 + e) for the e of a sum, in [0, 1].
template <class D, class V>
HWY_INLINE TwoDoubles<V> log_of_one_and(D d, TwoDoubles<V> e) {
  const TwoDoubles<V> sum = ordered_sum(hn::Set(d, 1.0), e.high);
  return log_sum(d, sum.high, hn::Add(sum.low, e.low));
}

template <class D, class V>
HWY_INLINE V log_of_one_and_short(D d, V e) {
  const TwoDoubles<V> sum = ordered_sum(hn::Set(d, 1.0), e);
  return log_short(d, sum.high, sum.low);
}

// Where both are finite and no more than `bound` apart.
template <class D, class V>
HWY_INLINE hn::Mask<D> are_within(D d, V x, V y, double bound) {
  const V limit = hn::Set(d, static_cast<hn::TFromD<D>>(bound));
  return hn::And(hn::Lt(hn::Abs(x), hn::Inf(d)), hn::Le(hn::Abs(hn::Sub(x, y)), limit));
}

template <class V>
HWY_INLINE V sum_of(V larger, TwoDoubles<V> rest) {
  const TwoDoubles<V> sum = exact_sum(larger, rest.high);
  return hn::Add(sum.high, hn::Add(sum.low, rest.low));
}

#endif  // HWY_NATIVE_FMA

// The error is relative to the result where that is no smaller than 1/8 of the larger operand, else to that eighth.
struct LogAddExp : RealFunction<LogAddExp> {
  template <class T>
  static constexpr T (*library)(T, T) noexcept = &Library<T>::logaddexp;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x, V y) {
    return are_within(d, x, y, 700);
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x, V y) {
    const Ordered<V> pair = ordered(d, x, y);
    const V t = hn::Neg(pair.distance.high);
    const ExpReduction<D> steps = reduce_exp(d, t);
    const V near = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepHigh), t);
    const V r = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepLow), near);
    const V low = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepLow), hn::Sub(near, r));
    const TwoDoubles<V> e = exp_of_steps(d, steps, r, hn::Sub(low, pair.distance.low));
    const V scale = power_of_two(d, steps.bits);
    const TwoDoubles<V> sum = ordered_sum(e.high, e.low);
    const TwoDoubles<V> log = log_of_one_and(d, TwoDoubles<V>{hn::Mul(sum.high, scale), hn::Mul(sum.low, scale)});
    return sum_of(pair.larger, log);
  }

  template <class D, class V>
  static HWY_INLINE V narrow(D d, V x, V y) {
    const V t = hn::Sub(hn::Min(x, y), hn::Max(x, y));
    return hn::Add(hn::Max(x, y), log_of_one_and_short(d, exp_short(d, bounded_by(d, t, -708.0, 0.0))));
  }
#endif
};

struct LogAddExp2 : RealFunction<LogAddExp2> {
  template <class T>
  static constexpr T (*library)(T, T) noexcept = &Library<T>::logaddexp2;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x, V y) {
    return are_within(d, x, y, 1000);
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x, V y) {
    const Ordered<V> pair = ordered(d, x, y);
    const Exp2Reduction<D, V> reduced = reduce_exp2(d, hn::Neg(pair.distance.high));
    const V low = hn::NegMulAdd(pair.distance.low, hn::Set(d, kLn2), reduced.low);
    const TwoDoubles<V> e = exp_of_steps(d, reduced.steps, reduced.r, low);
    const V scale = power_of_two(d, reduced.steps.bits);
    const TwoDoubles<V> sum = ordered_sum(e.high, e.low);
    const TwoDoubles<V> log = log_of_one_and(d, TwoDoubles<V>{hn::Mul(sum.high, scale), hn::Mul(sum.low, scale)});
    // To base 2.
    const TwoDoubles<V> product = exact_product(log.high, hn::Set(d, kInverseLn2));
    const V rest =
        hn::MulAdd(log.low, hn::Set(d, kInverseLn2), hn::MulAdd(log.high, hn::Set(d, kInverseLn2Rest), product.low));
    const V result = sum_of(pair.larger, TwoDoubles<V>{product.high, rest});
    return hn::IfThenElse(hn::Eq(x, y), hn::Add(x, hn::Set(d, 1.0)), result);
  }

  template <class D, class V>
  static HWY_INLINE V narrow(D d, V x, V y) {
    const V t = hn::Mul(hn::Sub(hn::Min(x, y), hn::Max(x, y)), hn::Set(d, kLn2));
    const V log = log_of_one_and_short(d, exp_short(d, bounded_by(d, t, -708.0, 0.0)));
    const V sum = hn::MulAdd(log, hn::Set(d, kInverseLn2), hn::Max(x, y));
    return hn::IfThenElse(hn::Eq(x, y), hn::Add(x, hn::Set(d, 1.0)), sum);
  }
#endif
};

// I0(x) = e^|x| times a polynomial, of the interval below 8, over the root of |x| beyond.
struct BesselI0 : RealFunction<BesselI0> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::bessel_i0;

#if HWY_NATIVE_FMA
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x) {
    return hn::Le(hn::Abs(x), hn::Set(d, static_cast<hn::TFromD<D>>(1e4)));
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    const hn::RebindToUnsigned<D> du;
    const V magnitude = hn::Abs(x);
    const V bounded = hn::Min(magnitude, hn::Set(d, 714.5));
    const ExpReduction<D> steps = reduce_exp(d, bounded);
    const V near = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepHigh), bounded);
    const V r = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepLow), near);
    const TwoDoubles<V> parts =
        exp_of_steps(d, steps, r, hn::NegMulAdd(steps.n, hn::Set(d, kExpStepLow), hn::Sub(near, r)));
    const TwoDoubles<V> e = ordered_sum(parts.high, parts.low);

    const V eight = hn::Set(d, 8.0);
    const auto is_far = hn::Ge(bounded, eight);
    const V inside = hn::IfThenElse(is_far, hn::Set(d, 7.75), bounded);
    // Twice the argument, rounded down, tells the interval.
    const V index = hn::Floor(hn::Add(inside, inside));
    const auto bits = hn::BitCast(du, hn::Add(index, hn::Set(d, 4503599627370496.0)));
    const V half = hn::Set(d, 0.5);
    const V y = hn::Sub(inside, hn::MulAdd(index, half, hn::Set(d, 0.25)));
    constexpr int kTerms = sizeof(kI0Near) / sizeof(kI0Near[0]);
    constexpr int kFarTerms = sizeof(kI0Far) / sizeof(kI0Far[0]);
    V p = lookup16(d, kI0Near[kTerms - 1], bits);
#pragma GCC unroll 16
    for (int k = kTerms - 2; k > 0; --k) p = hn::MulAdd(p, y, lookup16(d, kI0Near[k], bits));
    TwoDoubles<V> sum = ordered_sum(lookup16(d, kI0Near[0], bits), hn::Mul(p, y));
    sum.low = hn::Add(sum.low, lookup16(d, kI0NearLow, bits));
    TwoDoubles<V> result = product_of(e, sum);
    if (HWY_UNLIKELY(!hn::AllFalse(d, is_far))) {
      const V far = hn::Max(bounded, eight);
      const V z = hn::Sub(hn::Div(hn::Set(d, 16.0), far), hn::Set(d, 1.0));
      const TwoDoubles<V> root = root_in_two(d, TwoDoubles<V>{far, hn::Zero(d)});
      V tail = hn::Set(d, kI0Far[kFarTerms - 1]);
#pragma GCC unroll 32
      for (int k = kFarTerms - 2; k > 0; --k) tail = hn::MulAdd(tail, z, hn::Set(d, kI0Far[k]));
      TwoDoubles<V> far_sum = ordered_sum(hn::Set(d, kI0Far[0]), hn::Mul(tail, z));
      far_sum.low = hn::Add(far_sum.low, hn::Set(d, kI0FarLow));
      const TwoDoubles<V> quotient = quotient_in_two(d, product_of(e, far_sum), root);
      result = {hn::IfThenElse(is_far, quotient.high, result.high), hn::IfThenElse(is_far, quotient.low, result.low)};
    }
    // In two steps: 2^k itself may be beyond the largest number.
    const V first = hn::Set(d, 256.0);
    const V scale = power_of_two(d, hn::Sub(steps.bits, hn::Set(du, 128)));
    return hn::Mul(hn::Mul(hn::Add(result.high, result.low), first), scale);
  }

  template <class D, class V>
  static HWY_INLINE V narrow(D d, V x) {
    return wide(d, x);
  }

 private:
  template <class V>
  static HWY_INLINE TwoDoubles<V> product_of(TwoDoubles<V> a, TwoDoubles<V> b) {
    const TwoDoubles<V> product = exact_product(a.high, b.high);
    return {product.high, hn::MulAdd(a.low, b.high, hn::MulAdd(a.high, b.low, product.low))};
  }
#endif
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
