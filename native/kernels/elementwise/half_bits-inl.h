// Signs, order and kind of binary16 numbers, by their bits.
#if defined(NDS_KERNELS_ELEMENTWISE_HALF_BITS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_HALF_BITS_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_HALF_BITS_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_HALF_BITS_INL_H_
#endif

#include "kernels/elementwise/arithmetic-inl.h"
#include "kernels/elementwise/comparison-inl.h"
#include "kernels/elementwise/half-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

template <class D, class V>
HWY_INLINE V half_magnitude(D d, V bits) {
  return hn::And(bits, hn::Set(d, 0x7FFF));
}

// Integers in the order of the numbers, equal for the two zeros; those of nans lie outside of the infinities'.
template <class D, class V>
HWY_INLINE hn::Vec<hn::RebindToSigned<D>> half_order(D d, V bits) {
  const hn::RebindToSigned<D> di;
  const auto sign = hn::ShiftRight<15>(hn::BitCast(di, bits));
  return hn::Sub(hn::Xor(hn::BitCast(di, half_magnitude(d, bits)), sign), sign);
}

// Comparisons are made on signed integers, which every instruction set has.
template <class D, class V>
HWY_INLINE hn::Mask<D> half_above(D d, V bits, int16_t magnitude) {
  const hn::RebindToSigned<D> di;
  return hn::RebindMask(d, hn::Gt(hn::BitCast(di, half_magnitude(d, bits)), hn::Set(di, magnitude)));
}

template <class D, class V>
HWY_INLINE hn::Mask<D> half_is_nan(D d, V bits) {
  return half_above(d, bits, 0x7C00);
}

template <class D, class V>
HWY_INLINE hn::Mask<D> half_is_true(D d, V bits) {
  return half_above(d, bits, 0);
}

struct HalfNegative {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    return hn::Xor(a, hn::Set(d, 0x8000));
  }
};

struct HalfAbs {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    return half_magnitude(d, a);
  }
};

struct HalfSign {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    const V one = hn::Or(hn::And(a, hn::Set(d, 0x8000)), hn::Set(d, 0x3C00));
    return hn::IfThenElse(half_is_nan(d, a), a, hn::IfThenElseZero(half_is_true(d, a), one));
  }
};

// A comparison of floats by that of integers; nan is unordered.
template <class Op>
struct HalfComparison {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a, V b) {
    const hn::RebindToSigned<D> di;
    const auto ordered = hn::RebindMask(d, Op::test(di, half_order(d, a), half_order(d, b)));
    return hn::AndNot(hn::Or(half_is_nan(d, a), half_is_nan(d, b)), ordered);
  }
};

struct HalfNotEqual {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a, V b) {
    return hn::Not(HalfComparison<Equal>::test(d, a, b));
  }
};

// The first operand where it is nan or in this order to the second one, else the second one.
template <class Order>
struct HalfExtreme {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    const hn::RebindToSigned<D> di;
    const auto ordered = hn::RebindMask(d, Order::test(di, half_order(d, a), half_order(d, b)));
    const auto keep = hn::Or(half_is_nan(d, a), hn::AndNot(half_is_nan(d, b), ordered));
    return hn::IfThenElse(keep, a, b);
  }
};

struct NotLess {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D, V a, V b) {
    return hn::Not(hn::Lt(a, b));
  }
};

using HalfMinimum = HalfExtreme<LessEqual>;
using HalfMaximum = HalfExtreme<NotLess>;

// The first operand where the second is nan or, neither being it, in this order to the second one.
template <class Order>
struct HalfFExtreme {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    const hn::RebindToSigned<D> di;
    const auto ordered = hn::RebindMask(d, Order::test(di, half_order(d, a), half_order(d, b)));
    const auto keep = hn::Or(half_is_nan(d, b), hn::AndNot(half_is_nan(d, a), ordered));
    return hn::IfThenElse(keep, a, b);
  }
};

struct HalfClip {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V low, V high) {
    return HalfMinimum::vec(d, HalfMaximum::vec(d, a, low), high);
  }
};

struct HalfIsNaN {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return half_is_nan(d, a);
  }
};

struct HalfIsFinite {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return hn::Not(half_above(d, a, 0x7BFF));
  }
};

struct HalfIsInf {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return hn::Eq(half_magnitude(d, a), hn::Set(d, 0x7C00));
  }
};

struct HalfIsPosInf {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return hn::Eq(a, hn::Set(d, 0x7C00));
  }
};

struct HalfIsNegInf {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return hn::Eq(a, hn::Set(d, 0xFC00));
  }
};

struct HalfSignBit {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return is_negative(d, a);
  }
};

struct HalfLogicalNot {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return hn::Not(half_is_true(d, a));
  }
};

// Truth does not depend on the sign: without it the operators of integers apply.
template <class Op>
struct HalfLogical {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a, V b) {
    return Op::test(d, half_magnitude(d, a), half_magnitude(d, b));
  }
};

#define NDS_HALF(op, functor) \
  template <>                 \
  struct HalfOf<op> {         \
    using Type = functor;     \
  };
NDS_HALF(Itself, Itself)
NDS_HALF(Negative, HalfNegative)
NDS_HALF(Abs, HalfAbs)
NDS_HALF(Sign, HalfSign)
NDS_HALF(Equal, HalfComparison<Equal>)
NDS_HALF(NotEqual, HalfNotEqual)
NDS_HALF(Less, HalfComparison<Less>)
NDS_HALF(LessEqual, HalfComparison<LessEqual>)
NDS_HALF(Minimum, HalfMinimum)
NDS_HALF(Maximum, HalfMaximum)
NDS_HALF(FMinimum, HalfFExtreme<LessEqual>)
NDS_HALF(FMaximum, HalfFExtreme<NotLess>)
NDS_HALF(Clip, HalfClip)
NDS_HALF(IsNaN, HalfIsNaN)
NDS_HALF(IsFinite, HalfIsFinite)
NDS_HALF(IsInf, HalfIsInf)
NDS_HALF(IsPosInf, HalfIsPosInf)
NDS_HALF(IsNegInf, HalfIsNegInf)
NDS_HALF(SignBit, HalfSignBit)
NDS_HALF(LogicalAnd, HalfLogical<LogicalAnd>)
NDS_HALF(LogicalOr, HalfLogical<LogicalOr>)
NDS_HALF(LogicalXor, HalfLogical<LogicalXor>)
NDS_HALF(LogicalNot, HalfLogicalNot)
#undef NDS_HALF

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
