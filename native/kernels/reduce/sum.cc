// Sums: integers in wrapping 64 bits, floats in their own dtype, complex numbers part by part.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduce/sum.cc"
#include "simd/foreach_target.h"

#include "kernels/reduce/fold-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

// Elements summed before narrower lanes are emptied into 64 bits.
constexpr int64_t kIntegerBlock = 8192;
// So many bytes add up in 16 bits.
constexpr int64_t kRowsAtOnce = 256;

template <class V>
HWY_INLINE uint64_t sum_of_lanes(V v) {
  const hn::DFromV<V> d;
  using T = hn::TFromD<decltype(d)>;
  HWY_ALIGN T lanes[hn::MaxLanes(hn::DFromV<V>())];
  hn::Store(v, d, lanes);
  uint64_t sum = 0;
  for (const T lane : lanes) sum += lane;
  return sum;
}

// Signed integers come in with their sign bit flipped, which adds `flip` to each.
template <class T>
HWY_INLINE uint64_t sum_elements(const T* p, int64_t n, T flip, T limit) {
  uint64_t sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += static_cast<T>((p[i] < limit ? p[i] : limit) ^ flip);
  return sum;
}

HWY_INLINE uint64_t sum_block(const uint64_t* HWY_RESTRICT p, int64_t n, uint64_t, uint64_t) {
  const hn::ScalableTag<uint64_t> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    s0 = hn::Add(s0, hn::LoadU(d, p + i));
    s1 = hn::Add(s1, hn::LoadU(d, p + i + lanes));
    s2 = hn::Add(s2, hn::LoadU(d, p + i + 2 * lanes));
    s3 = hn::Add(s3, hn::LoadU(d, p + i + 3 * lanes));
  }
  uint64_t sum = 0;
  if (i > 0) sum = sum_of_lanes(hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)));
  for (; i < n; ++i) sum += p[i];
  return sum;
}

#if HWY_TARGET == HWY_SCALAR
template <class T>
HWY_INLINE uint64_t sum_block(const T* HWY_RESTRICT p, int64_t n, T flip, T limit) {
  return sum_elements(p, n, flip, limit);
}
#else
HWY_INLINE uint64_t sum_block(const uint8_t* HWY_RESTRICT p, int64_t n, uint8_t flip, uint8_t limit) {
  const hn::ScalableTag<uint8_t> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto flips = hn::Set(d, flip);
  const auto limits = hn::Set(d, limit);
  auto s0 = hn::Zero(hn::ScalableTag<uint64_t>()), s1 = s0;
  int64_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    s0 = hn::Add(s0, hn::SumsOf8(hn::Xor(hn::Min(hn::LoadU(d, p + i), limits), flips)));
    s1 = hn::Add(s1, hn::SumsOf8(hn::Xor(hn::Min(hn::LoadU(d, p + i + lanes), limits), flips)));
  }
  uint64_t sum = 0;
  if (i > 0) sum = sum_of_lanes(hn::Add(s0, s1));
  return sum + sum_elements(p + i, n - i, flip, limit);
}

// Even and odd elements are summed apart in lanes of twice the width.
template <class T>
HWY_INLINE uint64_t sum_block(const T* HWY_RESTRICT p, int64_t n, T flip, T limit) {
  using Wide = hwy::MakeWide<T>;
  constexpr int kBits = 8 * sizeof(T);
  const hn::ScalableTag<T> d;
  const hn::RepartitionToWide<decltype(d)> dw;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto flips = hn::Set(d, flip);
  const auto low = hn::Set(dw, static_cast<Wide>(std::numeric_limits<T>::max()));
  auto even0 = hn::Zero(dw), odd0 = even0, even1 = even0, odd1 = even0;
  int64_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    const auto v0 = hn::BitCast(dw, hn::Xor(hn::LoadU(d, p + i), flips));
    const auto v1 = hn::BitCast(dw, hn::Xor(hn::LoadU(d, p + i + lanes), flips));
    even0 = hn::Add(even0, hn::And(v0, low));
    odd0 = hn::Add(odd0, hn::ShiftRight<kBits>(v0));
    even1 = hn::Add(even1, hn::And(v1, low));
    odd1 = hn::Add(odd1, hn::ShiftRight<kBits>(v1));
  }
  uint64_t sum = 0;
  if (i > 0) sum = sum_of_lanes(hn::Add(even0, even1)) + sum_of_lanes(hn::Add(odd0, odd1));
  return sum + sum_elements(p + i, n - i, flip, limit);
}
#endif

template <class T>
void sum_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams& params, void* primary,
              void*) noexcept {
  uint64_t* out = static_cast<uint64_t*>(primary);
  const T flip = static_cast<T>(params.flip);
  const T limit = sizeof(T) == 1 ? static_cast<T>(params.limit) : std::numeric_limits<T>::max();
  const uint64_t bias = flip * static_cast<uint64_t>(n);
  for (int64_t r = 0; r < rows; ++r) {
    const T* p = row_at<T>(in, row_stride, r);
    uint64_t sum = 0;
    for (int64_t i = 0; i < n; i += kIntegerBlock) {
      sum += sum_block(p + i, n - i < kIntegerBlock ? n - i : kIntegerBlock, flip, limit);
    }
    out[r] = sum - bias;
  }
}

