// sin and cos for float64 and float32 over the whole range. Largest errors found against long double and mpmath
// (test/native/vector_math_test.cc): float64 0.74 ULP, float32 0.56.
// x = k pi/2 + r by Cody and Waite's method in fused steps,
// r in two parts (Payne and Hanek's for large x, lane by lane); both functions of r by fdlibm's kernels with the low
// parts carried along. Without fused multiply-add the C library's functions are used (glibc: below 0.56 ULP), but for
// large float64s, where glibc is off by up to 8 ULP next to multiples of pi/2.
#if defined(NDS_KERNELS_ELEMENTWISE_SIN_COS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_SIN_COS_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_SIN_COS_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_SIN_COS_INL_H_
#endif

#include <cmath>

#include "kernels/elementwise/lanes-inl.h"
#include "kernels/elementwise/math_constants.h"
#include "kernels/elementwise/reduce_large.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

inline constexpr double kModerate = 1048576.0;  // 2^20: the reduction in floats is for what is not above

template <bool kCos, class T>
inline T library_sin_cos(T x) {
  if constexpr (sizeof(T) == 8) {
    if (!(std::fabs(x) <= kModerate)) return kCos ? cos_large(x) : sin_large(x);
  }
  return kCos ? std::cos(x) : std::sin(x);
}

#if HWY_NATIVE_FMA

// x = k pi/2 + r + low; k's low bits are those of `shifted`.
template <class V>
struct Reduced {
  V shifted, r, low;
};

// |x| <= kModerate.
template <class D, class V>
HWY_INLINE Reduced<V> reduce_moderate(D d, V x) {
  const V shifter = hn::Set(d, 6755399441055744.0);  // 1.5 * 2^52
  const V shifted = hn::MulAdd(x, hn::Set(d, kTwoOverPi), shifter);
  const V k = hn::Sub(shifted, shifter);
  // The first step is exact; the second's rounding error is recovered: its product is of 53 bits.
  const V first = hn::NegMulAdd(k, hn::Set(d, kPiHalf1), x);
  const V r = hn::NegMulAdd(k, hn::Set(d, kPiHalf2), first);
  const V rest = hn::NegMulAdd(k, hn::Set(d, kPiHalf2), hn::Sub(first, r));
  return {shifted, r, hn::NegMulAdd(k, hn::Set(d, kPiHalf3), rest)};
}

// The lanes of x above kModerate, nan included.
template <class D, class V>
HWY_NOINLINE void reduce_large_lanes(D d, V x, Reduced<V>& reduced) {
  constexpr size_t kCount = hn::MaxLanes(D());
  const hn::RebindToUnsigned<D> du;
  HWY_ALIGN double lanes[kCount];
  HWY_ALIGN double r[kCount];
  HWY_ALIGN double low[kCount];
  HWY_ALIGN uint64_t quadrants[kCount];
  hn::Store(x, d, lanes);
  hn::Store(reduced.r, d, r);
  hn::Store(reduced.low, d, low);
  hn::Store(hn::BitCast(du, reduced.shifted), du, quadrants);
  for (size_t i = 0; i < kCount; ++i) {
    if (std::fabs(lanes[i]) <= kModerate) continue;
    const LargeReduction large = reduce_large(lanes[i]);
    r[i] = large.r;
    low[i] = large.low;
    quadrants[i] = large.quadrant;
  }
  reduced = {hn::BitCast(d, hn::Load(du, quadrants)), hn::Load(d, r), hn::Load(d, low)};
}

