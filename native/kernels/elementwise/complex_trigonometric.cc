#include "kernels/elementwise/complex_trigonometric.h"

#include <cmath>

namespace nds {
namespace {

#define NDS_LIBRARY_FUNCTION(name, function)                                                     \
  template <class T>                                                                             \
  std::complex<T> name(std::complex<T> z) noexcept {                                             \
    const std::complex<double> result = std::function(std::complex<double>(z.real(), z.imag())); \
    return {static_cast<T>(result.real()), static_cast<T>(result.imag())};                       \
  }
NDS_LIBRARY_FUNCTION(tan_of, tan)
NDS_LIBRARY_FUNCTION(asin_of, asin)
NDS_LIBRARY_FUNCTION(acos_of, acos)
NDS_LIBRARY_FUNCTION(atan_of, atan)
NDS_LIBRARY_FUNCTION(sinh_of, sinh)
NDS_LIBRARY_FUNCTION(cosh_of, cosh)
NDS_LIBRARY_FUNCTION(tanh_of, tanh)
NDS_LIBRARY_FUNCTION(asinh_of, asinh)
NDS_LIBRARY_FUNCTION(acosh_of, acosh)
NDS_LIBRARY_FUNCTION(atanh_of, atanh)
#undef NDS_LIBRARY_FUNCTION

// sin(y) / y of y = pi z as it is rounded, divided as NumPy divides (R. L. Smith's algorithm).
template <class T>
std::complex<T> sinc_of(std::complex<T> z) noexcept {
  if (z.real() == 0 && z.imag() == 0) return {1, 0};
  constexpr T kPi = static_cast<T>(3.14159265358979323846), kZero = 0;
  // A product of complex numbers, whose zero makes nans of infinities.
  const T re = z.real() * kPi - z.imag() * kZero, im = z.real() * kZero + z.imag() * kPi;
  const double p = re, q = im;
  const std::complex<double> sine = std::sin(std::complex<double>(p, q));
  if (std::fabs(p) >= std::fabs(q)) {
    const double ratio = q / p, scale = 1 / (p + q * ratio);
    return {static_cast<T>((sine.real() + sine.imag() * ratio) * scale),
            static_cast<T>((sine.imag() - sine.real() * ratio) * scale)};
  }
  const double ratio = p / q, scale = 1 / (q + p * ratio);
  return {static_cast<T>((sine.real() * ratio + sine.imag()) * scale),
          static_cast<T>((sine.imag() * ratio - sine.real()) * scale)};
}

}  // namespace

#define NDS_KERNEL(name, function)                                          \
  template <class T>                                                        \
  int ComplexTrigonometric<T>::name(const ElementwiseCall& call) noexcept { \
    return map_complex<T, std::complex<T>, &function<T>>(call);             \
  }
NDS_KERNEL(cardinal_sine, sinc_of)
NDS_KERNEL(tangent, tan_of)
NDS_KERNEL(arc_sine, asin_of)
NDS_KERNEL(arc_cosine, acos_of)
NDS_KERNEL(arc_tangent, atan_of)
NDS_KERNEL(hyperbolic_sine, sinh_of)
NDS_KERNEL(hyperbolic_cosine, cosh_of)
NDS_KERNEL(hyperbolic_tangent, tanh_of)
NDS_KERNEL(area_sine, asinh_of)
NDS_KERNEL(area_cosine, acosh_of)
NDS_KERNEL(area_tangent, atanh_of)
#undef NDS_KERNEL

template struct ComplexTrigonometric<float>;
template struct ComplexTrigonometric<double>;

}  // namespace nds
