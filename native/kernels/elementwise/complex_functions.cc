#include "kernels/elementwise/complex_functions.h"

#include <cmath>
#include <complex>
#include <limits>

#include "core/complex.h"

namespace nds {
namespace {

// std::complex has the layout of Complex; only its functions that call the C library's are used, and no operators.
template <class T>
std::complex<T> product(std::complex<T> a, std::complex<T> b) noexcept {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

// 1 / b by Smith's algorithm.
template <class T>
std::complex<T> reciprocal(std::complex<T> b) noexcept {
  const T one = 1, zero = 0;
  if (std::fabs(b.real()) >= std::fabs(b.imag())) {
    if (b.real() == 0 && b.imag() == 0) return {one / std::fabs(b.real()), zero / std::fabs(b.real())};
    const T ratio = b.imag() / b.real();
    const T scale = one / (b.real() + b.imag() * ratio);
    return {(one + zero * ratio) * scale, (zero - one * ratio) * scale};
  }
  const T ratio = b.real() / b.imag();
  const T scale = one / (b.imag() + b.real() * ratio);
  return {(one * ratio + zero) * scale, (zero * ratio - one) * scale};
}

// By squaring, in NumPy's order.
template <class T>
std::complex<T> whole_power(std::complex<T> base, int exponent) noexcept {
  if (exponent == 1) return base;
  if (exponent == 2) return product(base, base);
  if (exponent == 3) return product(base, product(base, base));
  std::complex<T> result(1, 0), factor = base;
  const int count = exponent < 0 ? -exponent : exponent;
  for (int bit = 1;;) {
    if ((count & bit) != 0) result = product(result, factor);
    bit <<= 1;
    if (count < bit) break;
    factor = product(factor, factor);
  }
  return exponent < 0 ? reciprocal(result) : result;
}

// NumPy's npy_cpow: 0 to the power 0 is 1, other powers of 0 are 0 or nan, small whole exponents multiply.
template <class T>
std::complex<T> power_of(std::complex<T> a, std::complex<T> b) noexcept {
  constexpr T kNaN = std::numeric_limits<T>::quiet_NaN();
  if (b.real() == 0 && b.imag() == 0) return {1, 0};
  if (a.real() == 0 && a.imag() == 0) {
    return b.real() > 0 ? std::complex<T>(0, 0) : std::complex<T>(kNaN, kNaN);
  }
  if (b.imag() == 0 && b.real() > -100 && b.real() < 100) {
    const int whole = static_cast<int>(b.real());
    if (static_cast<T>(whole) == b.real()) return whole_power(a, whole);
  }
  return std::pow(a, b);
}

template <class T>
std::complex<T> sqrt_of(std::complex<T> a) noexcept {
  return std::sqrt(a);
}
template <class T>
std::complex<T> exp_of(std::complex<T> a) noexcept {
  return std::exp(a);
}
template <class T>
std::complex<T> log_of(std::complex<T> a) noexcept {
  return std::log(a);
}
template <class T>
std::complex<T> sin_of(std::complex<T> a) noexcept {
  return std::sin(a);
}
template <class T>
std::complex<T> cos_of(std::complex<T> a) noexcept {
  return std::cos(a);
}
template <class T>
T angle_of(std::complex<T> a) noexcept {
  return std::atan2(a.imag(), a.real());
}

}  // namespace

template <class T>
int ComplexKernels<T>::square_root(const ElementwiseCall& call) noexcept {
  return map_complex<T, std::complex<T>, &sqrt_of<T>>(call);
}
template <class T>
int ComplexKernels<T>::exponential(const ElementwiseCall& call) noexcept {
  return map_complex<T, std::complex<T>, &exp_of<T>>(call);
}
template <class T>
int ComplexKernels<T>::logarithm(const ElementwiseCall& call) noexcept {
  return map_complex<T, std::complex<T>, &log_of<T>>(call);
}
template <class T>
int ComplexKernels<T>::sine(const ElementwiseCall& call) noexcept {
  return map_complex<T, std::complex<T>, &sin_of<T>>(call);
}
template <class T>
int ComplexKernels<T>::cosine(const ElementwiseCall& call) noexcept {
  return map_complex<T, std::complex<T>, &cos_of<T>>(call);
}
template <class T>
int ComplexKernels<T>::angle(const ElementwiseCall& call) noexcept {
  return map_complex<T, T, &angle_of<T>>(call);
}
template <class T>
int ComplexKernels<T>::power(const ElementwiseCall& call) noexcept {
  const auto* const a = static_cast<const std::complex<T>*>(call.in[0]);
  const auto* const b = static_cast<const std::complex<T>*>(call.in[1]);
  auto* const out = static_cast<std::complex<T>*>(call.out);
  const int64_t keep_a = (call.scalars & 1) != 0 ? 0 : -1;
  const int64_t keep_b = (call.scalars & 2) != 0 ? 0 : -1;
  for (int64_t i = 0; i < call.n; ++i) out[i] = power_of(a[i & keep_a], b[i & keep_b]);
  return 0;
}

template struct ComplexKernels<float>;
template struct ComplexKernels<double>;

}  // namespace nds
