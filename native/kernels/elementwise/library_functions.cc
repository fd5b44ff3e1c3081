#include "kernels/elementwise/library_functions.h"

#include <cmath>
#include <limits>
#include <type_traits>

#include "kernels/elementwise/reduce_large.h"

namespace nds {
namespace {

// What is wide enough for T that errors stay far below half a unit in the last place of T.
template <class T>
using Wide = std::conditional_t<sizeof(T) == 8, long double, double>;

// The same where the C library's float64 function is within 1 ULP itself.
template <class T>
using Enough = double;

// m + log(1 + base^-distance), the larger of two plus what the smaller adds.
template <class T, class Add>
T add_exponentials(T x, T y, Wide<T> doubled, Add add) noexcept {
  if (x == y) return static_cast<T>(x + doubled);
  const Wide<T> distance = static_cast<Wide<T>>(x) - y;
  if (distance > 0) return static_cast<T>(x + add(-distance));
  if (distance <= 0) return static_cast<T>(y + add(distance));
  return std::numeric_limits<T>::quiet_NaN();
}

// The power series up to 30, the asymptotic one beyond: both to the last bit of long double.
long double bessel_i0_wide(long double x) noexcept {
  constexpr long double kPi = 3.14159265358979323846264338327950288L;
  x = std::fabs(x);
  if (std::isnan(x) || std::isinf(x)) return x;
  long double sum = 1, term = 1;
  if (x <= 30) {
    const long double quarter = x * x / 4;
    for (int k = 1; term > sum * 1e-21L; ++k) sum += term *= quarter / (static_cast<long double>(k) * k);
    return sum;
  }
  for (int k = 1; k < 60 && term > 1e-21L; ++k) {
    const long double odd = 2 * k - 1;
    sum += term *= odd * odd / (8 * x * k);
  }
  return std::exp(x) * (sum / std::sqrt(2 * kPi * x));
}

}  // namespace

template <class T>
T Library<T>::tan(T x) noexcept {
  if constexpr (sizeof(T) == 8) {
    if (std::fabs(x) >= 0x1p20) {
      const LargeReduction reduced = reduce_large(x);
      const long double tangent = std::tan(static_cast<long double>(reduced.r) + reduced.low);
      return static_cast<T>((reduced.quadrant & 1) != 0 ? -1 / tangent : tangent);
    }
  }
  return static_cast<T>(std::tan(static_cast<double>(x)));
}

#define NDS_LIBRARY(name, type, function)                     \
  template <class T>                                          \
  T Library<T>::name(T x) noexcept {                          \
    return static_cast<T>(function(static_cast<type<T>>(x))); \
  }
NDS_LIBRARY(arcsin, Enough, std::asin)
NDS_LIBRARY(arccos, Enough, std::acos)
NDS_LIBRARY(arctan, Enough, std::atan)
NDS_LIBRARY(sinh, Wide, std::sinh)
NDS_LIBRARY(cosh, Wide, std::cosh)
NDS_LIBRARY(tanh, Wide, std::tanh)
NDS_LIBRARY(arcsinh, Wide, std::asinh)
NDS_LIBRARY(arccosh, Wide, std::acosh)
NDS_LIBRARY(arctanh, Wide, std::atanh)
NDS_LIBRARY(expm1, Wide, std::expm1)
NDS_LIBRARY(exp2, Enough, std::exp2)
NDS_LIBRARY(log1p, Wide, std::log1p)
NDS_LIBRARY(log2, Enough, std::log2)
NDS_LIBRARY(log10, Wide, std::log10)
NDS_LIBRARY(cbrt, Wide, std::cbrt)
#undef NDS_LIBRARY

template <class T>
T Library<T>::arctan2(T y, T x) noexcept {
  return static_cast<T>(std::atan2(static_cast<double>(y), static_cast<double>(x)));
}

template <class T>
T Library<T>::hypot(T x, T y) noexcept {
  return static_cast<T>(std::hypot(static_cast<double>(x), static_cast<double>(y)));
}

template <class T>
T Library<T>::logaddexp(T x, T y) noexcept {
  constexpr Wide<T> kLn2 = 0.693147180559945309417232121458176568L;
  return add_exponentials(x, y, kLn2, [](Wide<T> t) { return std::log1p(std::exp(t)); });
}

template <class T>
T Library<T>::logaddexp2(T x, T y) noexcept {
  constexpr Wide<T> kInverseLn2 = 1.44269504088896340735992468100189214L;
  return add_exponentials(x, y, 1, [](Wide<T> t) { return std::log1p(std::exp2(t)) * kInverseLn2; });
}

template <class T>
T Library<T>::bessel_i0(T x) noexcept {
  return static_cast<T>(bessel_i0_wide(x));
}

template struct Library<float>;
template struct Library<double>;

}  // namespace nds
