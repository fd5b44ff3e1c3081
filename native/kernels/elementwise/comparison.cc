#include "kernels/elementwise/families.h"
#include "generated/loops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise/comparison.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/elementwise/comparison-inl.h"
#include "kernels/elementwise/complex_order-inl.h"
#include "kernels/elementwise/half_bits-inl.h"
#include "kernels/elementwise/kernel_of-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class Answer>
int constant_kernel(const ElementwiseCall& call) noexcept {
  if (call.n > 0) std::memset(call.out, Answer::kAnswer, static_cast<size_t>(call.n));
  return 0;
}

template <class T>
int clip_kernel(const ElementwiseCall& call) noexcept {
  constexpr uint32_t kBounds = 0b110;
  return (call.scalars & kBounds) == kBounds ? map_kernel<ClipToScalars, 3, T, false>(call)
                                             : map_kernel<Clip, 3, T, false>(call);
}

template <class Op, class T, class Out>
constexpr ElementwiseKernel unary() {
  if constexpr (requires { Op::kAnswer; }) {
    return &constant_kernel<Op>;
  } else {
    return kernel_of<Op, 1, T, Out, false>();
  }
}

template <ElementwiseKernel kKernel>
int exchanged_kernel(const ElementwiseCall& call) noexcept {
  const uint32_t scalars = (call.scalars & 1) << 1 | (call.scalars >> 1 & 1);
  return kKernel({{call.in[1], call.in[0], nullptr}, call.out, call.n, scalars, call.stream});
}

template <class Op, class A, class B, class Out, bool kStream>
constexpr ElementwiseKernel binary() {
  using Mirror = typename MirrorOf<Op>::Type;
  constexpr bool kIsMirror = std::is_same_v<Op, Greater> || std::is_same_v<Op, GreaterEqual>;
  if constexpr (std::is_same_v<A, B> && kIsMirror) {
    return &exchanged_kernel<kernel_of<Mirror, 2, A, Out, kStream>()>;
  } else if constexpr (std::is_same_v<A, B>) {
    return kernel_of<Op, 2, A, Out, kStream>();
  } else if constexpr (std::is_signed_v<A>) {
    return &test_kernel<SignedUnsigned<Op>, 2, B>;
  } else {
    return &exchanged_kernel<&test_kernel<SignedUnsigned<Mirror>, 2, A>>;
  }
}

template <class Op, class T>
constexpr ElementwiseKernel ternary() {
  if constexpr (std::is_floating_point_v<T>) {
    return &clip_kernel<T>;
  } else {
    return kernel_of<Op, 3, T, T, false>();
  }
}

#include "generated/functors_comparison.inc"

void set_kernels(KernelTable table) noexcept {
#define NDS_UNARY(loop, op, a, out, stream) table[loop] = unary<op, a, out>();
#define NDS_BINARY(loop, op, a, b, out, stream) table[loop] = binary<op, a, b, out, stream>();
#define NDS_TERNARY(loop, op, a, b, c, out, stream) table[loop] = ternary<op, a>();
#include "generated/loops_comparison.inc"
#undef NDS_UNARY
#undef NDS_BINARY
#undef NDS_TERNARY
}

}  // namespace
}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.h"

namespace nds {
namespace {
NDS_EXPORT(setter_for, set_kernels)
}  // namespace

void set_comparison_kernels(Target target, KernelTable table) noexcept { setter_for(target)(table); }

}  // namespace nds
#endif  // HWY_ONCE
