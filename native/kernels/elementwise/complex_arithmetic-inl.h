// Arithmetic of complex numbers, by NumPy's formulas and without fused multiply-add, so that results do not depend on
// the instruction set. complex64, complex128.
#if defined(NDS_KERNELS_ELEMENTWISE_COMPLEX_ARITHMETIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_COMPLEX_ARITHMETIC_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_COMPLEX_ARITHMETIC_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_COMPLEX_ARITHMETIC_INL_H_
#endif

#include "kernels/elementwise/complex_loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

struct ComplexMultiply {
  template <class D, class V>
  static HWY_INLINE Parts<V> parts(D, Parts<V> a, Parts<V> b) {
    return {hn::Sub(hn::Mul(a.re, b.re), hn::Mul(a.im, b.im)), hn::Add(hn::Mul(a.re, b.im), hn::Mul(a.im, b.re))};
  }
};

struct ComplexSquare {
  template <class D, class V>
  static HWY_INLINE Parts<V> parts(D d, Parts<V> a) {
    return ComplexMultiply::parts(d, a, a);
  }
};

// R. L. Smith's algorithm (CACM 5, 1962, algorithm 116), which scales by the larger part of the divisor. A zero divides
// the parts by +0.
struct ComplexDivide {
  template <class D, class V>
  static HWY_INLINE Parts<V> parts(D d, Parts<V> a, Parts<V> b) {
    const V zero = hn::Zero(d);
    const auto real_larger = hn::Ge(hn::Abs(b.re), hn::Abs(b.im));
    const V large = hn::IfThenElse(real_larger, b.re, b.im);
    const V small = hn::IfThenElse(real_larger, b.im, b.re);
    const V ratio = hn::Div(small, large);
    const V scale = hn::Div(hn::Set(d, hn::TFromD<D>{1}), hn::Add(large, hn::Mul(small, ratio)));
    const V p = hn::IfThenElse(real_larger, a.re, a.im);
    const V q = hn::IfThenElse(real_larger, a.im, a.re);
    const V r = hn::Mul(p, ratio);
    const V left = hn::IfThenElse(real_larger, q, r);
    const V right = hn::IfThenElse(real_larger, r, q);
    const V re = hn::Mul(hn::Add(p, hn::Mul(q, ratio)), scale);
    const V im = hn::Mul(hn::Sub(left, right), scale);
    const auto by_zero = hn::And(real_larger, hn::Eq(large, zero));
    if (HWY_LIKELY(hn::AllFalse(d, by_zero))) return {re, im};
    return {hn::IfThenElse(by_zero, hn::Div(a.re, zero), re), hn::IfThenElse(by_zero, hn::Div(a.im, zero), im)};
  }
};

// 1 / z, by R. L. Smith's algorithm too.
struct ComplexReciprocal {
  template <class D, class V>
  static HWY_INLINE Parts<V> parts(D d, Parts<V> a) {
    const auto real_larger = hn::Le(hn::Abs(a.im), hn::Abs(a.re));
    const V large = hn::IfThenElse(real_larger, a.re, a.im);
    const V small = hn::IfThenElse(real_larger, a.im, a.re);
    const V ratio = hn::Div(small, large);
    const V divisor = hn::Add(large, hn::Mul(small, ratio));
    const V one = hn::Set(d, hn::TFromD<D>{1});
    return {hn::Div(hn::IfThenElse(real_larger, one, ratio), divisor),
            hn::Div(hn::Neg(hn::IfThenElse(real_larger, ratio, one)), divisor)};
  }
};

struct ComplexConj {
  template <class D, class V>
  static HWY_INLINE Parts<V> parts(D, Parts<V> a) {
    return {a.re, hn::Neg(a.im)};
  }
};

// The modulus: infinite where a part is, else nan where a part is. complex64 in float64, below 0.501 ULP; complex128
// scaled by powers of two, below 1.1 ULP.
struct ComplexAbs {
  template <class D, class V>
  static HWY_INLINE V real(D d, Parts<V> a) {
    const V x = hn::Abs(a.re);
    const V y = hn::Abs(a.im);
    const V infinity = hn::Inf(d);
    const auto infinite = hn::Or(hn::Eq(x, infinity), hn::Eq(y, infinity));
    return hn::IfThenElse(infinite, infinity, modulus(d, x, y));
  }

