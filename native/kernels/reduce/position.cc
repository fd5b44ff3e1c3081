// Positions of maxima: the first of equals, or the first nan. Elements come flipped as for maxima.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduce/position.cc"
#include "simd/foreach_target.h"

#include "kernels/reduce/extreme-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

// Rows that 8 bit lanes can count.
constexpr int64_t kRowsAtOnce = 128;

// Whether x, seen after `best`, takes its place.
template <class T>
HWY_INLINE bool beats(T x, T best) {
  return best < x || (x != x && best == best);
}

// An integer that orders elements as beats() does, so that short rows take no branches: zeros alike, nan above all.
template <class T>
HWY_INLINE hwy::MakeSigned<T> order_key(T x) {
  using I = hwy::MakeSigned<T>;
  if constexpr (hwy::IsFloat<T>()) {
    const I bits = std::bit_cast<I>(static_cast<T>(x + T{0}));
    const I key = static_cast<I>(bits ^ ((bits >> (8 * sizeof(T) - 1)) & std::numeric_limits<I>::max()));
    return x != x ? std::numeric_limits<I>::max() : key;
  } else {
    return x;
  }
}

template <class T>
HWY_INLINE int64_t first_equal(const T* HWY_RESTRICT p, int64_t n, T value, uint64_t flip) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto flips = flip_vector(d, flip);
  const auto values = hn::Set(d, value);
  const bool is_nan = value != value;
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::Xor(hn::LoadU(d, p + i), flips);
    auto found = hn::Eq(v, values);
    if constexpr (hwy::IsFloat<T>()) found = hn::Or(found, hn::And(hn::IsNaN(v), hn::IsNaN(values)));
    const auto at = hn::FindFirstTrue(d, found);
    if (at >= 0) return i + at;
  }
  for (; i < n; ++i) {
    const T x = flipped(p[i], flip);
    if (x == value || (is_nan && x != x)) return i;
  }
  return 0;
}

// The maximum of each block first; then, in the block that has it, its place.
template <class T>
HWY_INLINE int64_t position_of(const T* HWY_RESTRICT p, int64_t n, uint64_t flip, T& best) {
  constexpr int64_t kBlock = 16384 / sizeof(T);  // the first-level cache keeps it until the place is looked up
  best = flipped(p[0], flip);
  if (n < 16) {
    int64_t at = 0;
    hwy::MakeSigned<T> key = order_key(best);
    for (int64_t i = 1; i < n; ++i) {
      const hwy::MakeSigned<T> next = order_key(flipped(p[i], flip));
      at = next > key ? i : at;
      key = next > key ? next : key;
    }
    best = flipped(p[at], flip);
    return at;
  }
  int64_t block = 0;
  for (int64_t i = 0; i < n && best == best; i += kBlock) {
    const T x = maximum_of(p + i, n - i < kBlock ? n - i : kBlock, flip);
    if (!beats(x, best)) continue;
    best = x;
    block = i;
  }
  return block + first_equal(p + block, n - block, best, flip);
}

template <class T>
void position_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams& params, void* primary,
                   void* secondary) noexcept {
  T* values = static_cast<T*>(primary);
  int64_t* positions = static_cast<int64_t*>(secondary);
  for (int64_t r = 0; r < rows; ++r) {
    positions[r] = params.first + position_of(row_at<T>(in, row_stride, r), n, params.flip, values[r]);
  }
}

// Rows are counted in lanes as wide as the elements.
template <int kRows, class T>
HWY_INLINE void position_into_columns(const char* in, int64_t row_stride, int64_t cols, const FoldParams& params,
                                      int64_t row, T* HWY_RESTRICT best, hwy::MakeSigned<T>* HWY_RESTRICT at) {
  using I = hwy::MakeSigned<T>;
  const uint64_t flip = params.flip;
  const int64_t ahead = params.ahead;
  for_columns<T>(cols, [=](auto d, int64_t c) HWY_ATTR {
    const hn::RebindToSigned<decltype(d)> di;
    const auto flips = flip_vector(d, flip);
    prefetch_rows<kRows, T>(in, row_stride, ahead, c);
    auto value = hn::LoadU(d, best + c);
    auto place = hn::LoadU(di, at + c);
    for (int r = 0; r < kRows; ++r) {
      const auto x = hn::Xor(hn::LoadU(d, row_at<T>(in, row_stride, r) + c), flips);
      auto better = hn::Lt(value, x);
      if constexpr (hwy::IsFloat<T>()) better = hn::Or(better, hn::And(hn::IsNaN(x), hn::Eq(value, value)));
      value = hn::IfThenElse(better, x, value);
      place = hn::IfThenElse(hn::RebindMask(di, better), hn::Set(di, static_cast<I>(row + r)), place);
    }
    hn::StoreU(value, d, best + c);
    hn::StoreU(place, di, at + c);
  });
}

