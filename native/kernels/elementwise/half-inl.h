// Kernels over binary16: the functors of floats, run in float32 and rounded, where that gives correctly rounded results
// (sums, products, quotients and roots have less than half of float32's digits) or no less exact ones than float32's;
// and what can be done on the bits alone. A vector holds the bits of as many numbers as a vector of uint16_t.
#if defined(NDS_KERNELS_ELEMENTWISE_HALF_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_HALF_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_HALF_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_HALF_INL_H_
#endif

#include "core/half.h"
#include "kernels/elementwise/loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// The float32 numbers of the lower and the upper half of a vector of binary16.
template <class V>
struct WideHalves {
  V lower, upper;
};

#if HWY_TARGET == HWY_SCALAR

template <class D, class V>
HWY_INLINE WideHalves<hn::Vec<hn::ScalableTag<float>>> widened_halves(D, V halves) {
  const auto wide = hn::Set(hn::ScalableTag<float>(), to_float(nds::Half{hn::GetLane(halves)}));
  return {wide, wide};
}

template <class D, class V32>
HWY_INLINE hn::Vec<D> narrowed_halves(D d, V32 lower, V32) {
  return hn::Set(d, to_half(hn::GetLane(lower)).bits);
}

#elif HWY_TARGET <= HWY_AVX2

template <class D, class V>
HWY_INLINE WideHalves<hn::Vec<hn::ScalableTag<float>>> widened_halves(D, V halves) {
#if HWY_TARGET <= HWY_AVX3
  return {{_mm512_cvtph_ps(_mm512_castsi512_si256(halves.raw))},
          {_mm512_cvtph_ps(_mm512_extracti64x4_epi64(halves.raw, 1))}};
#else
  return {{_mm256_cvtph_ps(_mm256_castsi256_si128(halves.raw))},
          {_mm256_cvtph_ps(_mm256_extracti128_si256(halves.raw, 1))}};
#endif
}

template <class D, class V32>
HWY_INLINE hn::Vec<D> narrowed_halves(D, V32 lower, V32 upper) {
#if HWY_TARGET <= HWY_AVX3
  const __m256i low = _mm512_cvtps_ph(lower.raw, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  const __m256i high = _mm512_cvtps_ph(upper.raw, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  return hn::Vec<D>{_mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1)};
#else
  const __m128i low = _mm256_cvtps_ph(lower.raw, _MM_FROUND_TO_NEAREST_INT);
  const __m128i high = _mm256_cvtps_ph(upper.raw, _MM_FROUND_TO_NEAREST_INT);
  return hn::Vec<D>{_mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1)};
#endif
}

#else  // without instructions for it

template <class V32>
HWY_INLINE hn::Vec<hn::ScalableTag<float>> widened_bits(V32 halves) {
  const hn::ScalableTag<float> df;
  const hn::ScalableTag<uint32_t> du;
  const auto sign = hn::ShiftLeft<16>(hn::And(halves, hn::Set(du, 0x8000)));
  const auto magnitude = hn::ShiftLeft<13>(hn::And(halves, hn::Set(du, 0x7FFF)));
  const auto normal = hn::Add(magnitude, hn::Set(du, uint32_t{112} << 23));
  // A subnormal: its digits below a leading one that is taken away again.
  const auto one = hn::Set(du, uint32_t{113} << 23);
  const auto subnormal = hn::BitCast(du, hn::Sub(hn::BitCast(df, hn::Or(magnitude, one)), hn::BitCast(df, one)));
  // Infinity, and nan, which becomes a quiet one.
  const auto infinity = hn::Set(du, 0x0F800000);
  const auto beyond = hn::Or(hn::Or(magnitude, hn::Set(du, 0x7F800000)),
                             hn::IfThenElseZero(hn::Gt(magnitude, infinity), hn::Set(du, 0x00400000)));
  const auto finite = hn::IfThenElse(hn::Lt(magnitude, hn::Set(du, 0x00800000)), subnormal, normal);
  return hn::BitCast(df, hn::Or(sign, hn::IfThenElse(hn::Lt(magnitude, infinity), finite, beyond)));
}

