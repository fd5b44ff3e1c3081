// Floats taken apart, exactly: fractions and integers, mantissas and exponents. float32, float64.
#if defined(NDS_KERNELS_ELEMENTWISE_PARTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_PARTS_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_PARTS_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_PARTS_INL_H_
#endif

#include <limits>

#include "kernels/elementwise/pair_loop-inl.h"
#include "kernels/elementwise/rounding-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// What comes after the point, and before; both with the sign of the number. Infinities have no fraction.
struct Modf {
  template <class D, class V>
  static HWY_INLINE Both<V> both(D d, V a) {
    const V whole = Trunc::vec(d, a);
    const V rest = hn::Sub(a, whole);
    const V fraction = hn::IfThenElse(hn::Eq(hn::Abs(a), hn::Inf(d)), hn::Zero(d), rest);
    return {hn::CopySign(fraction, a), whole};
  }
};

// A number in [0.5, 1) times 2 to a power. Zeros, infinities and nans stay, with the power 0.
struct Frexp {
  template <class D, class V, class D32 = hn::Rebind<int32_t, D>>
  static HWY_INLINE Both<V, hn::Vec<D32>> both(D d, V a) {
    using T = hn::TFromD<D>;
    using Limits = std::numeric_limits<T>;
    const hn::RebindToSigned<D> di;
    constexpr int kFractionBits = Limits::digits - 1;
    constexpr int kLift = Limits::digits + 1;  // of subnormal numbers into the normal ones
    const auto size = hn::Abs(a);
    const auto small = hn::Lt(size, hn::Set(d, Limits::min()));
    const auto lift = hn::Set(d, static_cast<T>(uint64_t{1} << kLift));
    const auto normal = hn::BitCast(di, hn::IfThenElse(small, hn::Mul(a, lift), a));
    const auto biased = hn::And(hn::ShiftRight<kFractionBits>(normal), hn::Set(di, 2 * Limits::max_exponent - 1));
    const auto offset = hn::IfThenElse(hn::RebindMask(di, small), hn::Set(di, Limits::max_exponent - 2 + kLift),
                                       hn::Set(di, Limits::max_exponent - 2));
    const auto half = hn::BitCast(di, hn::Set(d, T{0.5}));
    const auto fraction = hn::Set(di, (hwy::MakeSigned<T>{1} << kFractionBits) - 1);
    const auto kept = hn::And(normal, hn::Or(fraction, hn::Set(di, kSign<T>)));
    const auto plain = hn::And(hn::Gt(size, hn::Zero(d)), hn::Lt(size, hn::Inf(d)));
    const V mantissa = hn::IfThenElse(plain, hn::BitCast(d, hn::Or(kept, half)), a);
    const auto exponent = hn::IfThenElseZero(hn::RebindMask(di, plain), hn::Sub(biased, offset));
    if constexpr (sizeof(T) == 4) {
      return {mantissa, exponent};
    } else {
      const hn::RebindToUnsigned<decltype(di)> du;
      const hn::RebindToUnsigned<D32> du32;
      return {mantissa, hn::BitCast(D32(), hn::TruncateTo(du32, hn::BitCast(du, exponent)))};
    }
  }

 private:
  template <class T>
  static constexpr hwy::MakeSigned<T> kSign = std::numeric_limits<hwy::MakeSigned<T>>::min();
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
