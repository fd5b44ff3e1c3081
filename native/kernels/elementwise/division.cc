#include "kernels/elementwise/families.h"
#include "generated/loops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise/division.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/elementwise/division_float-inl.h"
#include "kernels/elementwise/division_integer-inl.h"
#include "kernels/elementwise/kernel_of-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class Op, class T>
constexpr ElementwiseKernel division() {
  if constexpr (!std::is_integral_v<T>) {
    return kernel_of<Op, 2, T, T, false>();
  } else if constexpr (sizeof(T) <= 2) {
    return &division_kernel<Op, T, IntegerDivisionStep<Op, T>>;
  } else if constexpr (sizeof(T) == 4) {
    return &division_kernel32<Op, T>;
  } else {
    return &division_kernel64<Op, T>;
  }
}

#include "generated/functors_division.inc"

void set_kernels(KernelTable table) noexcept {
#define NDS_BINARY(loop, op, a, b, out, stream) table[loop] = division<op, a>();
#include "generated/loops_division.inc"
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

void set_division_kernels(Target target, KernelTable table) noexcept { setter_for(target)(table); }

}  // namespace nds
#endif  // HWY_ONCE
