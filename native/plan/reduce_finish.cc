// The end of a reduction: from the kernels' results to elements of the output.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "kernels/copy/cast.h"
#include "kernels/copy/layout.h"
#include "plan/reduce_recipe.h"

namespace nds {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

using Bits = uint64_t[2 * kFoldColumns];  // elements of any dtype

void scatter(const void* values, int64_t size, int64_t n, char* out, int64_t stride) noexcept {
  const char* from = static_cast<const char*>(values);
  if (n == 1 && size == 8) {
    std::memcpy(out, from, 8);
    return;
  }
  static const LayoutKernels* const kernels = layout_kernels(active_target());
  kernels->copy[item_size_index(size)]({out, from, 1, n, 0, stride, 0, size, false});
}

void cast(DType from, const void* values, DType to, void* cast_values, int64_t n) noexcept {
  cast_kernel(active_target(), from, to)({{values}, cast_values, n, 0, false});
}

[[gnu::noinline]] void write_cast(DType dtype, const void* values, DType to, int64_t n, char* out,
                                  int64_t stride) noexcept {
  alignas(64) Bits buffer;
  cast(dtype, values, to, buffer, n);
  scatter(buffer, item_size(to), n, out, stride);
}

void write(DType dtype, const void* values, const Operand& to, int64_t n, char* out, int64_t stride) noexcept {
  if (dtype == to.dtype) return scatter(values, item_size(dtype), n, out, stride);
  write_cast(dtype, values, to.dtype, n, out, stride);
}

// The initial value comes first: of equals it wins, and so does its nan.
template <class T>
void start_from(Reduction op, T initial, T* values, int64_t n) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    const T x = values[i];
    switch (op) {
      case Reduction::kSum: values[i] = static_cast<T>(initial + x); break;
      case Reduction::kProd:
        // 16 bit operands would multiply as int, which may overflow.
        if constexpr (sizeof(T) < 4) {
          values[i] = static_cast<T>(static_cast<uint32_t>(initial) * static_cast<uint32_t>(x));
        } else {
          values[i] = static_cast<T>(initial * x);
        }
        break;
      case Reduction::kMin: values[i] = x < initial || x != x ? x : initial; break;
      default: values[i] = initial < x || x != x ? x : initial; break;
    }
  }
}

template <class T>
void start_from(Reduction op, Complex<T> initial, Complex<T>* values, int64_t n) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    const Complex<T> z = values[i];
    switch (op) {
      case Reduction::kSum: values[i] = {initial.re + z.re, initial.im + z.im}; break;
      case Reduction::kProd: values[i] = multiply_complex(initial, z); break;
      case Reduction::kMin:
        values[i] = complex_beats<T>({-z.re, -z.im}, {-initial.re, -initial.im}) ? z : initial;
        break;
      default: values[i] = complex_beats(z, initial) ? z : initial; break;
    }
  }
}

template <class T>
inline constexpr bool kIsComplex = std::is_same_v<T, Complex64> || std::is_same_v<T, Complex128>;

template <class T>
void start_from_bits(Reduction op, const void* initial, void* values, int64_t n) noexcept {
  T start{};
  if constexpr (kIsComplex<T>) start.re = op == Reduction::kProd;
  if (initial != nullptr) std::memcpy(&start, initial, sizeof(T));
  start_from(op, start, static_cast<T*>(values), n);
}

