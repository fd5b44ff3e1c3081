// The C library's functions, lane by lane: for instruction sets without fused multiply-add, and for rare arguments.
#if defined(NDS_KERNELS_ELEMENTWISE_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_LANES_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_LANES_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_LANES_INL_H_
#endif

#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

template <class D, class V, class T = hn::TFromD<D>>
HWY_NOINLINE V lane_by_lane(D d, V a, T (*f)(T)) {
  HWY_ALIGN T lanes[hn::MaxLanes(D())];
  hn::Store(a, d, lanes);
  for (T& lane : lanes) lane = f(lane);
  return hn::Load(d, lanes);
}

template <class D, class V, class T = hn::TFromD<D>>
HWY_NOINLINE V lane_by_lane(D d, V a, V b, T (*f)(T, T)) {
  HWY_ALIGN T left[hn::MaxLanes(D())];
  HWY_ALIGN T right[hn::MaxLanes(D())];
  hn::Store(a, d, left);
  hn::Store(b, d, right);
  for (size_t i = 0; i < hn::MaxLanes(D()); ++i) left[i] = f(left[i], right[i]);
  return hn::Load(d, left);
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
