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

template <>
struct HalfOf<CopySign> {
  using Type = HalfCopySign;
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
