#include "kernels/elementwise/float_status.h"

#include <cmath>
#include <limits>
#include <type_traits>

namespace nds {
namespace {

template <class T>
inline constexpr bool kIsComplex = std::is_same_v<T, Complex64> || std::is_same_v<T, Complex128>;
// What numbers of a dtype are read as.
template <class T>
using Wide = std::conditional_t<std::is_same_v<T, Half>, float, T>;

template <class T>
constexpr Wide<T> kLeastNormal = std::numeric_limits<Wide<T>>::min();
template <>
constexpr float kLeastNormal<Half> = 0x1p-14f;

template <class T>
bool is_nan(T x) noexcept {
  if constexpr (kIsComplex<T>) {
    return std::isnan(x.re) || std::isnan(x.im);
  } else {
    return std::isnan(x);
  }
}

template <class T>
bool is_infinite(T x) noexcept {
  if constexpr (kIsComplex<T>) {
    return std::isinf(x.re) || std::isinf(x.im);
  } else {
    return std::isinf(x);
  }
}

template <class T>
bool is_finite(T x) noexcept {
  if constexpr (kIsComplex<T>) {
    return std::isfinite(x.re) && std::isfinite(x.im);
  } else {
    return std::isfinite(x);
  }
}

template <class T>
bool is_number(T x, double value) noexcept {
  if constexpr (kIsComplex<T>) {
    return x.re == value && x.im == 0;
  } else {
    return x == value;
  }
}

// x y == z without rounding; none is 0 or infinite.
bool is_product(double x, double y, double z) noexcept {
  int of_x, of_y, of_z, of_p;
  const double a = std::frexp(x, &of_x), b = std::frexp(y, &of_y), c = std::frexp(z, &of_z);
  const double p = a * b;
  if (std::fma(a, b, -p) != 0) return false;
  return std::frexp(p, &of_p) == c && of_p + of_x + of_y == of_z;
}

template <class T, StatusRule kRule>
bool at_pole(T a, T b) noexcept {
  switch (kRule) {
    case StatusRule::kQuotient:
    case StatusRule::kFloorQuotient: return is_number(b, 0);
    case StatusRule::kPoleAtZero:
    case StatusRule::kPower:
    case StatusRule::kReciprocal: return is_number(a, 0);
    case StatusRule::kPoleAtMinusOne: return is_number(a, -1);
    case StatusRule::kPoleAtOne: return is_number(a, 1) || is_number(a, -1);
    default: return false;
  }
}

// Whether a result below the least normal number has lost digits. Operands are finite.
template <StatusRule kRule>
bool lost_digits(double a, double b, double r) noexcept {
  switch (kRule) {
    case StatusRule::kProduct: return a != 0 && b != 0 && (r == 0 || !is_product(a, b, r));
    case StatusRule::kQuotient: return a != 0 && b != 0 && (r == 0 || !is_product(r, b, a));
    case StatusRule::kReciprocal: return a != 0 && (r == 0 || !is_product(r, a, 1));
    case StatusRule::kPower: return a != 0;
    case StatusRule::kExponential: return true;
    default: return false;
  }
}

template <class T, class R, StatusRule kRule>
uint8_t status_of(Wide<T> a, Wide<T> b, Wide<R> r) noexcept {
  if constexpr (kRule == StatusRule::kKinds) {
    return (is_infinite(a) ? kOverflow : 0) | (is_nan(a) ? kInvalid : 0);
  } else {
    constexpr bool kMayLose = !kIsComplex<T> && kRule != StatusRule::kPlain && kRule != StatusRule::kFloorQuotient;
    if (is_finite(r)) {
      if constexpr (kMayLose) {
        const bool tiny = std::fabs(r) < kLeastNormal<T> && is_finite(a) && is_finite(b);
        if (tiny && lost_digits<kRule>(a, b, r)) return kUnderflow;
      }
      return 0;
    }
    uint8_t status = is_nan(r) && !is_nan(a) && !is_nan(b) ? kInvalid : 0;
    if (is_infinite(r) && is_finite(a) && is_finite(b)) {
      status |= at_pole<Wide<T>, kRule>(a, b) ? kDivideByZero : kOverflow;
    }
    return status;
  }
}

template <class T, class R, StatusRule kRule>
int status_elements(const ElementwiseCall& call) noexcept {
  const auto* const a = static_cast<const Wide<T>*>(call.in[0]);
  const auto* const b = static_cast<const Wide<T>*>(call.in[1]);
  const auto* const r = static_cast<const Wide<R>*>(call.in[2]);
  auto* const out = static_cast<uint8_t*>(call.out);
  const auto step = [&call](int k) -> int64_t { return (call.scalars >> k & 1) != 0 ? 0 : 1; };
  const int64_t a_step = step(0), b_step = step(1), r_step = step(2);
  for (int64_t i = 0; i < call.n; ++i) out[i] = status_of<T, R, kRule>(a[i * a_step], b[i * b_step], r[i * r_step]);
  return 0;
}

template <class T, bool kQuotient>
int integer_elements(const ElementwiseCall& call) noexcept {
  const auto* const a = static_cast<const T*>(call.in[0]);
  const auto* const b = static_cast<const T*>(call.in[1]);
  auto* const out = static_cast<uint8_t*>(call.out);
  const int64_t a_step = (call.scalars & 1) != 0 ? 0 : 1, b_step = (call.scalars & 2) != 0 ? 0 : 1;
  for (int64_t i = 0; i < call.n; ++i) {
    uint8_t status = b[i * b_step] == 0 ? kDivideByZero : 0;
    if constexpr (kQuotient && std::is_signed_v<T>) {
      if (b[i * b_step] == -1 && a[i * a_step] == std::numeric_limits<T>::min()) status = kOverflow;
    }
    out[i] = status;
  }
  return 0;
}

template <class T, class R>
ElementwiseKernel of_rule(StatusRule rule) noexcept {
  switch (rule) {
    case StatusRule::kPlain: return &status_elements<T, R, StatusRule::kPlain>;
    case StatusRule::kQuotient: return &status_elements<T, R, StatusRule::kQuotient>;
    case StatusRule::kFloorQuotient: return &status_elements<T, R, StatusRule::kFloorQuotient>;
    case StatusRule::kProduct: return &status_elements<T, R, StatusRule::kProduct>;
    case StatusRule::kPoleAtZero: return &status_elements<T, R, StatusRule::kPoleAtZero>;
    case StatusRule::kPower: return &status_elements<T, R, StatusRule::kPower>;
    case StatusRule::kExponential: return &status_elements<T, R, StatusRule::kExponential>;
    case StatusRule::kPoleAtMinusOne: return &status_elements<T, R, StatusRule::kPoleAtMinusOne>;
    case StatusRule::kPoleAtOne: return &status_elements<T, R, StatusRule::kPoleAtOne>;
    case StatusRule::kReciprocal: return &status_elements<T, R, StatusRule::kReciprocal>;
    case StatusRule::kKinds: return &status_elements<T, R, StatusRule::kKinds>;
    default: return nullptr;
  }
}

// Casts. The number as a double loses no digits that matter: of integers only whether they overflow float16 is asked.
template <class Part, class To>
uint8_t cast_status_of(Part x) noexcept {
  if constexpr (std::is_integral_v<To>) {
    const double whole = std::trunc(static_cast<double>(x));
    constexpr double kBeyond = static_cast<double>(std::numeric_limits<To>::max() / 2 + 1) * 2;
    constexpr double kLeast = static_cast<double>(std::numeric_limits<To>::min());
    return whole >= kLeast && whole < kBeyond ? 0 : kInvalid;
  } else {
    Wide<To> result;
    if constexpr (std::is_same_v<To, Half>) {
      result = to_float(to_half(static_cast<double>(x)));
    } else {
      result = static_cast<To>(x);
    }
    if (std::isinf(result)) return std::isinf(static_cast<double>(x)) ? 0 : kOverflow;
    const bool tiny = std::fabs(result) < kLeastNormal<To>;
    return tiny && static_cast<double>(result) != static_cast<double>(x) ? kUnderflow : 0;
  }
}

template <class From, class To>
int cast_elements(const ElementwiseCall& call) noexcept {
  const auto* const a = static_cast<const Wide<From>*>(call.in[0]);
  auto* const out = static_cast<uint8_t*>(call.out);
  const int64_t step = (call.scalars & 1) != 0 ? 0 : 1;
  for (int64_t i = 0; i < call.n; ++i) {
    const Wide<From> x = a[i * step];
    if constexpr (kIsComplex<To>) {
      using Part = typename To::Part;
      if constexpr (kIsComplex<From>) {
        out[i] = cast_status_of<decltype(x.re), Part>(x.re) | cast_status_of<decltype(x.re), Part>(x.im);
      } else {
        out[i] = cast_status_of<Wide<From>, Part>(x);
      }
    } else if constexpr (kIsComplex<From>) {
      out[i] = cast_status_of<decltype(x.re), To>(x.re);
    } else {
      out[i] = cast_status_of<Wide<From>, To>(x);
    }
  }
  return 0;
}

// Digits of the parts, or 0 for bools and integers.
template <class T>
constexpr int digits_of() {
  if constexpr (kIsComplex<T>) {
    return std::numeric_limits<typename T::Part>::digits;
  } else if constexpr (std::is_same_v<T, Half>) {
    return 11;
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::numeric_limits<T>::digits;
  } else {
    return 0;
  }
}

template <class From, class To>
constexpr bool cast_may_harm() {
  if constexpr (std::is_same_v<To, bool> || std::is_same_v<From, bool>) {
    return false;
  } else if constexpr (digits_of<From>() == 0) {
    return std::is_same_v<To, Half> && sizeof(From) > 1;
  } else {
    return digits_of<To>() < digits_of<From>();
  }
}

}  // namespace

ElementwiseKernel status_kernel(StatusRule rule, DType dtype, DType out) noexcept {
  ElementwiseKernel kernel = nullptr;
  visit_dtype(dtype, [&]<class T>() {
    if constexpr (std::is_integral_v<T>) {
      if constexpr (!std::is_same_v<T, bool>) {
        if (rule == StatusRule::kIntegerQuotient) kernel = &integer_elements<T, true>;
        if (rule == StatusRule::kIntegerRemainder) kernel = &integer_elements<T, false>;
      }
    } else if (out == dtype) {
      kernel = of_rule<T, T>(rule);
    } else if constexpr (kIsComplex<T>) {
      if (out == DTypeOf<typename T::Part>::value) kernel = of_rule<T, typename T::Part>(rule);
    }
  });
  return kernel;
}

ElementwiseKernel cast_status_kernel(DType from, DType to) noexcept {
  ElementwiseKernel kernel = nullptr;
  visit_dtype(from, [&]<class From>() {
    visit_dtype(to, [&]<class To>() {
      if constexpr (cast_may_harm<From, To>()) kernel = &cast_elements<From, To>;
    });
  });
  return kernel;
}

}  // namespace nds
