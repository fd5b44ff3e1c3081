// Copies that bypass the cache, for outputs larger than it.
#if defined(NDS_KERNELS_COPY_STREAM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_COPY_STREAM_INL_H_
#undef NDS_KERNELS_COPY_STREAM_INL_H_
#else
#define NDS_KERNELS_COPY_STREAM_INL_H_
#endif

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

inline constexpr int64_t kStreamLine = 64;

// memcpy with non-temporal stores of whole cache lines; the caller ends a series with hwy::FlushStream().
inline void stream_copy(void* to, const void* from, int64_t bytes) {
  auto* target = static_cast<uint8_t*>(to);
  const auto* source = static_cast<const uint8_t*>(from);
  const int64_t head = std::min<int64_t>(bytes, -reinterpret_cast<intptr_t>(target) & (kStreamLine - 1));
  std::memcpy(target, source, static_cast<size_t>(head));
  int64_t i = head;
  const hn::ScalableTag<uint8_t> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  for (; i + kStreamLine <= bytes; i += kStreamLine) {
    for (int64_t j = 0; j < kStreamLine; j += lanes) hn::Stream(hn::LoadU(d, source + i + j), d, target + i + j);
  }
  std::memcpy(target + i, source + i, static_cast<size_t>(bytes - i));
}

// memcpy by vectors. glibc's turns to `rep movsb` from 2 KiB on, which takes two to five times as long where the target
// is not aligned (2.36 on Zen 4).
inline void bulk_copy(void* to, const void* from, int64_t bytes) {
  constexpr int64_t kByCall = 2048, kStep = 4 * kStreamLine;
  if (bytes < kByCall) {
    std::memcpy(to, from, static_cast<size_t>(bytes));
    return;
  }
  auto* target = static_cast<uint8_t*>(to);
  const auto* source = static_cast<const uint8_t*>(from);
  int64_t i = -reinterpret_cast<intptr_t>(target) & (kStreamLine - 1);
  std::memcpy(target, source, kStreamLine);  // up to the first whole line, and what follows once more
  const hn::ScalableTag<uint8_t> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  for (; i + kStep <= bytes; i += kStep) {
    for (int64_t j = 0; j < kStep; j += lanes) hn::Store(hn::LoadU(d, source + i + j), d, target + i + j);
  }
  std::memcpy(target + i, source + i, static_cast<size_t>(bytes - i));
}

// Makes n elements of type T by make(first, count, buffer) in blocks that stay in the first-level cache, and streams
// them to `to`. Blocks end on cache lines of `to`.
template <class T, class Make>
inline void stream_made(T* to, int64_t n, Make make) {
  constexpr int64_t kBlock = 4096 / static_cast<int64_t>(sizeof(T));
  HWY_ALIGN T buffer[kBlock];
  const int64_t head =
      std::min<int64_t>(n, (-reinterpret_cast<intptr_t>(to) & (kStreamLine - 1)) / static_cast<int64_t>(sizeof(T)));
  if (head > 0) make(0, head, to);
  for (int64_t i = head; i < n; i += kBlock) {
    const int64_t count = std::min(kBlock, n - i);
    make(i, count, buffer);
    stream_copy(to + i, buffer, count * static_cast<int64_t>(sizeof(T)));
  }
  hwy::FlushStream();
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
