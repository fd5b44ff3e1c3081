// Order, truth and kind of complex numbers. The order is that of the real parts, then of the imaginary ones; a nan
// anywhere leaves two numbers unordered, but for equal real parts it does so by the imaginary parts alone, as in NumPy.
#if defined(NDS_KERNELS_ELEMENTWISE_COMPLEX_ORDER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_COMPLEX_ORDER_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_COMPLEX_ORDER_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_COMPLEX_ORDER_INL_H_
#endif

#include "kernels/elementwise/complex_loop-inl.h"
#include "kernels/elementwise/logical-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

template <class D, class V>
HWY_INLINE hn::Mask<D> has_nan(D, Parts<V> a) {
  return hn::Or(hn::IsNaN(a.re), hn::IsNaN(a.im));
}

// The real parts are different and in order, and no imaginary part is nan.
template <class D, class V>
HWY_INLINE hn::Mask<D> real_below(D, Parts<V> a, Parts<V> b) {
  return hn::AndNot(hn::Or(hn::IsNaN(a.im), hn::IsNaN(b.im)), hn::Lt(a.re, b.re));
}

struct ComplexEqual {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D, Parts<V> a, Parts<V> b) {
    return hn::And(hn::Eq(a.re, b.re), hn::Eq(a.im, b.im));
  }
};

struct ComplexNotEqual {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a, Parts<V> b) {
    return hn::Not(ComplexEqual::test(d, a, b));
  }
};

struct ComplexLess {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a, Parts<V> b) {
    return hn::Or(real_below(d, a, b), hn::And(hn::Eq(a.re, b.re), hn::Lt(a.im, b.im)));
  }
};

struct ComplexLessEqual {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a, Parts<V> b) {
    return hn::Or(real_below(d, a, b), hn::And(hn::Eq(a.re, b.re), hn::Le(a.im, b.im)));
  }
};

struct ComplexGreater {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a, Parts<V> b) {
    return ComplexLess::test(d, b, a);
  }
};

struct ComplexGreaterEqual {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a, Parts<V> b) {
    return ComplexLessEqual::test(d, b, a);
  }
};

// The first operand where it has a nan or is in this order to the second one, else the second one.
template <class Order>
struct ComplexExtreme {
  template <class D, class V>
  static HWY_INLINE Parts<V> parts(D d, Parts<V> a, Parts<V> b) {
    const auto keep = hn::Or(has_nan(d, a), Order::test(d, a, b));
    return {hn::IfThenElse(keep, a.re, b.re), hn::IfThenElse(keep, a.im, b.im)};
  }
};

using ComplexMinimum = ComplexExtreme<ComplexLessEqual>;
using ComplexMaximum = ComplexExtreme<ComplexGreaterEqual>;

// The other operand where one has a nan; the first of two that are equal.
template <class Order>
struct ComplexFExtreme {
  template <class D, class V>
  static HWY_INLINE Parts<V> parts(D d, Parts<V> a, Parts<V> b) {
    const auto keep = hn::Or(has_nan(d, b), Order::test(d, a, b));
    return {hn::IfThenElse(keep, a.re, b.re), hn::IfThenElse(keep, a.im, b.im)};
  }
};

using ComplexFMinimum = ComplexFExtreme<ComplexLessEqual>;
using ComplexFMaximum = ComplexFExtreme<ComplexGreaterEqual>;

// NumPy's clip has an order of its own: by the imaginary parts where the real ones are equal, without regard to nan.
struct ClipBelow {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D, Parts<V> a, Parts<V> b) {
    return hn::Or(hn::Lt(a.re, b.re), hn::And(hn::Eq(a.re, b.re), hn::Lt(a.im, b.im)));
  }
};
struct ClipAbove {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a, Parts<V> b) {
    return ClipBelow::test(d, b, a);
  }
};

struct ComplexClip {
  template <class D, class V>
  static HWY_INLINE Parts<V> parts(D d, Parts<V> a, Parts<V> low, Parts<V> high) {
    return ComplexExtreme<ClipBelow>::parts(d, ComplexExtreme<ClipAbove>::parts(d, a, low), high);
  }
};

struct ComplexIsNaN {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a) {
    return has_nan(d, a);
  }
};

struct ComplexIsFinite {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a) {
    const V infinity = hn::Inf(d);
    return hn::And(hn::Lt(hn::Abs(a.re), infinity), hn::Lt(hn::Abs(a.im), infinity));
  }
};

struct ComplexIsInf {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a) {
    const V infinity = hn::Inf(d);
    return hn::Or(hn::Eq(hn::Abs(a.re), infinity), hn::Eq(hn::Abs(a.im), infinity));
  }
};

template <class D, class V>
HWY_INLINE hn::Mask<D> is_zero(D d, Parts<V> a) {
  return hn::And(hn::Eq(a.re, hn::Zero(d)), hn::Eq(a.im, hn::Zero(d)));
}

struct ComplexLogicalAnd {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a, Parts<V> b) {
    return hn::Not(hn::Or(is_zero(d, a), is_zero(d, b)));
  }
};

struct ComplexLogicalOr {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a, Parts<V> b) {
    return hn::Not(hn::And(is_zero(d, a), is_zero(d, b)));
  }
};

struct ComplexLogicalXor {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a, Parts<V> b) {
    return hn::Xor(is_zero(d, a), is_zero(d, b));
  }
};

struct ComplexLogicalNot {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a) {
    return is_zero(d, a);
  }
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
