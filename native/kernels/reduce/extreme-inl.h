// Finding a maximum in flipped elements: what the extremes and their positions share.
#if defined(NDS_KERNELS_REDUCE_EXTREME_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_REDUCE_EXTREME_INL_H_
#undef NDS_KERNELS_REDUCE_EXTREME_INL_H_
#else
#define NDS_KERNELS_REDUCE_EXTREME_INL_H_
#endif

#include "kernels/reduce/fold-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// Flips an element into the domain in which its extreme is a maximum of signed numbers.
template <class T>
HWY_INLINE T flipped(T x, uint64_t flip) {
  using U = hwy::MakeUnsigned<T>;
  return std::bit_cast<T>(static_cast<U>(std::bit_cast<U>(x) ^ static_cast<U>(flip)));
}
template <class D>
HWY_INLINE hn::Vec<D> flip_vector(D d, uint64_t flip) {
  const hn::RebindToUnsigned<D> du;
  return hn::BitCast(d, hn::Set(du, static_cast<hn::TFromD<decltype(du)>>(flip)));
}

// Nothing is less.
template <class T>
constexpr T lowest() {
  return std::is_floating_point_v<T> ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
}

// The larger, or the nan; `best` of equals.
template <class T>
HWY_INLINE T max_or_nan(T best, T x) {
  return best < x || x != x ? x : best;
}
template <class D>
HWY_INLINE hn::Vec<D> max_or_nan(D, hn::Vec<D> best, hn::Vec<D> x) {
  if constexpr (hwy::IsFloat<hn::TFromD<D>>()) {
    return hn::IfThenElse(hn::Or(hn::Lt(best, x), hn::IsNaN(x)), x, best);
  } else {
    return hn::Max(best, x);
  }
}

// The larger; `best`, a number, beside nan.
template <class D>
HWY_INLINE hn::Vec<D> max_number(D, hn::Vec<D> best, hn::Vec<D> x) {
  return hn::IfThenElse(hn::Lt(best, x), x, best);
}

// The largest number of n >= 1 elements, or the least of all.
template <class T>
HWY_INLINE T maximum_number_of(const T* HWY_RESTRICT p, int64_t n, uint64_t flip) {
  const hn::ScalableTag<T> d;
  constexpr int64_t kLanes = hn::MaxLanes(hn::ScalableTag<T>());
  const auto flips = flip_vector(d, flip);
  const auto at = [&](int64_t i) HWY_ATTR { return hn::Xor(hn::LoadU(d, p + i), flips); };
  auto m0 = hn::Set(d, lowest<T>()), m1 = m0, m2 = m0, m3 = m0;
  int64_t i = 0;
  for (; i + 4 * kLanes <= n; i += 4 * kLanes) {
    m0 = max_number(d, m0, at(i));
    m1 = max_number(d, m1, at(i + kLanes));
    m2 = max_number(d, m2, at(i + 2 * kLanes));
    m3 = max_number(d, m3, at(i + 3 * kLanes));
  }
  for (; i + kLanes <= n; i += kLanes) m0 = max_number(d, m0, at(i));
  HWY_ALIGN T lanes[kLanes];
  hn::Store(max_number(d, max_number(d, m0, m1), max_number(d, m2, m3)), d, lanes);
  T best = lowest<T>();
  for (const T lane : lanes) best = best < lane ? lane : best;
  for (; i < n; ++i) {
    const T x = flipped(p[i], flip);
    best = best < x ? x : best;
  }
  return best;
}

// Of n >= 1 elements.
template <class T>
HWY_INLINE T maximum_of(const T* HWY_RESTRICT p, int64_t n, uint64_t flip) {
  const hn::ScalableTag<T> d;
  constexpr int64_t kLanes = hn::MaxLanes(hn::ScalableTag<T>());
  if (n < kLanes) {
    const hn::CappedTag<T, 1> d1;  // selects without branches
    const auto flip1 = flip_vector(d1, flip);
    auto best = hn::Xor(hn::LoadU(d1, p), flip1);
    for (int64_t i = 1; i < n; ++i) best = max_or_nan(d1, best, hn::Xor(hn::LoadU(d1, p + i), flip1));
    return hn::GetLane(best);
  }
  T best = flipped(p[0], flip);
  const auto flips = flip_vector(d, flip);
  const auto at = [&](int64_t i) HWY_ATTR { return hn::Xor(hn::LoadU(d, p + i), flips); };
  auto m0 = at(0), m1 = m0, m2 = m0, m3 = m0;
  int64_t i = 0;
  for (; i + 4 * kLanes <= n; i += 4 * kLanes) {
    m0 = max_or_nan(d, m0, at(i));
    m1 = max_or_nan(d, m1, at(i + kLanes));
    m2 = max_or_nan(d, m2, at(i + 2 * kLanes));
    m3 = max_or_nan(d, m3, at(i + 3 * kLanes));
  }
  for (; i + kLanes <= n; i += kLanes) m0 = max_or_nan(d, m0, at(i));
  m1 = max_or_nan(d, m1, at(n - kLanes));  // may see some elements twice
  HWY_ALIGN T lanes[kLanes];
  hn::Store(max_or_nan(d, max_or_nan(d, m0, m1), max_or_nan(d, m2, m3)), d, lanes);
  for (const T lane : lanes) best = max_or_nan(best, lane);
  return best;
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
