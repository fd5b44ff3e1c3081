#include "kernels/elementwise/families.h"
#include "generated/loops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise/floating.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/elementwise/floating-inl.h"
#include "kernels/elementwise/kernel_of-inl.h"
#include "kernels/elementwise/parts-inl.h"
#include "kernels/elementwise/scaling-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class Op, class A, class B, class Out, bool kStream>
constexpr ElementwiseKernel binary() {
  if constexpr (std::is_same_v<A, B>) {
    return kernel_of<Op, 2, A, Out, kStream>();
  } else {
    return Op::template kernel<A, B>();
  }
}

#include "generated/functors_floating.inc"

void set_kernels(KernelTable table) noexcept {
#define NDS_UNARY(loop, op, a, out, stream) table[loop] = kernel_of<op, 1, a, out, stream>();
#define NDS_BINARY(loop, op, a, b, out, stream) table[loop] = binary<op, a, b, out, stream>();
#define NDS_TERNARY(loop, op, a, b, c, out, stream) table[loop] = kernel_of<op, 3, a, out, stream>();
#define NDS_UNARY_PAIR(loop, op, a, out, second) table[loop] = pair_kernel_of<op, 1, a, second>();
#include "generated/loops_floating.inc"
#undef NDS_UNARY
#undef NDS_UNARY_PAIR
#undef NDS_TERNARY
#undef NDS_BINARY
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

void set_floating_kernels(Target target, KernelTable table) noexcept { setter_for(target)(table); }

}  // namespace nds
#endif  // HWY_ONCE
