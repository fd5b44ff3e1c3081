#include "kernels/matmul/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/matmul/integer.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/matmul/table-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class T>
constexpr MatmulKernels plain(DType dtype) {
  using R = IntegerRing<T>;
  return kernels_of<R>(pack_plain<T, R::kRows>, pack_plain<T, kColumnsOf<R>>, dtype);
}

constexpr MatmulKernels kBytes = kernels_of<ByteRing>(pack_wider<ByteRing, ByteRing::kRows>,
                                                      pack_wider<ByteRing, kColumnsOf<ByteRing>>, DType::kUint8);
constexpr MatmulKernels kBools = kernels_of<BitRing, BoolRing>(pack_bits<BitRing, BitRing::kRows>,
                                                               pack_bits<BitRing, kColumnsOf<BitRing>>, DType::kBool);
constexpr MatmulKernels kShorts = plain<uint16_t>(DType::kUint16);
constexpr MatmulKernels kWords = plain<uint32_t>(DType::kUint32);
constexpr MatmulKernels kLongs = plain<uint64_t>(DType::kUint64);

}  // namespace

const MatmulKernels* integer_matmul(DType dtype) noexcept {
  if (dtype == DType::kBool) return &kBools;
  switch (item_size(dtype)) {
    case 1: return &kBytes;
    case 2: return &kShorts;
    case 4: return &kWords;
    default: return &kLongs;
  }
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.h"

namespace nds {
namespace {
NDS_EXPORT(find_integer_matmul, integer_matmul)
}  // namespace

const MatmulKernels* integer_matmul_of(Target target, DType dtype) noexcept {
  return find_integer_matmul(target)(dtype);
}

}  // namespace nds
#endif
