// Products with vectors, at the speed of memory: dots of runs, and sums of rows times factors.
#if defined(NDS_KERNELS_MATMUL_VECTOR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_MATMUL_VECTOR_INL_H_
#undef NDS_KERNELS_MATMUL_VECTOR_INL_H_
#else
#define NDS_KERNELS_MATMUL_VECTOR_INL_H_
#endif

#include <algorithm>
#include <cstring>

#include "kernels/matmul/matmul.h"
#include "kernels/matmul/rings-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// The first n elements of a vector, zeros behind them.
template <class R>
HWY_INLINE typename R::B load_some(const typename R::Store* p, int64_t n) {
  alignas(64) typename R::Store local[R::kLanes];
  std::memset(static_cast<void*>(local), 0, sizeof(local));
  std::memcpy(static_cast<void*>(local), p, static_cast<size_t>(n) * sizeof(typename R::Store));
  return R::load(local);
}

template <class R, bool kConjugate>
HWY_INLINE typename R::B load_left(typename R::B a) {
  if constexpr (kConjugate) return R::conjugate(a);
  return a;
}

template <class R, bool kConjugate>
HWY_INLINE void dot_run(const DotCall& call) {
  constexpr int kLanes = R::kLanes;
  const auto* a = static_cast<const typename R::Store*>(call.a);
  const auto* b = static_cast<const typename R::Store*>(call.b);
  const int64_t n = call.n;
  typename R::Acc s0 = R::zero(), s1 = s0, s2 = s0, s3 = s0;
  const auto left = [&](int64_t i) HWY_ATTR { return load_left<R, kConjugate>(R::load(a + i)); };
  int64_t i = 0;
  for (; i + 4 * kLanes <= n; i += 4 * kLanes) {
    s0 = R::madd(s0, left(i), R::load(b + i));
    s1 = R::madd(s1, left(i + kLanes), R::load(b + i + kLanes));
    s2 = R::madd(s2, left(i + 2 * kLanes), R::load(b + i + 2 * kLanes));
    s3 = R::madd(s3, left(i + 3 * kLanes), R::load(b + i + 3 * kLanes));
  }
  for (; i + kLanes <= n; i += kLanes) s0 = R::madd(s0, left(i), R::load(b + i));
  if (i < n) s1 = R::madd(s1, load_left<R, kConjugate>(load_some<R>(a + i, n - i)), load_some<R>(b + i, n - i));
  alignas(64) typename R::Sum lanes[kLanes];
  R::store_sum(R::add(R::add(s0, s1), R::add(s2, s3)), lanes);
  for (int width = kLanes / 2; width > 0; width /= 2) {
    for (int k = 0; k < width; ++k) lanes[k] = R::plus(lanes[k], lanes[k + width]);
  }
  std::memcpy(call.sum, lanes, sizeof(lanes[0]));
}

template <class R>
inline constexpr bool kHasConjugate = requires {
  typename R::V;
};  // complex numbers

template <class R>
void dot(const DotCall& call) noexcept {
  if constexpr (kHasConjugate<R>) {
    if (call.conjugate) return dot_run<R, true>(call);
  }
  dot_run<R, false>(call);
}

// One element in all lanes.
template <class R>
HWY_INLINE typename R::A splat(const char* p) {
  typename R::Store element;
  std::memcpy(&element, p, sizeof(element));
  if constexpr (requires { R::splat(&element); }) {
    return R::splat(&element);
  } else if constexpr (R::kItemsA == 2) {
    return R::set(reinterpret_cast<const typename R::Item*>(&element));
  } else if constexpr (std::is_same_v<typename R::Store, Half>) {
    const float item = to_float(element);
    return R::set(&item);
  } else {
    const auto item = static_cast<typename R::Item>(element);
    return R::set(&item);
  }
}

template <class R, bool kConjugate, bool kPerColumn, int kDepth>
HWY_INLINE void add_rows(const ColumnsCall& c, int64_t k, bool add) {
  using T = typename R::Store;
  constexpr int64_t kSize = sizeof(T);
  const char* x = c.x + k * c.x_depth;
  const char* b = c.b + k * c.b_depth;
  auto* sums = static_cast<typename R::Sum*>(c.sums);
  typename R::A factors[kDepth];
  if constexpr (!kPerColumn) {
#pragma GCC unroll 8
    for (int r = 0; r < kDepth; ++r) factors[r] = load_left<R, kConjugate>(splat<R>(x + r * c.x_depth));
  }
  int64_t j = 0;
  for (; j + R::kLanes <= c.columns; j += R::kLanes) {
    typename R::Acc sum = add ? R::load_sum(sums + j) : R::zero();
#pragma GCC unroll 8
    for (int r = 0; r < kDepth; ++r) {
      const auto row = R::load(reinterpret_cast<const T*>(b + r * c.b_depth + j * kSize));
      if constexpr (kPerColumn) {
        const auto factor = R::load(reinterpret_cast<const T*>(x + r * c.x_depth + j * kSize));
        sum = R::madd(sum, load_left<R, kConjugate>(factor), row);
      } else {
        sum = R::madd(sum, factors[r], row);
      }
    }
    R::store_sum(sum, sums + j);
  }
  if (j == c.columns) return;
  const int64_t n = c.columns - j;
  alignas(64) typename R::Sum local[R::kLanes] = {};
  if (add) std::memcpy(static_cast<void*>(local), sums + j, static_cast<size_t>(n) * sizeof(local[0]));
  typename R::Acc sum = R::load_sum(local);
  for (int r = 0; r < kDepth; ++r) {
    const auto row = load_some<R>(reinterpret_cast<const T*>(b + r * c.b_depth + j * kSize), n);
    if constexpr (kPerColumn) {
      const auto factor = load_some<R>(reinterpret_cast<const T*>(x + r * c.x_depth + j * kSize), n);
      sum = R::madd(sum, load_left<R, kConjugate>(factor), row);
    } else {
      sum = R::madd(sum, factors[r], row);
    }
  }
  R::store_sum(sum, local);
  std::memcpy(static_cast<void*>(sums + j), local, static_cast<size_t>(n) * sizeof(local[0]));
}

template <class R, bool kConjugate, bool kPerColumn>
HWY_INLINE void columns_run(const ColumnsCall& c) {
  int64_t k = 0;
  bool add = c.add;
  for (; k + 8 <= c.depth; k += 8, add = true) add_rows<R, kConjugate, kPerColumn, 8>(c, k, add);
  for (; k + 2 <= c.depth; k += 2, add = true) add_rows<R, kConjugate, kPerColumn, 2>(c, k, add);
  for (; k < c.depth; ++k, add = true) add_rows<R, kConjugate, kPerColumn, 1>(c, k, add);
}

template <class R>
void columns(const ColumnsCall& c) noexcept {
  if constexpr (kHasConjugate<R>) {
    if (c.conjugate) {
      if (c.x_per_column) return columns_run<R, true, true>(c);
      return columns_run<R, true, false>(c);
    }
  }
  if (c.x_per_column) return columns_run<R, false, true>(c);
  columns_run<R, false, false>(c);
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
