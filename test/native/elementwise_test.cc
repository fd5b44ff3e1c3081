// Every loop of the kernel table, for every instruction set that this machine has, against plain scalar code.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/cpu.h"
#include "generated/error_codes.h"
#include "generated/loops.h"
#include "kernels/kernel.h"

namespace {

using nds::DType;
using nds::ElementwiseCall;

constexpr int64_t kCount = 70;
constexpr int64_t kGuard = 64;

// NDS_TARGET only lowers active_target(); what lies below it runs on this machine too.
int last_target() { return static_cast<int>(nds::active_target()); }

bool is_approximate(std::string_view op) {
  static constexpr std::string_view kNames[] = {
      "exp",    "log",    "sin",     "cos",     "power",     "angle",      "expm1",     "exp2",
      "log1p",  "log2",   "log10",   "cbrt",    "tan",       "sinh",       "cosh",      "tanh",
      "arcsin", "arccos", "arctan",  "arcsinh", "arccosh",   "arctanh",    "arctan2",   "hypot",
      "sinc",   "i0",     "deg2rad", "rad2deg", "logaddexp", "logaddexp2", "floatPower"};
  return std::find(std::begin(kNames), std::end(kNames), op) != std::end(kNames);
}

// Of complex numbers these too: complex_test.cc measures them.
bool is_approximate_complex(std::string_view op) {
  return is_approximate(op) || op == "sqrt" || op == "abs" || op == "sign";
}

template <class T>
constexpr bool kIsHalf = std::is_same_v<T, nds::Half>;
template <class T>
constexpr bool kIsComplex = requires {
  typename T::Part;
};

template <class T>
T wrapping_power(T base, T exponent) {
  using U = std::make_unsigned_t<T>;
  U result = 1;
  U factor = static_cast<U>(base);
  for (U left = static_cast<U>(exponent); left != 0; left = static_cast<U>(left >> 1)) {
    if (left & 1) result = static_cast<U>(uint64_t{result} * factor);
    factor = static_cast<U>(uint64_t{factor} * factor);
  }
  return static_cast<T>(result);
}

template <class T>
T floor_quotient(T a, T b) {
  using U = std::make_unsigned_t<T>;
  if (b == 0) return 0;
  if (std::is_signed_v<T> && b == static_cast<T>(-1)) return static_cast<T>(static_cast<U>(0) - static_cast<U>(a));
  const T q = static_cast<T>(a / b);
  return a % b != 0 && (a < 0) != (b < 0) ? static_cast<T>(q - 1) : q;
}

template <class T>
T euclid(T a, T b, bool multiple) {
  using U = std::make_unsigned_t<T>;
  const U x = a < 0 ? static_cast<U>(0 - static_cast<U>(a)) : static_cast<U>(a);
  const U y = b < 0 ? static_cast<U>(0 - static_cast<U>(b)) : static_cast<U>(b);
  U divisor = x;
  for (U rest = y; rest != 0;) {
    const U next = static_cast<U>(divisor % rest);
    divisor = rest;
    rest = next;
  }
  if (!multiple) return static_cast<T>(divisor);
  return divisor == 0 ? T{0} : static_cast<T>(uint64_t{static_cast<U>(x / divisor)} * y);
}

template <class T>
T reciprocal_of(T a) {
  if (a == 0) return std::is_signed_v<T> && sizeof(T) >= 4 ? std::numeric_limits<T>::min() : T{0};
  return a == 1 || (std::is_signed_v<T> && a == static_cast<T>(-1)) ? a : T{0};
}

// NumPy's npy_divmod.
template <class T>
std::pair<T, T> float_divmod(T a, T b) {
  T mod = std::fmod(a, b);
  if (b == 0) return {a / b, mod};
  T div = (a - mod) / b;
  if (mod != 0) {
    if ((b < 0) != (mod < 0)) {
      mod += b;
      div -= 1;
    }
  } else {
    mod = std::copysign(T{0}, b);
  }
  T floor = std::copysign(T{0}, a / b);
  if (div != 0) {
    floor = std::floor(div);
    if (div - floor > T{0.5}) floor += 1;
  }
  return {floor, mod};
}

template <class T>
T integer_reference(std::string_view op, T a, T b, T c) {
  using U = std::make_unsigned_t<T>;
  constexpr int kWidth = sizeof(T) * 8;
  const uint64_t x = static_cast<uint64_t>(a);
  const uint64_t y = static_cast<uint64_t>(b);
  if (op == "add") return static_cast<T>(x + y);
  if (op == "subtract") return static_cast<T>(x - y);
  if (op == "multiply") return static_cast<T>(x * y);
  if (op == "square") return static_cast<T>(x * x);
  if (op == "negative") return static_cast<T>(0 - x);
  if (op == "conj" || op == "positive" || op == "floor" || op == "ceil" || op == "trunc") return a;
  if (op == "reciprocal") return reciprocal_of(a);
  if (op == "abs") return a < 0 ? static_cast<T>(0 - x) : a;
  if (op == "sign") return static_cast<T>((a > 0) - (a < 0));
  if (op == "floorDivide") return floor_quotient(a, b);
  if (op == "remainder") return b == 0 ? T{0} : static_cast<T>(x - static_cast<uint64_t>(floor_quotient(a, b)) * y);
  if (op == "gcd" || op == "lcm") return euclid(a, b, op == "lcm");
  if (op == "fmod") return b == 0 || (std::is_signed_v<T> && b == static_cast<T>(-1)) ? T{0} : static_cast<T>(a % b);
  if (op == "power") return wrapping_power(a, b);
  if (op == "bitwiseAnd") return static_cast<T>(a & b);
  if (op == "bitwiseOr") return static_cast<T>(a | b);
  if (op == "bitwiseXor") return static_cast<T>(a ^ b);
  if (op == "invert") return static_cast<T>(~a);
  const bool in_range = static_cast<U>(b) < kWidth;
  if (op == "leftShift") return in_range ? static_cast<T>(static_cast<U>(a) << b) : T{0};
  if (op == "rightShift") return in_range ? static_cast<T>(a >> b) : static_cast<T>(a < 0 ? -1 : 0);
  if (op == "minimum" || op == "fmin") return b < a ? b : a;
  if (op == "maximum" || op == "fmax") return a < b ? b : a;
  if (op == "clip") return std::min(std::max(a, b), c);
  FAIL("no reference for integer op " << std::string(op));
  return 0;
}

template <class T>
T lesser(T a, T b) {
  return a < b || std::isnan(a) ? a : b;
}
template <class T>
T greater(T a, T b) {
  return a > b || std::isnan(a) ? a : b;
}

template <class T>
T float_reference(std::string_view op, T a, T b, T c, uint32_t scalars) {
  if (op == "add") return a + b;
  if (op == "subtract") return a - b;
  if (op == "multiply") return a * b;
  if (op == "divide") return a / b;
  if (op == "square") return a * a;
  if (op == "negative") return -a;
  if (op == "conj" || op == "positive") return a;
  if (op == "abs" || op == "fabs") return std::fabs(a);
  if (op == "reciprocal") return 1 / a;
  if (op == "floor") return std::floor(a);
  if (op == "ceil") return std::ceil(a);
  if (op == "modf") {
    T whole;
    return std::modf(a, &whole);
  }
  if (op == "trunc") return std::trunc(a);
  if (op == "rint") return std::nearbyint(a);
  if (op == "roundDecimals") return std::nearbyint(a * b) / b;
  if (op == "roundTens") return std::nearbyint(a / b) * b;
  if (op == "copysign") return std::copysign(a, b);
  if (op == "nextafter") return std::nextafter(a, b);
  if (op == "spacing" && a == 0) return std::numeric_limits<T>::denorm_min();
  if (op == "spacing") {
    const T infinity = std::numeric_limits<T>::infinity();
    return std::isfinite(a) ? std::nextafter(a, std::copysign(infinity, a)) - a : a - a;
  }
  if (op == "heaviside") return a == 0 ? b : std::isnan(a) ? a : static_cast<T>(a > 0);
  if (op == "fmod") return std::fmod(a, b);
  if (op == "replaceNonfinite") return std::isnan(a) ? b : std::isinf(a) ? (a < 0 ? -c : c) : a;
  if (op == "fmin") return a < b || std::isnan(b) ? a : b;
  if (op == "fmax") return a > b || std::isnan(b) ? a : b;
  if (op == "sqrt") return std::sqrt(a);
  if (op == "sign") return std::isnan(a) ? a : static_cast<T>((a > 0) - (a < 0));
  if (op == "floorDivide") return float_divmod(a, b).first;
  if (op == "remainder") return float_divmod(a, b).second;
  if (op == "minimum") return lesser(a, b);
  if (op == "maximum") return greater(a, b);
  if (op == "clip" && (scalars & 6) == 6) return lesser(c, greater(b, a));
  if (op == "clip") return lesser(greater(a, b), c);
  FAIL("no reference for float op " << std::string(op));
  return 0;
}

template <class T>
T bool_reference(std::string_view op, bool a, bool b, bool c) {
  if (op == "add" || op == "bitwiseOr" || op == "maximum" || op == "fmax") return a || b;
  if (op == "multiply" || op == "bitwiseAnd" || op == "minimum" || op == "fmin") return a && b;
  if (op == "bitwiseXor") return a != b;
  if (op == "invert") return !a;
  if (op == "abs" || op == "floor" || op == "ceil" || op == "trunc") return a;
  if (op == "clip") return (a || b) && c;
  FAIL("no reference for bool op " << std::string(op));
  return false;
}

// The next binary16 number by search, and the distance to it.
nds::Half half_neighbour(std::string_view op, nds::Half a, nds::Half b) {
  const float x = nds::to_float(a);
  const float to = op == "spacing" ? std::numeric_limits<float>::infinity() : nds::to_float(b);
  if (std::isnan(x) || std::isnan(to) || (op == "spacing" && std::isinf(x))) return {0x7E00};
  if (x == to) return a;
  float best = to;
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    const float v = nds::to_float(nds::Half{static_cast<uint16_t>(bits)});
    if (x < to ? v > x && v < best : v < x && v > best) best = v;
  }
  if (op == "spacing") return nds::to_half(best - x);
  return best == 0 ? nds::to_half(std::copysign(0.0F, x)) : nds::to_half(best);
}

