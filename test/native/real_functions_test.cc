// Accuracy of the trigonometric, hyperbolic and exponential functions of floats, for every instruction set that this
// machine has.
#include "accuracy.h"

namespace {

using accuracy::Draw;
using accuracy::for_each_target;
using accuracy::Function;
using accuracy::measure;
using accuracy::same;
using accuracy::ulps;
using accuracy::value_at;
using accuracy::Worst;

using Wide = long double;

Wide log_of_sum(Wide x, Wide y) {
  const Wide larger = std::max(x, y);
  if (std::isnan(x) || std::isnan(y)) return x + y;
  return x == y ? x + std::log(Wide{2}) : larger + std::log1p(std::exp(std::min(x, y) - larger));
}

Wide log2_of_sum(Wide x, Wide y) {
  const Wide larger = std::max(x, y);
  if (std::isnan(x) || std::isnan(y)) return x + y;
  return x == y ? x + 1 : larger + std::log1p(std::exp2(std::min(x, y) - larger)) / std::log(Wide{2});
}

// The power series: all terms are positive.
Wide bessel_i0(Wide x, Wide) {
  if (std::isnan(x) || std::isinf(x)) return std::fabs(x);
  if (std::fabs(x) > 1000) return std::numeric_limits<Wide>::infinity();
  const Wide quarter = x * x / 4;
  Wide sum = 1, term = 1;
  for (int k = 1; term > sum * 1e-22L; ++k) sum += term *= quarter / (Wide(k) * k);
  return sum;
}

struct Interval {
  double low, high;
};

struct RealFunction {
  Function function;
  std::vector<Interval> intervals;  // from which arguments are drawn, beside those of every exponent
};

#define NDS_FUNCTION(name, exact, binary) \
  { #name, nds::k##name##_float32, nds::k##name##_float64, exact, binary }

const RealFunction kFunctions[] = {
    {NDS_FUNCTION(
         Tan, [](Wide x, Wide) { return std::tan(x); }, false),
     {{-4, 4}, {-100, 100}, {-1e6, 1e6}, {-1e7, 1e7}, {0.7, 0.9}, {1.5, 1.6}}},
    {NDS_FUNCTION(
         Arcsin, [](Wide x, Wide) { return std::asin(x); }, false),
     {{-1, 1}, {0.49, 0.51}, {0.99, 1}}},
    {NDS_FUNCTION(
         Arccos, [](Wide x, Wide) { return std::acos(x); }, false),
     {{-1, 1}, {0.49, 0.51}, {0.99, 1}}},
    {NDS_FUNCTION(
         Arctan, [](Wide x, Wide) { return std::atan(x); }, false),
     {{-1, 1}, {-4, 4}, {-100, 100}}},
    {NDS_FUNCTION(
         Sinh, [](Wide x, Wide) { return std::sinh(x); }, false),
     {{-0.1, 0.1}, {-1, 1}, {-20, 20}, {-711, 711}, {-90, 90}}},
    {NDS_FUNCTION(
         Cosh, [](Wide x, Wide) { return std::cosh(x); }, false),
     {{-0.1, 0.1}, {-1, 1}, {-20, 20}, {-711, 711}, {-90, 90}}},
    {NDS_FUNCTION(
         Tanh, [](Wide x, Wide) { return std::tanh(x); }, false),
     {{-0.1, 0.1}, {-1, 1}, {-25, 25}}},
    {NDS_FUNCTION(
         Arcsinh, [](Wide x, Wide) { return std::asinh(x); }, false),
     {{-0.1, 0.1}, {-1, 1}, {-20, 20}, {-1e9, 1e9}}},
    {NDS_FUNCTION(
         Arccosh, [](Wide x, Wide) { return std::acosh(x); }, false),
     {{1, 1.001}, {1, 2}, {1, 20}, {1, 1e9}, {1, 1 + 1e-12}}},
    {NDS_FUNCTION(
         Arctanh, [](Wide x, Wide) { return std::atanh(x); }, false),
     {{-0.1, 0.1}, {-1, 1}, {0.999, 1}, {-0.001, 0.001}}},
    {NDS_FUNCTION(
         Expm1, [](Wide x, Wide) { return std::expm1(x); }, false),
     {{-0.1, 0.1}, {-1, 1}, {-50, 20}, {-1, 710}, {80, 90}}},
    {NDS_FUNCTION(
         Exp2, [](Wide x, Wide) { return std::exp2(x); }, false),
     {{-1, 1}, {-30, 30}, {-1080, 1030}, {-152, 130}}},
    {NDS_FUNCTION(
         Log1p, [](Wide x, Wide) { return std::log1p(x); }, false),
     {{-1, 1}, {-0.1, 0.1}, {-1e-3, 1e-3}, {-1, -0.99}, {0, 1e3}}},
    {NDS_FUNCTION(
         Log2, [](Wide x, Wide) { return std::log2(x); }, false),
     {{0.5, 2}, {0.99, 1.01}, {0, 1e3}}},
    {NDS_FUNCTION(
         Log10, [](Wide x, Wide) { return std::log10(x); }, false),
     {{0.5, 2}, {0.99, 1.01}, {0, 1e3}}},
    {NDS_FUNCTION(
         Cbrt, [](Wide x, Wide) { return std::cbrt(x); }, false),
     {{-1, 1}, {1, 8}, {-1e6, 1e6}}},
    {NDS_FUNCTION(
         Arctan2, [](Wide y, Wide x) { return std::atan2(y, x); }, true),
     {{-1, 1}, {-1e3, 1e3}, {0.99, 1.01}, {-1e-3, 1e3}}},
    {NDS_FUNCTION(
         Hypot, [](Wide x, Wide y) { return std::hypot(x, y); }, true),
     {{-1, 1}, {-1e3, 1e3}, {0.99, 1.01}}},
    {NDS_FUNCTION(Logaddexp, log_of_sum, true), {{1, 3}, {-300, -1}, {0, 30}, {0, 1e3}}},
    {NDS_FUNCTION(Logaddexp2, log2_of_sum, true), {{1, 3}, {-300, -1.5}, {0, 30}, {0, 1e3}}},
    {NDS_FUNCTION(I0, bessel_i0, false), {{-1, 1}, {-8, 8}, {-20, 20}, {-714, 714}, {-92, 92}, {7.9, 8.1}}},
};
#undef NDS_FUNCTION

constexpr size_t kDraws = 10000;

bool cancels(const RealFunction& entry) { return std::string(entry.function.name).starts_with("Logaddexp"); }

template <class T>
void arguments_of(const RealFunction& entry, std::vector<T>& x, std::vector<T>& y) {
  Draw draw(17);
  for (size_t i = 0; i < kDraws; ++i) {
    if (!cancels(entry)) {
      const T any = draw.any<T>();
      x.push_back(any);
      y.push_back(draw.any<T>());
      x.push_back(any);
      y.push_back(static_cast<T>(any * draw.uniform(-2, 2)));
      x.push_back(static_cast<T>(std::ldexp(draw.uniform(-2, 2), static_cast<int>(draw.uniform(-60, 60)))));
      y.push_back(static_cast<T>(std::ldexp(draw.uniform(-2, 2), static_cast<int>(draw.uniform(-60, 60)))));
    }
    for (const Interval& interval : entry.intervals) {
      x.push_back(static_cast<T>(draw.uniform(interval.low, interval.high)));
      y.push_back(static_cast<T>(draw.uniform(interval.low, interval.high)));
    }
  }
}

template <class T>
void check_function(nds::Target target, const RealFunction& entry, double bound) {
  std::vector<T> x, y;
  arguments_of(entry, x, y);
  const Worst worst = measure(target, entry.function, x, y);
  const std::string name = std::string(entry.function.name) + (sizeof(T) == 4 ? " float32" : " float64");
  CAPTURE(name);
  CAPTURE(worst.x);
  CAPTURE(worst.y);
  MESSAGE(name << ", " << std::string(nds::target_name(target)) << ": " << worst.error << " ULP");
  CHECK(worst.error <= bound);
}

template <class T>
void check_specials(nds::Target target) {
  using Limits = std::numeric_limits<T>;
  const T inf = Limits::infinity();
  const std::vector<T> special = {T{0},
                                  T{-0.0},
                                  inf,
                                  -inf,
                                  Limits::quiet_NaN(),
                                  T{1},
                                  T{-1},
                                  T{0.5},
                                  T{-0.5},
                                  Limits::denorm_min(),
                                  Limits::max(),
                                  Limits::min(),
                                  T{2},
                                  T{-2.5},
                                  -Limits::denorm_min(),
                                  T{1e-3},
                                  T{-3},
                                  T{1e8},
                                  T{1} / 3,
                                  Limits::lowest(),
                                  T{8},
                                  T{1000},
                                  T{-27},
                                  T{750},
                                  -Limits::min(),
                                  T{-1e-20},
                                  T{0.999},
                                  T{1.001},
                                  T{-1.001},
                                  T{1048577},
                                  -Limits::epsilon(),
                                  T{-745},
                                  T{1} / 1024,
                                  T{88.5},
                                  Limits::epsilon()};
  for (const RealFunction& entry : kFunctions) {
    const Function& function = entry.function;
    const std::string name = function.name;
    const int loop = sizeof(T) == 4 ? function.float32_loop : function.float64_loop;
    for (T x : special) {
      for (T y : special) {
        if (!function.binary && y != 1) continue;
        const T got = value_at(target, loop, x, y);
        const long double exact = function.exact(x, y);
        CAPTURE(name);
        CAPTURE(x);
        CAPTURE(y);
        CAPTURE(got);
        if (std::isnan(exact) || std::isinf(exact) || exact == 0) {
          CHECK(same(static_cast<double>(got), static_cast<double>(exact)));
        } else {
          // Relative to the larger operand where the two nearly cancel.
          if (cancels(entry) && std::fabs(exact) < std::fabs(x) / 8) continue;
          CHECK(ulps(got, exact) <= 1);
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("real functions of float64 are within 1 ULP over their whole range") {
  for_each_target([](nds::Target target) {
    for (const RealFunction& entry : kFunctions) check_function<double>(target, entry, 0.95);
  });
}

TEST_CASE("real functions of float32 are within 1 ULP over their whole range") {
  for_each_target([](nds::Target target) {
    for (const RealFunction& entry : kFunctions) check_function<float>(target, entry, 0.95);
  });
}

TEST_CASE("real functions of zeros, infinities, nan and the ends of the range give what C99 says") {
  for_each_target([](nds::Target target) {
    check_specials<double>(target);
    check_specials<float>(target);
  });
}

TEST_CASE("logarithms of powers, powers of two and roots of cubes are exact") {
  for_each_target([](nds::Target target) {
    for (int k = -1022; k < 1024; ++k) {
      CHECK(value_at(target, nds::kLog2_float64, std::ldexp(1.0, k)) == k);
      CHECK(value_at(target, nds::kExp2_float64, static_cast<double>(k)) == std::ldexp(1.0, k));
    }
    double ten = 1;
    for (int k = 0; k <= 22; ++k, ten *= 10) CHECK(value_at(target, nds::kLog10_float64, ten) == k);
    for (int k = 1; k < 2000; ++k) CHECK(value_at(target, nds::kCbrt_float64, 1.0 * k * k * k) == k);
  });
}