 private:
  template <class D, class V>
  static HWY_INLINE V modulus(D d, V x, V y) {
    if constexpr (sizeof(hn::TFromD<D>) == 4) {
#if HWY_TARGET == HWY_SCALAR
      const hn::Rebind<double, D> wide;
      // Not DemoteTo, which gives the largest number instead of infinity here.
      const double wide_root = hn::GetLane(root(hn::PromoteTo(wide, x), hn::PromoteTo(wide, y)));
      return hn::Set(d, static_cast<float>(wide_root));
#else
      const hn::Half<D> half;
      const hn::Rebind<double, hn::Half<D> > wide;
      const auto lower = root(hn::PromoteTo(wide, hn::LowerHalf(half, x)), hn::PromoteTo(wide, hn::LowerHalf(half, y)));
      const auto upper = root(hn::PromoteTo(wide, hn::UpperHalf(half, x)), hn::PromoteTo(wide, hn::UpperHalf(half, y)));
      return hn::Combine(d, hn::DemoteTo(half, upper), hn::DemoteTo(half, lower));
#endif
    } else {
      const V largest = hn::Max(x, y);
      const auto too_large = hn::Gt(largest, hn::Set(d, 0x1p500));
      const auto too_small = hn::Lt(largest, hn::Set(d, 0x1p-450));
      if (HWY_LIKELY(hn::AllFalse(d, hn::Or(too_large, too_small)))) return root(x, y);
      const V one = hn::Set(d, 1.0);
      const V down = hn::Set(d, 0x1p-600);
      const V up = hn::Set(d, 0x1p600);
      const V scale = hn::IfThenElse(too_large, down, hn::IfThenElse(too_small, up, one));
      const V back = hn::IfThenElse(too_large, up, hn::IfThenElse(too_small, down, one));
      return hn::Mul(root(hn::Mul(x, scale), hn::Mul(y, scale)), back);
    }
  }

  template <class V>
  static HWY_INLINE V root(V x, V y) {
    return hn::Sqrt(hn::Add(hn::Mul(x, x), hn::Mul(y, y)));
  }
};

// z / |z|, below 2 ULP of the larger part; 0 for zeros, the direction of the one infinite part, nan where both are or a
// part is nan. Where the modulus alone overflows NumPy takes it for an infinite imaginary part; here it is that of z
// / 2.
struct ComplexSign {
  template <class D, class V>
  static HWY_INLINE Parts<V> parts(D d, Parts<V> a) {
    using T = hn::TFromD<D>;
    const V zero = hn::Zero(d);
    const V infinity = hn::Inf(d);
    const V size = ComplexAbs::real(d, a);
    const auto usual = hn::And(hn::Gt(size, zero), hn::Lt(size, infinity));
    V re = hn::Div(a.re, size);
    V im = hn::Div(a.im, size);
    if (HWY_LIKELY(hn::AllTrue(d, usual))) return {re, im};
    const Parts<V> halved = {hn::Mul(a.re, hn::Set(d, T{0.5})), hn::Mul(a.im, hn::Set(d, T{0.5}))};
    const V half_size = ComplexAbs::real(d, halved);
    const auto overflown = hn::And(hn::Eq(size, infinity), hn::Lt(half_size, infinity));
    re = hn::IfThenElse(overflown, hn::Div(halved.re, half_size), re);
    im = hn::IfThenElse(overflown, hn::Div(halved.im, half_size), im);
    const V one = hn::Set(d, T{1});
    const auto re_infinite = hn::Eq(hn::Abs(a.re), infinity);
    const auto im_infinite = hn::Eq(hn::Abs(a.im), infinity);
    const V re_step = hn::IfThenElseZero(re_infinite, hn::CopySign(one, a.re));
    const V im_step = hn::IfThenElseZero(im_infinite, hn::CopySign(one, a.im));
    const auto both = hn::And(re_infinite, im_infinite);
    const auto none = hn::Or(both, hn::IsNaN(size));
    const V special_re = hn::IfThenElse(none, hn::NaN(d), re_step);
    const V special_im = hn::IfThenElse(none, hn::NaN(d), im_step);
    const auto quotient = hn::Or(usual, overflown);
    return {hn::IfThenElse(quotient, re, special_re), hn::IfThenElse(quotient, im, special_im)};
  }
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
