// Packing: panels of A and B, in order of depth, in the type that is multiplied.
#if defined(NDS_KERNELS_MATMUL_PACK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_MATMUL_PACK_INL_H_
#undef NDS_KERNELS_MATMUL_PACK_INL_H_
#else
#define NDS_KERNELS_MATMUL_PACK_INL_H_
#endif

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "kernels/matmul/matmul.h"
#include "kernels/matmul/rings-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// Elements of `kLanes` lanes, depth by depth, as they are in memory.
template <int kLanes>
HWY_INLINE void gather_panel(const PackCall& p, int64_t first, int64_t depth, char* to, int64_t size) {
  p.copy(
      {to, p.from + first * p.depth_stride, depth, p.lanes, kLanes * size, size, p.depth_stride, p.lane_stride, false});
}

// Store and Item are one type. Vectors that hold no lane are left as they are: no tile reads them.
template <class T, int kLanes>
void pack_plain(const PackCall& p) noexcept {
  constexpr int64_t kSize = sizeof(T);
  const hn::ScalableTag<T> d;
  constexpr int kVector = static_cast<int>(hn::MaxLanes(d));
  if constexpr (kLanes % kVector == 0) {
    if (p.lane_stride == kSize) {
      const char* from = p.from;
      T* next = static_cast<T*>(p.to);
      if (p.lanes == kLanes) {
        for (int64_t k = 0; k < p.depth; ++k, from += p.depth_stride, next += kLanes) {
          const T* row = reinterpret_cast<const T*>(from);
#pragma GCC unroll 4
          for (int i = 0; i < kLanes; i += kVector) hn::Store(hn::LoadU(d, row + i), d, next + i);
        }
        return;
      }
      const int64_t whole = p.lanes / kVector * kVector;
      for (int64_t k = 0; k < p.depth; ++k, from += p.depth_stride, next += kLanes) {
        const T* row = reinterpret_cast<const T*>(from);
        for (int64_t i = 0; i < whole; i += kVector) hn::Store(hn::LoadU(d, row + i), d, next + i);
        if (whole == p.lanes) continue;
        hn::Store(hn::Zero(d), d, next + whole);
        for (int64_t i = whole; i < p.lanes; ++i) std::memcpy(next + i, from + i * kSize, kSize);
      }
      return;
    }
  }
  char* to = static_cast<char*>(p.to);
  if (p.lanes < kLanes) std::memset(to, 0, static_cast<size_t>(p.depth * kLanes * kSize));
  gather_panel<kLanes>(p, 0, p.depth, to, kSize);
}

// By way of a small panel of elements as they are in memory.
template <class R, int kLanes, class F>
HWY_INLINE void pack_by_way(const PackCall& p, F&& convert) {
  using T = typename R::Store;
  constexpr int64_t kDepth = std::max<int64_t>(1, 4096 / (kLanes * static_cast<int64_t>(sizeof(T))));
  alignas(64) T local[kDepth * kLanes];
  if (p.lanes < kLanes) std::memset(static_cast<void*>(local), 0, sizeof(local));
  for (int64_t k = 0; k < p.depth; k += kDepth) {
    const int64_t depth = std::min(kDepth, p.depth - k);
    gather_panel<kLanes>(p, k, depth, reinterpret_cast<char*>(local), sizeof(T));
    convert(local, k, depth);
  }
}

// float16 and bytes: wider items, else in the same order.
template <class R, int kLanes>
void pack_wider(const PackCall& p) noexcept {
  auto* to = static_cast<typename R::Item*>(p.to);
  pack_by_way<R, kLanes>(p, [to](const typename R::Store* from, int64_t k, int64_t depth) HWY_ATTR {
    auto* next = to + k * kLanes;
    const int64_t n = depth * kLanes;
    if constexpr (std::is_same_v<typename R::Store, Half>) {
      convert_run(from, n, next);
    } else {
      for (int64_t i = 0; i < n; ++i) next[i] = from[i];
    }
  });
}

