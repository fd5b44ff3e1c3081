// e^x and log x for float64 and float32, with subnormal results and arguments, infinities and nan as in C99.
// Largest errors found against long double (test/native/vector_math_test.cc): exp float64 0.63 ULP, 0.80 for subnormal
// results; exp float32 0.79; log float64 0.52; log float32 0.81.
// Without fused multiply-add the C library's functions are used (glibc: below 0.52 ULP).
#if defined(NDS_KERNELS_ELEMENTWISE_EXP_LOG_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_EXP_LOG_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_EXP_LOG_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_EXP_LOG_INL_H_
#endif

#include <cmath>
#include <limits>

#include "kernels/elementwise/lanes-inl.h"
#include "kernels/elementwise/math_constants.h"
#include "kernels/elementwise/two_doubles-inl.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

#if HWY_NATIVE_FMA

// x in steps of ln 2 / 16: the nearest number n of them, and as an integer in the low bits of `bits`.
template <class D>
struct ExpReduction {
  hn::Vec<D> n;
  hn::Vec<hn::RebindToUnsigned<D>> bits;
};

template <class D, class V>
HWY_INLINE ExpReduction<D> reduce_exp(D d, V x) {
  const V shifter = hn::Set(d, 6755399441055744.0);  // 1.5 * 2^52: the sum's low bits are the nearest integer
  const V shifted = hn::MulAdd(x, hn::Set(d, kExpSteps), shifter);
  return {hn::Sub(shifted, shifter), hn::BitCast(hn::RebindToUnsigned<D>(), shifted)};
}

// Times 2^floor(n/16); below the normal numbers only where there is an instruction for it.
template <class D, class V>
HWY_INLINE V scale_exp(D d, V mantissa, const ExpReduction<D>& steps) {
#if HWY_TARGET <= HWY_AVX3
  return V{_mm512_scalef_pd(mantissa.raw, hn::Mul(steps.n, hn::Set(d, 0.0625)).raw)};
#else
  const hn::RebindToUnsigned<D> du;
  const auto exponent = hn::And(hn::ShiftLeft<48>(steps.bits), hn::Set(du, 0xFFF0000000000000ull));
  return hn::BitCast(d, hn::Add(hn::BitCast(du, mantissa), exponent));
#endif
}

// e^(x + low) for |x| <= 708 (where scaling can go below the normal numbers: from -746 to 710), |low| far below 1:
// 2^(n/16) from a table of two doubles, times a polynomial.
template <class D, class V>
HWY_INLINE V exp_reduced(D d, V x, V low) {
  const ExpReduction<D> steps = reduce_exp(d, x);
  const V near = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepHigh), x);
  const V r = hn::Add(hn::NegMulAdd(steps.n, hn::Set(d, kExpStepLow), near), low);
  const V high = lookup16(d, kExpHigh, steps.bits);
  const V rest = lookup16(d, kExpLow, steps.bits);
  const V p = hn::MulAdd(hn::Mul(r, r), polynomial(d, r, kExpPoly), r);
  return scale_exp(d, hn::Add(hn::MulAdd(high, p, rest), high), steps);
}

template <class D, class V>
HWY_INLINE V exp_float64(D d, V x) {
#if HWY_TARGET <= HWY_AVX3
  // Min and Max give their second operand where one is nan.
  const V bounded = hn::Max(hn::Set(d, -746.0), hn::Min(hn::Set(d, 710.0), x));
  return exp_reduced(d, bounded, hn::Zero(d));
#else
  const V y = exp_reduced(d, x, hn::Zero(d));
  const auto plain = hn::Le(hn::Abs(x), hn::Set(d, 708.0));
  if (HWY_LIKELY(hn::AllTrue(d, plain))) return y;
  return hn::IfThenElse(plain, y, lane_by_lane<D, V, double>(d, x, &std::exp));
#endif
}

// A positive normal x is 2^k * z with z in the interval of c: log x = k ln 2 + log c + log(1 + r), r = z/c - 1.
template <class D>
struct LogReduction {
  hn::Vec<D> k;
  hn::Vec<D> z;
  hn::Vec<hn::RebindToUnsigned<D>> above;  // the bits of x from the offset: the interval's index heads the mantissa
};

template <class D, class V>
HWY_INLINE LogReduction<D> reduce_log(D d, V x, uint64_t offset) {
  const hn::RebindToUnsigned<D> du;
  const auto bits = hn::BitCast(du, x);
  const auto above = hn::Sub(bits, hn::Set(du, offset));
  const auto z = hn::BitCast(d, hn::Sub(bits, hn::And(above, hn::Set(du, 0xFFF0000000000000ull))));
#if HWY_TARGET <= HWY_AVX3
  const hn::RebindToSigned<D> di;
  const V k = hn::ConvertTo(d, hn::ShiftRight<52>(hn::BitCast(di, above)));
#else
  const auto biased = hn::ShiftRight<52>(hn::Add(above, hn::Set(du, uint64_t{1024} << 52)));
  const V two52 = hn::Set(d, 4503599627370496.0);
  const V k = hn::Sub(hn::BitCast(d, hn::Or(biased, hn::BitCast(du, two52))), hn::Set(d, 4503599627370496.0 + 1024));
#endif
  return {k, z, above};
}

