#include "kernels/random/pcg64_lanes.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/random/pcg64_lanes.cc"
#include "simd/foreach_target.h"
// After foreach_target.h.
#include "simd/dispatch.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

// The multiplier of n steps at once.
constexpr uint128_t multiplier_of(int n) {
  uint128_t m = 1;
  for (int i = 0; i < n; ++i) m *= kPcgMultiplier;
  return m;
}
constexpr uint128_t kStepMultiplier = multiplier_of(kPcgLanes);
constexpr uint64_t kStepLo = static_cast<uint64_t>(kStepMultiplier);
constexpr uint64_t kStepHi = static_cast<uint64_t>(kStepMultiplier >> 64);

#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2

using D64 = hn::ScalableTag<uint64_t>;
using V64 = hn::Vec<D64>;
constexpr int kWidth = HWY_LANES(uint64_t);
constexpr int kVectors = kPcgLanes / kWidth;

// 64-bit product of the even 32-bit halves.
HWY_INLINE V64 mul_low_halves(V64 a, V64 b) {
  const hn::ScalableTag<uint32_t> du;
  return hn::MulEven(hn::BitCast(du, a), hn::BitCast(du, b));
}

#if HWY_TARGET == HWY_AVX3

HWY_INLINE V64 rotate_right(V64 x, V64 count) { return V64{_mm512_rorv_epi64(x.raw, count.raw)}; }

// Of integers below 2^53.
HWY_INLINE hn::Vec<hn::ScalableTag<double>> to_f64(V64 x) {
  return hn::ConvertTo(hn::ScalableTag<double>(), hn::BitCast(hn::ScalableTag<int64_t>(), x));
}

// lo * kStepHi + hi * kStepLo modulo 2^64.
HWY_INLINE V64 cross_products(V64 lo, V64, V64 hi) {
  const D64 d;
  return hn::Add(hn::Mul(lo, hn::Set(d, kStepHi)), hn::Mul(hi, hn::Set(d, kStepLo)));
}

#else

// A left shift by 64 gives 0.
HWY_INLINE V64 rotate_right(V64 x, V64 count) {
  return hn::Or(hn::Shr(x, count), hn::Shl(x, hn::Sub(hn::Set(D64(), 64), count)));
}

// Of integers below 2^53: both 32-bit halves are put into the mantissas of 2^84 and 2^52.
HWY_INLINE hn::Vec<hn::ScalableTag<double>> to_f64(V64 x) {
  const D64 d;
  const hn::ScalableTag<double> df;
  const V64 upper = hn::Or(hn::ShiftRight<32>(x), hn::Set(d, 0x4530000000000000));
  const V64 lower = hn::Or(hn::And(x, hn::Set(d, 0xffffffff)), hn::Set(d, 0x4330000000000000));
  return hn::Add(hn::Sub(hn::BitCast(df, upper), hn::Set(df, 0x1p84 + 0x1p52)), hn::BitCast(df, lower));
}

// lo * kStepHi + hi * kStepLo modulo 2^64; l1 is the upper half of lo.
HWY_INLINE V64 cross_products(V64 lo, V64 l1, V64 hi) {
  const D64 d;
  const V64 h1 = hn::ShiftRight<32>(hi);
  const V64 from_lo =
      hn::Add(mul_low_halves(lo, hn::Set(d, kStepHi >> 32)), mul_low_halves(l1, hn::Set(d, kStepHi & 0xffffffff)));
  const V64 from_hi =
      hn::Add(mul_low_halves(hi, hn::Set(d, kStepLo >> 32)), mul_low_halves(h1, hn::Set(d, kStepLo & 0xffffffff)));
  const V64 low_products = hn::Add(mul_low_halves(lo, hn::Set(d, kStepHi & 0xffffffff)),
                                   mul_low_halves(hi, hn::Set(d, kStepLo & 0xffffffff)));
  return hn::Add(low_products, hn::ShiftLeft<32>(hn::Add(from_lo, from_hi)));
}

#endif

struct ToRaw {
  using Out = uint64_t;
  static constexpr int kPerOutput = 1;
  static HWY_INLINE void emit(V64 raw, uint64_t* out) { hn::StoreU(raw, D64(), out); }
};
struct ToF64 {
  using Out = double;
  static constexpr int kPerOutput = 1;
  static HWY_INLINE void emit(V64 raw, double* out) {
    const hn::ScalableTag<double> d;
    hn::StoreU(hn::Mul(to_f64(hn::ShiftRight<11>(raw)), hn::Set(d, 0x1p-53)), d, out);
  }
};
struct ToF32 {
  using Out = float;
  static constexpr int kPerOutput = 2;
  static HWY_INLINE void emit(V64 raw, float* out) {
    const hn::ScalableTag<float> d;
    const hn::ScalableTag<int32_t> di;
    const hn::ScalableTag<uint32_t> du;
    const auto mantissa = hn::BitCast(di, hn::ShiftRight<8>(hn::BitCast(du, raw)));
    hn::StoreU(hn::Mul(hn::ConvertTo(d, mantissa), hn::Set(d, 0x1p-24f)), d, out);
  }
};

HWY_INLINE V64 output(V64 lo, V64 hi) { return rotate_right(hn::Xor(hi, lo), hn::ShiftRight<58>(hi)); }