// Binary16 in float, rounded: NumPy's choices among zeros are the first operand's here.
nds::Half half_reference(std::string_view op, nds::Half a, nds::Half b, nds::Half c) {
  const float x = nds::to_float(a), y = nds::to_float(b), z = nds::to_float(c);
  const auto least = [](float u, float v) { return u <= v || std::isnan(u) ? u : v; };
  const auto most = [](float u, float v) { return u >= v || std::isnan(u) ? u : v; };
  if (op == "minimum") return nds::to_half(least(x, y));
  if (op == "maximum") return nds::to_half(most(x, y));
  if (op == "clip") return nds::to_half(least(most(x, y), z));
  if (op == "fmin") return nds::to_half(x <= y || std::isnan(y) ? x : y);
  if (op == "fmax") return nds::to_half(x >= y || std::isnan(y) ? x : y);
  if (op == "nextafter" || op == "spacing") return half_neighbour(op, a, b);
  const auto rounded = [](float v) { return nds::to_float(nds::to_half(v)); };
  if (op == "roundDecimals") return nds::to_half(std::nearbyint(rounded(x * y)) / y);
  if (op == "roundTens") return nds::to_half(std::nearbyint(rounded(x / y)) * y);
  return nds::to_half(float_reference(op, x, y, z, 0));
}

