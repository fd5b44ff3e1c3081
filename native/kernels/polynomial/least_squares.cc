#include "kernels/polynomial/least_squares.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nds {
namespace {

constexpr int kMostSweeps = 60;

double dot(const double* a, const double* b, int64_t n) noexcept {
  double sums[4] = {0, 0, 0, 0};
  int64_t i = 0;
  for (; i + 4 <= n; i += 4) {
    for (int k = 0; k < 4; ++k) sums[k] += a[i + k] * b[i + k];
  }
  for (; i < n; ++i) sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

void add_scaled(double* to, const double* from, double factor, int64_t n) noexcept {
  for (int64_t i = 0; i < n; ++i) to[i] += factor * from[i];
}

// Reflects columns so that what lies below the diagonal vanishes, and right-hand sides with them.
void triangulate(const LeastSquares& p, int64_t m) noexcept {
  for (int64_t k = 0; k < p.columns && k < m; ++k) {
    double* column = p.a + k * m + k;
    const int64_t n = m - k;
    const double length = std::sqrt(dot(column, column, n));
    if (!(length > 0)) continue;
    const double diagonal = column[0] > 0 ? -length : length;
    column[0] -= diagonal;
    const double scale = -1 / (diagonal * column[0]);  // 2 / |v|^2
    for (int64_t j = k + 1; j < p.columns; ++j) {
      double* other = p.a + j * m + k;
      add_scaled(other, column, -scale * dot(column, other, n), n);
    }
    for (int64_t j = 0; j < p.sides; ++j) {
      double* side = p.b + j * m + k;
      add_scaled(side, column, -scale * dot(column, side, n), n);
    }
    column[0] = diagonal;
    std::fill(column + 1, column + n, 0.0);
  }
}

// Rotates pairs of columns of w, and of v with them, until they are orthogonal.
bool orthogonalize(double* w, double* v, int64_t n) noexcept {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  double total = 0;
  for (int64_t i = 0; i < n * n; ++i) total += w[i] * w[i];
  if (!std::isfinite(total)) return false;
  // Columns that are nothing but rounding would be rotated for ever.
  const double nothing = total * kEpsilon * kEpsilon / 16;
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    bool rotated = false;
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t j = i + 1; j < n; ++j) {
        double* a = w + i * n;
        double* b = w + j * n;
        const double aa = dot(a, a, n), bb = dot(b, b, n), ab = dot(a, b, n);
        if (std::abs(ab) <= kEpsilon * std::sqrt(aa * bb) || std::min(aa, bb) <= nothing) continue;
        rotated = true;
        const double zeta = (bb - aa) / (2 * ab);
        const double tangent = (zeta >= 0 ? 1 : -1) / (std::abs(zeta) + std::hypot(1.0, zeta));
        const double cosine = 1 / std::sqrt(1 + tangent * tangent), sine = cosine * tangent;
        for (double* base : {w, v}) {
          double* x = base + i * n;
          double* y = base + j * n;
          for (int64_t k = 0; k < n; ++k) {
            const double old = x[k];
            x[k] = cosine * old - sine * y[k];
            y[k] = sine * old + cosine * y[k];
          }
        }
      }
    }
    if (!rotated) return true;
  }
  return false;
}

}  // namespace

bool solve_least_squares(LeastSquares& p) noexcept {
  p.rank = 0;
  const int64_t n = p.columns, m = std::max(p.rows, n);
  triangulate(p, m);
  double* w = p.work;          // columns of R, then of U S
  double* v = p.work + n * n;  // columns of V
  for (int64_t j = 0; j < n; ++j) {
    std::copy_n(p.a + j * m, n, w + j * n);
    std::fill_n(v + j * n, n, 0.0);
    v[j * n + j] = 1;
  }
  if (!orthogonalize(w, v, n)) return false;
  double largest = 0;
  for (int64_t j = 0; j < n; ++j) {
    p.values[j] = std::sqrt(dot(w + j * n, w + j * n, n));
    largest = std::max(largest, p.values[j]);
  }
  if (!std::isfinite(largest)) return false;
  std::fill_n(p.solution, n * p.sides, 0.0);
  std::fill_n(p.inverse, n * n, 0.0);
  for (int64_t j = 0; j < n; ++j) {
    const double value = p.values[j];
    if (!(value > p.rcond * largest)) continue;
    ++p.rank;
    const double* left = w + j * n;
    const double* right = v + j * n;
    for (int64_t k = 0; k < p.sides; ++k) {
      add_scaled(p.solution + k * n, right, dot(left, p.b + k * m, n) / (value * value), n);
    }
    for (int64_t i = 0; i < n; ++i) add_scaled(p.inverse + i * n, right, right[i] / (value * value), n);
  }
  for (int64_t k = 0; k < p.sides; ++k) {
    const double* rest = p.b + k * m + n;
    p.residuals[k] = dot(rest, rest, m - n);
    // A right-hand side with an infinity or nan has no solution but nan.
    const double* side = p.b + k * m;
    if (!std::all_of(side, side + m, [](double x) { return std::isfinite(x); })) {
      std::fill_n(p.solution + k * n, n, std::numeric_limits<double>::quiet_NaN());
      p.residuals[k] = std::numeric_limits<double>::quiet_NaN();
    }
  }
  std::sort(p.values, p.values + n, [](double x, double y) { return x > y; });
  return true;
}

}  // namespace nds
