// The kernel of a functor for any dtype.
#if defined(NDS_KERNELS_ELEMENTWISE_KERNEL_OF_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_KERNEL_OF_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_KERNEL_OF_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_KERNEL_OF_INL_H_
#endif

#include "kernels/elementwise/complex_loop-inl.h"
#include "kernels/elementwise/half-inl.h"
#include "kernels/elementwise/loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// The kernel of a functor over N operands of dtype T with a result of dtype Out: T, bool, or the parts of a complex T.
template <class Op, int N, class T, class Out, bool kStream>
constexpr ElementwiseKernel kernel_of() {
  if constexpr (requires { typename T::Part; }) {
    using Part = typename T::Part;
    if constexpr (requires { Op::template kernel<Part>(); }) {
      return Op::template kernel<Part>();
    } else {
      return &complex_kernel<Op, Part, N, Out, kStream>;
    }
  } else if constexpr (std::is_same_v<T, nds::Half>) {
    using HalfOp = typename HalfOf<Op>::Type;
    if constexpr (std::is_same_v<Out, bool>) {
      return &test_kernel<HalfOp, N, uint16_t>;
    } else {
      return &map_kernel<HalfOp, N, uint16_t, kStream>;
    }
  } else if constexpr (std::is_same_v<Out, bool> && !std::is_same_v<T, bool>) {
    return &test_kernel<Op, N, T>;
  } else {
    static_assert(std::is_same_v<Out, T>);
    return &map_kernel<Op, N, LaneOf<T>, kStream>;
  }
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
