#include "kernels/elementwise/families.h"
#include "generated/loops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise/trigonometric.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/elementwise/complex_trigonometric.h"
#include "kernels/elementwise/trigonometric-inl.h"
#include "kernels/elementwise/inverse_trigonometric-inl.h"
#include "kernels/elementwise/kernel_of-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

#include "generated/functors_trigonometric.inc"

void set_kernels(KernelTable table) noexcept {
#define NDS_UNARY(loop, op, a, out, stream) table[loop] = kernel_of<op, 1, a, out, stream>();
#define NDS_BINARY(loop, op, a, b, out, stream) table[loop] = kernel_of<op, 2, a, out, stream>();
#include "generated/loops_trigonometric.inc"
#undef NDS_BINARY
#undef NDS_UNARY
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

void set_trigonometric_kernels(Target target, KernelTable table) noexcept { setter_for(target)(table); }

}  // namespace nds
#endif  // HWY_ONCE
