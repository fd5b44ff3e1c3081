// Counts of elements that are not zero (nan is not).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduce/count.cc"
#include "simd/foreach_target.h"

#include "kernels/reduce/fold-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

// Lanes as wide as the elements count down from 0; a block is short enough for 16 bits.
template <class T>
HWY_INLINE int64_t count_block(const T* HWY_RESTRICT p, int64_t n) {
  using I = hwy::MakeSigned<T>;
  const hn::ScalableTag<T> d;
  const hn::ScalableTag<I> di;
  constexpr int64_t kLanes = hn::MaxLanes(hn::ScalableTag<T>());
  const auto zero = hn::Zero(d);
  // Not Ne: for floats Highway 1.0 has it false of nan with some instruction sets.
  const auto nonzero = [&](int64_t i) HWY_ATTR {
    return hn::VecFromMask(di, hn::RebindMask(di, hn::Not(hn::Eq(hn::LoadU(d, p + i), zero))));
  };
  int64_t count = 0, i = 0;
  if (n >= 2 * kLanes) {
    auto c0 = hn::Zero(di), c1 = c0;
    for (; i + 2 * kLanes <= n; i += 2 * kLanes) {
      c0 = hn::Add(c0, nonzero(i));
      c1 = hn::Add(c1, nonzero(i + kLanes));
    }
    HWY_ALIGN I lanes[kLanes];
    hn::Store(hn::Add(c0, c1), di, lanes);
    for (const I lane : lanes) count -= lane;
  }
  for (; i < n; ++i) count += p[i] != 0;
  return count;
}

template <class T>
void count_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams&, void* primary,
                void*) noexcept {
  constexpr int64_t kBlock = 4096;
  int64_t* out = static_cast<int64_t*>(primary);
  for (int64_t r = 0; r < rows; ++r) {
    const T* p = row_at<T>(in, row_stride, r);
    int64_t count = 0;
    for (int64_t i = 0; i < n; i += kBlock) count += count_block(p + i, n - i < kBlock ? n - i : kBlock);
    out[r] = count;
  }
}

template <class T>
constexpr FoldKernel kernel() {
  return {count_rows<T>, nullptr, kFoldBlockBytes / sizeof(T), 0};
}
constexpr FoldKernel kKernels[] = {kernel<int16_t>(), kernel<int32_t>(), kernel<int64_t>(), kernel<float>(),
                                   kernel<double>()};

}  // namespace

const FoldKernel* count_kernels() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
NDS_EXPORT(count_kernels, count_kernels)
}  // namespace nds
#endif