// NumPy's formulas.
template <class T>
nds::Complex<T> complex_quotient(nds::Complex<T> a, nds::Complex<T> b) {
  if (std::fabs(b.re) >= std::fabs(b.im)) {
    if (b.re == 0 && b.im == 0) return {a.re / std::fabs(b.re), a.im / std::fabs(b.re)};
    const T ratio = b.im / b.re;
    const T scale = T{1} / (b.re + b.im * ratio);
    return {(a.re + a.im * ratio) * scale, (a.im - a.re * ratio) * scale};
  }
  const T ratio = b.re / b.im;
  const T scale = T{1} / (b.im + b.re * ratio);
  return {(a.re * ratio + a.im) * scale, (a.im * ratio - a.re) * scale};
}

template <class T>
bool complex_less(nds::Complex<T> a, nds::Complex<T> b, bool or_equal) {
  return (a.re < b.re && !std::isnan(a.im) && !std::isnan(b.im)) ||
         (a.re == b.re && (or_equal ? a.im <= b.im : a.im < b.im));
}

template <class T>
nds::Complex<T> complex_clip_step(nds::Complex<T> a, nds::Complex<T> b, bool lower) {
  const nds::Complex<T>& first = lower ? b : a;
  const nds::Complex<T>& second = lower ? a : b;
  const bool below = first.re == second.re ? first.im < second.im : first.re < second.re;
  return std::isnan(a.re) || std::isnan(a.im) || below ? a : b;
}

template <class T>
nds::Complex<T> complex_reciprocal(nds::Complex<T> a) {
  if (std::fabs(a.im) <= std::fabs(a.re)) {
    const T ratio = a.im / a.re;
    const T divisor = a.re + a.im * ratio;
    return {1 / divisor, -ratio / divisor};
  }
  const T ratio = a.re / a.im;
  const T divisor = a.re * ratio + a.im;
  return {ratio / divisor, -1 / divisor};
}

template <class T>
nds::Complex<T> complex_reference(std::string_view op, nds::Complex<T> a, nds::Complex<T> b, nds::Complex<T> c) {
  const bool nan = std::isnan(a.re) || std::isnan(a.im);
  if (op == "add") return {a.re + b.re, a.im + b.im};
  if (op == "subtract") return {a.re - b.re, a.im - b.im};
  if (op == "multiply") return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
  if (op == "square") return {a.re * a.re - a.im * a.im, a.re * a.im + a.im * a.re};
  if (op == "divide") return complex_quotient(a, b);
  if (op == "negative") return {-a.re, -a.im};
  if (op == "conj") return {a.re, -a.im};
  if (op == "positive") return a;
  if (op == "reciprocal") return complex_reciprocal(a);
  if (op == "rint" || op == "roundDecimals" || op == "roundTens") {
    return {float_reference(op, a.re, b.re, c.re, 0), float_reference(op, a.im, b.im, c.im, 0)};
  }
  const bool other_nan = std::isnan(b.re) || std::isnan(b.im);
  if (op == "fmin") return other_nan || complex_less(a, b, true) ? a : b;
  if (op == "fmax") return other_nan || complex_less(b, a, true) ? a : b;
  if (op == "minimum") return nan || complex_less(a, b, true) ? a : b;
  if (op == "maximum") return nan || complex_less(b, a, true) ? a : b;
  if (op == "clip") return complex_clip_step(complex_clip_step(a, b, true), c, false);
  FAIL("no reference for complex op " << std::string(op));
  return a;
}

template <class T>
bool complex_predicate(std::string_view op, nds::Complex<T> a, nds::Complex<T> b, bool& answer) {
  const bool x = a.re != 0 || a.im != 0;
  const bool y = b.re != 0 || b.im != 0;
  if (op == "equal")
    answer = a.re == b.re && a.im == b.im;
  else if (op == "notEqual")
    answer = a.re != b.re || a.im != b.im;
  else if (op == "less" || op == "lessEqual")
    answer = complex_less(a, b, op == "lessEqual");
  else if (op == "greater" || op == "greaterEqual")
    answer = complex_less(b, a, op == "greaterEqual");
  else if (op == "logicalAnd")
    answer = x && y;
  else if (op == "logicalOr")
    answer = x || y;
  else if (op == "logicalXor")
    answer = x != y;
  else if (op == "logicalNot")
    answer = !x;
  else if (op == "isnan")
    answer = std::isnan(a.re) || std::isnan(a.im);
  else if (op == "isfinite")
    answer = std::isfinite(a.re) && std::isfinite(a.im);
  else if (op == "isinf")
    answer = std::isinf(a.re) || std::isinf(a.im);
  else
    return false;
  return true;
}

