// Truth of elements: nonzero, nan included. vec() takes and gives bools as bytes, test() takes any dtype.
#if defined(NDS_KERNELS_ELEMENTWISE_LOGICAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_LOGICAL_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_LOGICAL_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_LOGICAL_INL_H_
#endif

#include "kernels/elementwise/loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// Bytes of bools as 0 and 1: a bool that was read from a file may be any byte.
template <class D, class V>
HWY_INLINE V as_bools(D d, V bytes) {
  return hn::Min(bytes, hn::Set(d, 1));
}

// Not hn::Ne: that is false for nan on AVX2 and AVX-512 (Highway 1.0.3).
template <class D, class V>
HWY_INLINE hn::Mask<D> is_true(D d, V a) {
  return hn::Not(hn::Eq(a, hn::Zero(d)));
}

struct LogicalAnd {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    return as_bools(d, hn::Min(a, b));
  }
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a, V b) {
    return hn::And(is_true(d, a), is_true(d, b));
  }
};

struct LogicalOr {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    return as_bools(d, hn::Or(a, b));
  }
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a, V b) {
    return hn::Or(is_true(d, a), is_true(d, b));
  }
};

struct LogicalXor {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V b) {
    return hn::Xor(as_bools(d, a), as_bools(d, b));
  }
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a, V b) {
    return hn::Xor(is_true(d, a), is_true(d, b));
  }
};

struct LogicalNot {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    return hn::Sub(hn::Set(d, 1), as_bools(d, a));
  }
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a) {
    return hn::Eq(a, hn::Zero(d));
  }
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
