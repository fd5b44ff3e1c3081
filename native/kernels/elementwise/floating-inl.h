// Parts and neighbours of floats: exact. float32, float64; float16 by its bits.
#if defined(NDS_KERNELS_ELEMENTWISE_FLOATING_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_FLOATING_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_FLOATING_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_FLOATING_INL_H_
#endif

#include "kernels/elementwise/half_bits-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

struct CopySign {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a, V sign) {
    return hn::CopySign(a, sign);
  }
};

struct HalfCopySign {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V sign) {
    return hn::Or(half_magnitude(d, a), hn::And(sign, hn::Set(d, 0x8000)));
  }
};

// Towards b; where the two are equal b, as in C.
struct NextAfter {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    const hn::RebindToUnsigned<D> du;
    const V zero = hn::Zero(d);
    const auto bits = hn::BitCast(du, a);
    const auto one = hn::Set(du, 1);
    const auto inward = hn::RebindMask(du, hn::Xor(hn::Lt(a, b), hn::Gt(a, zero)));
    const auto next = hn::IfThenElse(inward, hn::Sub(bits, one), hn::Add(bits, one));
    const V least = hn::CopySign(hn::BitCast(d, one), b);
    const V moved = hn::IfThenElse(hn::Eq(a, zero), least, hn::BitCast(d, next));
    const V ordered = hn::IfThenElse(hn::Eq(a, b), b, moved);
    return hn::IfThenElse(hn::Or(hn::IsNaN(a), hn::IsNaN(b)), hn::Add(a, b), ordered);
  }
};

// Where the two are equal a, as NumPy has it.
struct HalfNextAfter {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    const hn::RebindToSigned<D> di;
    const auto x = half_order(d, a);
    const auto y = half_order(d, b);
    const auto one = hn::Set(d, 1);
    const auto inward = hn::RebindMask(d, hn::Xor(hn::Lt(x, y), hn::Gt(x, hn::Zero(di))));
    const V next = hn::IfThenElse(inward, hn::Sub(a, one), hn::Add(a, one));
    const V least = hn::Or(hn::And(b, hn::Set(d, 0x8000)), one);
    const V moved = hn::IfThenElse(half_is_true(d, a), next, least);
    const V ordered = hn::IfThenElse(hn::RebindMask(d, hn::Eq(x, y)), a, moved);
    return hn::IfThenElse(hn::Or(half_is_nan(d, a), half_is_nan(d, b)), hn::Set(d, 0x7E00), ordered);
  }
};

struct Spacing {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    const hn::RebindToUnsigned<D> du;
    const auto one = hn::Set(du, 1);
    const V next = hn::BitCast(d, hn::Add(hn::BitCast(du, a), one));
    const V distance = hn::IfThenElse(hn::Eq(a, hn::Zero(d)), hn::BitCast(d, one), hn::Sub(next, a));
    return hn::IfThenElse(hn::Lt(hn::Abs(a), hn::Inf(d)), distance, hn::NaN(d));
  }
};

// The distance to the next one towards infinity: an exact difference of float32.
struct HalfSpacing {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    const V one = hn::Set(d, 1);
    const V next = hn::IfThenElse(is_negative(d, a), hn::Sub(a, one), hn::Add(a, one));
    const V distance = InFloat32<Subtract>::vec(d, next, a);
    const V finite = hn::IfThenElse(half_is_true(d, a), distance, one);
    return hn::IfThenElse(half_above(d, a, 0x7BFF), hn::Set(d, 0x7E00), finite);
  }
};

struct Heaviside {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V at_zero) {
    const V zero = hn::Zero(d);
    const V step = hn::IfThenElseZero(hn::Gt(a, zero), hn::Set(d, hn::TFromD<D>{1}));
    return hn::IfThenElse(hn::Eq(a, zero), at_zero, hn::IfThenElse(hn::IsNaN(a), a, step));
  }
};

#define NDS_HALF(op, functor) \
  template <>                 \
  struct HalfOf<op> {         \
    using Type = functor;     \
  };
NDS_HALF(CopySign, HalfCopySign)
NDS_HALF(NextAfter, HalfNextAfter)
NDS_HALF(Spacing, HalfSpacing)
#undef NDS_HALF

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
