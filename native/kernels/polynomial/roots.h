// Eigenvalues of companion matrices: the roots of polynomials.
#pragma once
#include <cstdint>

#include "core/complex.h"

namespace nds {

// Roots of x^n + c[0] x^(n-1) + ... + c[n-1]: eigenvalues of its companion matrix by QR steps with double shifts, those
// of EISPACK's hqr (Martin, Peters, Wilkinson, Numer. Math. 14, 1970), after balancing. Complex ones come in conjugate
// pairs. `work` has n * n numbers. False when the steps do not converge.
bool real_roots(const double* c, int64_t n, double* work, Complex128* roots) noexcept;
// The same for complex coefficients, by single shifts.
bool complex_roots(const Complex128* c, int64_t n, Complex128* work, Complex128* roots) noexcept;

}  // namespace nds