template <class T>
bool is_predicate(std::string_view op, T a, T b, bool& answer) {
  const bool x = a != 0;
  const bool y = b != 0;
  if (op == "equal")
    answer = a == b;
  else if (op == "notEqual")
    answer = a != b;
  else if (op == "less")
    answer = a < b;
  else if (op == "lessEqual")
    answer = a <= b;
  else if (op == "greater")
    answer = a > b;
  else if (op == "greaterEqual")
    answer = a >= b;
  else if (op == "logicalAnd")
    answer = x && y;
  else if (op == "logicalOr")
    answer = x || y;
  else if (op == "logicalXor")
    answer = x != y;
  else if (op == "logicalNot")
    answer = !x;
  else if (op == "isnan")
    answer = a != a;
  else if (op == "isfinite")
    answer = !std::is_floating_point_v<T> || std::isfinite(static_cast<double>(a));
  else if (op == "isinf")
    answer = std::is_floating_point_v<T> && std::isinf(static_cast<double>(a));
  else if (op == "isposinf" || op == "isneginf")
    answer = std::is_floating_point_v<T> && std::isinf(static_cast<double>(a)) && (op == "isposinf") == (a > 0);
  else if (op == "signbit")
    answer = std::is_floating_point_v<T> && std::signbit(static_cast<double>(a));
  else
    return false;
  return true;
}

template <class A, class B>
bool mixed_comparison(std::string_view op, A a, B b) {
  if (op == "equal") return std::cmp_equal(a, b);
  if (op == "notEqual") return std::cmp_not_equal(a, b);
  if (op == "less") return std::cmp_less(a, b);
  if (op == "lessEqual") return std::cmp_less_equal(a, b);
  if (op == "greater") return std::cmp_greater(a, b);
  REQUIRE(op == "greaterEqual");
  return std::cmp_greater_equal(a, b);
}

template <class T>
T get(const uint8_t* p) {
  if constexpr (std::is_same_v<T, bool>) {
    return *p != 0;
  } else {
    T value;
    std::memcpy(&value, p, sizeof(T));
    return value;
  }
}

template <class T>
void put(uint8_t* p, T value) {
  std::memcpy(p, &value, sizeof(T));
}

// Specials first, then random values of all sizes.
template <class T>
std::vector<T> samples(size_t count, uint32_t seed) {
  std::mt19937_64 rng(seed);
  std::vector<T> special;
  using Limits = std::numeric_limits<T>;
  if constexpr (std::is_floating_point_v<T>) {
    special = {T{0},
               T{-0.0},
               T{1},
               T{-1},
               T{2},
               T{0.5},
               T{-2.5},
               T{3},
               Limits::infinity(),
               -Limits::infinity(),
               Limits::quiet_NaN(),
               Limits::min(),
               -Limits::denorm_min(),
               Limits::max(),
               Limits::lowest(),
               T{1e6},
               T{0.1},
               T{-7}};
  } else {
    special = {T{0},
               T{1},
               static_cast<T>(-1),
               T{2},
               T{3},
               T{7},
               static_cast<T>(-7),
               Limits::min(),
               Limits::max(),
               static_cast<T>(Limits::max() / 2),
               static_cast<T>(sizeof(T) * 8),
               static_cast<T>(sizeof(T) * 8 - 1)};
  }
  std::vector<T> values(count);
  for (size_t i = 0; i < count; ++i) {
    const uint64_t bits = rng();
    if (bits % 3 == 0) {
      values[i] = special[(bits >> 8) % special.size()];
    } else if constexpr (std::is_floating_point_v<T>) {
      const double scale = std::ldexp(1.0, static_cast<int>((bits >> 8) % 60) - 30);
      values[i] = static_cast<T>((static_cast<double>(rng() >> 11) * 0x1p-53 - 0.5) * scale);
    } else if constexpr (std::is_same_v<T, bool>) {
      values[i] = (bits >> 20 & 1) != 0;
    } else {
      values[i] = static_cast<T>(static_cast<T>(rng()) >> ((bits >> 8) % (sizeof(T) * 8)));
    }
  }
  return values;
}

struct Operand {
  std::vector<uint8_t> bytes;
  int64_t size = 0;
};

Operand sample_operand(DType dtype, size_t count, uint32_t seed) {
  Operand operand;
  operand.size = nds::item_size(dtype);
  operand.bytes.resize(count * static_cast<size_t>(operand.size));
  nds::visit_dtype(dtype, [&]<class T>() {
    if constexpr (std::is_same_v<T, bool>) {
      std::mt19937 rng(seed);
      for (auto& byte : operand.bytes) byte = static_cast<uint8_t>(rng() % 2);
    } else if constexpr (kIsHalf<T>) {  // all bit patterns, among them ordinary numbers
      const std::vector<float> values = samples<float>(count, seed);
      std::mt19937 rng(seed);
      for (size_t i = 0; i < count; ++i) {
        const auto bits = static_cast<uint16_t>(rng());
        put<T>(operand.bytes.data() + i * sizeof(T), rng() % 2 != 0 ? nds::to_half(values[i]) : T{bits});
      }
    } else if constexpr (kIsComplex<T>) {
      const auto values = samples<typename T::Part>(2 * count, seed);
      std::memcpy(operand.bytes.data(), values.data(), operand.bytes.size());
      // Equal real parts now and then, as the order has a second key.
      for (size_t i = 0; i < count; i += 5) {
        std::memset(operand.bytes.data() + i * sizeof(T), 0, sizeof(T) / 2);
      }
    } else {
      const std::vector<T> values = samples<T>(count, seed);
      std::memcpy(operand.bytes.data(), values.data(), operand.bytes.size());
    }
  });
  return operand;
}

