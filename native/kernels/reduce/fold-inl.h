// What the folding kernels share: the order in which a block is folded, the tree over blocks, and rows by fours.
#if defined(NDS_KERNELS_REDUCE_FOLD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_REDUCE_FOLD_INL_H_
#undef NDS_KERNELS_REDUCE_FOLD_INL_H_
#else
#define NDS_KERNELS_REDUCE_FOLD_INL_H_
#endif

#include <bit>
#include <limits>
#include <type_traits>

#include "kernels/reduce/fold.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// Operations on vectors and on scalars alike. identity() changes no number it is folded with: -0 is that of a sum.
struct Add {
  template <class V>
  static HWY_INLINE V vectors(V a, V b) {
    return hn::Add(a, b);
  }
  template <class T>
  static HWY_INLINE T scalars(T a, T b) {
    return a + b;
  }
  template <class T>
  static constexpr T identity() {
    return std::is_floating_point_v<T> ? static_cast<T>(-0.0) : T{0};
  }
};
struct Multiply {
  template <class V>
  static HWY_INLINE V vectors(V a, V b) {
    return hn::Mul(a, b);
  }
  template <class T>
  static HWY_INLINE T scalars(T a, T b) {
    return a * b;
  }
  template <class T>
  static constexpr T identity() {
    return T{1};
  }
};

// What is folded: the element itself, in its own dtype.
template <class T>
struct Elements {
  using Result = T;
  template <class D>
  HWY_INLINE hn::Vec<D> load(D d, const T* p) const {
    return hn::LoadU(d, p);
  }
  HWY_INLINE T element(const T* p) const { return *p; }
};

// Fewer elements than a block has lanes, in 4 lanes.
template <class Op, class Source, class T>
HWY_INLINE typename Source::Result fold_few(const Source& source, const T* p, int64_t n) {
  using R = typename Source::Result;
  if (n < 4) {
    if (n == 0) return Op::template identity<R>();
    R result = source.element(p);
    for (int64_t i = 1; i < n; ++i) result = Op::scalars(result, source.element(p + i));
    return result;
  }
  R lanes[4] = {source.element(p), source.element(p + 1), source.element(p + 2), source.element(p + 3)};
  int64_t i = 4;
  for (; i + 4 <= n; i += 4) {
    for (int64_t k = 0; k < 4; ++k) lanes[k] = Op::scalars(lanes[k], source.element(p + i + k));
  }
  if (i < n) lanes[0] = Op::scalars(lanes[0], source.element(p + i));
  if (i + 1 < n) lanes[1] = Op::scalars(lanes[1], source.element(p + i + 1));
  if (i + 2 < n) lanes[2] = Op::scalars(lanes[2], source.element(p + i + 2));
  return Op::scalars(Op::scalars(lanes[0], lanes[2]), Op::scalars(lanes[1], lanes[3]));
}

// Element i goes to lane i % kLanes; lanes are then folded in halves, down to kKeep. The same for every vector length.
// n is at least kLanes.
template <class Op, int64_t kKeep, class Source, class T>
HWY_INLINE void fold_lanes(const Source& source, const T* HWY_RESTRICT p, int64_t n, typename Source::Result* out) {
  using R = typename Source::Result;
  constexpr int64_t kLanes = 256 / sizeof(R);
  const hn::ScalableTag<R> d;
  constexpr int64_t kVector = hn::MaxLanes(hn::ScalableTag<R>());
  constexpr int64_t kVectors = kLanes / kVector;
  constexpr int64_t kVectorsKept = kVector < kKeep ? kKeep / kVector : 1;
  hn::Vec<decltype(d)> lanes[kVectors];
  for (int64_t v = 0; v < kVectors; ++v) lanes[v] = source.load(d, p + v * kVector);
  int64_t i = kLanes;
  for (; i + kLanes <= n; i += kLanes) {
    for (int64_t v = 0; v < kVectors; ++v) lanes[v] = Op::vectors(lanes[v], source.load(d, p + i + v * kVector));
  }
  if (i < n) {
    HWY_ALIGN R tail[kLanes];
    for (int64_t k = 0; k < kLanes; ++k) tail[k] = i + k < n ? source.element(p + i + k) : Op::template identity<R>();
    for (int64_t v = 0; v < kVectors; ++v) lanes[v] = Op::vectors(lanes[v], hn::Load(d, tail + v * kVector));
  }
  for (int64_t half = kVectors / 2; half >= kVectorsKept; half /= 2) {
    for (int64_t v = 0; v < half; ++v) lanes[v] = Op::vectors(lanes[v], lanes[v + half]);
  }
  HWY_ALIGN R last[kVector * kVectorsKept];
  for (int64_t v = 0; v < kVectorsKept; ++v) hn::Store(lanes[v], d, last + v * kVector);
  for (int64_t half = kVector / 2; half >= kKeep; half /= 2) {
    for (int64_t k = 0; k < half; ++k) last[k] = Op::scalars(last[k], last[k + half]);
  }
  for (int64_t k = 0; k < kKeep; ++k) out[k] = last[k];
}

