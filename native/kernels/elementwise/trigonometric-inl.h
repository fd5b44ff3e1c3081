// tan, hypot and sinc. Largest errors found against long double (test/native/vector_math_test.cc) are below 1 ULP, of
// sinc beside the rounding of pi x.
#if defined(NDS_KERNELS_ELEMENTWISE_TRIGONOMETRIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_TRIGONOMETRIC_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_TRIGONOMETRIC_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_TRIGONOMETRIC_INL_H_
#endif

#include "kernels/elementwise/half-inl.h"
#include "kernels/elementwise/real_function-inl.h"
#include "kernels/elementwise/sin_cos-inl.h"
#include "kernels/elementwise/two_doubles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// sin / cos, or -cos / sin by the quadrant, of what sin and cos reduce to; each in two parts.
struct Tan : RealFunction<Tan> {
  template <class T>
  static constexpr T (*library)(T) noexcept = &Library<T>::tan;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE hn::Mask<D> plain(D d, V x) {
    if constexpr (sizeof(hn::TFromD<D>) == 8) return hn::Eq(hn::Zero(d), hn::Zero(d));
    return hn::Le(hn::Abs(x), hn::Set(d, static_cast<hn::TFromD<D>>(0x1p40)));
  }

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x) {
    Reduced<V> reduced = reduce_moderate(d, x);
    const auto moderate = hn::Le(hn::Abs(x), hn::Set(d, kModerate));
    if (HWY_UNLIKELY(!hn::AllTrue(d, moderate))) reduce_large_lanes(d, x, reduced);
    const V r = reduced.r;
    const V low = reduced.low;
    const V one = hn::Set(d, 1.0);
    const V half = hn::Set(d, 0.5);
    const V s = hn::Mul(r, r);
    const V top = hn::NegMulAdd(half, s, one);
    const V lost = hn::NegMulAdd(half, hn::MulSub(r, r, s), hn::NegMulAdd(half, s, hn::Sub(one, top)));
    const V sine = hn::MulAdd(hn::Mul(r, s), polynomial(d, s, kSinPoly), hn::Mul(low, top));
    const V cosine = hn::MulAdd(hn::Mul(s, s), polynomial(d, s, kCosPoly), hn::NegMulAdd(r, low, lost));
    const hn::RebindToUnsigned<D> du;
    const auto bits = hn::BitCast(du, reduced.shifted);
    const auto odd = hn::RebindMask(d, hn::TestBit(bits, hn::Set(du, 1)));
    const V sign = hn::BitCast(d, hn::ShiftLeft<63>(bits));
    const TwoDoubles<V> sin = ordered_sum(r, sine);
    const TwoDoubles<V> cos = ordered_sum(top, cosine);
    const TwoDoubles<V> above = {hn::IfThenElse(odd, cos.high, sin.high), hn::IfThenElse(odd, cos.low, sin.low)};
    const TwoDoubles<V> below = {hn::IfThenElse(odd, sin.high, cos.high), hn::IfThenElse(odd, sin.low, cos.low)};
    const TwoDoubles<V> y = quotient_in_two(d, above, below);
    // The shifter loses the sign of zero.
    return hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, hn::Xor(hn::Add(y.high, y.low), sign));
  }

  template <class D, class V>
  static HWY_INLINE V narrow(D d, V x) {
    const V shifter = hn::Set(d, 6755399441055744.0);
    const V shifted = hn::MulAdd(x, hn::Set(d, kTwoOverPi), shifter);
    const V k = hn::Sub(shifted, shifter);
    const V near = hn::NegMulAdd(k, hn::Set(d, kPiHalf1), x);
    const V r = hn::NegMulAdd(k, hn::Set(d, kPiHalf2 + kPiHalf3), near);
    const V s = hn::Mul(r, r);
    const V sine = hn::MulAdd(hn::Mul(r, s), polynomial(d, s, kSinPolyQuarter), r);
    const V cosine = hn::MulAdd(s, polynomial(d, s, kCosPolyQuarter), hn::Set(d, 1.0));
    const hn::RebindToUnsigned<D> du;
    const auto bits = hn::BitCast(du, shifted);
    const auto odd = hn::RebindMask(d, hn::TestBit(bits, hn::Set(du, 1)));
    const V y = hn::Div(hn::IfThenElse(odd, cosine, sine), hn::IfThenElse(odd, sine, cosine));
    return hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, hn::Xor(y, hn::BitCast(d, hn::ShiftLeft<63>(bits))));
  }
