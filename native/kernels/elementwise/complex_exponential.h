// expm1, exp2, log1p, log2 and log10 of complex numbers, the same for every instruction set. complex64 (computed in
// double), complex128. Infinities and nans give what NumPy's formulas give; finite numbers are accurate where those
// cancel or overflow: below 3 ULP of the larger part (exp2: for imaginary parts up to 2^50).
#pragma once
#include "kernels/elementwise/complex_map.h"

namespace nds {

template <class T>
struct ComplexExponential {
  static int exponential_less_one(const ElementwiseCall& call) noexcept;
  static int power_of_two(const ElementwiseCall& call) noexcept;
  static int logarithm_of_one_more(const ElementwiseCall& call) noexcept;
  static int logarithm_to_two(const ElementwiseCall& call) noexcept;
  static int logarithm_to_ten(const ElementwiseCall& call) noexcept;
};
extern template struct ComplexExponential<float>;
extern template struct ComplexExponential<double>;

NDS_COMPLEX_FUNCTION(ComplexExpm1, ComplexExponential, exponential_less_one)
NDS_COMPLEX_FUNCTION(ComplexExp2, ComplexExponential, power_of_two)
NDS_COMPLEX_FUNCTION(ComplexLog1p, ComplexExponential, logarithm_of_one_more)
NDS_COMPLEX_FUNCTION(ComplexLog2, ComplexExponential, logarithm_to_two)
NDS_COMPLEX_FUNCTION(ComplexLog10, ComplexExponential, logarithm_to_ten)

}  // namespace nds