template <class V>
HWY_INLINE hn::Vec<hn::ScalableTag<uint32_t>> narrowed_bits(V wide) {
  const hn::ScalableTag<float> df;
  const hn::ScalableTag<uint32_t> du;
  const auto bits = hn::BitCast(du, wide);
  const auto sign = hn::And(hn::ShiftRight<16>(bits), hn::Set(du, 0x8000));
  const auto magnitude = hn::And(bits, hn::Set(du, 0x7FFFFFFF));
  // Normal: rounded to even in integers, where a carry may move it to the next exponent.
  const auto odd = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(du, 1));
  const auto rounding = hn::Sub(hn::Set(du, 0x0FFF), hn::Set(du, uint32_t{112} << 23));
  const auto normal = hn::ShiftRight<13>(hn::Add(magnitude, hn::Add(odd, rounding)));
  // Subnormal: rounded by an addition whose last place is binary16's smallest number.
  const auto magic = hn::Set(du, uint32_t{126} << 23);
  const auto subnormal = hn::Sub(hn::BitCast(du, hn::Add(hn::BitCast(df, magnitude), hn::BitCast(df, magic))), magic);
  const auto finite = hn::IfThenElse(hn::Lt(magnitude, hn::Set(du, uint32_t{113} << 23)), subnormal, normal);
  const auto nan = hn::Or(hn::Set(du, 0x7E00), hn::And(hn::ShiftRight<13>(magnitude), hn::Set(du, 0x3FF)));
  const auto beyond = hn::IfThenElse(hn::Gt(magnitude, hn::Set(du, 0x7F800000)), nan, hn::Set(du, 0x7C00));
  const auto fits = hn::Lt(magnitude, hn::Set(du, uint32_t{143} << 23));
  return hn::Or(sign, hn::IfThenElse(fits, finite, beyond));
}

template <class D, class V>
HWY_INLINE WideHalves<hn::Vec<hn::ScalableTag<float>>> widened_halves(D d, V halves) {
  const hn::Half<D> dh;
  const hn::ScalableTag<uint32_t> du;
  return {widened_bits(hn::PromoteTo(du, hn::LowerHalf(dh, halves))),
          widened_bits(hn::PromoteTo(du, hn::UpperHalf(dh, halves)))};
  (void)d;
}

template <class D, class V32>
HWY_INLINE hn::Vec<D> narrowed_halves(D d, V32 lower, V32 upper) {
  const hn::Half<D> dh;
  const hn::ScalableTag<int32_t> di;
  return hn::Combine(d, hn::DemoteTo(dh, hn::BitCast(di, narrowed_bits(upper))),
                     hn::DemoteTo(dh, hn::BitCast(di, narrowed_bits(lower))));
}

#endif

// A functor of float32 over binary16.
template <class Op>
struct InFloat32 {
  static constexpr int64_t kUnroll = unroll_of<Op>();

  template <class D, class V, class... Vs>
  static HWY_INLINE V vec(D d, V a, Vs... others) {
    return run(d, widened_halves(d, a), widened_halves(d, others)...);
  }

 private:
  template <class D, class... Ws>
  static HWY_INLINE hn::Vec<D> run(D d, Ws... wide) {
    const hn::ScalableTag<float> df;
#if HWY_TARGET == HWY_SCALAR
    const auto only = Op::vec(df, wide.lower...);
    return narrowed_halves(d, only, only);
#else
    return narrowed_halves(d, Op::vec(df, wide.lower...), Op::vec(df, wide.upper...));
#endif
  }
};

// What a functor of floats is over binary16: on the bits where it is specialised (half_bits-inl.h).
template <class Op>
struct HalfOf {
  using Type = InFloat32<Op>;
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
