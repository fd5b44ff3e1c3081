#include "kernels/matmul/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/matmul/float.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/matmul/table-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class R>
constexpr MatmulKernels plain(DType dtype) {
  return kernels_of<R>(pack_plain<typename R::Item, R::kRows>, pack_plain<typename R::Item, kColumnsOf<R>>, dtype);
}

constexpr MatmulKernels kHalf = kernels_of<HalfRing>(pack_wider<HalfRing, HalfRing::kRows>,
                                                     pack_wider<HalfRing, kColumnsOf<HalfRing>>, DType::kFloat32);
constexpr MatmulKernels kSingle = plain<FloatRing<float>>(DType::kFloat32);
constexpr MatmulKernels kDouble = plain<FloatRing<double>>(DType::kFloat64);

}  // namespace

const MatmulKernels* float_matmul(DType dtype) noexcept {
  if (dtype == DType::kFloat16) return &kHalf;
  return dtype == DType::kFloat32 ? &kSingle : &kDouble;
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.h"

namespace nds {
namespace {
NDS_EXPORT(find_float_matmul, float_matmul)
}  // namespace

const MatmulKernels* float_matmul_of(Target target, DType dtype) noexcept { return find_float_matmul(target)(dtype); }

}  // namespace nds
#endif
