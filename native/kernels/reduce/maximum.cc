// Maxima of signed integers and floats; other dtypes, and minima, come flipped. nan wins over every number.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduce/maximum.cc"
#include "simd/foreach_target.h"

#include "kernels/reduce/extreme-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class T>
void maximum_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams& params, void* primary,
                  void*) noexcept {
  T* out = static_cast<T*>(primary);
  if constexpr (std::is_floating_point_v<T>) {
    if (params.skip_nan) {
      for (int64_t r = 0; r < rows; ++r) out[r] = maximum_number_of(row_at<T>(in, row_stride, r), n, params.flip);
      return;
    }
  }
  for (int64_t r = 0; r < rows; ++r) out[r] = maximum_of(row_at<T>(in, row_stride, r), n, params.flip);
}

template <int kRows, bool kSkipNan, class T>
HWY_INLINE void maximum_into_columns(const char* in, int64_t row_stride, int64_t cols, const FoldParams& params,
                                     T* HWY_RESTRICT out) {
  const uint64_t flip = params.flip;
  const int64_t ahead = params.ahead;
  for_columns<T>(cols, [=](auto d, int64_t c) HWY_ATTR {
    const auto flips = flip_vector(d, flip);
    prefetch_rows<kRows, T>(in, row_stride, ahead, c);
    auto best = hn::LoadU(d, out + c);
    for (int r = 0; r < kRows; ++r) {
      const auto x = hn::Xor(hn::LoadU(d, row_at<T>(in, row_stride, r) + c), flips);
      best = kSkipNan ? max_number(d, best, x) : max_or_nan(d, best, x);
    }
    hn::StoreU(best, d, out + c);
  });
}

template <bool kSkipNan, class T>
void maximum_of_columns(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams& params,
                        void* primary) noexcept {
  T* out = static_cast<T*>(primary);
  for (int64_t c = 0; c < cols; ++c) out[c] = lowest<T>();
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4) maximum_into_columns<4, kSkipNan>(in + r * row_stride, row_stride, cols, params, out);
  for (; r < rows; ++r) maximum_into_columns<1, kSkipNan>(in + r * row_stride, row_stride, cols, params, out);
}

template <class T>
void maximum_columns(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams& params,
                     void* primary, void*) noexcept {
  if constexpr (std::is_floating_point_v<T>) {
    if (params.skip_nan) return maximum_of_columns<true, T>(in, row_stride, rows, cols, params, primary);
  }
  maximum_of_columns<false, T>(in, row_stride, rows, cols, params, primary);
}

template <class T>
constexpr FoldKernel kernel() {
  return {maximum_rows<T>, maximum_columns<T>, kFoldBlockBytes / sizeof(T), 256};
}
constexpr FoldKernel kKernels[] = {kernel<int8_t>(),  kernel<int16_t>(), kernel<int32_t>(),
                                   kernel<int64_t>(), kernel<float>(),   kernel<double>()};

}  // namespace

const FoldKernel* maximum_kernels() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
NDS_EXPORT(maximum_kernels, maximum_kernels)
}  // namespace nds
#endif
