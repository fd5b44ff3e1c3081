// Complex kernels, for every instruction set that this machine has: accuracy against long double, special values, and
// that all instruction sets give the same.
#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "core/complex.h"
#include "core/cpu.h"
#include "generated/loops.h"
#include "kernels/kernel.h"

namespace {

using nds::Complex;
using Wide = std::complex<long double>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

template <class F>
void for_each_target(F&& f) {
  for (int t = 0; t <= static_cast<int>(nds::active_target()); ++t) {
    const std::string name = nds::target_name(static_cast<nds::Target>(t));
    CAPTURE(name);
    f(static_cast<nds::Target>(t));
  }
}

template <class In, class Out>
std::vector<Out> call(nds::Target target, int loop, const std::vector<In>& x, const std::vector<In>& y) {
  std::vector<Out> out(x.size());
  const nds::ElementwiseCall arguments = {
      {x.data(), y.data(), nullptr}, out.data(), static_cast<int64_t>(x.size()), 0, false};
  REQUIRE(nds::elementwise_kernels(target)[loop](arguments) == 0);
  return out;
}

using Z = Complex<double>;
Z one(nds::Target target, int loop, Z x, Z y = {0, 0}) { return call<Z, Z>(target, loop, {x}, {y})[0]; }
double modulus(nds::Target target, Z x) { return call<Z, double>(target, nds::kAbs_complex128, {x}, {x})[0]; }

bool is_nan(Z z) { return std::isnan(z.re) && std::isnan(z.im); }
bool same(double x, double y) {
  return (std::isnan(x) && std::isnan(y)) || (x == y && std::signbit(x) == std::signbit(y));
}
bool same(Z x, Z y) { return same(x.re, y.re) && same(x.im, y.im); }

// Distance in units of the last place of the larger part of the exact value.
template <class T>
double ulps(Wide got, Wide exact) {
  const long double largest = std::max(std::fabs(exact.real()), std::fabs(exact.imag()));
  int exponent = 0;
  std::frexp(largest, &exponent);
  using Limits = std::numeric_limits<T>;
  const long double unit = std::ldexp(1.0L, std::max(exponent, Limits::min_exponent) - Limits::digits);
  return static_cast<double>(std::max(std::fabs(got.real() - exact.real()), std::fabs(got.imag() - exact.imag())) /
                             unit);
}

template <class T>
std::vector<Complex<T>> numbers(size_t count, double size, uint64_t seed) {
  std::mt19937_64 rng(seed);
  const auto part = [&] { return static_cast<T>((static_cast<double>(rng() >> 11) * 0x1p-52 - 1) * size); };
  std::vector<Complex<T>> z(count);
  for (auto& value : z) value = {part(), part()};
  return z;
}

// Any bits: every exponent, infinities and nans too.
template <class T>
std::vector<Complex<T>> any_numbers(size_t count, uint64_t seed) {
  std::mt19937_64 rng(seed);
  std::vector<Complex<T>> z(count);
  auto* const bytes = reinterpret_cast<unsigned char*>(z.data());
  for (size_t i = 0; i < count * sizeof(z[0]); ++i) bytes[i] = static_cast<unsigned char>(rng() >> 24);
  for (size_t i = 0; i < count; i += 7) z[i].re = T{0};
  for (size_t i = 0; i < count; i += 11) z[i].im = std::numeric_limits<T>::infinity();
  for (size_t i = 0; i < count; i += 13) z[i].im = z[i].re;
  return z;
}

struct Function {
  const char* name;
  int loop64, loop128;
  Wide (*exact)(Wide, Wide);
  double bound;
  double size;
};

const Function kFunctions[] = {
    {"divide", nds::kDivide_complex64, nds::kDivide_complex128, [](Wide x, Wide y) { return x / y; }, 5, 10},
    {"sqrt", nds::kSqrt_complex64, nds::kSqrt_complex128, [](Wide x, Wide) { return std::sqrt(x); }, 2, 1e6},
    {"exp", nds::kExp_complex64, nds::kExp_complex128, [](Wide x, Wide) { return std::exp(x); }, 2, 20},
    {"log", nds::kLog_complex64, nds::kLog_complex128, [](Wide x, Wide) { return std::log(x); }, 2, 100},
    {"sin", nds::kSin_complex64, nds::kSin_complex128, [](Wide x, Wide) { return std::sin(x); }, 3, 20},
    {"cos", nds::kCos_complex64, nds::kCos_complex128, [](Wide x, Wide) { return std::cos(x); }, 3, 20},
    {"sign", nds::kSign_complex64, nds::kSign_complex128, [](Wide x, Wide) { return x / std::abs(x); }, 2, 100},
    {"power", nds::kPower_complex64, nds::kPower_complex128, [](Wide x, Wide y) { return std::pow(x, y); }, 32, 4},
};

template <class T>
void check_accuracy(nds::Target target, const Function& function) {
  const auto x = numbers<T>(4001, function.size, 1);
  const auto y = numbers<T>(4001, function.size, 2);
  const int loop = sizeof(T) == 4 ? function.loop64 : function.loop128;
  const auto got = call<Complex<T>, Complex<T>>(target, loop, x, y);
  double worst = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    const Wide exact = function.exact({x[i].re, x[i].im}, {y[i].re, y[i].im});
    worst = std::max(worst, ulps<T>({got[i].re, got[i].im}, exact));
  }
  const std::string name = function.name;
  CAPTURE(name);
  CAPTURE(sizeof(T));
  CHECK(worst <= function.bound);
}