template <class T>
void position_columns(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams& params,
                      void* primary, void* secondary) noexcept {
  T* best = static_cast<T*>(primary);
  HWY_ALIGN hwy::MakeSigned<T> at[kFoldColumns];
  for (int64_t c = 0; c < cols; ++c) {
    best[c] = lowest<T>();
    at[c] = 0;
  }
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4) position_into_columns<4>(in + r * row_stride, row_stride, cols, params, r, best, at);
  for (; r < rows; ++r) position_into_columns<1>(in + r * row_stride, row_stride, cols, params, r, best, at);
  int64_t* HWY_RESTRICT positions = static_cast<int64_t*>(secondary);
  for (int64_t c = 0; c < cols; ++c) positions[c] = params.first + at[c];
}

template <class T>
HWY_INLINE Complex<T> flipped_parts(Complex<T> z, uint64_t flip) {
  return {flipped(z.re, flip), flipped(z.im, flip)};
}

// Whether no complex number of a vector of parts, flipped, can beat that of `best`: its real part is less, and the
// imaginary one is no nan. Nearly all are so, which leaves few to be looked at one by one.
template <class T>
class Unbeaten {
 public:
  static constexpr int64_t kNumbers = HWY_TARGET == HWY_SCALAR ? 1 : hn::MaxLanes(hn::ScalableTag<T>()) / 2;

  HWY_INLINE bool operator()(const Complex<T>* z, Complex<T> best, uint64_t flip) const {
#if HWY_TARGET == HWY_SCALAR
    const Complex<T> x = flipped_parts(*z, flip);
    return x.re < best.re && x.im == x.im;
#else
    const hn::ScalableTag<T> d;
    const auto v = hn::Xor(hn::LoadU(d, &z->re), flip_vector(d, flip));
    const auto real = hn::VecFromMask(d, hn::Lt(v, hn::Set(d, best.re))), imaginary = hn::VecFromMask(d, hn::Eq(v, v));
    return hn::AllTrue(d, hn::MaskFromVec(hn::OddEven(imaginary, real)));
#endif
  }
};

template <class T>
HWY_INLINE void take_better(const Complex<T>* HWY_RESTRICT p, int64_t i, uint64_t flip, Complex<T>& best, int64_t& at) {
  const Complex<T> z = flipped_parts(p[i], flip);
  if (!complex_beats(z, best)) return;
  best = z;
  at = i;
}

template <class T>
HWY_NOINLINE int64_t complex_position(const Complex<T>* HWY_RESTRICT p, int64_t n, uint64_t flip, Complex<T>& best) {
  constexpr int64_t kNumbers = Unbeaten<T>::kNumbers;
  const Unbeaten<T> unbeaten;
  best = flipped_parts(p[0], flip);
  int64_t at = 0, i = 1;
  for (; i + kNumbers <= n && !has_nan(best); i += kNumbers) {
    if (HWY_LIKELY(unbeaten(p + i, best, flip))) continue;
    for (int64_t k = i; k < i + kNumbers; ++k) take_better(p, k, flip, best, at);
  }
  for (; i < n && !has_nan(best); ++i) take_better(p, i, flip, best, at);
  return at;
}

template <class T>
void complex_position_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams& params,
                           void* primary, void* secondary) noexcept {
  Complex<T>* values = static_cast<Complex<T>*>(primary);
  int64_t* positions = static_cast<int64_t*>(secondary);
  for (int64_t r = 0; r < rows; ++r) {
    const Complex<T>* row = row_at<Complex<T>>(in, row_stride, r);
    positions[r] = params.first + complex_position(row, n, params.flip, values[r]);
  }
}

// Row `r` of whole vectors of columns, whose best places are counted in lanes of both parts. Returns the first column
// that is left.
template <class T>
HWY_INLINE int64_t take_better_vectors(const Complex<T>* HWY_RESTRICT row, int64_t cols, int64_t r, uint64_t flip,
                                       Complex<T>* HWY_RESTRICT best, hwy::MakeSigned<T>* HWY_RESTRICT at) {
#if HWY_TARGET == HWY_SCALAR
  (void)row, (void)cols, (void)r, (void)flip, (void)best, (void)at;
  return 0;
#else
  const hn::ScalableTag<T> d;
  const hn::RebindToSigned<decltype(d)> di;
  constexpr int64_t kNumbers = Unbeaten<T>::kNumbers;
  const auto flips = flip_vector(d, flip);
  const auto place = hn::Set(di, static_cast<hwy::MakeSigned<T>>(r));
  int64_t c = 0;
  for (; c + kNumbers <= cols; c += kNumbers) {
    const auto v = hn::Xor(hn::LoadU(d, &row[c].re), flips), b = hn::LoadU(d, &best[c].re);
    const auto greater = hn::VecFromMask(d, hn::Gt(v, b)), equal = hn::VecFromMask(d, hn::Eq(v, b));
    const auto v_numbers = hn::VecFromMask(d, hn::Eq(v, v)), b_numbers = hn::VecFromMask(d, hn::Eq(b, b));
    // Of each pair: the real part is greater, or equal and the imaginary one greater; then in both lanes.
    const auto larger = hn::DupEven(hn::Or(greater, hn::And(equal, hn::Reverse2(d, greater))));
    const auto v_number = hn::And(v_numbers, hn::Reverse2(d, v_numbers));
    const auto b_number = hn::And(b_numbers, hn::Reverse2(d, b_numbers));
    const auto better = hn::MaskFromVec(hn::And(b_number, hn::Or(larger, hn::Not(v_number))));
    hn::StoreU(hn::IfThenElse(better, v, b), d, &best[c].re);
    hn::StoreU(hn::IfThenElse(hn::RebindMask(di, better), place, hn::LoadU(di, at + 2 * c)), di, at + 2 * c);
  }
  return c;
#endif
}