#endif
};

struct Hypot : RealFunction<Hypot> {
  template <class T>
  static constexpr T (*library)(T, T) noexcept = &Library<T>::hypot;

#if HWY_NATIVE_FMA

  template <class D, class V>
  static HWY_INLINE V wide(D d, V x, V y) {
    // Scaled where squares would leave the normal numbers.
    const V a = hn::Abs(x);
    const V b = hn::Abs(y);
    const auto swap = hn::Lt(a, b);
    const V larger = hn::IfThenElse(swap, b, a);
    const V one = hn::Set(d, 1.0);
    const auto large = hn::Gt(larger, hn::Set(d, 0x1p500));
    const auto small = hn::Lt(larger, hn::Set(d, 0x1p-450));
    const V down = hn::Set(d, 0x1p-600);
    const V up = hn::Set(d, 0x1p600);
    const V scale = hn::IfThenElse(large, down, hn::IfThenElse(small, up, one));
    const V unscale = hn::IfThenElse(large, up, hn::IfThenElse(small, down, one));
    const TwoDoubles<V> first = exact_product(hn::Mul(larger, scale), hn::Mul(larger, scale));
    const V other = hn::Mul(hn::IfThenElse(swap, a, b), scale);
    const TwoDoubles<V> second = exact_product(other, other);
    TwoDoubles<V> sum = ordered_sum(first.high, second.high);
    sum.low = hn::Add(sum.low, hn::Add(first.low, second.low));
    const TwoDoubles<V> root = root_in_two(d, sum);
    const V result = hn::Mul(hn::Add(root.high, root.low), unscale);
    // Both zero, or one infinite or nan; infinity counts more than nan.
    const V inf = hn::Inf(d);
    const auto usual = hn::And(hn::And(hn::Lt(a, inf), hn::Lt(b, inf)), hn::Gt(larger, hn::Zero(d)));
    const V rest = hn::IfThenElse(hn::Or(hn::Eq(a, inf), hn::Eq(b, inf)), inf, hn::Add(a, b));
    return hn::IfThenElse(usual, result, rest);
  }

  template <class D, class V>
  static HWY_INLINE V narrow(D d, V x, V y) {
    const V inf = hn::Inf(d);
    const auto infinite = hn::Or(hn::Eq(hn::Abs(x), inf), hn::Eq(hn::Abs(y), inf));
    return hn::IfThenElse(infinite, inf, hn::Sqrt(hn::MulAdd(x, x, hn::Mul(y, y))));
  }
#endif
};

// sin(pi x) / (pi x), the product rounded as the dtype; its error beside that: sin's and the quotient's.
struct Sinc {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return of_product(d, hn::Mul(x, hn::Set(d, static_cast<T>(3.14159265358979323846))));
  }

  template <class D, class V>
  static HWY_INLINE V of_product(D d, V y) {
    return hn::IfThenElse(hn::Eq(y, hn::Zero(d)), hn::Set(d, hn::TFromD<D>{1}), hn::Div(Sin::vec(d, y), y));
  }
};

struct HalfSinc {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    const hn::ScalableTag<float> df;
    const auto pi = hn::Set(df, 3.140625f);  // as binary16
    const auto wide = widened_halves(d, x);
    const V y = narrowed_halves(d, hn::Mul(wide.lower, pi), hn::Mul(wide.upper, pi));
    return InFloat32<OfProduct>::vec(d, y);
  }

 private:
  struct OfProduct {
    template <class D, class V>
    static HWY_INLINE V vec(D d, V y) {
      return Sinc::of_product(d, y);
    }
  };
};

template <>
struct HalfOf<Sinc> {
  using Type = HalfSinc;
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