// (hi, lo) = (hi, lo) * kStepMultiplier + (step_hi, step_lo), by schoolbook multiplication of 32-bit halves.
HWY_INLINE void step(V64& lo, V64& hi, V64 step_lo, V64 step_hi) {
  const D64 d;
  const V64 m0 = hn::Set(d, kStepLo & 0xffffffff);
  const V64 m1 = hn::Set(d, kStepLo >> 32);
  const V64 low_mask = hn::Set(d, 0xffffffff);
  const V64 l1 = hn::ShiftRight<32>(lo);
  const V64 p00 = mul_low_halves(lo, m0);
  const V64 p01 = mul_low_halves(lo, m1);
  const V64 p10 = mul_low_halves(l1, m0);
  const V64 p11 = mul_low_halves(l1, m1);
  const V64 t = hn::Add(p10, hn::ShiftRight<32>(p00));
  const V64 u = hn::Add(p01, hn::And(t, low_mask));
  const V64 upper = hn::Add(p11, hn::Add(hn::ShiftRight<32>(t), hn::ShiftRight<32>(u)));
  const V64 product_lo = hn::Or(hn::ShiftLeft<32>(u), hn::And(p00, low_mask));
  const V64 product_hi = hn::Add(hn::Add(upper, step_hi), cross_products(lo, l1, hi));
  lo = hn::Add(product_lo, step_lo);
  hi = hn::IfThenElse(hn::Lt(lo, step_lo), hn::Add(product_hi, hn::Set(d, 1)), product_hi);
}

template <class To>
HWY_INLINE void run(PcgLanes* lanes, typename To::Out* HWY_RESTRICT out, int64_t groups) {
  const D64 d;
  V64 lo[kVectors];
  V64 hi[kVectors];
  for (int v = 0; v < kVectors; ++v) {
    lo[v] = hn::Load(d, lanes->lo + v * kWidth);
    hi[v] = hn::Load(d, lanes->hi + v * kWidth);
  }
  const V64 step_lo = hn::Set(d, lanes->step_lo);
  const V64 step_hi = hn::Set(d, lanes->step_hi);
  for (int64_t g = 0; g < groups; ++g, out += kPcgLanes * To::kPerOutput) {
    for (int v = 0; v < kVectors; ++v) {
      To::emit(output(lo[v], hi[v]), out + v * kWidth * To::kPerOutput);
      step(lo[v], hi[v], step_lo, step_hi);
    }
  }
  for (int v = 0; v < kVectors; ++v) {
    hn::Store(lo[v], d, lanes->lo + v * kWidth);
    hn::Store(hi[v], d, lanes->hi + v * kWidth);
  }
}

#else  // a 64-bit scalar multiplier beats narrower vectors

struct ToRaw {
  using Out = uint64_t;
  static constexpr int kPerOutput = 1;
  static HWY_INLINE void emit(uint64_t raw, uint64_t* out) { *out = raw; }
};
struct ToF64 {
  using Out = double;
  static constexpr int kPerOutput = 1;
  static HWY_INLINE void emit(uint64_t raw, double* out) {
    *out = static_cast<double>(static_cast<int64_t>(raw >> 11)) * 0x1p-53;
  }
};
struct ToF32 {
  using Out = float;
  static constexpr int kPerOutput = 2;
  static HWY_INLINE void emit(uint64_t raw, float* out) {
    out[0] = static_cast<float>(static_cast<int32_t>(static_cast<uint32_t>(raw) >> 8)) * 0x1p-24f;
    out[1] = static_cast<float>(static_cast<int32_t>(raw >> 40)) * 0x1p-24f;
  }
};

template <class To>
HWY_INLINE void run(PcgLanes* lanes, typename To::Out* HWY_RESTRICT out, int64_t groups) {
  const uint128_t increment = (uint128_t{lanes->step_hi} << 64) | lanes->step_lo;
  for (int64_t g = 0; g < groups; ++g) {
    for (int j = 0; j < kPcgLanes; ++j, out += To::kPerOutput) {
      const uint128_t state = (uint128_t{lanes->hi[j]} << 64) | lanes->lo[j];
      To::emit(pcg64_output(state), out);
      const uint128_t next = state * kStepMultiplier + increment;
      lanes->lo[j] = static_cast<uint64_t>(next);
      lanes->hi[j] = static_cast<uint64_t>(next >> 64);
    }
  }
}

#endif

}  // namespace

void pcg64_raw(PcgLanes* lanes, uint64_t* out, int64_t groups) noexcept { run<ToRaw>(lanes, out, groups); }
void pcg64_f64(PcgLanes* lanes, double* out, int64_t groups) noexcept { run<ToF64>(lanes, out, groups); }
void pcg64_f32(PcgLanes* lanes, float* out, int64_t groups) noexcept { run<ToF32>(lanes, out, groups); }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {

void pcg64_lanes_start(PcgLanes* lanes, uint128_t state, uint128_t inc) noexcept {
  uint128_t multiplier = 1;
  uint128_t sum = 0;  // 1 + m + m^2 + ...: what n steps multiply inc by
  for (int j = 0; j < kPcgLanes; ++j) {
    sum = sum * kPcgMultiplier + 1;
    multiplier *= kPcgMultiplier;
    const uint128_t lane = state * multiplier + inc * sum;
    lanes->lo[j] = static_cast<uint64_t>(lane);
    lanes->hi[j] = static_cast<uint64_t>(lane >> 64);
  }
  lanes->step_lo = static_cast<uint64_t>(inc * sum);
  lanes->step_hi = static_cast<uint64_t>((inc * sum) >> 64);
}

NDS_EXPORT(pcg64_raw_kernel, pcg64_raw)
NDS_EXPORT(pcg64_f64_kernel, pcg64_f64)
NDS_EXPORT(pcg64_f32_kernel, pcg64_f32)

}  // namespace nds
#endif  // HWY_ONCE
