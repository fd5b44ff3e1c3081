// Accuracy of the float functions, for every instruction set that this machine has, against long double (whose own
// error is below 0.001 of a float64's ULP).
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

long double exact_exp(long double x, long double) { return std::exp(x); }
long double exact_log(long double x, long double) { return std::log(x); }
long double exact_sin(long double x, long double) { return std::sin(x); }
long double exact_cos(long double x, long double) { return std::cos(x); }
long double exact_pow(long double x, long double y) { return std::pow(x, y); }

const Function kFunctions[] = {
    {"exp", nds::kExp_float32, nds::kExp_float64, exact_exp, false},
    {"log", nds::kLog_float32, nds::kLog_float64, exact_log, false},
    {"sin", nds::kSin_float32, nds::kSin_float64, exact_sin, false},
    {"cos", nds::kCos_float32, nds::kCos_float64, exact_cos, false},
    {"power", nds::kPower_float32, nds::kPower_float64, exact_pow, true},
};

constexpr size_t kDraws = 20000;

// The arguments of one function: where it is used most, over all exponents, and where it is hard.
template <class T>
void arguments_of(const std::string& name, std::vector<T>& x, std::vector<T>& y) {
  Draw draw(99);
  const auto add = [&](double a, double b = 0) {
    x.push_back(static_cast<T>(a));
    y.push_back(static_cast<T>(b));
  };
  const bool wide = sizeof(T) == 8;
  if (name == "power") {
    const double range = wide ? 745 : 103;
    for (size_t i = 0; i < kDraws; ++i) {
      add(draw.uniform(0.01, 20), draw.uniform(-5, 5));
      const double base = std::exp(draw.uniform(-30, 30));
      add(base, draw.uniform(-range, range) / std::log(base));
      add(1 + draw.uniform(-0.06, 0.06), draw.uniform(-5000, 5000));
      add(1 + draw.uniform(-0x1p-18, 0x1p-18), draw.uniform(-range, range) * 0x1p18);
      add(-draw.uniform(0, 10), std::floor(draw.uniform(-20, 20)));
      add(std::fabs(static_cast<double>(draw.any<T>())), draw.uniform(-2, 2));
      add(std::ldexp(draw.uniform(1, 2), -(wide ? 1040 : 135)), draw.uniform(-1, 1));
    }
    return;
  }
  for (size_t i = 0; i < kDraws; ++i) {
    const double any = static_cast<double>(draw.any<T>());
    add(any);
    if (name == "exp") {
      add(draw.uniform(-1, 1));
      add(draw.uniform(-20, 20));
      add(draw.uniform(wide ? -750 : -105, wide ? 710 : 90));
    } else if (name == "log") {
      add(std::fabs(any));
      add(draw.uniform(0.5, 2));
      add(1 + draw.uniform(-0.05, 0.05));
      add(draw.uniform(1e-3, 1e3));
    } else {
      add(draw.uniform(-4, 4));
      add(draw.uniform(-100, 100));
      add(draw.uniform(-1e6, 1e6));
      add(draw.uniform(-1e7, 1e7));
      // Nearest to multiples of pi/2, where all of the reduction's bits count.
      add(static_cast<double>(static_cast<long double>(std::floor(draw.uniform(-1e6, 1e6))) *
                              1.57079632679489661923132L));
    }
  }
}

