// The kernels of one ring.
#if defined(NDS_KERNELS_MATMUL_TABLE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_MATMUL_TABLE_INL_H_
#undef NDS_KERNELS_MATMUL_TABLE_INL_H_
#else
#define NDS_KERNELS_MATMUL_TABLE_INL_H_
#endif

#include "kernels/matmul/pack-inl.h"
#include "kernels/matmul/tile-inl.h"
#include "kernels/matmul/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// R of tiles, V of vectors.
template <class R, class V = R>
constexpr MatmulKernels kernels_of(PackKernel pack_a, PackKernel pack_b, DType accumulator) {
  MatmulKernels k = {};
  k.rows = R::kRows;
  k.columns = R::kVectors * R::kLanes;
  k.a_bytes = R::kRows * R::kItemsA * static_cast<int64_t>(sizeof(typename R::Item));
  k.b_bytes = R::kVectors * R::kItemsB * static_cast<int64_t>(sizeof(typename R::Item));
  k.depth_of_item = std::is_same_v<R, BitRing> ? 64 : 1;
  k.pack_a = pack_a;
  k.pack_b = pack_b;
  k.tile = tile<R, Narrow<R>, false>;
  k.tile_wide = k.tile;
  if constexpr (!std::is_same_v<typename R::Store, typename R::Sum>) k.tile_wide = tile<R, Wide<R>, false>;
  if constexpr (std::is_same_v<typename R::Store, typename R::Item>) k.tile_direct = tile<R, Narrow<R>, true>;
  k.accumulator = accumulator;
  k.dot = dot<V>;
  k.columns_kernel = columns<V>;
  return k;
}

template <class R>
inline constexpr int kColumnsOf = R::kVectors* R::kLanes;

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
