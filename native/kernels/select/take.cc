#include "kernels/select/take.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/select/take.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "simd/dispatch.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

struct Item16 {
  uint64_t words[2];
};

template <class T>
HWY_INLINE void move_item(char* to, const char* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  std::memcpy(to, &value, sizeof(T));
}

template <bool kAdd>
HWY_INLINE int64_t wrap(const int64_t* HWY_RESTRICT index, int64_t n, int64_t bound, int64_t step,
                        int64_t* HWY_RESTRICT offsets) {
  uint64_t outside = 0;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t at = index[i];
    const int64_t wrapped = at + ((at >> 63) & bound);
    outside |= static_cast<uint64_t>(wrapped) >= static_cast<uint64_t>(bound) ? 1 : 0;
    // Unsigned: an index that is out of bounds may overflow here, and is refused below.
    const uint64_t offset = static_cast<uint64_t>(wrapped) * static_cast<uint64_t>(step);
    offsets[i] = static_cast<int64_t>(kAdd ? static_cast<uint64_t>(offsets[i]) + offset : offset);
  }
  if (outside == 0) return n;
  int64_t i = 0;
  while (index[i] < bound && index[i] >= -bound) ++i;
  return i;
}

int64_t wrap_offsets(const int64_t* index, int64_t n, int64_t bound, int64_t step, bool add,
                     int64_t* offsets) noexcept {
  return add ? wrap<true>(index, n, bound, step, offsets) : wrap<false>(index, n, bound, step, offsets);
}

int64_t check_indices(const int64_t* index, int64_t n, int64_t bound) noexcept {
  constexpr int64_t kRun = 4096;
  for (int64_t begin = 0; begin < n; begin += kRun) {
    const int64_t end = n - begin < kRun ? n : begin + kRun;
    uint64_t outside = 0;
    for (int64_t i = begin; i < end; ++i) {
      const int64_t at = index[i] + ((index[i] >> 63) & bound);
      // Both terms are negative where the index is out of bounds.
      outside |= static_cast<uint64_t>(at) | (static_cast<uint64_t>(bound) - 1 - static_cast<uint64_t>(at));
    }
    if (outside >> 63 == 0) continue;
    for (int64_t i = begin; i < end; ++i) {
      if (index[i] >= bound || index[i] < -bound) return i;
    }
  }
  return n;
}

// Every index has its place, unless there is none at all.
template <class F>
HWY_INLINE int64_t place(const int64_t* index, int64_t n, int64_t bound, int64_t step, bool add, int64_t* offsets,
                         F&& f) {
  if (bound == 0) return 0;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t offset = f(index[i]) * step;
    offsets[i] = add ? offsets[i] + offset : offset;
  }
  return n;
}

int64_t modulo_offsets(const int64_t* index, int64_t n, int64_t bound, int64_t step, bool add,
                       int64_t* offsets) noexcept {
  return place(index, n, bound, step, add, offsets, [&](int64_t at) HWY_ATTR {
    if (static_cast<uint64_t>(at) < static_cast<uint64_t>(bound)) return at;
    const int64_t rest = at % bound;
    return rest < 0 ? rest + bound : rest;
  });
}

int64_t clip_offsets(const int64_t* index, int64_t n, int64_t bound, int64_t step, bool add,
                     int64_t* offsets) noexcept {
  return place(index, n, bound, step, add, offsets, [&](int64_t at) HWY_ATTR {
    return at < 0 ? 0 : at >= bound ? bound - 1 : at;
  });
}

// Out-of-order execution overlaps the cache misses of a plain loop; prefetching and vector gathers are no faster.
template <class T>
void take_items(const char* base, const int64_t* offsets, int64_t n, char* to, int64_t to_stride, int64_t) noexcept {
  constexpr int64_t kSize = sizeof(T);
  if (to_stride == kSize) {
    for (int64_t i = 0; i < n; ++i) move_item<T>(to + i * kSize, base + offsets[i]);
  } else {
    for (int64_t i = 0; i < n; ++i) move_item<T>(to + i * to_stride, base + offsets[i]);
  }
}

void take_runs(const char* base, const int64_t* offsets, int64_t n, char* to, int64_t to_stride,
               int64_t bytes) noexcept {
  for (int64_t i = 0; i < n; ++i) std::memcpy(to + i * to_stride, base + offsets[i], static_cast<size_t>(bytes));
}

template <class T>
void put_items(char* base, const int64_t* offsets, int64_t n, const char* from, int64_t from_stride, int64_t) noexcept {
  for (int64_t i = 0; i < n; ++i) move_item<T>(base + offsets[i], from + i * from_stride);
}

void put_runs(char* base, const int64_t* offsets, int64_t n, const char* from, int64_t from_stride,
              int64_t bytes) noexcept {
  for (int64_t i = 0; i < n; ++i) std::memcpy(base + offsets[i], from + i * from_stride, static_cast<size_t>(bytes));
}

constexpr TakeKernels kKernels = {
    {wrap_offsets, modulo_offsets, clip_offsets},
    check_indices,
    {take_items<uint8_t>, take_items<uint16_t>, take_items<uint32_t>, take_items<uint64_t>, take_items<Item16>},
    take_runs,
    {put_items<uint8_t>, put_items<uint16_t>, put_items<uint32_t>, put_items<uint64_t>, put_items<Item16>},
    put_runs,
};

}  // namespace

const TakeKernels* take_kernels() noexcept { return &kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
namespace {
NDS_EXPORT(find_take_kernels, take_kernels)
}  // namespace

const TakeKernels* take_kernels(Target target) noexcept { return find_take_kernels(target)(); }

}  // namespace nds
#endif
