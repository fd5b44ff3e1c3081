// Complex numbers in memory: real part, then imaginary part, as C, Fortran and NumPy lay them out.
#pragma once

namespace nds {

template <class T>
struct Complex {
  using Part = T;
  T re, im;
};

using Complex64 = Complex<float>;
using Complex128 = Complex<double>;

}  // namespace nds
