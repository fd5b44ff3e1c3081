// Functions of one float, for rare arguments of the vector functions and for instruction sets without fused
// multiply-add: the C library's where those are within 1 ULP, else its long double ones, rounded; of float32 its
// float64 ones.
#pragma once

namespace nds {

// Defined for float and double.
template <class T>
struct Library {
  static T tan(T x) noexcept;
  static T arcsin(T x) noexcept;
  static T arccos(T x) noexcept;
  static T arctan(T x) noexcept;
  static T sinh(T x) noexcept;
  static T cosh(T x) noexcept;
  static T tanh(T x) noexcept;
  static T arcsinh(T x) noexcept;
  static T arccosh(T x) noexcept;
  static T arctanh(T x) noexcept;
  static T expm1(T x) noexcept;
  static T exp2(T x) noexcept;
  static T log1p(T x) noexcept;
  static T log2(T x) noexcept;
  static T log10(T x) noexcept;
  static T cbrt(T x) noexcept;
  static T arctan2(T y, T x) noexcept;
  static T hypot(T x, T y) noexcept;
  static T logaddexp(T x, T y) noexcept;
  static T logaddexp2(T x, T y) noexcept;
  static T bessel_i0(T x) noexcept;
};
extern template struct Library<float>;
extern template struct Library<double>;

}  // namespace nds