// Where nothing is given, sums of floats start from +0, which makes a sum of negative zeros positive, and products of
// complex numbers from one, which makes nan of the other part of an infinite one.
void start_from(Reduction op, DType dtype, const void* initial, void* values, int64_t n) noexcept {
  const bool is_inexact = dtype >= DType::kFloat16;
  const bool is_complex = dtype >= DType::kComplex64;
  const bool starts = op == Reduction::kSum ? is_inexact : op == Reduction::kProd && is_complex;
  if (initial == nullptr && !starts) return;
  const bool sums = op == Reduction::kSum || op == Reduction::kProd;
  switch (dtype) {
    case DType::kFloat32: return start_from_bits<float>(op, initial, values, n);
    case DType::kFloat64: return start_from_bits<double>(op, initial, values, n);
    case DType::kComplex64: return start_from_bits<Complex64>(op, initial, values, n);
    case DType::kComplex128: return start_from_bits<Complex128>(op, initial, values, n);
    case DType::kUint8: return start_from_bits<uint8_t>(op, initial, values, n);
    case DType::kUint16: return start_from_bits<uint16_t>(op, initial, values, n);
    case DType::kUint32: return start_from_bits<uint32_t>(op, initial, values, n);
    case DType::kUint64: return start_from_bits<uint64_t>(op, initial, values, n);
    // Signed sums wrap, which only unsigned arithmetic does.
    case DType::kInt8:
      return sums ? start_from_bits<uint8_t>(op, initial, values, n) : start_from_bits<int8_t>(op, initial, values, n);
    case DType::kInt16:
      return sums ? start_from_bits<uint16_t>(op, initial, values, n)
                  : start_from_bits<int16_t>(op, initial, values, n);
    case DType::kInt32:
      return sums ? start_from_bits<uint32_t>(op, initial, values, n)
                  : start_from_bits<int32_t>(op, initial, values, n);
    case DType::kInt64:
      return sums ? start_from_bits<uint64_t>(op, initial, values, n)
                  : start_from_bits<int64_t>(op, initial, values, n);
    default: return;
  }
}

[[gnu::noinline]] void finish_truth(const ReduceRecipe& recipe, const ReducePlan& plan, int64_t outputs,
                                    const int64_t* counts, int64_t n, char* out, int64_t out_stride) noexcept {
  const bool all = recipe.op == Reduction::kAll;
  const char start = plan.initial != nullptr ? *static_cast<const char*>(plan.initial) : char{all};
  uint8_t truth[kFoldColumns];
  for (int64_t i = 0; i < outputs; ++i) {
    truth[i] = all ? counts[i] == n && start != 0 : counts[i] != 0 || start != 0;
  }
  write(DType::kBool, truth, plan.out, outputs, out, out_stride);
}

template <class T>
void divide(T* sums, int64_t outputs, int64_t n) noexcept {
  for (int64_t i = 0; i < outputs; ++i) sums[i] = (sums[i] + T{0}) / static_cast<T>(n);
}

// Smith's quotient of z and n + 0j, as NumPy has it: a product with the reciprocal, in which an infinite part makes the
// other one nan.
template <class T>
void divide_complex(Complex<T>* sums, int64_t outputs, int64_t n) noexcept {
  const T divisor = static_cast<T>(n), scale = T{1} / divisor;
  for (int64_t i = 0; i < outputs; ++i) {
    const Complex<T> z{sums[i].re + T{0}, sums[i].im + T{0}};
    sums[i] = n == 0 ? Complex<T>{z.re / divisor, z.im / divisor}
                     : Complex<T>{(z.re + z.im * T{0}) * scale, (z.im - z.re * T{0}) * scale};
  }
}

[[gnu::noinline]] void finish_integer_mean(const ReduceRecipe& recipe, const ReducePlan& plan, int64_t outputs,
                                           const void* sums, int64_t n, char* out, int64_t out_stride) noexcept {
  double means[kFoldColumns];
  cast(recipe.primary, sums, DType::kFloat64, means, outputs);
  divide(means, outputs, n);
  write(DType::kFloat64, means, plan.out, outputs, out, out_stride);
}

void finish_mean(const ReduceRecipe& recipe, const ReducePlan& plan, int64_t outputs, void* sums, int64_t n, char* out,
                 int64_t out_stride) noexcept {
  if (recipe.primary == DType::kFloat32) {
    divide(static_cast<float*>(sums), outputs, n);
  } else if (recipe.primary == DType::kFloat64) {
    divide(static_cast<double*>(sums), outputs, n);
  } else if (recipe.primary == DType::kComplex64) {
    divide_complex(static_cast<Complex64*>(sums), outputs, n);
  } else if (recipe.primary == DType::kComplex128) {
    divide_complex(static_cast<Complex128*>(sums), outputs, n);
  } else {
    return finish_integer_mean(recipe, plan, outputs, sums, n, out, out_stride);
  }
  write(recipe.primary, sums, plan.out, outputs, out, out_stride);
}

