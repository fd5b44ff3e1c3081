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

// Quotients by their own kernel, a block at a time, and what they leave.
struct DivmodInteger {};

template <class T>
int divmod_kernel(const ElementwiseCall& call) noexcept {
  constexpr int64_t kBlock = 4096 / sizeof(T);
  using U = std::make_unsigned_t<T>;
  T quotients[kBlock];
  U rests[kBlock];
  const bool left_one = (call.scalars & 1) != 0;
  const bool right_one = (call.scalars & 2) != 0;
  for (int64_t at = 0; at < call.n; at += kBlock) {
    const T* const a = static_cast<const T*>(call.in[0]) + (left_one ? 0 : at);
    const T* const b = static_cast<const T*>(call.in[1]) + (right_one ? 0 : at);
    const int64_t n = std::min(kBlock, call.n - at);
    division<FloorDivideInteger, T>()({{a, b, nullptr}, quotients, n, call.scalars, false});
    const int64_t a_step = left_one ? 0 : 1;
    const int64_t b_step = right_one ? 0 : 1;
    for (int64_t i = 0; i < n; ++i) {
      const auto divisor = static_cast<U>(b[i * b_step]);
      const auto product = static_cast<U>(uint64_t{static_cast<U>(quotients[i])} * divisor);
      rests[i] = divisor == 0 ? U{0} : static_cast<U>(static_cast<U>(a[i * a_step]) - product);
    }
    std::memcpy(static_cast<T*>(call.out) + at, quotients, static_cast<size_t>(n) * sizeof(T));
    std::memcpy(static_cast<T*>(call.second) + at, rests, static_cast<size_t>(n) * sizeof(T));
  }
  return 0;
}

template <class Op, class T>
constexpr ElementwiseKernel divmod() {
  if constexpr (std::is_integral_v<T>) {
    return &divmod_kernel<T>;
  } else {
    return pair_kernel_of<Op, 2, T, T>();
  }
}

#include "generated/functors_division.inc"

void set_kernels(KernelTable table) noexcept {
#define NDS_BINARY(loop, op, a, b, out, stream) table[loop] = division<op, a>();
#define NDS_BINARY_PAIR(loop, op, a, b, out, second) table[loop] = divmod<op, a>();
#include "generated/loops_division.inc"
#undef NDS_BINARY_PAIR
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