const nds::LoopInfo& info_of(int loop) { return nds::kLoops[loop]; }

// Negative exponents of integers are an error: those loops get none here.
void make_valid(const nds::LoopInfo& info, std::vector<Operand>& operands) {
  if (std::string_view(info.name) != "power") return;
  nds::visit_dtype(info.in[1], [&]<class T>() {
    if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
      auto& bytes = operands[1].bytes;
      for (size_t i = 0; i < bytes.size(); i += sizeof(T)) {
        const T value = get<T>(bytes.data() + i);
        if (value < 0) put<T>(bytes.data() + i, static_cast<T>(~value));
      }
    }
  });
}

// What frexp gives of one element.
void reference_parts(DType dtype, const uint8_t* in, bool second, uint8_t* out) {
  nds::visit_dtype(dtype, [&]<class T>() {
    const auto parts = [&]<class F>(F a) {
      int exponent = 0;
      const F mantissa = std::frexp(a, &exponent);
      if (second) put<int32_t>(out, std::isfinite(a) ? exponent : 0);
      return mantissa;
    };
    if constexpr (kIsHalf<T>) {
      const nds::Half mantissa = nds::to_half(parts(nds::to_float(get<T>(in))));
      if (!second) put<T>(out, mantissa);
    } else if constexpr (std::is_floating_point_v<T>) {
      const T mantissa = parts(get<T>(in));
      if (!second) put<T>(out, mantissa);
    }
  });
}

// What a loop of two results is in terms of single ones.
std::string_view part_of(std::string_view op, bool second) {
  if (op == "divmod") return second ? "remainder" : "floorDivide";
  if (op == "modf") return second ? "trunc" : "modf";
  return op;
}

// What loop gives for single elements at a, b, c, written to out.
void reference(int loop, nds::Target target, const uint8_t* const (&in)[3], uint32_t scalars, uint8_t* out,
               bool second) {
  const nds::LoopInfo& info = info_of(loop);
  const std::string_view op = part_of(info.name, second);
  if (op == "frexp") return reference_parts(info.in[0], in[0], second, out);
  if (op == "where") {
    std::memcpy(out, in[0][0] != 0 ? in[1] : in[2], static_cast<size_t>(nds::item_size(info.out)));
    return;
  }
  if (op == "ldexp") {
    nds::visit_dtype(info.in[0], [&]<class T>() {
      const int64_t exponent = info.in[1] == DType::kInt32 ? get<int32_t>(in[1]) : get<int64_t>(in[1]);
      const int bounded = static_cast<int>(std::clamp<int64_t>(exponent, -10000, 10000));
      if constexpr (kIsHalf<T>) {
        put<T>(out, nds::to_half(std::ldexp(nds::to_float(get<T>(in[0])), bounded)));
      } else if constexpr (std::is_floating_point_v<T>) {
        put<T>(out, std::ldexp(get<T>(in[0]), bounded));
      }
    });
    return;
  }
  if (op == "bitwiseCount") {
    nds::visit_dtype(info.in[0], [&]<class T>() {
      if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        const T a = get<T>(in[0]);
        using U = std::make_unsigned_t<T>;
        *out = static_cast<uint8_t>(std::popcount(static_cast<U>(a < 0 ? 0 - static_cast<U>(a) : static_cast<U>(a))));
      }
    });
    return;
  }
  const DType dtype = info.in[info.inputs - 1];
  if (info.inputs == 2 && info.in[0] != info.in[1]) {
    const bool answer = info.in[0] == DType::kInt64 ? mixed_comparison(op, get<int64_t>(in[0]), get<uint64_t>(in[1]))
                                                    : mixed_comparison(op, get<uint64_t>(in[0]), get<int64_t>(in[1]));
    *out = answer;
    return;
  }
  nds::visit_dtype(dtype, [&]<class T>() {
    const T a = get<T>(in[0]);
    const T b = info.inputs > 1 ? get<T>(in[1]) : a;
    const T c = info.inputs > 2 ? get<T>(in[2]) : a;
    bool answer = false;
    // vector_math_test.cc and complex_test.cc measure the values; here an element must not depend on its neighbours.
    const auto by_itself = [&] {
      const ElementwiseCall one = {{in[0], in[1], in[2]}, out, 1, scalars, false};
      REQUIRE(nds::elementwise_kernels(target)[loop](one) == 0);
    };
    if constexpr (kIsHalf<T>) {
      if (is_predicate(op, nds::to_float(a), nds::to_float(b), answer)) {
        *out = answer;
      } else if (is_approximate(op)) {
        by_itself();
      } else {
        put<T>(out, half_reference(op, a, b, c));
      }
    } else if constexpr (kIsComplex<T>) {
      if (complex_predicate(op, a, b, answer)) {
        *out = answer;
      } else if (is_approximate_complex(op)) {
        by_itself();
      } else {
        put<T>(out, complex_reference(op, a, b, c));
      }
    } else if (is_predicate(op, a, b, answer)) {
      *out = answer;
    } else if constexpr (std::is_same_v<T, bool>) {
      *out = bool_reference<T>(op, a, b, c);
    } else if constexpr (std::is_integral_v<T>) {
      put<T>(out, integer_reference(op, a, b, c));
    } else if (is_approximate(op)) {
      by_itself();
    } else {
      put<T>(out, float_reference(op, a, b, c, scalars));
    }
  });
}