// Rows of A: pairs of parts, as they are.
template <class R, int kLanes>
void pack_pairs(const PackCall& p) noexcept {
  using T = typename R::Item;
  T* to = static_cast<T*>(p.to);
  if (p.lanes < kLanes) std::memset(to, 0, static_cast<size_t>(p.depth * kLanes) * sizeof(typename R::Store));
  gather_panel<kLanes>(p, 0, p.depth, static_cast<char*>(p.to), sizeof(typename R::Store));
  if (p.conjugate) {
    for (int64_t i = 0; i < p.depth * kLanes; ++i) to[2 * i + 1] = -to[2 * i + 1];
  }
}

// Columns of B: a vector of real parts, one of imaginary parts, in turn.
template <class R, int kLanes>
void pack_parts(const PackCall& p) noexcept {
  using T = typename R::Item;
  T* to = static_cast<T*>(p.to);
  const bool conjugate = p.conjugate;
  pack_by_way<R, kLanes>(p, [to, conjugate](const typename R::Store* from, int64_t k, int64_t depth) HWY_ATTR {
    const typename R::D d;
    T* next = to + 2 * k * kLanes;
    for (int64_t i = 0; i < depth * kLanes; i += R::kLanes, next += R::kItemsB) {
      typename R::B b = R::load(from + i);
      if (conjugate) b = R::conjugate(b);
      hn::Store(b.re, d, next);
      hn::Store(b.im, d, next + R::kLanes);
    }
  });
}

// 64 bytes as bits.
HWY_INLINE uint64_t bits_of(const uint8_t* p) {
#if HWY_TARGET <= HWY_AVX3
  const __m512i bytes = _mm512_loadu_si512(p);
  return _mm512_test_epi8_mask(bytes, bytes);
#elif HWY_TARGET <= HWY_AVX2
  const __m256i zero = _mm256_setzero_si256();
  const auto half = [&](const uint8_t* q) HWY_ATTR {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(q));
    return static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, zero)));
  };
  return ~(uint64_t{half(p)} | uint64_t{half(p + 32)} << 32);
#else
  uint64_t bits = 0;
  for (int i = 0; i < 64; ++i) bits |= uint64_t{p[i] != 0} << i;
  return bits;
#endif
}

// Bools: each item holds 64 depths of a lane.
template <class R, int kLanes>
void pack_bits(const PackCall& p) noexcept {
  constexpr int64_t kDepth = 1024;
  alignas(64) uint8_t local[kDepth];
  uint64_t* to = static_cast<uint64_t*>(p.to);
  const int64_t words = (p.depth + 63) / 64;
  if (p.lanes < kLanes) std::memset(to, 0, static_cast<size_t>(words * kLanes) * 8);
  if (p.lane_stride == 1 && p.depth_stride != 1) {
    // Lanes are neighbours: a word of each is gathered from 64 rows of them.
    for (int64_t w = 0; w < words; ++w) {
      const int64_t depth = std::min<int64_t>(64, p.depth - w * 64);
      uint64_t* next = to + w * kLanes;
      uint64_t sums[kLanes] = {};
      const char* from = p.from + w * 64 * p.depth_stride;
      for (int64_t k = 0; k < depth; ++k, from += p.depth_stride) {
        if (p.lanes == kLanes) {
          for (int i = 0; i < kLanes; ++i) sums[i] |= uint64_t{from[i] != 0} << k;
        } else {
          for (int64_t i = 0; i < p.lanes; ++i) sums[i] |= uint64_t{from[i] != 0} << k;
        }
      }
      std::memcpy(next, sums, static_cast<size_t>(p.lanes) * 8);
    }
    return;
  }
  for (int64_t lane = 0; lane < p.lanes; ++lane) {
    const char* from = p.from + lane * p.lane_stride;
    for (int64_t k = 0; k < p.depth; k += kDepth) {
      const int64_t depth = std::min(kDepth, p.depth - k);
      const uint8_t* run = reinterpret_cast<const uint8_t*>(from) + k;
      if (p.depth_stride != 1 || depth % 64 != 0) {
        std::memset(local + depth / 64 * 64, 0, static_cast<size_t>((depth + 63) / 64 * 64 - depth / 64 * 64));
        p.copy({reinterpret_cast<char*>(local), from + k * p.depth_stride, 1, depth, 0, 1, 0, p.depth_stride, false});
        run = local;
      }
      for (int64_t w = 0; w * 64 < depth; ++w) to[(k / 64 + w) * kLanes + lane] = bits_of(run + w * 64);
    }
  }
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
