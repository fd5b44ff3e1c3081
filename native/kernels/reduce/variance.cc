// Means and sums of squared deviations, in float64. Each block is read once from memory and once from the cache, so
// that the deviations are from the block's own mean (two passes); blocks are merged by the formula of Chan, Golub and
// LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduce/variance.cc"
#include "simd/foreach_target.h"

#include "kernels/reduce/fold-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

constexpr int64_t kBlock = kFoldBlockBytes / sizeof(double);
constexpr int64_t kComplexBlock = kBlock / 2;

template <class D>
HWY_INLINE hn::Vec<D> load_double(D d, const double* p) {
  return hn::LoadU(d, p);
}
template <class D>
HWY_INLINE hn::Vec<D> load_double(D d, const float* p) {
  return hn::PromoteTo(d, hn::LoadU(hn::Rebind<float, D>(), p));
}

template <class T>
struct Doubles {
  using Result = double;
  template <class D>
  HWY_INLINE hn::Vec<D> load(D d, const T* p) const {
    return load_double(d, p);
  }
  HWY_INLINE double element(const T* p) const { return *p; }
};

template <class T>
struct SquaredDeviations {
  using Result = double;
  double mean;
  template <class D>
  HWY_INLINE hn::Vec<D> load(D d, const T* p) const {
    const auto deviation = hn::Sub(load_double(d, p), hn::Set(d, mean));
    return hn::Mul(deviation, deviation);
  }
  HWY_INLINE double element(const T* p) const { return (*p - mean) * (*p - mean); }
};

struct Moments {
  double mean;
  double squares;
};

template <class T>
HWY_NOINLINE Moments block_moments(const T* p, int64_t n) {
  const double mean = fold_block<Add>(Doubles<T>(), p, n) / static_cast<double>(n);
  return {mean, fold_block<Add>(SquaredDeviations<T>{mean}, p, n)};
}

template <class T>
HWY_NOINLINE Moments moments_of(const T* p, int64_t n) {
  if (n <= kBlock) return block_moments(p, n);
  const int64_t left = left_subtree(n, kBlock);
  const Moments a = moments_of(p, left);
  const Moments b = moments_of(p + left, n - left);
  const double share = static_cast<double>(n - left) / static_cast<double>(n);
  const double delta = b.mean - a.mean;
  return {a.mean + delta * share, a.squares + b.squares + delta * delta * (share * static_cast<double>(left))};
}

template <class T>
void variance_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams&, void* primary,
                   void* secondary) noexcept {
  for (int64_t r = 0; r < rows; ++r) {
    const Moments moments = moments_of(row_at<T>(in, row_stride, r), n);
    static_cast<double*>(primary)[r] = moments.mean;
    static_cast<double*>(secondary)[r] = moments.squares;
  }
}

template <int kRows, class T>
HWY_INLINE void sum_into_columns(const char* in, int64_t row_stride, int64_t cols, int64_t ahead,
                                 double* HWY_RESTRICT sums) {
  for_columns<double>(cols, [=](auto d, int64_t c) HWY_ATTR {
    prefetch_rows<kRows, T>(in, row_stride, ahead, c);
    auto sum = hn::LoadU(d, sums + c);
    for (int r = 0; r < kRows; ++r) sum = hn::Add(sum, load_double(d, row_at<T>(in, row_stride, r) + c));
    hn::StoreU(sum, d, sums + c);
  });
}

template <int kRows, class T>
HWY_INLINE void squares_into_columns(const char* in, int64_t row_stride, int64_t cols, const double* HWY_RESTRICT means,
                                     double* HWY_RESTRICT squares) {
  for_columns<double>(cols, [=](auto d, int64_t c) HWY_ATTR {
    const auto mean = hn::LoadU(d, means + c);
    auto sum = hn::LoadU(d, squares + c);
    for (int r = 0; r < kRows; ++r) {
      const auto deviation = hn::Sub(load_double(d, row_at<T>(in, row_stride, r) + c), mean);
      sum = hn::Add(sum, hn::Mul(deviation, deviation));
    }
    hn::StoreU(sum, d, squares + c);
  });
}

