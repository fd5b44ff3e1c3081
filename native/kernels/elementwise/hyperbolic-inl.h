// Hyperbolic functions and their inverses.
#if defined(NDS_KERNELS_ELEMENTWISE_HYPERBOLIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_HYPERBOLIC_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_HYPERBOLIC_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_HYPERBOLIC_INL_H_
#endif

#include "kernels/elementwise/lanes-inl.h"
#include "kernels/elementwise/library_functions.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

struct Sinh {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::sinh);
  }
};

struct Cosh {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::cosh);
  }
};

struct Tanh {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::tanh);
  }
};

struct ArcSinh {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::arcsinh);
  }
};

struct ArcCosh {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::arccosh);
  }
};

struct ArcTanh {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::arctanh);
  }
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
