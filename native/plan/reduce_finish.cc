// The end of a reduction: from the kernels' results to elements of the output.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/copy/cast.h"
#include "kernels/copy/layout.h"
#include "plan/reduce_recipe.h"

namespace nds {
namespace {

using Bits = uint64_t[kFoldColumns];

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

template <class T>
void unflip(void* values, int64_t n, uint64_t flip) noexcept {
  T* p = static_cast<T*>(values);
  for (int64_t i = 0; i < n; ++i) p[i] ^= static_cast<T>(flip);
}

void unflip(DType dtype, void* values, int64_t n, uint64_t flip) noexcept {
  if (flip == 0) return;
  switch (item_size(dtype)) {
    case 1: return unflip<uint8_t>(values, n, flip);
    case 2: return unflip<uint16_t>(values, n, flip);
    case 4: return unflip<uint32_t>(values, n, flip);
    default: return unflip<uint64_t>(values, n, flip);
  }
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
void start_from_bits(Reduction op, const void* initial, void* values, int64_t n) noexcept {
  T start{};
  if (initial != nullptr) std::memcpy(&start, initial, sizeof(T));
  start_from(op, start, static_cast<T*>(values), n);
}

// Sums of floats start from +0 where nothing is given, which makes a sum of negative zeros positive.
void start_from(Reduction op, DType dtype, const void* initial, void* values, int64_t n) noexcept {
  const bool is_float = dtype == DType::kFloat32 || dtype == DType::kFloat64;
  if (initial == nullptr && !(is_float && op == Reduction::kSum)) return;
  const bool sums = op == Reduction::kSum || op == Reduction::kProd;
  switch (dtype) {
    case DType::kFloat32: return start_from_bits<float>(op, initial, values, n);
    case DType::kFloat64: return start_from_bits<double>(op, initial, values, n);
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
  } else {
    return finish_integer_mean(recipe, plan, outputs, sums, n, out, out_stride);
  }
  write(recipe.primary, sums, plan.out, outputs, out, out_stride);
}

void finish_variance(const ReduceRecipe& recipe, const ReducePlan& plan, int64_t outputs, double* squares, int64_t n,
                     char* out, int64_t out_stride) noexcept {
  const double divisor = std::max(static_cast<double>(n) - plan.ddof, 0.0);
  for (int64_t i = 0; i < outputs; ++i) squares[i] /= divisor;
  if (recipe.op == Reduction::kStd) {
    for (int64_t i = 0; i < outputs; ++i) squares[i] = std::sqrt(squares[i]);
  }
  write(DType::kFloat64, squares, plan.out, outputs, out, out_stride);
}

[[gnu::noinline]] void finish_cast(const ReduceRecipe& recipe, const ReducePlan& plan, int64_t outputs,
                                   const void* results, char* out, int64_t out_stride) noexcept {
  alignas(64) Bits values;
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
  if (extreme) unflip(recipe.primary, results.primary, outputs, recipe.params.flip);
  if (recipe.primary != plan.accumulate) {
    return finish_cast(recipe, plan, outputs, results.primary, out, out_stride);
  }
  start_from(recipe.op, plan.accumulate, plan.initial, results.primary, outputs);
  write(plan.accumulate, results.primary, plan.out, outputs, out, out_stride);
}

}  // namespace nds
