// Kernels of functors over single elements, for what no instruction set does per lane: the compiler vectorises what it
// can. Only for results that are exact, so that they cannot depend on where an element lies.
#if defined(NDS_KERNELS_ELEMENTWISE_ELEMENT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_ELEMENT_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_ELEMENT_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_ELEMENT_INL_H_
#endif

#include "kernels/kernel.h"
#include "simd/simd-inl.h"

// The output may be exactly one of the inputs, so no element depends on another one.
#if HWY_COMPILER_CLANG
#define NDS_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define NDS_INDEPENDENT _Pragma("GCC ivdep")
#endif

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// Op::element(a, b) over arrays of T.
template <class Op, class T>
int element_kernel(const ElementwiseCall& call) noexcept {
  const T* const a = static_cast<const T*>(call.in[0]);
  const T* const b = static_cast<const T*>(call.in[1]);
  T* const out = static_cast<T*>(call.out);
  const int64_t n = call.n;
  if (n == 0) return 0;
  if ((call.scalars & 3) == 3) {
    const T value = Op::element(*a, *b);
    for (int64_t i = 0; i < n; ++i) out[i] = value;
  } else if (call.scalars & 1) {
    const T left = *a;
    NDS_INDEPENDENT
    for (int64_t i = 0; i < n; ++i) out[i] = Op::element(left, b[i]);
  } else if (call.scalars & 2) {
    const T right = *b;
    NDS_INDEPENDENT
    for (int64_t i = 0; i < n; ++i) out[i] = Op::element(a[i], right);
  } else {
    NDS_INDEPENDENT
    for (int64_t i = 0; i < n; ++i) out[i] = Op::element(a[i], b[i]);
  }
  return 0;
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
