// Highway's vectorised quicksort (contrib/sort), per target: sort_keys and sort_pairs. Where a target has no vectors
// the standard library's sort stands in. See simd-inl.h for how a source includes this.
#if defined(NDS_SIMD_SORT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_SIMD_SORT_INL_H_
#undef NDS_SIMD_SORT_INL_H_
#else
#define NDS_SIMD_SORT_INL_H_
#endif

#include "simd/simd-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace hwy::HWY_NAMESPACE {

// What contrib/sort partitions with. AVX-512's compress to memory is microcode on Zen 4 (142 cycles), and g++ 12 copies
// the tables of Highway's compress of 64-bit lanes to the stack: compress in a register, then store, is 6 times as
// fast.
#if HWY_TARGET == HWY_AVX3
template <class T>
struct SortCompressIsPartition {
  enum { value = 0 };
};
template <class V, class M, class D, class T>
HWY_INLINE size_t SortCompressStore(V v, M mask, D d, T* HWY_RESTRICT to) {
  const RebindToUnsigned<D> du;
  if constexpr (sizeof(T) == 8 && MaxLanes(D()) == 8) {
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(mask.raw, BitCast(du, v).raw));
  } else if constexpr (sizeof(T) == 4 && MaxLanes(D()) == 16) {
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(mask.raw, BitCast(du, v).raw));
  } else {
    return CompressStore(v, mask, d, to);
  }
  return CountTrue(d, mask);
}
template <class V, class M, class D, class T>
HWY_INLINE size_t SortCompressBlendedStore(V v, M mask, D d, T* HWY_RESTRICT to) {
  const RebindToUnsigned<D> du;
  const size_t count = CountTrue(d, mask);
  if constexpr (sizeof(T) == 8 && MaxLanes(D()) == 8) {
    const auto kept = static_cast<__mmask8>((1u << count) - 1);
    _mm512_mask_storeu_epi64(to, kept, _mm512_maskz_compress_epi64(mask.raw, BitCast(du, v).raw));
  } else if constexpr (sizeof(T) == 4 && MaxLanes(D()) == 16) {
    const auto kept = static_cast<__mmask16>((1u << count) - 1);
    _mm512_mask_storeu_epi32(to, kept, _mm512_maskz_compress_epi32(mask.raw, BitCast(du, v).raw));
  } else {
    return CompressBlendedStore(v, mask, d, to);
  }
  return count;
}
#endif

}  // namespace hwy::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_TARGET == HWY_AVX3
#define CompressStore SortCompressStore
#define CompressBlendedStore SortCompressBlendedStore
#define CompressIsPartition SortCompressIsPartition
#endif
#include <hwy/contrib/sort/traits-inl.h>
#include <hwy/contrib/sort/traits128-inl.h>
#include <hwy/contrib/sort/vqsort-inl.h>
#if HWY_TARGET == HWY_AVX3
#undef CompressStore
#undef CompressBlendedStore
#undef CompressIsPartition
#endif

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

struct KeyPair {
  uint64_t low, high;
};

// Sorts n integers.
template <class T>
void sort_keys(T* keys, int64_t n) noexcept {
#if HWY_TARGET == HWY_SCALAR
  std::sort(keys, keys + n);
#else
  namespace sort = hwy::HWY_NAMESPACE::detail;
  const sort::SharedTraits<sort::TraitsLane<sort::OrderAscending<T> > > traits;
  T unused[1];
  hwy::HWY_NAMESPACE::Sort(hwy::HWY_NAMESPACE::SortTag<T>(), traits, keys, static_cast<size_t>(n), unused);
#endif
}

// Sorts n pairs by their high, then their low words.
inline void sort_pairs(KeyPair* pairs, int64_t n) noexcept {
#if HWY_TARGET == HWY_SCALAR
  std::sort(pairs, pairs + n,
            [](const KeyPair& a, const KeyPair& b) { return a.high < b.high || (a.high == b.high && a.low < b.low); });
#else
  namespace sort = hwy::HWY_NAMESPACE::detail;
  const sort::SharedTraits<sort::Traits128<sort::OrderAscending128> > traits;
  uint64_t unused[1];
  hwy::HWY_NAMESPACE::Sort(hwy::HWY_NAMESPACE::SortTag<uint64_t>(), traits, &pairs->low, static_cast<size_t>(2 * n),
                           unused);
#endif
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
