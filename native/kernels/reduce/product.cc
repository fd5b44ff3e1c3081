// Products: integers in wrapping 64 bits, floats and complex numbers in their own dtype.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduce/product.cc"
#include "simd/foreach_target.h"

#include "kernels/reduce/fold-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

void multiply_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams&, void* primary,
                   void*) noexcept {
  uint64_t* out = static_cast<uint64_t*>(primary);
  for (int64_t r = 0; r < rows; ++r) {
    const uint64_t* HWY_RESTRICT p = row_at<uint64_t>(in, row_stride, r);
    uint64_t lanes[4] = {1, 1, 1, 1};
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
      for (int k = 0; k < 4; ++k) lanes[k] *= p[i + k];
    }
    for (; i < n; ++i) lanes[0] *= p[i];
    out[r] = lanes[0] * lanes[1] * (lanes[2] * lanes[3]);
  }
}

void multiply_columns(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams&, void* primary,
                      void*) noexcept {
  uint64_t* HWY_RESTRICT out = static_cast<uint64_t*>(primary);
  for (int64_t c = 0; c < cols; ++c) out[c] = 1;
  for (int64_t r = 0; r < rows; ++r) {
    const uint64_t* HWY_RESTRICT p = row_at<uint64_t>(in, row_stride, r);
    for (int64_t c = 0; c < cols; ++c) out[c] *= p[c];
  }
}

// multiply_complex() without fused operations, which GCC 12 makes of a difference and a sum side by side (fmaddsub)
// even with -ffp-contract=off: every target gives the same bits.
template <class T>
HWY_INLINE Complex<T> multiply_apart(Complex<T> a, Complex<T> b) {
  T rr = a.re * b.re, ii = a.im * b.im, ri = a.re * b.im, ir = a.im * b.re;
#if defined(__GNUC__) && defined(__x86_64__)
  asm("" : "+x"(rr), "+x"(ii), "+x"(ri), "+x"(ir));
#endif
  return {rr - ii, ri + ir};
}

template <class T>
HWY_NOINLINE Complex<T> multiply_tree(const Complex<T>* z, int64_t n) {
  constexpr int64_t kBlock = kFoldBlockBytes / sizeof(Complex<T>);
  if (n > kBlock) {
    const int64_t left = left_subtree(n, kBlock);
    const Complex<T> a = multiply_tree(z, left);
    return multiply_apart(a, multiply_tree(z + left, n - left));
  }
  Complex<T> lanes[4] = {{1, 0}, {1, 0}, {1, 0}, {1, 0}};
  // From the elements themselves: times 1, an infinity would make a nan.
  for (int64_t k = 0; k < 4 && k < n; ++k) lanes[k] = z[k];
  for (int64_t i = 4; i < n; ++i) lanes[i % 4] = multiply_apart(lanes[i % 4], z[i]);
  for (int64_t k = 1; k < 4 && k < n; ++k) lanes[0] = multiply_apart(lanes[0], lanes[k]);
  return lanes[0];
}

template <class T>
void multiply_complex_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams&,
                           void* primary, void*) noexcept {
  Complex<T>* out = static_cast<Complex<T>*>(primary);
  for (int64_t r = 0; r < rows; ++r) out[r] = multiply_tree(row_at<Complex<T>>(in, row_stride, r), n);
}

template <class T>
void multiply_complex_columns(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams&,
                              void* primary, void*) noexcept {
  Complex<T>* HWY_RESTRICT out = static_cast<Complex<T>*>(primary);
  const Complex<T>* const first = row_at<Complex<T>>(in, row_stride, 0);
  for (int64_t c = 0; c < cols; ++c) out[c] = first[c];
  for (int64_t r = 1; r < rows; ++r) {
    const Complex<T>* HWY_RESTRICT z = row_at<Complex<T>>(in, row_stride, r);
    for (int64_t c = 0; c < cols; ++c) out[c] = multiply_apart(out[c], z[c]);
  }
}

constexpr FoldKernel kKernels[] = {
    {multiply_rows, multiply_columns, kFoldBlockBytes / 8, 256},
    {fold_rows<Multiply, float>, fold_columns<Multiply, float>, kFoldBlockBytes / 4, kFoldRows},
    {fold_rows<Multiply, double>, fold_columns<Multiply, double>, kFoldBlockBytes / 8, kFoldRows},
    {multiply_complex_rows<float>, multiply_complex_columns<float>, kFoldBlockBytes / 8, kFoldRows},
    {multiply_complex_rows<double>, multiply_complex_columns<double>, kFoldBlockBytes / 16, kFoldRows},
};

}  // namespace

const FoldKernel* product_kernels() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
NDS_EXPORT(product_kernels, product_kernels)
}  // namespace nds
#endif