template <class T>
void variance_columns(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams& params,
                      void* primary, void* secondary) noexcept {
  double* means = static_cast<double*>(primary);
  double* squares = static_cast<double*>(secondary);
  for (int64_t c = 0; c < cols; ++c) means[c] = squares[c] = 0;
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4) sum_into_columns<4, T>(in + r * row_stride, row_stride, cols, params.ahead, means);
  for (; r < rows; ++r) sum_into_columns<1, T>(in + r * row_stride, row_stride, cols, params.ahead, means);
  for (int64_t c = 0; c < cols; ++c) means[c] /= static_cast<double>(rows);
  for (r = 0; r + 4 <= rows; r += 4) squares_into_columns<4, T>(in + r * row_stride, row_stride, cols, means, squares);
  for (; r < rows; ++r) squares_into_columns<1, T>(in + r * row_stride, row_stride, cols, means, squares);
}

struct ComplexMoments {
  Complex128 mean;
  double squares;
};

template <class T>
HWY_NOINLINE ComplexMoments complex_block_moments(const Complex<T>* z, int64_t n) {
  HWY_ALIGN double re[kComplexBlock], im[kComplexBlock];
  for (int64_t i = 0; i < n; ++i) {
    re[i] = static_cast<double>(z[i].re);
    im[i] = static_cast<double>(z[i].im);
  }
  const Moments a = block_moments(re, n), b = block_moments(im, n);
  return {{a.mean, b.mean}, a.squares + b.squares};
}

template <class T>
HWY_NOINLINE ComplexMoments complex_moments_of(const Complex<T>* z, int64_t n) {
  if (n <= kComplexBlock) return complex_block_moments(z, n);
  const int64_t left = left_subtree(n, kComplexBlock);
  const ComplexMoments a = complex_moments_of(z, left);
  const ComplexMoments b = complex_moments_of(z + left, n - left);
  const double share = static_cast<double>(n - left) / static_cast<double>(n);
  const Complex128 delta{b.mean.re - a.mean.re, b.mean.im - a.mean.im};
  const double square = delta.re * delta.re + delta.im * delta.im;
  return {{a.mean.re + delta.re * share, a.mean.im + delta.im * share},
          a.squares + b.squares + square * (share * static_cast<double>(left))};
}

template <class T>
void complex_variance_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams&,
                           void* primary, void* secondary) noexcept {
  for (int64_t r = 0; r < rows; ++r) {
    const ComplexMoments moments = complex_moments_of(row_at<Complex<T>>(in, row_stride, r), n);
    static_cast<Complex128*>(primary)[r] = moments.mean;
    static_cast<double*>(secondary)[r] = moments.squares;
  }
}

// The means of the parts, in turn, are those of the columns.
template <class T>
void complex_variance_columns(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams& params,
                              void* primary, void* secondary) noexcept {
  HWY_ALIGN double squares[2 * kFoldColumns];
  variance_columns<T>(in, row_stride, rows, 2 * cols, params, primary, squares);
  for (int64_t c = 0; c < cols; ++c) static_cast<double*>(secondary)[c] = squares[2 * c] + squares[2 * c + 1];
}

constexpr FoldKernel kKernels[] = {
    {variance_rows<float>, variance_columns<float>, kBlock, kFoldRows},
    {variance_rows<double>, variance_columns<double>, kBlock, kFoldRows},
    {complex_variance_rows<float>, complex_variance_columns<float>, kComplexBlock, kFoldRows},
    {complex_variance_rows<double>, complex_variance_columns<double>, kComplexBlock, kFoldRows},
};

}  // namespace

const FoldKernel* variance_kernels() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
NDS_EXPORT(variance_kernels, variance_kernels)
}  // namespace nds
#endif