// kRowsAtOnce rows fit in lanes of twice the width.
template <class T, int kRows>
HWY_INLINE void sum_into_columns(const char* in, int64_t row_stride, int64_t cols, T flip, T limit, int64_t ahead,
                                 hwy::MakeWide<T>* HWY_RESTRICT out) {
  for_columns<hwy::MakeWide<T>>(cols, [=](auto dw, int64_t c) HWY_ATTR {
    const hn::Rebind<T, decltype(dw)> d;
    const auto flips = hn::Set(d, flip);
    const auto limits = hn::Set(d, limit);
    prefetch_rows<kRows, T>(in, row_stride, ahead, c);
    auto sum = hn::LoadU(dw, out + c);
    for (int r = 0; r < kRows; ++r) {
      const auto v = hn::LoadU(d, row_at<T>(in, row_stride, r) + c);
      sum = hn::Add(sum, hn::PromoteTo(dw, hn::Xor(sizeof(T) == 1 ? hn::Min(v, limits) : v, flips)));
    }
    hn::StoreU(sum, dw, out + c);
  });
}

template <class T>
void sum_columns(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams& params,
                 void* primary, void*) noexcept {
  using Wide = hwy::MakeWide<T>;
  const T flip = static_cast<T>(params.flip);
  const T limit = sizeof(T) == 1 ? static_cast<T>(params.limit) : std::numeric_limits<T>::max();
  HWY_ALIGN Wide sums[kFoldColumns];
  for (int64_t c = 0; c < cols; ++c) sums[c] = 0;
  const int64_t ahead = params.ahead;
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4) sum_into_columns<T, 4>(in + r * row_stride, row_stride, cols, flip, limit, ahead, sums);
  for (; r < rows; ++r) sum_into_columns<T, 1>(in + r * row_stride, row_stride, cols, flip, limit, ahead, sums);
  uint64_t* HWY_RESTRICT out = static_cast<uint64_t*>(primary);
  const uint64_t bias = flip * static_cast<uint64_t>(rows);
  for (int64_t c = 0; c < cols; ++c) out[c] = sums[c] - bias;
}

// Even elements are real parts, odd ones imaginary.
template <class T>
HWY_NOINLINE Complex<T> sum_pairs(const Complex<T>* z, int64_t n) {
  constexpr int64_t kBlock = kFoldBlockBytes / sizeof(Complex<T>);
  constexpr int64_t kFew = 256 / sizeof(Complex<T>);
  if (n > kBlock) {
    const int64_t left = left_subtree(n, kBlock);
    const Complex<T> a = sum_pairs(z, left), b = sum_pairs(z + left, n - left);
    return {a.re + b.re, a.im + b.im};
  }
  if (n >= kFew) {
    T sums[2];
    fold_lanes<Add, 2>(Elements<T>(), &z->re, 2 * n, sums);
    return {sums[0], sums[1]};
  }
  constexpr T kZero = Add::identity<T>();
  Complex<T> even{kZero, kZero}, odd = even;
  int64_t i = 0;
  for (; i + 2 <= n; i += 2) {
    even = {even.re + z[i].re, even.im + z[i].im};
    odd = {odd.re + z[i + 1].re, odd.im + z[i + 1].im};
  }
  if (i < n) even = {even.re + z[i].re, even.im + z[i].im};
  return {even.re + odd.re, even.im + odd.im};
}

template <class T>
void sum_complex_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams&, void* primary,
                      void*) noexcept {
  Complex<T>* out = static_cast<Complex<T>*>(primary);
  for (int64_t r = 0; r < rows; ++r) out[r] = sum_pairs(row_at<Complex<T>>(in, row_stride, r), n);
}

template <class T>
void sum_complex_columns(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams& params,
                         void* primary, void* secondary) noexcept {
  fold_columns<Add, T>(in, row_stride, rows, 2 * cols, params, primary, secondary);
}

constexpr FoldKernel kKernels[] = {
    {sum_rows<uint8_t>, sum_columns<uint8_t>, kFoldBlockBytes, kRowsAtOnce},
    {sum_rows<uint16_t>, sum_columns<uint16_t>, kFoldBlockBytes / 2, kRowsAtOnce},
    {sum_rows<uint32_t>, sum_columns<uint32_t>, kFoldBlockBytes / 4, kRowsAtOnce},
    {sum_rows<uint64_t>, fold_columns<Add, uint64_t>, kFoldBlockBytes / 8, kRowsAtOnce},
    {fold_rows<Add, float>, fold_columns<Add, float>, kFoldBlockBytes / 4, kFoldRows},
    {fold_rows<Add, double>, fold_columns<Add, double>, kFoldBlockBytes / 8, kFoldRows},
    {sum_complex_rows<float>, sum_complex_columns<float>, kFoldBlockBytes / 8, kFoldRows},
    {sum_complex_rows<double>, sum_complex_columns<double>, kFoldBlockBytes / 16, kFoldRows},
};

}  // namespace

const FoldKernel* sum_kernels() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
NDS_EXPORT(sum_kernels, sum_kernels)
}  // namespace nds
#endif