template <class T>
void check_modulus(nds::Target target, int abs_loop, int angle_loop) {
  const auto x = numbers<T>(4001, 1e3, 3);
  const auto size = call<Complex<T>, T>(target, abs_loop, x, x);
  const auto angle = call<Complex<T>, T>(target, angle_loop, x, x);
  double worst_size = 0, worst_angle = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    const Wide z(x[i].re, x[i].im);
    worst_size = std::max(worst_size, ulps<T>(size[i], std::abs(z)));
    worst_angle = std::max(worst_angle, ulps<T>(angle[i], std::arg(z)));
  }
  CHECK(worst_size <= (sizeof(T) == 4 ? 0.501 : 1.25));
  CHECK(worst_angle <= 1.5);
}

template <class In, class Out>
void check_agreement(int loop, const std::vector<In>& x, const std::vector<In>& y) {
  const auto want = call<In, Out>(nds::Target::kScalar, loop, x, y);
  for_each_target([&](nds::Target target) {
    const auto got = call<In, Out>(target, loop, x, y);
    for (size_t i = 0; i < x.size(); ++i) {
      CAPTURE(loop);
      CAPTURE(i);
      if constexpr (std::is_floating_point_v<Out>) {
        REQUIRE(same(got[i], want[i]));
      } else if constexpr (std::is_integral_v<Out>) {
        REQUIRE(got[i] == want[i]);
      } else {
        REQUIRE(same({got[i].re, got[i].im}, {want[i].re, want[i].im}));
      }
    }
  });
}

}  // namespace

TEST_CASE("complex functions are as accurate as their rows say") {
  for_each_target([](nds::Target target) {
    for (const Function& function : kFunctions) {
      check_accuracy<float>(target, function);
      check_accuracy<double>(target, function);
    }
    check_modulus<float>(target, nds::kAbs_complex64, nds::kAngle_complex64);
    check_modulus<double>(target, nds::kAbs_complex128, nds::kAngle_complex128);
  });
}

TEST_CASE("all instruction sets give the same complex numbers") {
  const auto x = any_numbers<double>(20011, 5), y = any_numbers<double>(20011, 6);
  const auto u = any_numbers<float>(20011, 7), v = any_numbers<float>(20011, 8);
  using C64 = Complex<float>;
  for (int loop : {nds::kMultiply_complex128, nds::kDivide_complex128, nds::kSign_complex128, nds::kSquare_complex128,
                   nds::kMinimum_complex128, nds::kMaximum_complex128})
    check_agreement<Z, Z>(loop, x, y);
  for (int loop : {nds::kMultiply_complex64, nds::kDivide_complex64, nds::kSign_complex64, nds::kMinimum_complex64})
    check_agreement<C64, C64>(loop, u, v);
  check_agreement<Z, double>(nds::kAbs_complex128, x, y);
  check_agreement<C64, float>(nds::kAbs_complex64, u, v);
  for (int loop : {nds::kLess_complex128, nds::kLessEqual_complex128, nds::kGreater_complex128, nds::kEqual_complex128})
    check_agreement<Z, uint8_t>(loop, x, y);
}

