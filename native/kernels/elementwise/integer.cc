#include "kernels/elementwise/families.h"
#include "generated/loops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise/integer.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/elementwise/integer-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

#include "generated/functors_integer.inc"

void set_kernels(KernelTable table) noexcept {
#define NDS_UNARY(loop, op, a, out, stream) table[loop] = op::kernel<a>();
#define NDS_BINARY(loop, op, a, b, out, stream) table[loop] = &element_kernel<op, a>;
#include "generated/loops_integer.inc"
#undef NDS_UNARY
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

void set_integer_kernels(Target target, KernelTable table) noexcept { setter_for(target)(table); }

}  // namespace nds
#endif  // HWY_ONCE
