// Float16 kernels over every number there is, for every instruction set that this machine has.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/cpu.h"
#include "core/half.h"
#include "generated/loops.h"
#include "kernels/kernel.h"

namespace {

using nds::Half;

std::vector<Half> all_halves() {
  std::vector<Half> all(65536);
  for (size_t i = 0; i < all.size(); ++i) all[i].bits = static_cast<uint16_t>(i);
  return all;
}

std::vector<Half> call(int target, int loop, const std::vector<Half>& x, const std::vector<Half>& y) {
  std::vector<Half> out(x.size());
  const nds::ElementwiseCall arguments = {
      {x.data(), y.data(), nullptr}, out.data(), static_cast<int64_t>(x.size()), 0, false};
  REQUIRE(nds::elementwise_kernels(static_cast<nds::Target>(target))[loop](arguments) == 0);
  return out;
}

// Steps between neighbours, over zero too; 0 between nans.
int steps(Half x, Half y) {
  if (std::isnan(nds::to_float(x)) || std::isnan(nds::to_float(y))) {
    return std::isnan(nds::to_float(x)) && std::isnan(nds::to_float(y)) ? 0 : 65536;
  }
  const auto order = [](Half h) { return (h.bits & 0x8000) != 0 ? -(h.bits & 0x7FFF) : h.bits & 0x7FFF; };
  return std::abs(order(x) - order(y));
}

struct Function {
  const char* name;
  int loop;
  double (*exact)(double);
  int steps;
};

const Function kFunctions[] = {
    {"sqrt", nds::kSqrt_float16, [](double x) { return std::sqrt(x); }, 0},
    {"square", nds::kSquare_float16, [](double x) { return x * x; }, 0},
    {"negative", nds::kNegative_float16, [](double x) { return -x; }, 0},
    {"abs", nds::kAbs_float16, [](double x) { return std::fabs(x); }, 0},
    {"exp", nds::kExp_float16, [](double x) { return std::exp(x); }, 1},
    {"log", nds::kLog_float16, [](double x) { return std::log(x); }, 1},
    {"sin", nds::kSin_float16, [](double x) { return std::sin(x); }, 1},
    {"cos", nds::kCos_float16, [](double x) { return std::cos(x); }, 1},
};

}  // namespace

TEST_CASE("functions of every float16") {
  const std::vector<Half> all = all_halves();
  for (int target = 0; target <= static_cast<int>(nds::active_target()); ++target) {
    for (const Function& function : kFunctions) {
      const std::vector<Half> got = call(target, function.loop, all, all);
      int worst = 0, inexact = 0;
      for (size_t i = 0; i < all.size(); ++i) {
        const int distance = steps(got[i], nds::to_half(function.exact(nds::to_float(all[i]))));
        worst = std::max(worst, distance);
        inexact += distance != 0;
      }
      const std::string name = std::string(function.name) + " " + nds::target_name(static_cast<nds::Target>(target));
      CAPTURE(name);
      CHECK(worst <= function.steps);
      // Rounding to float32 first moves a result only where that lies next to the middle between two neighbours.
      CHECK(inexact <= 64);
    }
  }
}

TEST_CASE("sums, products and quotients of float16 are correctly rounded") {
  const std::vector<Half> all = all_halves();
  std::vector<Half> other(all.size());
  for (uint32_t shift : {1u, 977u, 30011u, 54321u}) {
    for (size_t i = 0; i < all.size(); ++i) other[i].bits = static_cast<uint16_t>(i * 40503 + shift);
    for (int target = 0; target <= static_cast<int>(nds::active_target()); ++target) {
      CAPTURE(target);
      const auto sums = call(target, nds::kAdd_float16, all, other);
      const auto products = call(target, nds::kMultiply_float16, all, other);
      const auto quotients = call(target, nds::kDivide_float16, all, other);
      int wrong = 0;
      for (size_t i = 0; i < all.size(); ++i) {
        const double x = nds::to_float(all[i]), y = nds::to_float(other[i]);
        wrong += steps(sums[i], nds::to_half(x + y)) != 0;
        wrong += steps(products[i], nds::to_half(x * y)) != 0;
        wrong += steps(quotients[i], nds::to_half(x / y)) != 0;
      }
      CHECK(wrong == 0);
    }
  }
}
