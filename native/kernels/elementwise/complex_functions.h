// Functions of complex numbers, one element at a time by the C library (as NumPy computes them), the same for every
// instruction set. Errors beside those of the C library's complex functions: none.
#pragma once
#include "kernels/elementwise/complex_map.h"

namespace nds {

// Kernels over complex numbers with parts of type T: float or double.
template <class T>
struct ComplexKernels {
  static int square_root(const ElementwiseCall& call) noexcept;
  static int exponential(const ElementwiseCall& call) noexcept;
  static int logarithm(const ElementwiseCall& call) noexcept;
  static int sine(const ElementwiseCall& call) noexcept;
  static int cosine(const ElementwiseCall& call) noexcept;
  static int power(const ElementwiseCall& call) noexcept;
  static int angle(const ElementwiseCall& call) noexcept;
};
extern template struct ComplexKernels<float>;
extern template struct ComplexKernels<double>;

NDS_COMPLEX_FUNCTION(ComplexSqrt, ComplexKernels, square_root)
NDS_COMPLEX_FUNCTION(ComplexExp, ComplexKernels, exponential)
NDS_COMPLEX_FUNCTION(ComplexLog, ComplexKernels, logarithm)
NDS_COMPLEX_FUNCTION(ComplexSin, ComplexKernels, sine)
NDS_COMPLEX_FUNCTION(ComplexCos, ComplexKernels, cosine)
NDS_COMPLEX_FUNCTION(ComplexPower, ComplexKernels, power)
NDS_COMPLEX_FUNCTION(ComplexAngle, ComplexKernels, angle)

}  // namespace nds
