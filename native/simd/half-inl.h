// Vectors of float from and to binary16 in memory: F16C where the target has it (AVX2, AVX-512), integers otherwise.
#if defined(NDS_SIMD_HALF_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_SIMD_HALF_INL_H_
#undef NDS_SIMD_HALF_INL_H_
#else
#define NDS_SIMD_HALF_INL_H_
#endif

#include "core/half.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// float32 lanes of the elements at p, exactly. Nans may come quieted.
template <class D>
HWY_INLINE hn::Vec<D> load_half(D d, const Half* p) {
#if HWY_TARGET <= HWY_AVX2
  const hn::Rebind<hwy::float16_t, D> d16;
  return hn::PromoteTo(d, hn::LoadU(d16, reinterpret_cast<const hwy::float16_t*>(p)));
#else
  const hn::RebindToUnsigned<D> du;
  const hn::Rebind<uint16_t, D> d16;
  const auto bits = hn::PromoteTo(du, hn::LoadU(d16, &p->bits));
  const auto sign = hn::ShiftLeft<16>(hn::And(bits, hn::Set(du, 0x8000)));
  const auto magnitude = hn::ShiftLeft<13>(hn::And(bits, hn::Set(du, 0x7FFF)));
  // Moves the exponent's bias, of subnormals too; infinities and nans get the highest exponent instead.
  const auto number = hn::BitCast(du, hn::Mul(hn::BitCast(d, magnitude), hn::Set(d, 0x1p112f)));
  const auto special = hn::Gt(magnitude, hn::Set(du, 0x0F7FFFFF));
  const auto value = hn::IfThenElse(special, hn::Or(magnitude, hn::Set(du, 0x7F800000)), number);
  return hn::BitCast(d, hn::Or(value, sign));
#endif
}

// Rounds float32 lanes to nearest even and stores them at p. Nans keep the upper bits of a quiet payload.
template <class D>
HWY_INLINE void store_half(hn::Vec<D> v, D d, Half* p) {
#if HWY_TARGET <= HWY_AVX2
  const hn::Rebind<hwy::float16_t, D> d16;
  hn::StoreU(hn::DemoteTo(d16, v), d16, reinterpret_cast<hwy::float16_t*>(p));
#else
  const hn::RebindToUnsigned<D> du;
  const hn::Rebind<uint16_t, D> d16;
  const auto bits = hn::BitCast(du, v);
  const auto sign = hn::And(bits, hn::Set(du, 0x80000000));
  const auto magnitude = hn::Xor(bits, sign);
  const auto odd = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(du, 1));
  const auto normal = hn::ShiftRight<13>(hn::Add(hn::Add(magnitude, hn::Set(du, 0xC8000FFF)), odd));
  // An addition whose last place is the least subnormal rounds for us.
  const auto half = hn::Set(d, 0.5f);
  const auto subnormal = hn::Sub(hn::BitCast(du, hn::Add(hn::BitCast(d, magnitude), half)), hn::BitCast(du, half));
  const auto payload = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(du, 0x3FF));
  const auto no_payload = hn::Eq(payload, hn::Zero(du));
  const auto nan = hn::Or(hn::Set(du, 0x7C00), hn::IfThenElse(no_payload, hn::Set(du, 1), payload));
  auto result = hn::IfThenElse(hn::Gt(hn::Set(du, 0x38800000), magnitude), subnormal, normal);
  result = hn::IfThenElse(hn::Gt(magnitude, hn::Set(du, 0x477FFFFF)), hn::Set(du, 0x7C00), result);
  result = hn::IfThenElse(hn::Gt(magnitude, hn::Set(du, 0x7F800000)), nan, result);
  result = hn::Or(result, hn::ShiftRight<16>(sign));
  hn::StoreU(hn::TruncateTo(d16, result), d16, &p->bits);
#endif
}

// The runs below give the bits of to_float() and to_half(), of nans too.

HWY_INLINE void convert_run(const Half* HWY_RESTRICT from, int64_t n, float* HWY_RESTRICT to) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = load_half(d, from + i);
    hn::StoreU(v, d, to + i);
#if HWY_TARGET <= HWY_AVX2
    if (HWY_UNLIKELY(!hn::AllFalse(d, hn::IsNaN(v)))) {
      for (int64_t j = i; j < i + lanes; ++j) to[j] = to_float(from[j]);
    }
#endif
  }
  for (; i < n; ++i) to[i] = to_float(from[i]);
}

HWY_INLINE void convert_run(const float* HWY_RESTRICT from, int64_t n, Half* HWY_RESTRICT to) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, from + i);
    store_half(v, d, to + i);
#if HWY_TARGET <= HWY_AVX2
    if (HWY_UNLIKELY(!hn::AllFalse(d, hn::IsNaN(v)))) {
      for (int64_t j = i; j < i + lanes; ++j) to[j] = to_half(from[j]);
    }
#endif
  }
  for (; i < n; ++i) to[i] = to_half(from[i]);
}

// By way of floats of 24 bits rounded to odd, which the second rounding then sees as if they were the doubles.
HWY_INLINE void convert_run(const double* HWY_RESTRICT from, int64_t n, Half* HWY_RESTRICT to) {
  const hn::ScalableTag<double> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const hn::Rebind<float, decltype(d)> df;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  constexpr uint64_t kDropped = (uint64_t{1} << 29) - 1;
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, from + i);
    const auto bits = hn::BitCast(du, v);
    // The sum carries into the bit above unless all dropped bits are 0; a carry beyond it is what Or leaves out.
    const auto dropped = hn::And(bits, hn::Set(du, kDropped));
    const auto sticky = hn::And(hn::Add(dropped, hn::Set(du, kDropped)), hn::Set(du, kDropped + 1));
    const auto odd = hn::BitCast(d, hn::Or(hn::AndNot(hn::Set(du, kDropped), bits), sticky));
    store_half(hn::DemoteTo(df, odd), df, to + i);
    if (HWY_UNLIKELY(!hn::AllFalse(d, hn::IsNaN(v)))) {
      for (int64_t j = i; j < i + lanes; ++j) to[j] = to_half(from[j]);
    }
  }
  for (; i < n; ++i) to[i] = to_half(from[i]);
}

// A nan's payload is widened as bits: a conversion would quiet it.
HWY_INLINE double to_double(Half h) {
  if ((h.bits & 0x7FFF) <= 0x7C00) return to_float(h);
  return std::bit_cast<double>(uint64_t{h.bits & 0x8000u} << 48 | 0x7FF0000000000000 | uint64_t{h.bits & 0x3FFu} << 42);
}

HWY_INLINE void convert_run(const Half* HWY_RESTRICT from, int64_t n, double* HWY_RESTRICT to) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> df;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::PromoteTo(d, load_half(df, from + i));
    hn::StoreU(v, d, to + i);
    if (HWY_UNLIKELY(!hn::AllFalse(d, hn::IsNaN(v)))) {
      for (int64_t j = i; j < i + lanes; ++j) to[j] = to_double(from[j]);
    }
  }
  for (; i < n; ++i) to[i] = to_double(from[i]);
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