template <class T>
void complex_position_columns(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams& params,
                              void* primary, void* secondary) noexcept {
  Complex<T>* HWY_RESTRICT best = static_cast<Complex<T>*>(primary);
  using I = hwy::MakeSigned<T>;
  HWY_ALIGN I at[2 * kFoldColumns] = {};
  const Complex<T>* const first = row_at<Complex<T>>(in, row_stride, 0);
  for (int64_t c = 0; c < cols; ++c) best[c] = flipped_parts(first[c], params.flip);
  for (int64_t r = 1; r < rows; ++r) {
    const Complex<T>* HWY_RESTRICT row = row_at<Complex<T>>(in, row_stride, r);
    int64_t c = take_better_vectors(row, cols, r, params.flip, best, at);
    for (; c < cols; ++c) {
      const Complex<T> z = flipped_parts(row[c], params.flip);
      if (!complex_beats(z, best[c])) continue;
      best[c] = z;
      at[2 * c] = static_cast<I>(r);
    }
  }
  int64_t* HWY_RESTRICT positions = static_cast<int64_t*>(secondary);
  for (int64_t c = 0; c < cols; ++c) positions[c] = params.first + at[2 * c];
}

// The first byte that is true (or false); n where there is none.
template <bool kTruth>
HWY_INLINE int64_t first_bool(const uint8_t* HWY_RESTRICT p, int64_t n) {
  const hn::ScalableTag<uint8_t> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto zero = hn::Zero(d);
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    const auto a = hn::LoadU(d, p + i), b = hn::LoadU(d, p + i + lanes);
    const auto e = hn::LoadU(d, p + i + 2 * lanes), f = hn::LoadU(d, p + i + 3 * lanes);
    const auto folded = kTruth ? hn::Or(hn::Or(a, b), hn::Or(e, f)) : hn::Min(hn::Min(a, b), hn::Min(e, f));
    const auto zeros = hn::Eq(folded, zero);
    if (kTruth ? !hn::AllTrue(d, zeros) : !hn::AllFalse(d, zeros)) break;
  }
  for (; i + lanes <= n; i += lanes) {
    const auto zeros = hn::Eq(hn::LoadU(d, p + i), zero);
    const auto at = hn::FindFirstTrue(d, kTruth ? hn::Not(zeros) : zeros);
    if (at >= 0) return i + at;
  }
  while (i < n && (p[i] != 0) != kTruth) ++i;
  return i;
}

void bool_position_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams& params,
                        void* primary, void* secondary) noexcept {
  int8_t* values = static_cast<int8_t*>(primary);
  int64_t* positions = static_cast<int64_t*>(secondary);
  const bool wanted = (params.flip & 1) == 0;
  for (int64_t r = 0; r < rows; ++r) {
    const uint8_t* row = row_at<uint8_t>(in, row_stride, r);
    const int64_t at = wanted ? first_bool<true>(row, n) : first_bool<false>(row, n);
    positions[r] = params.first + (at < n ? at : 0);
    values[r] = flipped(static_cast<int8_t>((at < n) == wanted), params.flip);
  }
}

constexpr FoldKernel kBoolKernel{bool_position_rows, nullptr, kFoldBlockBytes, 0};

template <class T>
constexpr FoldKernel complex_kernel() {
  return {complex_position_rows<T>, complex_position_columns<T>, kFoldBlockBytes / sizeof(Complex<T>), kRowsAtOnce};
}

template <class T>
constexpr FoldKernel kernel() {
  return {position_rows<T>, position_columns<T>, kFoldBlockBytes / sizeof(T), kRowsAtOnce};
}
constexpr FoldKernel kKernels[] = {kernel<int8_t>(),        kernel<int16_t>(),        kernel<int32_t>(),
                                   kernel<int64_t>(),       kernel<float>(),          kernel<double>(),
                                   complex_kernel<float>(), complex_kernel<double>(), kBoolKernel};

}  // namespace

const FoldKernel* position_kernels() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
NDS_EXPORT(position_kernels, position_kernels)
}  // namespace nds
#endif
