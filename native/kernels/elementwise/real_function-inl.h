// What vector functions of floats have in common: lanes out of their domain go to the C library's, float32 is computed
// in float64, and without fused multiply-add all of it is the library's.
//
// A functor `Op : RealFunction<Op>` has
//   static V wide(D d, V x)       float64
//   static V single(D d, V x)     float32; or, where that is not there,
//   static V narrow(D d, V x)     float64, but only as exact as float32 needs
//   static Mask plain(D d, V x)   where these hold, in float64 or float32; absent where they always do
//   library<T>                    the scalar function
// One of two operands takes x and y.
#if defined(NDS_KERNELS_ELEMENTWISE_REAL_FUNCTION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_REAL_FUNCTION_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_REAL_FUNCTION_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_REAL_FUNCTION_INL_H_
#endif

#include <limits>

#include "kernels/elementwise/lanes-inl.h"
#include "kernels/elementwise/library_functions.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

template <class Op>
struct RealFunction {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V, class... Vs>
  static HWY_INLINE V vec(D d, V x, Vs... others) {
    using T = hn::TFromD<D>;
#if HWY_NATIVE_FMA
    const V y = computed(d, x, others...);
    if constexpr (requires { Op::plain(d, x, others...); }) {
      const auto plain = Op::plain(d, x, others...);
      if (HWY_LIKELY(hn::AllTrue(d, plain))) return y;
      return hn::IfThenElse(plain, y, lane_by_lane(d, x, others..., Op::template library<T>));
    } else {
      return y;
    }
#else
    return lane_by_lane(d, x, others..., Op::template library<T>);
#endif
  }

#if HWY_NATIVE_FMA
  template <class D, class... Vs>
  static HWY_INLINE hn::Vec<D> computed(D d, Vs... x) {
    if constexpr (sizeof(hn::TFromD<D>) == 8) {
      return Op::wide(d, x...);
    } else if constexpr (requires { Op::single(d, x...); }) {
      return Op::single(d, x...);
    } else {
      return in_float64(d, x...);
    }
  }

  template <class D, class... Vs>
  static HWY_INLINE hn::Vec<D> in_float64(D d, Vs... x) {
    const hn::Half<D> half;
    const hn::Rebind<double, hn::Half<D>> wide;
    const auto lower = Op::narrow(wide, hn::PromoteTo(wide, hn::LowerHalf(half, x))...);
    const auto upper = Op::narrow(wide, hn::PromoteTo(wide, hn::UpperHalf(half, x))...);
    return hn::Combine(d, hn::DemoteTo(half, upper), hn::DemoteTo(half, lower));
  }
#endif
};

// The normal numbers above zero.
template <class D, class V>
HWY_INLINE hn::Mask<D> is_positive(D d, V x) {
  using T = hn::TFromD<D>;
  return hn::And(hn::Ge(x, hn::Set(d, std::numeric_limits<T>::min())), hn::Lt(x, hn::Inf(d)));
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
