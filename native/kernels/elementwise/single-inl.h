// Blocks of the functions of float32 that are computed in float32: exponentials and logarithms in two parts. Needs
// fused multiply-add.
#if defined(NDS_KERNELS_ELEMENTWISE_SINGLE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_SINGLE_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_SINGLE_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_SINGLE_INL_H_
#endif

#include "kernels/elementwise/math_constants.h"
#include "kernels/elementwise/two_doubles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

#if HWY_NATIVE_FMA

// x = n ln 2 + r + low; the bits of `shifted` end in those of n.
template <class V>
struct ExpReductionSingle {
  V shifted, n, r, low;
};

template <class D, class V>
HWY_INLINE ExpReductionSingle<V> reduce_exp_single(D d, V x) {
  const V shifter = hn::Set(d, 12582912.0f);  // 1.5 * 2^23
  const V shifted = hn::MulAdd(x, hn::Set(d, kInverseLn2F), shifter);
  const V n = hn::Sub(shifted, shifter);
  const V near = hn::NegMulAdd(n, hn::Set(d, kLn2HighF), x);  // exact
  const V r = hn::NegMulAdd(n, hn::Set(d, kLn2LowF), near);
  return {shifted, n, r, hn::NegMulAdd(n, hn::Set(d, kLn2LowF), hn::Sub(near, r))};
}

// 2^(n + k) for n + k from -126 to 127.
template <int k, class D, class V>
HWY_INLINE V power_of_two_single(D d, V shifted) {
  const hn::RebindToUnsigned<D> du;
  const auto n = hn::ShiftLeft<23>(hn::BitCast(du, shifted));
  return hn::BitCast(d, hn::Add(n, hn::Set(du, static_cast<uint32_t>(127 + k) << 23)));
}

// x 2^n for whole n of any size that float32 knows.
template <class D, class V>
HWY_INLINE V scaled_single(D d, V x, V n) {
#if HWY_TARGET <= HWY_AVX3
  (void)d;
  return V{_mm512_scalef_ps(x.raw, n.raw)};
#else
  const hn::RebindToSigned<D> di;
  const auto whole = hn::ConvertTo(di, n);
  const auto half = hn::ShiftRight<1>(whole);
  const auto bias = hn::Set(di, 127);
  const V first = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(half, bias)));
  const V second = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(hn::Sub(whole, half), bias)));
  return hn::Mul(hn::Mul(x, first), second);
#endif
}

// (e^x - 1) / 2 for -80 <= x <= 89; for 0 <= x <= 18 its first difference is exact by itself.
template <bool kBounded, class D, class V>
HWY_INLINE TwoDoubles<V> half_expm1_single(D d, V x) {
  const ExpReductionSingle<V> reduced = reduce_exp_single(d, x);
  const V r = reduced.r;
  const V scale = power_of_two_single<-1>(d, reduced.shifted);
  const V p = hn::MulAdd(hn::Mul(r, r), polynomial(d, r, kExpm1PolyF), reduced.low);
  if constexpr (kBounded) {
    const TwoDoubles<V> sum = ordered_sum(hn::Sub(scale, hn::Set(d, 0.5f)), hn::Mul(scale, r));
    return {sum.high, hn::MulAdd(scale, p, sum.low)};
  }
  const TwoDoubles<V> base = exact_sum(scale, hn::Set(d, -0.5f));
  const TwoDoubles<V> sum = ordered_sum(base.high, hn::Mul(scale, r));
  return {sum.high, hn::Add(sum.low, hn::MulAdd(scale, p, base.low))};
}

// x = 2^k (1 + r) with sqrt(1/2) <= 1 + r < sqrt(2), for normal x > 0; `tail` is log(1 + r) - r.
template <class V>
struct LogReductionSingle {
  V k, r, tail;
};

template <class D, class V>
HWY_INLINE LogReductionSingle<V> reduce_log_single(D d, V x) {
  const hn::RebindToSigned<D> di;
  const auto bits = hn::BitCast(di, x);
  const auto above = hn::Sub(bits, hn::Set(di, 0x3F3504F3));  // sqrt(1/2)
  const V k = hn::ConvertTo(d, hn::ShiftRight<23>(above));
  const V z = hn::BitCast(d, hn::Sub(bits, hn::And(above, hn::Set(di, static_cast<int32_t>(0xFF800000u)))));
  const V r = hn::Sub(z, hn::Set(d, 1.0f));
  const V tail = hn::MulAdd(polynomial(d, r, kLogPolyF), r, hn::Set(d, -0.5f));
  return {k, r, hn::Mul(hn::Mul(r, r), tail)};
}

// 2^-k, or 0 where x is so large that what is added to it does not count.
template <class D, class V>
HWY_INLINE V inverse_power_single(D d, V k) {
  const hn::RebindToSigned<D> di;
  const auto exponent = hn::Sub(hn::Set(di, 127), hn::ConvertTo(di, k));
  return hn::IfThenElseZero(hn::Lt(k, hn::Set(d, 100.0f)), hn::BitCast(d, hn::ShiftLeft<23>(exponent)));
}

// log(x + rest) + doublings ln 2 for normal x > 0, where rest is a rounding of x.
template <class D, class V>
HWY_INLINE V log_single(D d, V x, V rest, V doublings) {
  const LogReductionSingle<V> reduced = reduce_log_single(d, x);
  const V r = reduced.r;
  const V lost = hn::Mul(rest, inverse_power_single(d, reduced.k));
  // The derivative, 1 / (1 + r).
  const V slope = hn::MulAdd(hn::Sub(hn::Set(d, 0.875f), hn::Mul(r, hn::Set(d, 0.5f))), hn::Mul(r, r),
                             hn::Sub(hn::Set(d, 1.0f), r));
  const V k = hn::Add(reduced.k, doublings);
  const V base = hn::Mul(k, hn::Set(d, kLn2HighF));
  const V high = hn::Add(base, r);
  const V low = hn::MulAdd(k, hn::Set(d, kLn2LowF), hn::Add(hn::Sub(base, high), r));
  return hn::Add(high, hn::Add(reduced.tail, hn::MulAdd(lost, slope, low)));
}

#endif  // HWY_NATIVE_FMA

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
