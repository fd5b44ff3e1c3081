// Functions of complex numbers, one element at a time by the C library (as NumPy computes them), the same for every
// instruction set. Errors beside those of the C library's complex functions: none.
#pragma once
#include "kernels/kernel.h"

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

#define NDS_FUNCTION(functor, function)           \
  struct functor {                                \
    template <class T>                            \
    static constexpr ElementwiseKernel kernel() { \
      return &ComplexKernels<T>::function;        \
    }                                             \
  };
NDS_FUNCTION(ComplexSqrt, square_root)
NDS_FUNCTION(ComplexExp, exponential)
NDS_FUNCTION(ComplexLog, logarithm)
NDS_FUNCTION(ComplexSin, sine)
NDS_FUNCTION(ComplexCos, cosine)
NDS_FUNCTION(ComplexPower, power)
NDS_FUNCTION(ComplexAngle, angle)
#undef NDS_FUNCTION

}  // namespace nds
