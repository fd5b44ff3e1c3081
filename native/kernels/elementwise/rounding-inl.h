// Rounding to integers and decimals: exact, or each step correctly rounded. float32, float64; float16 by way of
// float32, which is exact, with the steps of decimals rounded one by one.
#if defined(NDS_KERNELS_ELEMENTWISE_ROUNDING_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_ROUNDING_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_ROUNDING_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_ROUNDING_INL_H_
#endif

#include <cmath>

#include "kernels/elementwise/arithmetic-inl.h"
#include "kernels/elementwise/half-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// Highway's own of single elements are wrong next to halves and at zeros (1.0.3).
#if HWY_TARGET == HWY_SCALAR
#define NDS_ROUND(d, a, vector, scalar) hn::Set(d, scalar(hn::GetLane(a)))
#else
#define NDS_ROUND(d, a, vector, scalar) ((void)d, vector(a))
#endif

struct Floor {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    return NDS_ROUND(d, a, hn::Floor, std::floor);
  }
};

struct Ceil {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    return NDS_ROUND(d, a, hn::Ceil, std::ceil);
  }
};

struct Trunc {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    return NDS_ROUND(d, a, hn::Trunc, std::trunc);
  }
};

// Halves to even integers.
struct Rint {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a) {
    return NDS_ROUND(d, a, hn::Round, std::nearbyint);
  }
};

#undef NDS_ROUND

struct RoundDecimals {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V scale) {
    return hn::Div(Rint::vec(d, hn::Mul(a, scale)), scale);
  }
};

struct RoundTens {
  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V scale) {
    return hn::Mul(Rint::vec(d, hn::Div(a, scale)), scale);
  }
};

template <class There, class Back>
struct HalfRound {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V a, V scale) {
    return InFloat32<Back>::vec(d, InFloat32<Rint>::vec(d, InFloat32<There>::vec(d, a, scale)), scale);
  }
};

template <>
struct HalfOf<RoundDecimals> {
  using Type = HalfRound<Multiply, Divide>;
};
template <>
struct HalfOf<RoundTens> {
  using Type = HalfRound<Divide, Multiply>;
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