template <class T>
bool same_value(const uint8_t* x, const uint8_t* y) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(get<T>(x)) && std::isnan(get<T>(y))) return true;
  } else if constexpr (kIsHalf<T>) {
    if (std::isnan(nds::to_float(get<T>(x))) && std::isnan(nds::to_float(get<T>(y)))) return true;
  } else if constexpr (kIsComplex<T>) {
    constexpr size_t kPart = sizeof(T) / 2;
    return same_value<typename T::Part>(x, y) && same_value<typename T::Part>(x + kPart, y + kPart);
  }
  return std::memcmp(x, y, sizeof(T)) == 0;
}

// First element that differs, or -1.
int64_t first_difference(DType dtype, const uint8_t* x, const uint8_t* y, int64_t n) {
  int64_t found = -1;
  nds::visit_dtype(dtype, [&]<class T>() {
    constexpr int64_t kSize = std::is_same_v<T, bool> ? 1 : static_cast<int64_t>(sizeof(T));
    for (int64_t i = n; i-- > 0;) {
      if (!same_value<T>(x + i * kSize, y + i * kSize)) found = i;
    }
  });
  return found;
}

std::vector<uint8_t> expected(int loop, nds::Target target, const std::vector<Operand>& operands, uint32_t scalars,
                              int64_t n, bool second = false) {
  const int64_t size = nds::item_size(second ? info_of(loop).second : info_of(loop).out);
  std::vector<uint8_t> result(static_cast<size_t>(n * size));
  for (int64_t i = 0; i < n; ++i) {
    const uint8_t* in[3] = {};
    for (size_t k = 0; k < operands.size(); ++k) {
      in[k] = operands[k].bytes.data() + ((scalars >> k & 1) != 0 ? 0 : i * operands[k].size);
    }
    reference(loop, target, in, scalars, result.data() + i * size, second);
  }
  return result;
}

ElementwiseCall call_of(const std::vector<Operand>& operands, void* out, int64_t n, uint32_t scalars, bool stream) {
  ElementwiseCall call = {{nullptr, nullptr, nullptr}, out, n, scalars, stream};
  for (size_t k = 0; k < operands.size(); ++k) call.in[k] = operands[k].bytes.data();
  return call;
}

std::vector<Operand> operands_of(int loop, size_t count, uint32_t seed) {
  const nds::LoopInfo& info = info_of(loop);
  std::vector<Operand> operands;
  for (uint32_t k = 0; k < info.inputs; ++k) operands.push_back(sample_operand(info.in[k], count, seed + k));
  make_valid(info, operands);
  return operands;
}

// Loops of two results: both, for all counts, and into each of the operands.
void check_pair(int loop, nds::Target target, uint32_t scalars, uint32_t seed) {
  const nds::LoopInfo& info = info_of(loop);
  const nds::ElementwiseKernel kernel = nds::elementwise_kernels(target)[loop];
  const int64_t sizes[2] = {nds::item_size(info.out), nds::item_size(info.second)};
  const DType dtypes[2] = {info.out, info.second};
  const std::vector<Operand> operands = operands_of(loop, kCount, seed);
  const std::vector<uint8_t> want[2] = {expected(loop, target, operands, scalars, kCount),
                                        expected(loop, target, operands, scalars, kCount, true)};
  for (int64_t n = 0; n <= kCount; ++n) {
    std::vector<uint8_t> out[2];
    for (int k = 0; k < 2; ++k) out[k].assign(static_cast<size_t>(kCount * sizes[k] + kGuard), 0xA5);
    ElementwiseCall call = call_of(operands, out[0].data(), n, scalars, false);
    call.second = out[1].data();
    REQUIRE(kernel(call) == 0);
    for (int k = 0; k < 2; ++k) {
      const int64_t bad = first_difference(dtypes[k], out[k].data(), want[k].data(), n);
      if (bad >= 0)
        FAIL_CHECK(std::string(info.name) << " loop " << loop << " n " << n << " result " << k << " element " << bad);
      for (size_t i = static_cast<size_t>(n * sizes[k]); i < out[k].size(); ++i) {
        if (out[k][i] != 0xA5) FAIL("wrote past the end: " << std::string(info.name) << " loop " << loop << " n " << n);
      }
    }
  }
  for (uint32_t k = 0; k < info.inputs; ++k) {
    for (int result = 0; result < 2; ++result) {
      if ((scalars >> k & 1) != 0 || operands[k].size != sizes[result]) continue;
      std::vector<Operand> own = operands;
      std::vector<uint8_t> other(static_cast<size_t>(kCount * sizes[1 - result]));
      ElementwiseCall call = call_of(own, result == 0 ? own[k].bytes.data() : other.data(), kCount, scalars, false);
      call.second = result == 0 ? other.data() : own[k].bytes.data();
      REQUIRE(kernel(call) == 0);
      const uint8_t* const results[2] = {static_cast<const uint8_t*>(call.out),
                                         static_cast<const uint8_t*>(call.second)};
      for (int r = 0; r < 2; ++r) CHECK(first_difference(dtypes[r], results[r], want[r].data(), kCount) == -1);
    }
  }
}

