#include "kernels/elementwise/complex_exponential.h"

#include <cmath>

namespace nds {
namespace {

using C = std::complex<double>;

constexpr double kLn2 = 0x1.62e42fefa39efp-1;
constexpr double kLn2Low = 0x1.abc9e3b39803fp-56;  // ln 2 - kLn2
constexpr double kLog2E = 0x1.71547652b82fep+0;
constexpr double kLog10E = 0x1.bcb7b1526e50ep-2;

bool is_finite(C z) noexcept { return std::isfinite(z.real()) && std::isfinite(z.imag()); }

// factor scale, where scale is given in two halves that do not overflow by themselves.
double scaled(double factor, double half, double other_half) noexcept { return factor * half * other_half; }

// NumPy's formula (npy_cexpm1) but for large real parts, whose exponential is taken in two halves.
C expm1_of(C z) noexcept {
  const double x = z.real(), y = z.imag();
  if (!is_finite(z)) {
    const double s = std::sin(y / 2);
    return {std::expm1(x) * std::cos(y) - 2 * s * s, std::exp(x) * std::sin(y)};
  }
  if (y == 0) return {std::expm1(x), y};
  const double sine = std::sin(y), cosine = std::cos(y);
  if (x > 700) {
    // From here on one less changes nothing.
    const double half = std::exp(x / 2);
    return {scaled(cosine, half, half), scaled(sine, half, half)};
  }
  const double s = std::sin(y / 2);
  return {std::expm1(x) * cosine - 2 * s * s, std::exp(x) * sine};
}

// 2^x (cos(y ln 2) + i sin(y ln 2)), the angle in two doubles.
C exp2_of(C z) noexcept {
  const double x = z.real(), y = z.imag();
  if (!is_finite(z)) return std::exp(C(x * kLn2, y * kLn2));
  if (y == 0) return {std::exp2(x), y};
  const double angle = y * kLn2;
  // Beyond this the second double would not make the angle exact.
  const double low = std::fabs(y) < 0x1p50 ? std::fma(y, kLn2, -angle) + y * kLn2Low : 0;
  const double sine = std::sin(angle), cosine = std::cos(angle);
  const double re = cosine - low * sine, im = sine + low * cosine;
  if (std::fabs(x) < 1000) {
    const double size = std::exp2(x);
    return {size * re, size * im};
  }
  const double half = std::exp2(std::trunc(x / 2)), rest = std::exp2(x - std::trunc(x / 2));
  return {scaled(re, half, rest), scaled(im, half, rest)};
}

// log |1 + z| from |1 + z|^2 - 1 where that is near 0, else from 1 + z itself; both without cancellation.
C log1p_of(C z) noexcept {
  const double x = z.real(), y = z.imag();
  const double moved = x + 1;
  const double angle = std::atan2(y, moved);
  if (!is_finite(z)) return {std::log(std::hypot(moved, y)), angle};
  const double beyond = x * (2 + x) + y * y;  // |1 + z|^2 - 1
  if (beyond > -0.5 && beyond < 1) return {std::log1p(beyond) / 2, angle};
  return {std::log(C(moved, y)).real(), angle};
}

C log2_of(C z) noexcept {
  const C log = std::log(z);
  const double re = z.imag() == 0 ? std::log2(std::fabs(z.real())) : log.real() * kLog2E;
  return {re, log.imag() * kLog2E};
}

C log10_of(C z) noexcept {
  const C log = std::log(z);
  const double re = z.imag() == 0 ? std::log10(std::fabs(z.real())) : log.real() * kLog10E;
  return {re, log.imag() * kLog10E};
}

template <class T, C (*kFunction)(C) noexcept>
std::complex<T> rounded(std::complex<T> z) noexcept {
  const C result = kFunction(C(z.real(), z.imag()));
  return {static_cast<T>(result.real()), static_cast<T>(result.imag())};
}

}  // namespace

#define NDS_KERNEL(name, function)                                        \
  template <class T>                                                      \
  int ComplexExponential<T>::name(const ElementwiseCall& call) noexcept { \
    return map_complex<T, std::complex<T>, &rounded<T, &function>>(call); \
  }
NDS_KERNEL(exponential_less_one, expm1_of)
NDS_KERNEL(power_of_two, exp2_of)
NDS_KERNEL(logarithm_of_one_more, log1p_of)
NDS_KERNEL(logarithm_to_two, log2_of)
NDS_KERNEL(logarithm_to_ten, log10_of)
#undef NDS_KERNEL

template struct ComplexExponential<float>;
template struct ComplexExponential<double>;

}  // namespace nds