template <class Op, class Source, class T>
HWY_INLINE typename Source::Result fold_block(const Source& source, const T* HWY_RESTRICT p, int64_t n) {
  using R = typename Source::Result;
  if (n < static_cast<int64_t>(256 / sizeof(R))) return fold_few<Op>(source, p, n);
  R result;
  fold_lanes<Op, 1>(source, p, n, &result);
  return result;
}

// Elements of the left subtree of n > block elements.
HWY_INLINE int64_t left_subtree(int64_t n, int64_t block) {
  const uint64_t blocks = static_cast<uint64_t>((n + block - 1) / block);
  return static_cast<int64_t>(std::bit_ceil(blocks) / 2) * block;
}

template <class Op, class T>
HWY_NOINLINE T fold_leaf(const T* p, int64_t n) {
  return fold_block<Op>(Elements<T>(), p, n);
}

template <class Op, class T>
HWY_NOINLINE T fold_tree(const T* p, int64_t n) {
  constexpr int64_t kBlock = kFoldBlockBytes / sizeof(T);
  if (n <= kBlock) return fold_leaf<Op>(p, n);
  const int64_t left = left_subtree(n, kBlock);
  const T a = fold_tree<Op>(p, left);
  return Op::scalars(a, fold_tree<Op>(p + left, n - left));
}

template <class T>
HWY_INLINE const T* row_at(const char* in, int64_t row_stride, int64_t row) {
  return reinterpret_cast<const T*>(in + row * row_stride);
}

template <class Op, class T>
void fold_rows(const char* in, int64_t row_stride, int64_t rows, int64_t n, const FoldParams&, void* primary,
               void*) noexcept {
  constexpr int64_t kFew = 256 / sizeof(T);
  T* out = static_cast<T*>(primary);
  if (n < kFew) {
    for (int64_t r = 0; r < rows; ++r) out[r] = fold_few<Op>(Elements<T>(), row_at<T>(in, row_stride, r), n);
  } else {
    for (int64_t r = 0; r < rows; ++r) out[r] = fold_tree<Op>(row_at<T>(in, row_stride, r), n);
  }
}

// Brings the cache line of column c of kRows later rows into the second-level cache. The hardware prefetches along
// rows, which are shorter than it takes to notice: without this a fold over columns runs at half the memory's speed
// (Zen 4).
template <int kRows, class T>
HWY_INLINE void prefetch_rows(const char* in, int64_t row_stride, int64_t ahead, int64_t c) {
#if HWY_COMPILER_GCC || HWY_COMPILER_CLANG
  constexpr int64_t kLine = 64 / sizeof(T);
  if (ahead == 0 || c % kLine != 0) return;
  for (int r = 0; r < kRows; ++r) __builtin_prefetch(row_at<T>(in + ahead, row_stride, r) + c, 0, 2);
#else
  (void)in, (void)row_stride, (void)ahead, (void)c;
#endif
}

// Calls lanes(d, c) for the columns from c on, with a tag of whole vectors, then one lane at a time.
template <class T, class F>
HWY_INLINE void for_columns(int64_t cols, F&& lanes) {
  const hn::ScalableTag<T> d;
  const int64_t step = static_cast<int64_t>(hn::Lanes(d));
  int64_t c = 0;
  for (; c + step <= cols; c += step) lanes(d, c);
  for (; c < cols; ++c) lanes(hn::CappedTag<T, 1>(), c);
}

// Folds kRows rows into `out`, one after the other.
template <class Op, int kRows, class T>
HWY_INLINE void fold_into_columns(const char* in, int64_t row_stride, int64_t cols, int64_t ahead,
                                  T* HWY_RESTRICT out) {
  for_columns<T>(cols, [=](auto d, int64_t c) HWY_ATTR {
    prefetch_rows<kRows, T>(in, row_stride, ahead, c);
    auto v = hn::LoadU(d, out + c);
    for (int r = 0; r < kRows; ++r) v = Op::vectors(v, hn::LoadU(d, row_at<T>(in, row_stride, r) + c));
    hn::StoreU(v, d, out + c);
  });
}

template <class Op, class T>
void fold_columns(const char* in, int64_t row_stride, int64_t rows, int64_t cols, const FoldParams& params,
                  void* primary, void*) noexcept {
  T* out = static_cast<T*>(primary);
  const int64_t ahead = params.ahead;
  for (int64_t c = 0; c < cols; ++c) out[c] = Op::template identity<T>();
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4) fold_into_columns<Op, 4>(in + r * row_stride, row_stride, cols, ahead, out);
  for (; r < rows; ++r) fold_into_columns<Op, 1>(in + r * row_stride, row_stride, cols, ahead, out);
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
