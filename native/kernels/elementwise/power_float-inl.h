// Powers of floats, with C99's special cases. float64: the logarithm in two doubles (table of 64 entries and
// polynomial, relative error below 2^-66; the scheme of ARM's optimized routines), times the exponent, to exp. float32
// in float64. Largest errors found against long double (test/native/vector_math_test.cc): float64 0.64 ULP, 0.76 for
// subnormal results; float32 0.501. Without fused multiply-add the C library's pow is used (glibc: below 0.52 ULP).
#if defined(NDS_KERNELS_ELEMENTWISE_POWER_FLOAT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_POWER_FLOAT_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_POWER_FLOAT_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_POWER_FLOAT_INL_H_
#endif

#include <cmath>
#include <limits>

#include "kernels/elementwise/exp_log-inl.h"
#include "kernels/elementwise/kernel_of-inl.h"
#include "kernels/elementwise/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

template <class T>
inline T library_pow(T x, T y) {
  return std::pow(x, y);
}

#if HWY_NATIVE_FMA

// log x for normal x > 0.
template <class D, class V>
HWY_INLINE TwoDoubles<V> log_in_two(D d, V x) {
  const LogReduction<D> reduced = reduce_log(d, x, kPowOffset);
  const Lookup64<D> lookup(hn::ShiftRight<46>(reduced.above));
  const V r = hn::MulSub(reduced.z, lookup(kPowInverse), hn::Set(d, 1.0));          // exact
  const V base = hn::MulAdd(reduced.k, hn::Set(d, kLn2High), lookup(kPowLogHigh));  // exact
  const V base_low = hn::MulAdd(reduced.k, hn::Set(d, kLn2Low), lookup(kPowLogLow));
  // base + r - r^2/2, each sum with its rounding error.
  const V sum = hn::Add(base, r);
  const V sum_low = hn::Add(hn::Sub(base, sum), r);
  const V half = hn::Mul(hn::Set(d, -0.5), r);
  const V square = hn::Mul(half, r);
  const V square_low = hn::MulSub(half, r, square);
  const V top = hn::Add(sum, square);
  const V top_low = hn::Add(hn::Sub(sum, top), square);
  const V cube = hn::Mul(hn::Mul(r, r), r);
  const V lows = hn::Add(hn::Add(base_low, sum_low), hn::Add(square_low, top_low));
  const V rest = hn::MulAdd(cube, polynomial(d, r, kPowLogPoly), lows);
  const V high = hn::Add(top, rest);
  return {high, hn::Add(hn::Sub(top, high), rest)};
}

// What the sign of a negative base makes of the power of its absolute value: nan but for whole exponents.
template <class D, class V>
HWY_INLINE V with_sign_of_base(D d, V power, V base, V exponent) {
  const auto whole = hn::Eq(hn::Round(exponent), exponent);
  const V half = hn::Mul(exponent, hn::Set(d, hn::TFromD<D>{0.5}));
  const V odd_sign = hn::IfThenZeroElse(hn::Eq(hn::Round(half), half), hn::SignBit(d));
  const V signed_power = hn::IfThenElse(whole, hn::Xor(power, odd_sign), hn::NaN(d));
  return hn::IfThenElse(hn::Lt(base, hn::Zero(d)), signed_power, power);
}

template <class D, class V>
HWY_INLINE V power_float64(D d, V x, V y) {
  const V base = hn::Abs(x);
  const TwoDoubles<V> log = log_in_two(d, base);
  const V high = hn::Mul(y, log.high);
  const V low = hn::MulAdd(y, log.low, hn::MulSub(y, log.high, high));
  auto plain = hn::And(hn::Ge(base, hn::Set(d, std::numeric_limits<double>::min())), hn::Lt(base, hn::Inf(d)));
  plain = hn::And(plain, hn::Lt(hn::Abs(y), hn::Set(d, 0x1p60)));
#if HWY_TARGET <= HWY_AVX3
  const V bounded = hn::Max(hn::Set(d, -746.0), hn::Min(hn::Set(d, 710.0), high));
  V power = exp_reduced(d, bounded, hn::IfThenElseZero(hn::Eq(bounded, high), low));
#else
  plain = hn::And(plain, hn::Le(hn::Abs(high), hn::Set(d, 708.0)));
  V power = exp_reduced(d, high, low);
#endif
  if (HWY_UNLIKELY(!hn::AllTrue(d, hn::Eq(x, base)))) power = with_sign_of_base(d, power, x, y);
  if (HWY_LIKELY(hn::AllTrue(d, plain))) return power;
  return hn::IfThenElse(plain, power, lane_by_lane(d, x, y, &library_pow<double>));
}

