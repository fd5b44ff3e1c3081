// Products: integers in wrapping 64 bits, floats in their own dtype.
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

constexpr FoldKernel kKernels[] = {
    {multiply_rows, multiply_columns, kFoldBlockBytes / 8, 256},
    {fold_rows<Multiply, float>, fold_columns<Multiply, float>, kFoldBlockBytes / 4, kFoldRows},
    {fold_rows<Multiply, double>, fold_columns<Multiply, double>, kFoldBlockBytes / 8, kFoldRows},
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
