// Reduction of large arguments of trigonometric functions (M. Payne and R. Hanek, 1983), in integers, for one number.
#pragma once
#include <cstdint>

namespace nds {

// x = k pi/2 + r + low with |r| <= pi/4, r + low to 2^-64 of itself; the low two bits of `quadrant` are k's.
struct LargeReduction {
  double r;
  double low;
  uint64_t quadrant;
};

// For finite |x| >= 2^20; nan for infinities and nan.
LargeReduction reduce_large(double x) noexcept;

// sin x, or cos x, of the same arguments in the C library's long double, correctly rounded but for 2^-10 ULP.
double sin_large(double x) noexcept;
double cos_large(double x) noexcept;

}  // namespace nds