template <class T>
void check_function(nds::Target target, const Function& function, double bound) {
  std::vector<T> x, y;
  arguments_of(function.name, x, y);
  const Worst worst = measure(target, function, x, y);
  const std::string name = std::string(function.name) + (sizeof(T) == 4 ? " float32" : " float64");
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
                                  Limits::denorm_min(),
                                  -Limits::denorm_min(),
                                  Limits::max(),
                                  Limits::lowest(),
                                  Limits::min(),
                                  T{0.5},
                                  T{2},
                                  T{-2},
                                  T{3},
                                  T{-3},
                                  T{1e-3},
                                  T{1} / 3,
                                  T{-2.5},
                                  T{1e8}};
  for (const Function& function : kFunctions) {
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
          CHECK(ulps(got, exact) <= 1);
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("float64 functions are within 1 ULP over their whole range") {
  for_each_target([](nds::Target target) {
    for (const Function& function : kFunctions) check_function<double>(target, function, 0.85);
  });
}

TEST_CASE("float32 functions are within 1 ULP over their whole range") {
  for_each_target([](nds::Target target) {
    for (const Function& function : kFunctions) check_function<float>(target, function, 0.95);
  });
}

TEST_CASE("zeros, infinities, nan and the ends of the range give what C99 says") {
  for_each_target([](nds::Target target) {
    check_specials<double>(target);
    check_specials<float>(target);
  });
}

// Arguments that are hard to reduce, with sine and cosine correctly rounded (mpmath, 1200 digits): the float64 nearest
// of all to a multiple of pi/2, the six nearest below 2^20, both sides of the reduction's bound, and huge ones.
struct HardCase {
  double x, sine, cosine;
};
const HardCase kHardCases[] = {
    {0x1.6ac5b262ca1ffp+849, 0x1.0000000000000p+0, -0x1.14ae72e6ba22fp-61},
    {0x1.6ac5b262ca1ffp+849, 0x1.0000000000000p+0, -0x1.14ae72e6ba22fp-61},
    {0x1.921fb54442d18p+0, 0x1.0000000000000p+0, 0x1.1a62633145c07p-54},
    {0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53, -0x1.0000000000000p+0},
    {0x1.0f0cf064dd592p+73, -0x1.b453ab76bf397p-1, 0x1.0be2cef01c8f4p-1},
    {0x1.7e43c8800759cp+996, -0x1.a2c16b010e385p-1, -0x1.2699022adc4c1p-1},
    {0x1.0000000000000p+1023, 0x1.205248cbdb760p-1, -0x1.a719f26c232bfp-1},
    {0x1.0000000000000p+20, 0x1.526ccb2fc8656p-2, 0x1.e33ada92fe2aep-1},
    {0x1.0000100000000p+20, 0x1.f20cc1ff62d21p-1, 0x1.dacfb27d45b34p-3},
    {0x1.9639000000000p+16, -0x1.40efdf1eb8de7p-16, 0x1.fffffffe6da77p-1},
    {0x1.6300000000000p+8, -0x1.f9bd0307d1de3p-16, -0x1.fffffffc18e4cp-1},
    {0x1.5fdbbe9bba775p+2, -0x1.6a09e667f3bcep-1, 0x1.6a09e667f3bcbp-1},
    {0x1.1475cc9eedf01p+5, -0x1.3ddc5bce200bbp-49, -0x1.0000000000000p+0},
    {0x1.6c6cbc45dc8dep+5, 0x1.0000000000000p+0, -0x1.6d61b58c99c43p-61},
    {0x1.6c6cbc45dc8dep+6, -0x1.6d61b58c99c43p-60, -0x1.0000000000000p+0},
    {0x1.6c6cbc45dc8dep+7, 0x1.6d61b58c99c43p-59, 0x1.0000000000000p+0},
    {0x1.6c6cbc45dc8dep+8, 0x1.6d61b58c99c43p-58, 0x1.0000000000000p+0},
    {0x1.6c6cbc45dc8dep+9, 0x1.6d61b58c99c43p-57, 0x1.0000000000000p+0},
    {0x1.6c6cbc45dc8dep+10, 0x1.6d61b58c99c43p-56, 0x1.0000000000000p+0},
};

bool within_one_step(double got, double rounded) {
  return got == rounded || got == std::nextafter(rounded, 2.0) || got == std::nextafter(rounded, -2.0);
}

TEST_CASE("sin and cos stand arguments that are hard to reduce") {
  for_each_target([](nds::Target target) {
    for (const HardCase& hard : kHardCases) {
      CAPTURE(hard.x);
      CHECK(within_one_step(value_at(target, nds::kSin_float64, hard.x), hard.sine));
      CHECK(within_one_step(value_at(target, nds::kSin_float64, -hard.x), -hard.sine));
      CHECK(within_one_step(value_at(target, nds::kCos_float64, hard.x), hard.cosine));
      CHECK(within_one_step(value_at(target, nds::kCos_float64, -hard.x), hard.cosine));
    }
  });
}

TEST_CASE("every float32 of some exponents is within 1 ULP") {
  for (const Function& function : kFunctions) {
    if (function.binary) continue;
    for (uint32_t top : {0x3F0u, 0x3F8u, 0x427u, 0x4B0u, 0xBF2u}) {
      std::vector<float> x(1u << 20);
      for (uint32_t i = 0; i < x.size(); ++i) {
        const uint32_t bits = (top << 20) + i;
        std::memcpy(&x[i], &bits, sizeof(float));
      }
      CHECK(measure(nds::active_target(), function, x, x).error <= 0.95);
    }
  }
}
