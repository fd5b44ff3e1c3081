#include "kernels/polynomial/roots.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

namespace nds {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr int kMostSteps = 60;  // for one eigenvalue

using Z = std::complex<double>;

double size_of(double x) noexcept { return std::abs(x); }
double size_of(Z z) noexcept { return std::abs(z.real()) + std::abs(z.imag()); }

// A square matrix of rows.
template <class T>
struct Matrix {
  T* data;
  int64_t n;
  T& operator()(int64_t i, int64_t j) const noexcept { return data[i * n + j]; }
};

template <class T>
void companion(const Matrix<T>& h, const T* c) noexcept {
  std::fill_n(h.data, h.n * h.n, T{});
  for (int64_t i = 1; i < h.n; ++i) h(i, i - 1) = T{1};
  for (int64_t j = 0; j < h.n; ++j) h(0, j) = -c[j];
}

// Scales rows and columns by powers of two until their norms are alike (Parlett and Reinsch, 1969).
template <class T>
void balance(const Matrix<T>& h) noexcept {
  constexpr double kRadix = 2;
  bool again = true;
  for (int round = 0; again && round < 100; ++round) {
    again = false;
    for (int64_t i = 0; i < h.n; ++i) {
      double column = 0, row = 0;
      for (int64_t j = 0; j < h.n; ++j) {
        if (j == i) continue;
        column += size_of(h(j, i));
        row += size_of(h(i, j));
      }
      if (column == 0 || row == 0 || !std::isfinite(column + row)) continue;
      const double sum = column + row;
      double factor = 1;
      for (; column < row / kRadix; column *= kRadix * kRadix) factor *= kRadix;
      for (; column >= row * kRadix; column /= kRadix * kRadix) factor /= kRadix;
      if ((column + row) / factor >= 0.95 * sum) continue;
      again = true;
      for (int64_t j = 0; j < h.n; ++j) h(i, j) *= 1 / factor;
      for (int64_t j = 0; j < h.n; ++j) h(j, i) *= factor;
    }
  }
}

// The row below which the active part begins: where an element beside the diagonal is nothing.
template <class T>
int64_t split_at(const Matrix<T>& h, int64_t last, double norm) noexcept {
  int64_t l = last;
  for (; l > 0; --l) {
    double near = size_of(h(l - 1, l - 1)) + size_of(h(l, l));
    if (near == 0) near = norm;
    if (size_of(h(l, l - 1)) <= kEpsilon * near) {
      h(l, l - 1) = T{};
      break;
    }
  }
  return l;
}

template <class T>
double norm_of(const Matrix<T>& h) noexcept {
  double norm = 0;
  for (int64_t i = 0; i < h.n * h.n; ++i) norm += size_of(h.data[i]);
  return norm;
}

// The eigenvalues of the last two rows, which have split off.
void pair_of(double p, double w, double x, Complex128* first, Complex128* second) noexcept {
  const double q = p * p + w, z = std::sqrt(std::abs(q));
  if (q >= 0) {
    const double sum = p + (p >= 0 ? z : -z);
    *first = *second = {x + sum, 0};
    if (sum != 0) *second = {x - w / sum, 0};
  } else {
    *first = {x + p, z};
    *second = {x + p, -z};
  }
}

// One double step on rows and columns m to last.
void double_step(const Matrix<double>& h, int64_t m, int64_t l, int64_t last, double p, double q, double r) noexcept {
  for (int64_t k = m; k < last; ++k) {
    const bool three = k + 1 < last;
    double scale = 0;
    if (k > m) {
      p = h(k, k - 1);
      q = h(k + 1, k - 1);
      r = three ? h(k + 2, k - 1) : 0;
      scale = std::abs(p) + std::abs(q) + std::abs(r);
      if (scale == 0) continue;
      p /= scale;
      q /= scale;
      r /= scale;
    }
    const double length = std::sqrt(p * p + q * q + r * r);
    const double s = p >= 0 ? length : -length;
    if (s == 0) continue;
    if (k > m) {
      h(k, k - 1) = -s * scale;
    } else if (l != m) {
      h(k, k - 1) = -h(k, k - 1);
    }
    p += s;
    const double x = p / s, y = q / s, z = r / s;
    q /= p;
    r /= p;
    for (int64_t j = k; j <= last; ++j) {
      double sum = h(k, j) + q * h(k + 1, j);
      if (three) {
        sum += r * h(k + 2, j);
        h(k + 2, j) -= sum * z;
      }
      h(k + 1, j) -= sum * y;
      h(k, j) -= sum * x;
    }
    const int64_t most = std::min(last, k + 3);
    for (int64_t i = l; i <= most; ++i) {
      double sum = x * h(i, k) + y * h(i, k + 1);
      if (three) {
        sum += z * h(i, k + 2);
        h(i, k + 2) -= sum * r;
      }
      h(i, k + 1) -= sum * q;
      h(i, k) -= sum;
    }
  }
}

}  // namespace

