// Sums of two float64s, or two float32s: what rounding loses is carried along. Needs fused multiply-add.
#if defined(NDS_KERNELS_ELEMENTWISE_TWO_DOUBLES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_TWO_DOUBLES_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_TWO_DOUBLES_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_TWO_DOUBLES_INL_H_
#endif

#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

#if HWY_NATIVE_FMA

template <class V>
struct TwoDoubles {
  V high, low;
};

// a + b exactly, where |a| >= |b| or a = 0 (T. Dekker, 1971).
template <class V>
HWY_INLINE TwoDoubles<V> ordered_sum(V a, V b) {
  const V sum = hn::Add(a, b);
  return {sum, hn::Sub(b, hn::Sub(sum, a))};
}

// a + b exactly (D. Knuth).
template <class V>
HWY_INLINE TwoDoubles<V> exact_sum(V a, V b) {
  const V sum = hn::Add(a, b);
  const V of_b = hn::Sub(sum, a);
  return {sum, hn::Add(hn::Sub(a, hn::Sub(sum, of_b)), hn::Sub(b, of_b))};
}

template <class V>
HWY_INLINE TwoDoubles<V> exact_product(V a, V b) {
  const V product = hn::Mul(a, b);
  return {product, hn::MulSub(a, b, product)};
}

// 1 / x to 11 bits at least.
template <class D, class V>
HWY_INLINE V rough_reciprocal([[maybe_unused]] D d, V x) {
#if HWY_ARCH_X86
  if constexpr (sizeof(hn::TFromD<D>) == 4) return hn::ApproximateReciprocal(x);
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 8) return V{_mm512_rcp14_pd(x.raw)};
#endif
#endif
  return hn::Div(hn::Set(d, 1), x);
}

// Of sums whose low parts are roundings of the high ones.
template <class D, class V>
HWY_INLINE TwoDoubles<V> quotient_in_two(D d, TwoDoubles<V> a, TwoDoubles<V> b) {
  const V inverse = hn::Div(hn::Set(d, 1), b.high);
  const V quotient = hn::Mul(a.high, inverse);
  const V rest = hn::Add(hn::NegMulAdd(quotient, b.high, a.high), hn::NegMulAdd(quotient, b.low, a.low));
  return {quotient, hn::Mul(rest, inverse)};
}

// The root of x > 0 in two parts, nan of x < 0; of 0 the second is nan.
template <class D, class V>
HWY_INLINE TwoDoubles<V> root_in_two(D d, TwoDoubles<V> x) {
  const V root = hn::Sqrt(x.high);
  const V rest = hn::Add(hn::NegMulAdd(root, root, x.high), x.low);
  return {root, hn::Mul(hn::Mul(rest, hn::Set(d, hn::TFromD<D>{0.5})), rough_reciprocal(d, root))};
}

#endif  // HWY_NATIVE_FMA

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
