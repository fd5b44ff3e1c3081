// The thin wrapper over Google Highway: with foreach_target.h the only file that includes its headers. A source does
//
//   #undef HWY_TARGET_INCLUDE
//   #define HWY_TARGET_INCLUDE "kernels/elementwise/arithmetic.cc"
//   #include "simd/foreach_target.h"   // compiles the rest of the file once per target
//   #include "simd/simd-inl.h"
//   HWY_BEFORE_NAMESPACE();
//   namespace nds::HWY_NAMESPACE { ... }
//   HWY_AFTER_NAMESPACE();
//   #if HWY_ONCE
//   #include "simd/dispatch.h"
//   namespace nds { NDS_EXPORT(getter, name) }
//   #endif
//
// No library of Highway is linked: its own dispatch is not used, core/cpu.h picks the target.
#if defined(NDS_SIMD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_SIMD_INL_H_
#undef NDS_SIMD_INL_H_
#else
#define NDS_SIMD_INL_H_
#endif

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include <cstdint>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Stores a lane's truth as a byte of 0 or 1: lanes of any size to as many bytes.
template <class D, class M>
HWY_INLINE void store_bools(M mask, D d, uint8_t* HWY_RESTRICT to) {
#if HWY_TARGET <= HWY_AVX3
  constexpr size_t kLanes = hn::MaxLanes(D());
  if constexpr (kLanes == 64) {
    _mm512_storeu_si512(to, _mm512_maskz_set1_epi8(mask.raw, 1));
  } else if constexpr (kLanes == 32) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_maskz_set1_epi8(mask.raw, 1));
  } else {
    const __m128i bools = _mm_maskz_set1_epi8(static_cast<__mmask16>(mask.raw), 1);
    if constexpr (kLanes == 16) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bools);
    } else {
      _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bools);
    }
  }
#else
  using T = hn::TFromD<D>;
  const hn::RebindToUnsigned<D> du;
  const auto bits = hn::BitCast(du, hn::VecFromMask(d, mask));
  if constexpr (sizeof(T) == 1) {
    hn::StoreU(hn::And(bits, hn::Set(du, 1)), du, to);
  } else {
    const hn::Rebind<uint8_t, D> d8;
    hn::StoreU(hn::And(hn::TruncateTo(d8, bits), hn::Set(d8, 1)), d8, to);
  }
#endif
}

// The lanes where the mask holds, moved to the front. (Highway 1.0 makes a table of 2 KiB at each call for 64-bit
// lanes.)
template <class D, class V, class M>
HWY_INLINE V compress_lanes(D, V v, M mask) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 8 && hn::MaxLanes(D()) == 8) {
    const hn::RebindToSigned<D> di;
    const __m512i bits = hn::BitCast(di, v).raw;
    return hn::BitCast(D(), hn::Vec<decltype(di)>{_mm512_maskz_compress_epi64(static_cast<__mmask8>(mask.raw), bits)});
  }
#endif
  return hn::Compress(v, mask);
}

// table[index modulo 16] per lane of 64 bits.
template <class D, class VU>
HWY_INLINE hn::Vec<D> lookup16(D d, const double* table, VU index) {
#if HWY_TARGET <= HWY_AVX3
  return hn::Vec<D>{_mm512_permutex2var_pd(_mm512_load_pd(table), index.raw, _mm512_load_pd(table + 8))};
#else
  const hn::RebindToUnsigned<D> du;
  const hn::RebindToSigned<D> di;
  return hn::GatherIndex(d, table, hn::BitCast(di, hn::And(index, hn::Set(du, 15))));
#endif
}

// table[index modulo 64] per lane of 64 bits, for several tables.
template <class D>
class Lookup64 {
 public:
#if HWY_TARGET <= HWY_AVX3
  explicit HWY_INLINE Lookup64(hn::Vec<hn::RebindToUnsigned<D>> index)
      : index_(index.raw),
        bit4_(_mm512_test_epi64_mask(index.raw, _mm512_set1_epi64(16))),
        bit5_(_mm512_test_epi64_mask(index.raw, _mm512_set1_epi64(32))) {}

  HWY_INLINE hn::Vec<D> operator()(const double* table) const {
    const __m512d lower = _mm512_mask_mov_pd(quarter(table), bit4_, quarter(table + 16));
    const __m512d upper = _mm512_mask_mov_pd(quarter(table + 32), bit4_, quarter(table + 48));
    return hn::Vec<D>{_mm512_mask_mov_pd(lower, bit5_, upper)};
  }

 private:
  HWY_INLINE __m512d quarter(const double* table) const {
    return _mm512_permutex2var_pd(_mm512_load_pd(table), index_, _mm512_load_pd(table + 8));
  }

  __m512i index_;
  __mmask8 bit4_, bit5_;
#else
  explicit HWY_INLINE Lookup64(hn::Vec<hn::RebindToUnsigned<D>> index)
      : index_(hn::BitCast(hn::RebindToSigned<D>(), hn::And(index, hn::Set(hn::RebindToUnsigned<D>(), 63)))) {}

  HWY_INLINE hn::Vec<D> operator()(const double* table) const { return hn::GatherIndex(D(), table, index_); }

 private:
  hn::Vec<hn::RebindToSigned<D>> index_;
#endif
};

// The polynomial with these coefficients, lowest first, at x: Horner's scheme in fused multiply-adds.
template <class D, class V, class T, size_t kTerms>
HWY_INLINE V polynomial(D d, V x, const T (&coefficients)[kTerms]) {
  V sum = hn::Set(d, coefficients[kTerms - 1]);
#pragma GCC unroll 16
  for (size_t i = kTerms - 1; i-- > 0;) sum = hn::MulAdd(sum, x, hn::Set(d, coefficients[i]));
  return sum;
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