// 2^-k, or 0 where x is so large that what is added to it does not count.
template <class D>
HWY_INLINE hn::Vec<D> inverse_power(D d, const LogReduction<D>& reduced) {
  const hn::RebindToUnsigned<D> du;
  const auto exponent = hn::And(reduced.above, hn::Set(du, 0xFFF0000000000000ull));
  const auto power = hn::BitCast(d, hn::Sub(hn::Set(du, 0x3FF0000000000000ull), exponent));
  return hn::IfThenElseZero(hn::Lt(reduced.k, hn::Set(d, 200.0)), power);
}

// log(x + rest) + doublings ln 2 for normal x > 0, as a sum of which the second part is small (its error: 2^-58 of the
// logarithm).
template <bool kRest, class D, class V>
HWY_INLINE TwoDoubles<V> log_sum(D d, V x, V rest, V doublings) {
  const LogReduction<D> reduced = reduce_log(d, x, kLogOffset);
  const auto index = hn::ShiftRight<48>(reduced.above);
  // r + lost = z/c - 1 exactly, for near 1 log c and r cancel in part: log(1 + r + lost) = log(1 + r) + lost (1 - r).
  const V inverse = lookup16(d, kLogInverse, index);
  const V ratio = hn::Mul(reduced.z, inverse);
  V lost = hn::MulSub(reduced.z, inverse, ratio);
  V k = reduced.k;
  if constexpr (kRest) {
    lost = hn::MulAdd(hn::Mul(rest, inverse_power(d, reduced)), inverse, lost);
    k = hn::Add(k, doublings);
  }
  const V r = hn::Sub(ratio, hn::Set(d, 1.0));
  const V base = hn::MulAdd(k, hn::Set(d, kLn2High), lookup16(d, kLogOf, index));
  const V high = hn::Add(base, r);
  const V low =
      hn::MulAdd(k, hn::Set(d, kLn2Low), hn::Add(hn::Add(hn::Sub(base, high), r), hn::NegMulAdd(lost, r, lost)));
  const V tail = hn::MulAdd(polynomial(d, r, kLogPoly), r, hn::Set(d, -0.5));
  return {high, hn::MulAdd(hn::Mul(r, r), tail, low)};
}

template <class D, class V>
HWY_INLINE TwoDoubles<V> log_sum(D d, V x) {
  return log_sum<false>(d, x, hn::Zero(d), hn::Zero(d));
}

template <class D, class V>
HWY_INLINE TwoDoubles<V> log_sum(D d, V x, V rest) {
  return log_sum<true>(d, x, rest, hn::Zero(d));
}

// log x for normal x > 0.
template <class D, class V>
HWY_INLINE V log_normal(D d, V x) {
  const TwoDoubles<V> log = log_sum(d, x);
  return hn::Add(log.low, log.high);
}

// log(x + rest) for normal x > 0, to 2^-40 of itself.
template <class D, class V>
HWY_INLINE V log_short(D d, V x, V rest) {
  const LogReduction<D> reduced = reduce_log(d, x, kLogOffset);
  const auto index = hn::ShiftRight<48>(reduced.above);
  const V inverse = lookup16(d, kLogInverse, index);
  const V ratio = hn::MulSub(reduced.z, inverse, hn::Set(d, 1.0));
  const V r = hn::MulAdd(hn::Mul(rest, inverse_power(d, reduced)), inverse, ratio);
  const V base = hn::MulAdd(reduced.k, hn::Set(d, kLn2), lookup16(d, kLogOf, index));
  const V tail = hn::MulAdd(polynomial(d, r, kLogPolyShort), r, hn::Set(d, -0.5));
  return hn::MulAdd(hn::Mul(r, r), tail, hn::Add(base, r));
}

template <class D, class V>
HWY_INLINE V log_short(D d, V x) {
  const LogReduction<D> reduced = reduce_log(d, x, kLogOffset);
  const auto index = hn::ShiftRight<48>(reduced.above);
  const V r = hn::MulSub(reduced.z, lookup16(d, kLogInverse, index), hn::Set(d, 1.0));
  const V base = hn::MulAdd(reduced.k, hn::Set(d, kLn2), lookup16(d, kLogOf, index));
  const V tail = hn::MulAdd(polynomial(d, r, kLogPolyShort), r, hn::Set(d, -0.5));
  return hn::MulAdd(hn::Mul(r, r), tail, hn::Add(base, r));
}

