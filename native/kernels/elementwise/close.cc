#include "kernels/elementwise/close.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise/close.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/elementwise/kernel_of-inl.h"

#include <cmath>
#include <limits>
#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

// The loops are left to the compiler to vectorise.

template <class T>
inline constexpr bool kIsComplex = std::is_same_v<T, Complex64> || std::is_same_v<T, Complex128>;
// What numbers of a dtype are computed in.
template <class T>
using Wide = std::conditional_t<std::is_same_v<T, Half>, float, T>;

// A result as a number of the dtype holds it.
template <class T>
HWY_INLINE Wide<T> rounded(Wide<T> x) {
  if constexpr (std::is_same_v<T, Half>) {
    return to_float(to_half(x));
  } else {
    return x;
  }
}

template <class T>
HWY_INLINE bool is_nan(T x) {
  if constexpr (kIsComplex<T>) {
    return (x.re != x.re) | (x.im != x.im);
  } else {
    return x != x;
  }
}

template <class T>
HWY_INLINE bool same(T x, T y) {
  if constexpr (kIsComplex<T>) {
    return (x.re == y.re) & (x.im == y.im);
  } else {
    return x == y;
  }
}

template <class T>
HWY_INLINE auto magnitude(T x) {
  if constexpr (kIsComplex<T>) {
    return std::hypot(x.re, x.im);
  } else {
    return std::fabs(x);
  }
}

template <class T>
HWY_INLINE auto distance(Wide<T> x, Wide<T> y) {
  if constexpr (kIsComplex<T>) {
    return std::hypot(x.re - y.re, x.im - y.im);
  } else {
    return rounded<T>(std::fabs(x - y));
  }
}

template <class T, class Limit, bool kEqualNan>
HWY_INLINE uint8_t is_close(Wide<T> x, Wide<T> y, Complex<Wide<Limit>> tolerance) {
  using L = Wide<Limit>;
  const auto size = magnitude(y);
  const L relative = rounded<Limit>(rounded<Limit>(tolerance.re) * static_cast<L>(size));
  const L limit = rounded<Limit>(rounded<Limit>(tolerance.im) + relative);
  bool close = distance<T>(x, y) <= limit;
  if constexpr (kIsComplex<T>) {
    close &= std::isfinite(y.re) & std::isfinite(y.im);
  } else {
    close &= size <= std::numeric_limits<Wide<T>>::max();
  }
  close |= same(x, y);
  if constexpr (kEqualNan) close |= is_nan(x) & is_nan(y);
  return close;
}

// Arrays beside arrays or a scalar, one tolerance for all: loops of their own, for they are vectorised.
template <int kY, class T, class L, class F>
HWY_INLINE void each_within(const T* x, const T* y, Complex<L> tolerance, uint8_t* out, int64_t n, F f) {
  for (int64_t i = 0; i < n; ++i) out[i] = f(x[i], y[i * kY], tolerance);
}

template <class T, class Limit, bool kEqualNan>
int close_elements(const ElementwiseCall& call) noexcept {
  const auto* const x = static_cast<const Wide<T>*>(call.in[0]);
  const auto* const y = static_cast<const Wide<T>*>(call.in[1]);
  const auto* const tolerance = static_cast<const Complex<Wide<Limit>>*>(call.in[2]);
  auto* const out = static_cast<uint8_t*>(call.out);
  const auto test = is_close<T, Limit, kEqualNan>;
  if constexpr (!kIsComplex<T>) {
    if ((call.scalars & 7) == 4) {
      each_within<1>(x, y, *tolerance, out, call.n, test);
      return 0;
    }
    if ((call.scalars & 7) == 6) {
      each_within<0>(x, y, *tolerance, out, call.n, test);
      return 0;
    }
  }
  const auto step = [&call](int k) HWY_ATTR { return int64_t{(call.scalars >> k & 1) == 0}; };
  const int64_t step_x = step(0), step_y = step(1), step_tolerance = step(2);
  for (int64_t i = 0; i < call.n; ++i) {
    out[i] = test(x[i * step_x], y[i * step_y], tolerance[i * step_tolerance]);
  }
  return 0;
}

// x != y, but for two nans; of complex numbers those with a nan in some part.
struct Differ {
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, V a, V b) {
    return differing(d, hn::Eq(a, b), hn::And(hn::IsNaN(a), hn::IsNaN(b)));
  }
  template <class D, class V>
  static HWY_INLINE hn::Mask<D> test(D d, Parts<V> a, Parts<V> b) {
    const auto first = hn::Or(hn::IsNaN(a.re), hn::IsNaN(a.im)), second = hn::Or(hn::IsNaN(b.re), hn::IsNaN(b.im));
    return differing(d, hn::And(hn::Eq(a.re, b.re), hn::Eq(a.im, b.im)), hn::And(first, second));
  }

 private:
  template <class D, class M>
  static HWY_INLINE M differing(D, M equal, M nans) {
    return hn::Not(hn::Or(equal, nans));
  }
};

// By dtype (float16 first), limit (the same), equal_nan.
struct CloseTable {
  ElementwiseKernel close[5][3][2];
  ElementwiseKernel differ[5];
};

template <class T>
void fill_row(CloseTable& table, int row) {
  table.close[row][0][0] = &close_elements<T, Half, false>;
  table.close[row][0][1] = &close_elements<T, Half, true>;
  table.close[row][1][0] = &close_elements<T, float, false>;
  table.close[row][1][1] = &close_elements<T, float, true>;
  table.close[row][2][0] = &close_elements<T, double, false>;
  table.close[row][2][1] = &close_elements<T, double, true>;
  table.differ[row] = kernel_of<Differ, 2, Wide<T>, bool, false>();
}

CloseTable make_table() noexcept {
  CloseTable table{};
  fill_row<Half>(table, 0);
  fill_row<float>(table, 1);
  fill_row<double>(table, 2);
  fill_row<Complex64>(table, 3);
  fill_row<Complex128>(table, 4);
  return table;
}

const CloseTable kTable = make_table();

}  // namespace

ElementwiseKernel find_close(int row, int column, bool equal_nan) noexcept {
  return kTable.close[row][column][equal_nan ? 1 : 0];
}
ElementwiseKernel find_differ(int row) noexcept { return kTable.differ[row]; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.h"

namespace nds {
namespace {

NDS_EXPORT(find_close_for, find_close)
NDS_EXPORT(find_differ_for, find_differ)

constexpr int kFirst = static_cast<int>(DType::kFloat16);

}  // namespace

ElementwiseKernel close_kernel(Target target, DType dtype, DType limit, bool equal_nan) noexcept {
  const int row = static_cast<int>(dtype) - kFirst, column = static_cast<int>(limit) - kFirst;
  if (row < 0 || row > 4 || column < 0 || column > 2) return nullptr;
  return find_close_for(target)(row, column, equal_nan);
}

ElementwiseKernel differ_kernel(Target target, DType dtype) noexcept {
  const int row = static_cast<int>(dtype) - kFirst;
  return row < 0 || row > 4 ? nullptr : find_differ_for(target)(row);
}

}  // namespace nds
#endif  // HWY_ONCE