void check_counts(int loop, nds::Target target, uint32_t scalars, uint32_t seed) {
  const nds::LoopInfo& info = info_of(loop);
  if (info.outputs == 2) return check_pair(loop, target, scalars, seed);
  const nds::ElementwiseKernel kernel = nds::elementwise_kernels(target)[loop];
  const int64_t size = nds::item_size(info.out);
  const std::vector<Operand> operands = operands_of(loop, kCount, seed);
  const std::vector<uint8_t> want = expected(loop, target, operands, scalars, kCount);
  for (int64_t n = 0; n <= kCount; ++n) {
    std::vector<uint8_t> out(static_cast<size_t>(kCount * size + kGuard), 0xA5);
    REQUIRE(kernel(call_of(operands, out.data(), n, scalars, false)) == 0);
    const int64_t bad = first_difference(info.out, out.data(), want.data(), n);
    if (bad >= 0)
      FAIL_CHECK(std::string(info.name) << " loop " << loop << " n " << n << " scalars " << scalars << " element "
                                        << bad);
    for (size_t i = static_cast<size_t>(n * size); i < out.size(); ++i) {
      if (out[i] != 0xA5) FAIL("wrote past the end: " << std::string(info.name) << " loop " << loop << " n " << n);
    }
  }
}

void check_in_place(int loop, nds::Target target, uint32_t scalars, uint32_t seed) {
  const nds::LoopInfo& info = info_of(loop);
  if (info.outputs == 2) return;  // check_pair() does it
  for (uint32_t k = 0; k < info.inputs; ++k) {
    if ((scalars >> k & 1) != 0 || nds::item_size(info.in[k]) != nds::item_size(info.out)) continue;
    std::vector<Operand> operands = operands_of(loop, kCount, seed);
    const std::vector<uint8_t> want = expected(loop, target, operands, scalars, kCount);
    const ElementwiseCall call = call_of(operands, operands[k].bytes.data(), kCount, scalars, true);
    REQUIRE(nds::elementwise_kernels(target)[loop](call) == 0);
    const int64_t bad = first_difference(info.out, operands[k].bytes.data(), want.data(), kCount);
    if (bad >= 0)
      FAIL_CHECK("in place: " << std::string(info.name) << " loop " << loop << " operand " << k << " element " << bad);
  }
}

template <class F>
void for_each_target(F&& f) {
  for (int t = 0; t <= last_target(); ++t) {
    const std::string name = nds::target_name(static_cast<nds::Target>(t));
    CAPTURE(name);
    f(static_cast<nds::Target>(t));
  }
}

}  // namespace

TEST_CASE("every target has every kernel") {
  for (int t = 0; t < nds::kTargetCount; ++t) {
    for (int loop = 0; loop < nds::kLoopCount; ++loop) {
      if (nds::elementwise_kernels(static_cast<nds::Target>(t))[loop] == nullptr) {
        FAIL_CHECK(std::string(info_of(loop).name) << " loop " << loop << " target " << t);
      }
    }
  }
}

TEST_CASE("every loop gives the reference's results for all counts and scalar operands") {
  for_each_target([](nds::Target target) {
    for (int loop = 0; loop < nds::kLoopCount; ++loop) {
      for (uint32_t scalars = 0; scalars < 1u << info_of(loop).inputs; ++scalars) {
        for (uint32_t seed = 0; seed < 4; ++seed) check_counts(loop, target, scalars, seed * 100 + scalars);
      }
    }
  });
}

TEST_CASE("the output may be exactly one of the inputs") {
  for_each_target([](nds::Target target) {
    for (int loop = 0; loop < nds::kLoopCount; ++loop) {
      for (uint32_t scalars = 0; scalars < 1u << info_of(loop).inputs; ++scalars) {
        check_in_place(loop, target, scalars, 7);
      }
    }
  });
}

TEST_CASE("stores past the cache give the same numbers, wherever the output begins") {
  constexpr int64_t kMany = 40000;
  for_each_target([](nds::Target target) {
    for (int loop = 0; loop < nds::kLoopCount; ++loop) {
      const nds::LoopInfo& info = info_of(loop);
      if (!info.stream) continue;
      const nds::ElementwiseKernel kernel = nds::elementwise_kernels(target)[loop];
      const std::vector<Operand> operands = operands_of(loop, kMany, 5);
      const int64_t size = nds::item_size(info.out);
      for (uint32_t scalars : {0u, 1u, 2u}) {
        if (scalars >= 1u << info.inputs) continue;
        std::vector<uint8_t> want(static_cast<size_t>(kMany * size));
        REQUIRE(kernel(call_of(operands, want.data(), kMany, scalars, false)) == 0);
        for (int64_t shift : {int64_t{0}, int64_t{1}, int64_t{5}}) {
          std::vector<uint8_t> out(static_cast<size_t>((kMany + shift) * size + kGuard), 0xA5);
          REQUIRE(kernel(call_of(operands, out.data() + shift * size, kMany, scalars, true)) == 0);
          if (first_difference(info.out, out.data() + shift * size, want.data(), kMany) >= 0) {
            FAIL_CHECK(std::string(info.name) << " loop " << loop << " scalars " << scalars << " shift " << shift);
          }
          if (out[out.size() - 1] != 0xA5 || out[out.size() - kGuard] != 0xA5) FAIL_CHECK("wrote past the end");
        }
      }
    }
  });
}