// e^x to 2^-35 of itself, for |x| <= 708.
template <class D, class V>
HWY_INLINE V exp_short(D d, V x) {
  const ExpReduction<D> steps = reduce_exp(d, x);
  const V rest = hn::NegMulAdd(steps.n, hn::Set(d, kExpStepHigh), x);
  const V p = hn::MulAdd(hn::Mul(rest, rest), polynomial(d, rest, kExpPolyShort), rest);
  const V high = lookup16(d, kExpHigh, steps.bits);
  return scale_exp(d, hn::MulAdd(high, p, high), steps);
}

template <class D, class V>
HWY_INLINE V log_float64(D d, V x) {
  const V y = log_normal(d, x);
  const auto plain = hn::And(hn::Ge(x, hn::Set(d, std::numeric_limits<double>::min())), hn::Lt(x, hn::Inf(d)));
  if (HWY_LIKELY(hn::AllTrue(d, plain))) return y;
  return hn::IfThenElse(plain, y, lane_by_lane<D, V, double>(d, x, &std::log));
}

template <class D, class V>
HWY_INLINE V exp_float32(D d, V x) {
  const V bounded = hn::Max(hn::Set(d, -104.0f), hn::Min(hn::Set(d, 89.0f), x));
  const V shifter = hn::Set(d, 12582912.0f);  // 1.5 * 2^23
  const V shifted = hn::MulAdd(bounded, hn::Set(d, kInverseLn2F), shifter);
  const V n = hn::Sub(shifted, shifter);
  const V near = hn::NegMulAdd(n, hn::Set(d, kLn2HighF), bounded);
  const V r = hn::NegMulAdd(n, hn::Set(d, kLn2LowF), near);
  const V one = hn::Set(d, 1.0f);
  const V top = hn::Add(one, r);
  const V lost = hn::Sub(r, hn::Sub(top, one));
  const V mantissa = hn::Add(hn::MulAdd(hn::Mul(r, r), polynomial(d, r, kExpPolyF), lost), top);
  // nan passes Min and Max on x86 only.
#if HWY_TARGET <= HWY_AVX3
  return V{_mm512_scalef_ps(mantissa.raw, n.raw)};
#else
  // In two steps: 2^n itself may be no normal number.
  const hn::RebindToSigned<D> di;
  const auto whole = hn::Sub(hn::BitCast(di, shifted), hn::BitCast(di, shifter));
  const auto half = hn::ShiftRight<1>(whole);
  const auto bias = hn::Set(di, 127);
  const V first = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(half, bias)));
  const V second = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(hn::Sub(whole, half), bias)));
  return hn::IfThenElse(hn::IsNaN(x), x, hn::Mul(hn::Mul(mantissa, first), second));
#endif
}

template <class D, class V>
HWY_INLINE V log_float32(D d, V x) {
  const hn::RebindToSigned<D> di;
  const auto bits = hn::BitCast(di, x);
  const auto above = hn::Sub(bits, hn::Set(di, 0x3F3504F3));  // sqrt(1/2)
  const V k = hn::ConvertTo(d, hn::ShiftRight<23>(above));
  const V z = hn::BitCast(d, hn::Sub(bits, hn::And(above, hn::Set(di, static_cast<int32_t>(0xFF800000u)))));
  const V r = hn::Sub(z, hn::Set(d, 1.0f));
  const V tail = hn::MulAdd(polynomial(d, r, kLogPolyF), r, hn::Set(d, -0.5f));
  const V base = hn::Mul(k, hn::Set(d, kLn2HighF));
  const V high = hn::Add(base, r);
  const V low = hn::MulAdd(k, hn::Set(d, kLn2LowF), hn::Add(hn::Sub(base, high), r));
  const V y = hn::Add(hn::MulAdd(hn::Mul(r, r), tail, low), high);
  const auto plain = hn::And(hn::Ge(x, hn::Set(d, std::numeric_limits<float>::min())), hn::Lt(x, hn::Inf(d)));
  if (HWY_LIKELY(hn::AllTrue(d, plain))) return y;
  return hn::IfThenElse(plain, y, lane_by_lane<D, V, float>(d, x, &std::log));
}

#endif  // HWY_NATIVE_FMA

struct Exp {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
#if HWY_NATIVE_FMA
    if constexpr (sizeof(T) == 8) {
      return exp_float64(d, x);
    } else {
      return exp_float32(d, x);
    }
#else
    return lane_by_lane<D, V, T>(d, x, &std::exp);
#endif
  }
};

struct Log {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
#if HWY_NATIVE_FMA
    if constexpr (sizeof(T) == 8) {
      return log_float64(d, x);
    } else {
      return log_float32(d, x);
    }
#else
    return lane_by_lane<D, V, T>(d, x, &std::log);
#endif
  }
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
