// Tangent, inverse trigonometric functions, hypot.
#if defined(NDS_KERNELS_ELEMENTWISE_TRIGONOMETRIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_TRIGONOMETRIC_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_TRIGONOMETRIC_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_TRIGONOMETRIC_INL_H_
#endif

#include "kernels/elementwise/half-inl.h"
#include "kernels/elementwise/lanes-inl.h"
#include "kernels/elementwise/library_functions.h"
#include "kernels/elementwise/sin_cos-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

struct Tan {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::tan);
  }
};

struct ArcSin {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::arcsin);
  }
};

struct ArcCos {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::arccos);
  }
};

struct ArcTan {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, &Library<T>::arctan);
  }
};

struct ArcTan2 {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x, V y) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, y, &Library<T>::arctan2);
  }
};

struct Hypot {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x, V y) {
    using T = hn::TFromD<D>;
    return lane_by_lane<D, V, T>(d, x, y, &Library<T>::hypot);
  }
};

// sin(pi x) / (pi x), the product rounded as the dtype; its error beside that: sin's and the quotient's.
struct Sinc {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    using T = hn::TFromD<D>;
    return of_product(d, hn::Mul(x, hn::Set(d, static_cast<T>(3.14159265358979323846))));
  }

  template <class D, class V>
  static HWY_INLINE V of_product(D d, V y) {
    return hn::IfThenElse(hn::Eq(y, hn::Zero(d)), hn::Set(d, hn::TFromD<D>{1}), hn::Div(Sin::vec(d, y), y));
  }
};

struct HalfSinc {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V x) {
    const hn::ScalableTag<float> df;
    const auto pi = hn::Set(df, 3.140625f);  // as binary16
    const auto wide = widened_halves(d, x);
    const V y = narrowed_halves(d, hn::Mul(wide.lower, pi), hn::Mul(wide.upper, pi));
    return InFloat32<OfProduct>::vec(d, y);
  }

 private:
  struct OfProduct {
    template <class D, class V>
    static HWY_INLINE V vec(D d, V y) {
      return Sinc::of_product(d, y);
    }
  };
};

template <>
struct HalfOf<Sinc> {
  using Type = HalfSinc;
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
