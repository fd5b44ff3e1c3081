// Tangents, inverse trigonometric and hyperbolic functions of complex numbers, one element at a time by the C library
// (as NumPy computes them: the same branch cuts, infinities, nans and signs of zeros), the same for every instruction
// set. complex64 (by way of double: glibc's functions of float are no faster), complex128. Errors: those of the C
// library, at most 5 ULP of the larger part with glibc.
#pragma once
#include "kernels/elementwise/complex_map.h"

namespace nds {

template <class T>
struct ComplexTrigonometric {
  static int cardinal_sine(const ElementwiseCall& call) noexcept;
  static int tangent(const ElementwiseCall& call) noexcept;
  static int arc_sine(const ElementwiseCall& call) noexcept;
  static int arc_cosine(const ElementwiseCall& call) noexcept;
  static int arc_tangent(const ElementwiseCall& call) noexcept;
  static int hyperbolic_sine(const ElementwiseCall& call) noexcept;
  static int hyperbolic_cosine(const ElementwiseCall& call) noexcept;
  static int hyperbolic_tangent(const ElementwiseCall& call) noexcept;
  static int area_sine(const ElementwiseCall& call) noexcept;
  static int area_cosine(const ElementwiseCall& call) noexcept;
  static int area_tangent(const ElementwiseCall& call) noexcept;
};
extern template struct ComplexTrigonometric<float>;
extern template struct ComplexTrigonometric<double>;

NDS_COMPLEX_FUNCTION(ComplexSinc, ComplexTrigonometric, cardinal_sine)
NDS_COMPLEX_FUNCTION(ComplexTan, ComplexTrigonometric, tangent)
NDS_COMPLEX_FUNCTION(ComplexArcSin, ComplexTrigonometric, arc_sine)
NDS_COMPLEX_FUNCTION(ComplexArcCos, ComplexTrigonometric, arc_cosine)
NDS_COMPLEX_FUNCTION(ComplexArcTan, ComplexTrigonometric, arc_tangent)
NDS_COMPLEX_FUNCTION(ComplexSinh, ComplexTrigonometric, hyperbolic_sine)
NDS_COMPLEX_FUNCTION(ComplexCosh, ComplexTrigonometric, hyperbolic_cosine)
NDS_COMPLEX_FUNCTION(ComplexTanh, ComplexTrigonometric, hyperbolic_tangent)
NDS_COMPLEX_FUNCTION(ComplexArcSinh, ComplexTrigonometric, area_sine)
NDS_COMPLEX_FUNCTION(ComplexArcCosh, ComplexTrigonometric, area_cosine)
NDS_COMPLEX_FUNCTION(ComplexArcTanh, ComplexTrigonometric, area_tangent)

}  // namespace nds
