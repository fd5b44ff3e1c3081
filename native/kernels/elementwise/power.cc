#include "kernels/elementwise/families.h"
#include "generated/loops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise/power.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/elementwise/complex_functions.h"
#include "kernels/elementwise/kernel_of-inl.h"
#include "kernels/elementwise/power_float-inl.h"
#include "kernels/elementwise/power_integer-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class T>
constexpr ElementwiseKernel power() {
  if constexpr (std::is_integral_v<T>) {
    return &power_kernel<T>;
  } else if constexpr (requires { typename T::Part; }) {
    return ComplexPower::kernel<typename T::Part>();
  } else {
    return &power_float_kernel<T>;
  }
}

#include "generated/functors_power.inc"

void set_kernels(KernelTable table) noexcept {
#define NDS_BINARY(loop, op, a, b, out, stream) table[loop] = power<a>();
#include "generated/loops_power.inc"
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

void set_power_kernels(Target target, KernelTable table) noexcept { setter_for(target)(table); }

}  // namespace nds
#endif  // HWY_ONCE