bool real_roots(const double* c, int64_t n, double* work, Complex128* roots) noexcept {
  const Matrix<double> h{work, n};
  companion(h, c);
  balance(h);
  const double norm = norm_of(h);
  double shifted = 0;
  int64_t last = n - 1;
  for (int steps = 0; last >= 0;) {
    const int64_t l = split_at(h, last, norm);
    double x = h(last, last);
    if (l == last) {
      roots[last--] = {x + shifted, 0};
      steps = 0;
      continue;
    }
    double y = h(last - 1, last - 1), w = h(last, last - 1) * h(last - 1, last);
    if (l == last - 1) {
      pair_of((y - x) / 2, w, x + shifted, &roots[last - 1], &roots[last]);
      last -= 2;
      steps = 0;
      continue;
    }
    if (steps == kMostSteps) return false;
    if (steps % 10 == 0 && steps > 0) {  // an exceptional shift, against cycles
      shifted += x;
      for (int64_t i = 0; i <= last; ++i) h(i, i) -= x;
      const double s = std::abs(h(last, last - 1)) + std::abs(h(last - 1, last - 2));
      x = y = 0.75 * s;
      w = -0.4375 * s * s;
    }
    ++steps;
    int64_t m = last - 2;
    double p = 0, q = 0, r = 0;
    for (;; --m) {
      const double z = h(m, m), to_x = x - z, to_y = y - z;
      p = (to_x * to_y - w) / h(m + 1, m) + h(m, m + 1);
      q = h(m + 1, m + 1) - z - to_x - to_y;
      r = h(m + 2, m + 1);
      const double s = std::abs(p) + std::abs(q) + std::abs(r);
      p /= s;
      q /= s;
      r /= s;
      if (m == l) break;
      const double u = std::abs(h(m, m - 1)) * (std::abs(q) + std::abs(r));
      const double v = std::abs(p) * (std::abs(h(m - 1, m - 1)) + std::abs(z) + std::abs(h(m + 1, m + 1)));
      if (u <= kEpsilon * v) break;
    }
    for (int64_t i = m; i < last - 1; ++i) {
      h(i + 2, i) = 0;
      if (i != m) h(i + 2, i - 1) = 0;
    }
    double_step(h, m, l, last, p, q, r);
  }
  return true;
}

bool complex_roots(const Complex128* c, int64_t n, Complex128* work, Complex128* roots) noexcept {
  const Matrix<Z> h{reinterpret_cast<Z*>(work), n};
  companion(h, reinterpret_cast<const Z*>(c));
  balance(h);
  const double norm = norm_of(h);
  int64_t last = n - 1;
  for (int steps = 0; last >= 0;) {
    const int64_t l = split_at(h, last, norm);
    if (l == last) {
      roots[last] = {h(last, last).real(), h(last, last).imag()};
      --last;
      steps = 0;
      continue;
    }
    if (steps == kMostSteps) return false;
    // Wilkinson's shift: the eigenvalue of the last two rows that is nearer to the last element.
    const Z a = h(last - 1, last - 1), d = h(last, last);
    const Z half = (a - d) / 2.0;
    const Z root = std::sqrt(half * half + h(last - 1, last) * h(last, last - 1));
    const Z far = std::abs(half + root) > std::abs(half - root) ? half + root : half - root;
    Z shift = far == Z{} ? d : d - h(last - 1, last) * h(last, last - 1) / far;
    if (steps % 10 == 0 && steps > 0) shift = d + Z{0.75 * size_of(h(last, last - 1)), 0};
    ++steps;
    for (int64_t i = l; i <= last; ++i) h(i, i) -= shift;
    // QR by rotations of neighbouring rows, each applied to the columns one row later.
    Z cosine{}, sine{};
    for (int64_t k = l; k < last; ++k) {
      const Z f = h(k, k), g = h(k + 1, k);
      const double length = std::hypot(std::abs(f), std::abs(g));
      const Z next_cosine = length == 0 ? Z{1} : f / length, next_sine = length == 0 ? Z{} : g / length;
      for (int64_t j = k; j <= last; ++j) {
        const Z upper = h(k, j), lower = h(k + 1, j);
        h(k, j) = std::conj(next_cosine) * upper + std::conj(next_sine) * lower;
        h(k + 1, j) = next_cosine * lower - next_sine * upper;
      }
      if (k > l) {
        for (int64_t i = l; i <= k; ++i) {
          const Z left = h(i, k - 1), right = h(i, k);
          h(i, k - 1) = left * cosine + right * sine;
          h(i, k) = right * std::conj(cosine) - left * std::conj(sine);
        }
      }
      cosine = next_cosine;
      sine = next_sine;
    }
    for (int64_t i = l; i <= last; ++i) {
      const Z left = h(i, last - 1), right = h(i, last);
      h(i, last - 1) = left * cosine + right * sine;
      h(i, last) = right * std::conj(cosine) - left * std::conj(sine);
    }
    for (int64_t i = l; i <= last; ++i) h(i, i) += shift;
  }
  return true;
}

}  // namespace nds