TEST_CASE("the modulus neither overflows nor vanishes early, and infinity wins over nan") {
  for_each_target([](nds::Target target) {
    CHECK(modulus(target, {1e300, 1e300}) == doctest::Approx(1.4142135623730951e300).epsilon(1e-15));
    CHECK(modulus(target, {3e-310, 4e-310}) == doctest::Approx(5e-310).epsilon(1e-12));
    CHECK(modulus(target, {0, -5e-324}) == 5e-324);
    CHECK(modulus(target, {kInf, kNaN}) == kInf);
    CHECK(modulus(target, {kNaN, -kInf}) == kInf);
    CHECK(std::isnan(modulus(target, {kNaN, 1e308})));
    CHECK(std::isnan(modulus(target, {1e-320, kNaN})));
    CHECK(same(modulus(target, {-0.0, -0.0}), 0));
  });
}

TEST_CASE("the sign of a complex number is its direction") {
  for_each_target([](nds::Target target) {
    constexpr int kLoop = nds::kSign_complex128;
    CHECK(same(one(target, kLoop, {-0.0, -0.0}), {0, 0}));
    CHECK(same(one(target, kLoop, {-3, 4}), {-0.6, 0.8}));
    CHECK(same(one(target, kLoop, {-kInf, 5}), {-1, 0}));
    CHECK(same(one(target, kLoop, {kNaN, -kInf}), {0, -1}));
    CHECK(is_nan(one(target, kLoop, {kInf, -kInf})));
    CHECK(is_nan(one(target, kLoop, {1, kNaN})));
    const double largest = std::numeric_limits<double>::max();
    CHECK(std::fabs(one(target, kLoop, {largest, -largest}).re - std::sqrt(0.5)) < 3e-16);
    CHECK(std::fabs(one(target, kLoop, {5e-324, 5e-324}).im - 1) <= 1);
  });
}

TEST_CASE("complex powers have NumPy's special cases") {
  for_each_target([](nds::Target target) {
    constexpr int kLoop = nds::kPower_complex128;
    CHECK(same(one(target, kLoop, {0, 0}, {0, 0}), {1, 0}));
    CHECK(same(one(target, kLoop, {kNaN, 3}, {-0.0, 0}), {1, 0}));
    CHECK(same(one(target, kLoop, {0, -0.0}, {2, 7}), {0, 0}));
    CHECK(is_nan(one(target, kLoop, {0, 0}, {-1, 0})));
    CHECK(is_nan(one(target, kLoop, {0, 0}, {0, 1})));
    CHECK(same(one(target, kLoop, {kInf, 2}, {1, 0}), {kInf, 2}));
    CHECK(same(one(target, kLoop, {1, 2}, {2, 0}), {-3, 4}));
    CHECK(same(one(target, kLoop, {1, 2}, {3, 0}), {-11, -2}));
    CHECK(same(one(target, kLoop, {1, 1}, {4, 0}), {-4, 0}));
    CHECK(same(one(target, kLoop, {0, 2}, {-2, 0}), {-0.25, -0.0}));
  });
}

TEST_CASE("complex division by zero gives what the parts over +0 give") {
  for_each_target([](nds::Target target) {
    constexpr int kLoop = nds::kDivide_complex128;
    CHECK(same(one(target, kLoop, {1, -2}, {-0.0, 0}), {kInf, -kInf}));
    CHECK(is_nan(one(target, kLoop, {0, 0}, {0, 0})));
    CHECK(same(one(target, kLoop, {0x1p700, 0x1p700}, {0x1p700, 0x1p700}), {1, 0}));
  });
}
