// Exponentials and logarithms of other bases, cbrt, logaddexp, i0.
#if defined(NDS_KERNELS_ELEMENTWISE_EXPONENTIAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_EXPONENTIAL_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_EXPONENTIAL_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_EXPONENTIAL_INL_H_
#endif

#include "kernels/elementwise/lanes-inl.h"
#include "kernels/elementwise/library_functions.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

struct Expm1 {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::expm1);
  }
};

struct Exp2 {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::exp2);
  }
};

struct Log1p {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::log1p);
  }
};

struct Log2 {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::log2);
  }
};

struct Log10 {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::log10);
  }
};

struct Cbrt {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::cbrt);
  }
};

struct LogAddExp {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x, V y) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, y, &Library<T>::logaddexp);
  }
};

struct LogAddExp2 {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x, V y) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, y, &Library<T>::logaddexp2);
  }
};

struct BesselI0 {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::bessel_i0);
  }
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