template <bool kCos, class D, class V>
HWY_INLINE V sin_cos_float64(D d, V x) {
  Reduced<V> reduced = reduce_moderate(d, x);
  const auto moderate = hn::Le(hn::Abs(x), hn::Set(d, kModerate));
  if (HWY_UNLIKELY(!hn::AllTrue(d, moderate))) reduce_large_lanes(d, x, reduced);
  const V r = reduced.r;
  const V low = reduced.low;

  // The quadrant (cos is sin one quadrant on) makes sin r, cos r, -sin r or -cos r of it.
  const hn::RebindToUnsigned<D> du;
  const auto bits = hn::BitCast(du, reduced.shifted);
  const auto quadrant = kCos ? hn::Add(bits, hn::Set(du, 1)) : bits;
  const auto sign = hn::BitCast(d, hn::ShiftLeft<62>(hn::And(quadrant, hn::Set(du, 2))));
  const auto use_cos = hn::RebindMask(d, hn::TestBit(quadrant, hn::Set(du, 1)));

  // With s = r^2 and top = 1 - s/2: sin r = r + r s S(s) + low top, cos r = top + s^2 C(s) + what top and s lost - r
  // low. One polynomial is evaluated, with each lane's coefficients.
  const V one = hn::Set(d, 1.0);
  const V half = hn::Set(d, 0.5);
  const V s = hn::Mul(r, r);
  const V top = hn::NegMulAdd(half, s, one);
  const V lost = hn::NegMulAdd(half, hn::MulSub(r, r, s), hn::NegMulAdd(half, s, hn::Sub(one, top)));
  const V head = hn::IfThenElse(use_cos, top, r);
  const V tail = hn::IfThenElse(use_cos, hn::NegMulAdd(r, low, lost), hn::Mul(low, top));
  const V factor = hn::Mul(hn::IfThenElse(use_cos, s, r), s);
  V p = hn::IfThenElse(use_cos, hn::Set(d, kCosPoly[5]), hn::Set(d, kSinPoly[5]));
#pragma GCC unroll 8
  for (int i = 4; i >= 0; --i) {
    p = hn::MulAdd(p, s, hn::IfThenElse(use_cos, hn::Set(d, kCosPoly[i]), hn::Set(d, kSinPoly[i])));
  }
  const V y = hn::Xor(hn::Add(hn::MulAdd(factor, p, tail), head), sign);
  // The shifter loses the sign of zero.
  return kCos ? y : hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, y);
}

// In float64, where errors stay far below float32's: |x| <= 2^40. x = k pi + r with |r| <= pi/2, so that one odd
// polynomial does; for cos x = sin(x + pi/2) k is half an integer.
template <bool kCos, class D, class V>
HWY_INLINE V sin_cos_short(D d, V x) {
  const hn::RebindToUnsigned<D> du;
  const V shifter = hn::Set(d, 6755399441055744.0);
  const V half = hn::Set(d, 0.5);
  const V inverse = hn::Set(d, kInversePi);
  const V shifted = kCos ? hn::Add(hn::MulAdd(x, inverse, half), shifter) : hn::MulAdd(x, inverse, shifter);
  const V nearest = hn::Sub(shifted, shifter);
  const V k = kCos ? hn::Sub(nearest, half) : nearest;
  const V r = hn::NegMulAdd(k, hn::Set(d, kPi2), hn::NegMulAdd(k, hn::Set(d, kPi1), x));
  const V s = hn::Mul(r, r);
  const V sine = hn::MulAdd(hn::Mul(r, s), polynomial(d, s, kSinPolyShort), r);
  return hn::Xor(sine, hn::BitCast(d, hn::ShiftLeft<63>(hn::BitCast(du, shifted))));
}

template <bool kCos, class D, class V>
HWY_INLINE V sin_cos_float32(D d, V x) {
  const hn::Half<D> half;
  const hn::Rebind<double, hn::Half<D>> wide;
  const auto lower = sin_cos_short<kCos>(wide, hn::PromoteTo(wide, hn::LowerHalf(half, x)));
  const auto upper = sin_cos_short<kCos>(wide, hn::PromoteTo(wide, hn::UpperHalf(half, x)));
  const V y = hn::Combine(d, hn::DemoteTo(half, upper), hn::DemoteTo(half, lower));
  const auto plain = hn::Le(hn::Abs(x), hn::Set(d, 1099511627776.0f));
  const V result = kCos ? y : hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, y);
  if (HWY_LIKELY(hn::AllTrue(d, plain))) return result;
  const V large = hn::IfThenZeroElse(plain, x);
  return hn::IfThenElse(plain, result, lane_by_lane(d, large, &library_sin_cos<kCos, float>));
}

#endif  // HWY_NATIVE_FMA

template <bool kCos>
struct SinCos {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
#if HWY_NATIVE_FMA
    if constexpr (sizeof(hn::TFromD<D>) == 8) {
      return sin_cos_float64<kCos>(d, x);
    } else {
      return sin_cos_float32<kCos>(d, x);
    }
#else
    return lane_by_lane(d, x, &library_sin_cos<kCos, hn::TFromD<D>>);
#endif
  }
};

using Sin = SinCos<false>;
using Cos = SinCos<true>;

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
