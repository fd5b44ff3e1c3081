// Order and kind of elements. Comparisons with nan are false but for NotEqual.
#if defined(NDS_KERNELS_ELEMENTWISE_COMPARISON_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_COMPARISON_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_COMPARISON_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_COMPARISON_INL_H_
#endif

#include "kernels/elementwise/logical-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

struct Equal {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    return hn::Xor(LogicalXor::vec(d, a, b), hn::Set(d, 1));
  }
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D, V a, V b) {
    return hn::Eq(a, b);
  }
};

struct NotEqual {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    return LogicalXor::vec(d, a, b);
  }
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D, V a, V b) {
    return hn::Not(hn::Eq(a, b));
  }
};

struct Less {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    return hn::AndNot(as_bools(d, a), as_bools(d, b));
  }
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D, V a, V b) {
    return hn::Lt(a, b);
  }
};

struct LessEqual {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    return hn::Max(LogicalNot::vec(d, a), as_bools(d, b));
  }
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D, V a, V b) {
    if constexpr (hwy::IsFloat<hn::TFromD<D>>()) {
      return hn::Le(a, b);
    } else {
      return hn::Not(hn::Lt(b, a));
    }
  }
};

// Their kernels are those of Less and LessEqual, with the operands exchanged.
struct Greater {};
struct GreaterEqual {};

// An operator over int64 and uint64 (in this order, both as bits): negative numbers lie below all others.
template <class Op>
struct SignedUnsigned;

template <class D, class V>
HWY_INLINE hn::Mask<D> is_negative(D d, V bits) {
  const hn::RebindToSigned<D> di;
  return hn::RebindMask(d, hn::Lt(hn::BitCast(di, bits), hn::Zero(di)));
}

template <>
struct SignedUnsigned<Equal> {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a, V b) {
    return hn::AndNot(is_negative(d, a), hn::Eq(a, b));
  }
};

template <>
struct SignedUnsigned<Less> {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a, V b) {
    return hn::Or(is_negative(d, a), hn::Lt(a, b));
  }
};

template <>
struct SignedUnsigned<LessEqual> {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a, V b) {
    return hn::Or(is_negative(d, a), hn::Not(hn::Lt(b, a)));
  }
};

// The negation of another operator over the same operands.
template <class Op>
struct Negated {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a, V b) {
    return hn::Not(Op::test(d, a, b));
  }
};
template <>
struct SignedUnsigned<NotEqual> : Negated<SignedUnsigned<Equal>> {};
template <>
struct SignedUnsigned<Greater> : Negated<SignedUnsigned<LessEqual>> {};
template <>
struct SignedUnsigned<GreaterEqual> : Negated<SignedUnsigned<Less>> {};

// The operator that is the same with the operands exchanged.
template <class Op>
struct MirrorOf {
  using Type = Op;
};
template <>
struct MirrorOf<Less> {
  using Type = Greater;
};
template <>
struct MirrorOf<LessEqual> {
  using Type = GreaterEqual;
};
template <>
struct MirrorOf<Greater> {
  using Type = Less;
};
template <>
struct MirrorOf<GreaterEqual> {
  using Type = LessEqual;
};

// The first nan of the two, else the lesser; the second of two that are equal (NumPy's choice among zeros).
struct Minimum {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a, V b) {
    if constexpr (hwy::IsFloat<hn::TFromD<D>>()) {
      return hn::IfThenElse(hn::Or(hn::Lt(a, b), hn::IsNaN(a)), a, b);
    } else {
      return hn::Min(a, b);
    }
  }
};

struct Maximum {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a, V b) {
    if constexpr (hwy::IsFloat<hn::TFromD<D>>()) {
      return hn::IfThenElse(hn::Or(hn::Gt(a, b), hn::IsNaN(a)), a, b);
    } else {
      return hn::Max(a, b);
    }
  }
};

// The other one where one is nan; the second of two that are equal.
struct FMinimum {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a, V b) {
    return hn::IfThenElse(hn::Or(hn::Lt(a, b), hn::IsNaN(b)), a, b);
  }
};

struct FMaximum {
  template <class D, class V>
  static HWY_INLINE V vec(D, V a, V b) {
    return hn::IfThenElse(hn::Or(hn::Gt(a, b), hn::IsNaN(b)), a, b);
  }
};

struct Clip {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V low, V high) {
    return Minimum::vec(d, Maximum::vec(d, a, low), high);
  }
};

// Clip between two scalars: an element that equals a bound stays itself, which shows in the sign of a zero.
struct ClipToScalars {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V low, V high) {
    return Minimum::vec(d, high, Maximum::vec(d, low, a));
  }
};

struct IsNaN {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D, V a) {
    return hn::IsNaN(a);
  }
};

struct IsFinite {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return hn::Lt(hn::Abs(a), hn::Inf(d));
  }
};

struct IsInf {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return hn::Eq(hn::Abs(a), hn::Inf(d));
  }
};

struct IsPosInf {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return hn::Eq(a, hn::Inf(d));
  }
};

struct IsNegInf {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return hn::Eq(a, hn::Neg(hn::Inf(d)));
  }
};

struct SignBit {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    const hn::RebindToUnsigned<D> du;
    return hn::RebindMask(d, is_negative(du, hn::BitCast(du, a)));
  }
};

struct Never {
  static constexpr int kAnswer = 0;
};

struct Always {
  static constexpr int kAnswer = 1;
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