TEST_CASE("negative exponents of integers are a domain error, wherever they stand") {
  for_each_target([](nds::Target target) {
    for (int64_t position : {0, 3, 68, 9000}) {
      std::vector<int64_t> base(10000, 2), exponents(10000, 3), out(10000);
      exponents[static_cast<size_t>(position)] = -1;
      const ElementwiseCall call = {{base.data(), exponents.data(), nullptr}, out.data(), 10000, 0, false};
      CHECK(nds::elementwise_kernels(target)[nds::kPower_int64](call) == static_cast<int>(nds::ErrorCode::kDomain));
    }
    const int64_t base = 2, exponent = -1;
    int64_t out = 0;
    const ElementwiseCall empty = {{&base, &exponent, nullptr}, &out, 0, 3, false};
    CHECK(nds::elementwise_kernels(target)[nds::kPower_int64](empty) == 0);
  });
}

TEST_CASE("bytes other than 0 and 1 count as true") {
  for_each_target([](nds::Target target) {
    const uint8_t a[4] = {0, 2, 255, 128}, b[4] = {7, 7, 0, 1};
    uint8_t out[4];
    const auto run = [&](int loop) {
      const ElementwiseCall call = {{a, b, nullptr}, out, 4, 0, false};
      REQUIRE(nds::elementwise_kernels(target)[loop](call) == 0);
      return std::vector<int>(out, out + 4);
    };
    CHECK(run(nds::kLogicalAnd_bool) == std::vector<int>{0, 1, 0, 1});
    CHECK(run(nds::kLogicalOr_bool) == std::vector<int>{1, 1, 1, 1});
    CHECK(run(nds::kLogicalXor_bool) == std::vector<int>{1, 0, 1, 0});
    CHECK(run(nds::kLogicalNot_bool) == std::vector<int>{1, 0, 0, 0});
    CHECK(run(nds::kEqual_bool) == std::vector<int>{0, 1, 0, 1});
    CHECK(run(nds::kLess_bool) == std::vector<int>{1, 0, 0, 0});
    CHECK(run(nds::kLessEqual_bool) == std::vector<int>{1, 1, 0, 1});
    CHECK(run(nds::kGreater_bool) == std::vector<int>{0, 0, 1, 0});
  });
}

TEST_CASE("a scalar exponent takes NumPy's short cuts") {
  for_each_target([](nds::Target target) {
    const std::vector<double> x = {0.1, -3.7, 1e200, -0.0, 7.0, 2.0, 9.0, 1.1, 0.3};
    std::vector<double> out(x.size());
    const auto run = [&](double exponent) {
      const ElementwiseCall call = {
          {x.data(), &exponent, nullptr}, out.data(), static_cast<int64_t>(x.size()), 2, false};
      REQUIRE(nds::elementwise_kernels(target)[nds::kPower_float64](call) == 0);
    };
    run(2);
    for (size_t i = 0; i < x.size(); ++i) CHECK(out[i] == x[i] * x[i]);
    run(-1);
    for (size_t i = 0; i < x.size(); ++i) CHECK(out[i] == 1 / x[i]);
    run(0.5);
    CHECK(out[0] == std::sqrt(0.1));
    CHECK(std::isnan(out[1]));
    CHECK(std::signbit(out[3]));
    run(0);
    for (double value : out) CHECK(value == 1);

    const std::vector<int8_t> small = {-128, -3, 0, 5, 127, 16, 12, 11, 100};
    std::vector<int8_t> squares(small.size());
    const int8_t two = 2;
    const ElementwiseCall square = {
        {small.data(), &two, nullptr}, squares.data(), static_cast<int64_t>(small.size()), 2, false};
    REQUIRE(nds::elementwise_kernels(target)[nds::kPower_int8](square) == 0);
    for (size_t i = 0; i < small.size(); ++i) CHECK(squares[i] == static_cast<int8_t>(small[i] * small[i]));
  });
}

TEST_CASE("an exponent in an array gives what the same scalar exponent gives") {
  for_each_target([](nds::Target target) {
    const std::vector<double> x = samples<double>(300, 3);
    for (double exponent : {2.0, -1.0, 0.5, 1.0, 0.0}) {
      const std::vector<double> exponents(x.size(), exponent);
      std::vector<double> by_scalar(x.size()), by_array(x.size());
      const auto run = [&](const double* y, uint32_t scalars, std::vector<double>& out) {
        const ElementwiseCall call = {
            {x.data(), y, nullptr}, out.data(), static_cast<int64_t>(x.size()), scalars, false};
        REQUIRE(nds::elementwise_kernels(target)[nds::kPower_float64](call) == 0);
      };
      run(&exponent, 2, by_scalar);
      run(exponents.data(), 0, by_array);
      for (size_t i = 0; i < x.size(); ++i) {
        // NumPy's roots of -0 and -inf differ between the two: sqrt's for a scalar, C99 pow's for arrays.
        if (exponent == 0.5 && (x[i] == 0 || std::isinf(x[i]))) continue;
        CAPTURE(x[i]);
        CHECK((by_scalar[i] == by_array[i] || (std::isnan(by_scalar[i]) && std::isnan(by_array[i]))));
      }
    }
  });
}