// base^y for normal base > 0, to 2^-30 of itself, for |log| of the result up to 708; beyond, that of 708.
template <class D, class V>
HWY_INLINE V power_short(D d, V base, V y) {
  const V exponent = hn::Mul(y, log_short(d, base));
  return exp_short(d, hn::Max(hn::Set(d, -708.0), hn::Min(hn::Set(d, 708.0), exponent)));
}

template <class D, class V>
HWY_INLINE V power_float32(D d, V x, V y) {
  const hn::Half<D> half;
  const hn::Rebind<double, hn::Half<D>> wide;
  const V base = hn::Abs(x);
  const auto lower =
      power_short(wide, hn::PromoteTo(wide, hn::LowerHalf(half, base)), hn::PromoteTo(wide, hn::LowerHalf(half, y)));
  const auto upper =
      power_short(wide, hn::PromoteTo(wide, hn::UpperHalf(half, base)), hn::PromoteTo(wide, hn::UpperHalf(half, y)));
  V power = hn::Combine(d, hn::DemoteTo(half, upper), hn::DemoteTo(half, lower));
  auto plain = hn::And(hn::Gt(base, hn::Zero(d)), hn::Lt(base, hn::Inf(d)));
  plain = hn::And(plain, hn::Lt(hn::Abs(y), hn::Inf(d)));
  if (HWY_UNLIKELY(!hn::AllTrue(d, hn::Eq(x, base)))) power = with_sign_of_base(d, power, x, y);
  if (HWY_LIKELY(hn::AllTrue(d, plain))) return power;
  return hn::IfThenElse(plain, power, lane_by_lane(d, x, y, &library_pow<float>));
}

#endif  // HWY_NATIVE_FMA

struct PowerFloat {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x, V y) {
    using T = hn::TFromD<D>;
    // What a scalar exponent gives must not differ from what the same exponent in an array gives.
    const V two = hn::Set(d, T{2});
    const V minus_one = hn::Set(d, T{-1});
    const V half = hn::Set(d, T{0.5});
    const auto squared = hn::Eq(y, two);
    const auto inverted = hn::Eq(y, minus_one);
    const auto rooted = hn::And(hn::Eq(y, half), hn::And(hn::Gt(x, hn::Zero(d)), hn::Lt(x, hn::Inf(d))));
    const V power = general(d, x, y);
    if (HWY_LIKELY(hn::AllFalse(d, hn::Or(squared, hn::Or(inverted, rooted))))) return power;
    const V exact =
        hn::IfThenElse(squared, hn::Mul(x, x), hn::IfThenElse(inverted, hn::Div(hn::Set(d, T{1}), x), power));
    return hn::IfThenElse(rooted, hn::Sqrt(x), exact);
  }

 private:
  template <class D, class V>
  static HWY_INLINE V general(D d, V x, V y) {
#if HWY_NATIVE_FMA
    if constexpr (sizeof(hn::TFromD<D>) == 8) {
      return power_float64(d, x, y);
    } else {
      return power_float32(d, x, y);
    }
#else
    return lane_by_lane(d, x, y, &library_pow<hn::TFromD<D>>);
#endif
  }
};

struct PowerSquare {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a) {
    return hn::Mul(a, a);
  }
};

struct PowerSqrt {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a) {
    return hn::Sqrt(a);
  }
};

struct PowerReciprocal {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    return hn::Div(hn::Set(d, 1), a);
  }
};

struct PowerItself {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a) {
    return a;
  }
};

struct PowerOne {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V) {
    return hn::Set(d, 1);
  }
};

inline float exponent_of(nds::Half x) { return to_float(x); }
inline float exponent_of(float x) { return x; }
inline double exponent_of(double x) { return x; }

// NumPy's short cuts for a scalar exponent, sqrt's answers for -0 and -inf included. float16, float32, float64.
template <class T>
int power_float_kernel(const ElementwiseCall& call) noexcept {
  if ((call.scalars & 2) != 0) {
    const auto exponent = exponent_of(*static_cast<const T*>(call.in[1]));
    if (exponent == 2) return kernel_of<PowerSquare, 1, T, T, true>()(call);
    if (exponent == 1) return kernel_of<PowerItself, 1, T, T, true>()(call);
    if (exponent == decltype(exponent){0.5}) return kernel_of<PowerSqrt, 1, T, T, true>()(call);
    if (exponent == 0) return kernel_of<PowerOne, 1, T, T, true>()(call);
    if (exponent == -1) return kernel_of<PowerReciprocal, 1, T, T, true>()(call);
  }
  return kernel_of<PowerFloat, 2, T, T, false>()(call);
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