void finish_variance(const ReduceRecipe& recipe, const ReducePlan& plan, int64_t outputs, double* squares, int64_t n,
                     char* out, int64_t out_stride) noexcept {
  const double divisor = std::max(static_cast<double>(n) - plan.ddof, 0.0);
  for (int64_t i = 0; i < outputs; ++i) squares[i] = plan.skip_nan && divisor == 0 ? kNan : squares[i] / divisor;
  if (recipe.op == Reduction::kStd) {
    for (int64_t i = 0; i < outputs; ++i) squares[i] = std::sqrt(squares[i]);
  }
  if (plan.out.dtype == DType::kComplex64 || plan.out.dtype == DType::kComplex128) {
    // NumPy's quotient is one of complex numbers then: no imaginary part, but of what is infinite or divided by 0.
    Complex128 values[kFoldColumns];
    for (int64_t i = 0; i < outputs; ++i) values[i] = {squares[i], divisor == 0 ? kNan : squares[i] * 0};
    return write(DType::kComplex128, values, plan.out, outputs, out, out_stride);
  }
  write(DType::kFloat64, squares, plan.out, outputs, out, out_stride);
}

[[gnu::noinline]] void finish_cast(const ReduceRecipe& recipe, const ReducePlan& plan, int64_t outputs, void* results,
                                   char* out, int64_t out_stride) noexcept {
  alignas(64) Bits values;
  if (plan.accumulate == DType::kFloat16) {
    // The kernel's float32 is wide enough to start from the initial value too: one rounding.
    float initial;
    if (plan.initial != nullptr) cast(DType::kFloat16, plan.initial, DType::kFloat32, &initial, 1);
    start_from(recipe.op, DType::kFloat32, plan.initial != nullptr ? &initial : nullptr, results, outputs);
    cast(DType::kFloat32, results, DType::kFloat16, values, outputs);
    return write(DType::kFloat16, values, plan.out, outputs, out, out_stride);
  }
  cast(recipe.primary, results, plan.accumulate, values, outputs);
  start_from(recipe.op, plan.accumulate, plan.initial, values, outputs);
  write(plan.accumulate, values, plan.out, outputs, out, out_stride);
}

}  // namespace

void finish_results(const ReduceRecipe& recipe, const ReducePlan& plan, int64_t outputs, FoldResults results, int64_t n,
                    char* out, int64_t out_stride) noexcept {
  switch (recipe.op) {
    case Reduction::kAny:
    case Reduction::kAll:
      return finish_truth(recipe, plan, outputs, static_cast<const int64_t*>(results.primary), n, out, out_stride);
    case Reduction::kCountNumbers:
    case Reduction::kCountNonzero: return write(DType::kInt64, results.primary, plan.out, outputs, out, out_stride);
    case Reduction::kArgmin:
    case Reduction::kArgmax: return write(DType::kInt64, results.secondary, plan.out, outputs, out, out_stride);
    case Reduction::kMean: return finish_mean(recipe, plan, outputs, results.primary, n, out, out_stride);
    case Reduction::kVar:
    case Reduction::kStd:
      return finish_variance(recipe, plan, outputs, static_cast<double*>(results.secondary), n, out, out_stride);
    default: break;
  }
  const bool extreme = recipe.op == Reduction::kMin || recipe.op == Reduction::kMax;
  if (extreme) flip_elements(recipe, results.primary, outputs);
  if (recipe.primary != plan.accumulate) {
    return finish_cast(recipe, plan, outputs, results.primary, out, out_stride);
  }
  start_from(recipe.op, plan.accumulate, plan.initial, results.primary, outputs);
  write(plan.accumulate, results.primary, plan.out, outputs, out, out_stride);
}

}  // namespace nds
