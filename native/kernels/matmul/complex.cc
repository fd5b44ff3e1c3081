#include "kernels/matmul/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/matmul/complex.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/matmul/table-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class R>
constexpr MatmulKernels complex_kernels(DType dtype) {
  return kernels_of<R>(pack_pairs<R, R::kRows>, pack_parts<R, kColumnsOf<R>>, dtype);
}

constexpr MatmulKernels kSingle = complex_kernels<ComplexRing<float>>(DType::kComplex64);
constexpr MatmulKernels kDouble = complex_kernels<ComplexRing<double>>(DType::kComplex128);

}  // namespace

const MatmulKernels* complex_matmul(DType dtype) noexcept { return dtype == DType::kComplex64 ? &kSingle : &kDouble; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.h"

namespace nds {
namespace {
NDS_EXPORT(find_complex_matmul, complex_matmul)
}  // namespace

const MatmulKernels* complex_matmul_of(Target target, DType dtype) noexcept {
  return find_complex_matmul(target)(dtype);
}

}  // namespace nds
#endif
