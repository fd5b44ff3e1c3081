// Accuracy of float functions, measured against long double (whose own error is below 0.001 of a float64's ULP).
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "core/cpu.h"
#include "generated/loops.h"
#include "kernels/kernel.h"

namespace accuracy {

using Exact = long double (*)(long double, long double);

struct Function {
  const char* name;
  int float32_loop, float64_loop;
  Exact exact;
  bool binary;
};

// Distance of `got` from the exact value in units of the last place at that value; infinite where they differ in kind.
template <class T>
double ulps(T got, long double exact) {
  using Limits = std::numeric_limits<T>;
  if (std::isnan(exact)) return std::isnan(got) ? 0 : Limits::infinity();
  const T rounded = static_cast<T>(exact);
  if (std::isinf(rounded) || std::isinf(got)) {
    // Beyond the largest number the unit is that of the largest.
    if (std::isinf(rounded) && got == rounded) return 0;
    if (std::isinf(exact) || std::isnan(got) || std::signbit(got) != std::signbit(rounded)) return Limits::infinity();
    const long double unit = static_cast<long double>(Limits::max()) * Limits::epsilon() / 2;
    const long double value =
        std::isinf(got) ? std::copysign(static_cast<long double>(Limits::max()) + unit, exact) : got;
    return static_cast<double>(std::fabs(value - exact) / unit);
  }
  if (got == 0 && exact == 0) return std::signbit(got) == std::signbit(exact) ? 0 : Limits::infinity();
  int exponent = 0;
  std::frexp(exact, &exponent);
  const long double unit = std::ldexp(1.0L, std::max(exponent, Limits::min_exponent) - Limits::digits);
  return static_cast<double>(std::fabs(static_cast<long double>(got) - exact) / unit);
}

template <class T>
std::vector<T> call(nds::Target target, int loop, const std::vector<T>& x, const std::vector<T>& y) {
  std::vector<T> out(x.size());
  const nds::ElementwiseCall arguments = {
      {x.data(), y.data(), nullptr}, out.data(), static_cast<int64_t>(x.size()), 0, false};
  REQUIRE(nds::elementwise_kernels(target)[loop](arguments) == 0);
  return out;
}

struct Worst {
  double error = 0;
  double x = 0, y = 0;
};

template <class T>
Worst measure(nds::Target target, const Function& function, const std::vector<T>& x, const std::vector<T>& y) {
  const std::vector<T> got = call(target, sizeof(T) == 4 ? function.float32_loop : function.float64_loop, x, y);
  Worst worst;
  for (size_t i = 0; i < x.size(); ++i) {
    const double error = ulps(got[i], function.exact(x[i], function.binary ? y[i] : 0));
    if (error > worst.error) worst = {error, static_cast<double>(x[i]), static_cast<double>(y[i])};
  }
  return worst;
}

template <class F>
void for_each_target(F&& f) {
  for (int t = 0; t <= static_cast<int>(nds::active_target()); ++t) {
    const std::string name = nds::target_name(static_cast<nds::Target>(t));
    CAPTURE(name);
    f(static_cast<nds::Target>(t));
  }
}

class Draw {
 public:
  explicit Draw(uint64_t seed) : rng_(seed) {}
  double uniform(double low, double high) { return low + (high - low) * (static_cast<double>(rng_() >> 11) * 0x1p-53); }
  // Any bits but nan's and infinity's: every exponent is as likely.
  template <class T>
  T any() {
    for (;;) {
      T value;
      const uint64_t bits = rng_();
      std::memcpy(&value, &bits, sizeof(T));
      if (std::isfinite(value)) return value;
    }
  }

 private:
  std::mt19937_64 rng_;
};

template <class T>
T value_at(nds::Target target, int loop, T x, T y = 0) {
  return call<T>(target, loop, {x}, {y})[0];
}

inline bool same(double a, double b) {
  return std::isnan(a) ? std::isnan(b) : a == b && std::signbit(a) == std::signbit(b);
}

}  // namespace accuracy
