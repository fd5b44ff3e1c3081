#include "plan/reduce_recipe.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace nds {
namespace {

// A cast block of so many bytes fits the buffers.
constexpr int64_t kCastBlockBytes = 16384;
// Integers of at most 32 bits sum exactly in 64 bits up to this many.
constexpr int64_t kExactSum = int64_t{1} << 31;

bool is_complex(DType dtype) noexcept { return dtype == DType::kComplex64 || dtype == DType::kComplex128; }
bool is_inexact(DType dtype) noexcept { return dtype >= DType::kFloat16; }
bool is_signed(DType dtype) noexcept { return dtype >= DType::kInt8 && dtype <= DType::kInt64; }

uint64_t sign_bit(DType dtype) noexcept { return uint64_t{1} << (8 * item_size(dtype) - 1); }

// No kernel computes in float16: its blocks are folded as float32, and results round once.
DType folded_dtype(DType dtype) noexcept { return dtype == DType::kFloat16 ? DType::kFloat32 : dtype; }

// Within a family, kernels are for 8, 16, 32, 64 bit integers, float32, float64, complex64, complex128.
Fold for_dtype(Fold first, DType dtype) noexcept {
  static constexpr int kOffsets[kDTypeCount] = {0, 0, 1, 2, 3, 0, 1, 2, 3, 4, 4, 5, 6, 7};
  return static_cast<Fold>(static_cast<int>(first) + kOffsets[static_cast<int>(dtype)]);
}

// An element of a floating dtype: bits of float32 or float64, or of a complex dtype's parts.
struct Part {
  uint64_t float32, float64;
};
constexpr Part kZero{0, 0}, kOne{0x3F800000, 0x3FF0000000000000}, kInfinity{0x7F800000, 0x7FF0000000000000};
constexpr Part kSign{uint64_t{1} << 31, uint64_t{1} << 63};
constexpr Part operator^(Part a, Part b) noexcept { return {a.float32 ^ b.float32, a.float64 ^ b.float64}; }

void set_masked(ReduceRecipe& recipe, Part re, Part im) noexcept {
  switch (recipe.element) {
    case DType::kFloat32: recipe.masked[0] = re.float32; break;
    case DType::kComplex64: recipe.masked[0] = re.float32 | im.float32 << 32; break;
    case DType::kComplex128: recipe.masked[1] = im.float64; [[fallthrough]];
    default: recipe.masked[0] = re.float64; break;
  }
}

int64_t elements_per_output(const ReducePlan& plan) noexcept {
  int64_t count = 1;
  for (int i = 0; i < plan.ndim; ++i) {
    if (plan.reduced[i]) count *= plan.shape[i];
  }
  return count;
}

void sum_recipe(ReduceRecipe& recipe, const ReducePlan& plan) noexcept {
  const bool exact_mean = plan.op == Reduction::kMean && plan.accumulate == DType::kFloat64 &&
                          !is_inexact(recipe.source) && item_size(recipe.source) <= 4 &&
                          elements_per_output(plan) <= kExactSum;
  if (is_inexact(plan.accumulate) && !exact_mean) {
    recipe.element = recipe.primary = folded_dtype(plan.accumulate);
    recipe.fold = for_dtype(Fold::kSum8, recipe.element);
    set_masked(recipe, kSign, kSign);
    recipe.order = FoldOrder::kMemory;
    return;
  }
  recipe.element = is_inexact(recipe.source) ? plan.accumulate : recipe.source;
  recipe.primary = plan.accumulate == DType::kUint64 ? DType::kUint64 : DType::kInt64;
  recipe.fold = for_dtype(Fold::kSum8, recipe.element);
  if (is_signed(recipe.element) && item_size(recipe.element) < 8) recipe.params.flip = sign_bit(recipe.element);
  if (recipe.element == DType::kBool) recipe.params.limit = 1;
}

void product_recipe(ReduceRecipe& recipe, const ReducePlan& plan) noexcept {
  if (is_inexact(plan.accumulate)) {
    recipe.element = recipe.primary = folded_dtype(plan.accumulate);
    recipe.fold = static_cast<Fold>(static_cast<int>(for_dtype(Fold::kProd64, recipe.element)) - 3);
    set_masked(recipe, kOne, kZero);
    recipe.order = FoldOrder::kMemory;
    return;
  }
  recipe.primary = plan.accumulate == DType::kUint64 ? DType::kUint64 : DType::kInt64;
  recipe.element = item_size(recipe.source) == 8 && !is_inexact(recipe.source) ? recipe.source : recipe.primary;
  recipe.fold = Fold::kProd64;
  recipe.masked[0] = 1;
}

void extreme_recipe(ReduceRecipe& recipe, bool minimum) noexcept {
  recipe.element = folded_dtype(recipe.element);
  const DType element = recipe.element;
  recipe.primary = element;
  if (is_inexact(element)) {
    const int64_t part = item_size(element) / (is_complex(element) ? 2 : 1);
    recipe.params.flip = minimum ? uint64_t{1} << (8 * part - 1) : 0;
    const Part least = minimum ? kInfinity : kSign ^ kInfinity;
    set_masked(recipe, least, least);
  } else {
    const uint64_t ones = ~uint64_t{0} >> (64 - 8 * item_size(element));
    recipe.params.flip = (is_signed(element) ? 0 : sign_bit(element)) ^ (minimum ? ones : 0);
    recipe.masked[0] = recipe.params.flip ^ sign_bit(element);
  }
}

// Kernels that find positions find extremes too. Those of complex numbers are found so: which nan is the first, and
// which of equal zeros, shows in the result.
void position_recipe(ReduceRecipe& recipe, bool minimum) noexcept {
  extreme_recipe(recipe, minimum);
  recipe.fold = for_dtype(Fold::kArgmax8, recipe.element);
  recipe.has_secondary = true;
  recipe.order = FoldOrder::kPosition;
}

void count_recipe(ReduceRecipe& recipe, bool columns) noexcept {
  recipe.primary = DType::kInt64;
  const bool counted_as_bools = recipe.source == DType::kFloat16 || is_complex(recipe.source);
  if (counted_as_bools || (columns && item_size(recipe.source) > 1)) recipe.element = DType::kBool;
  if (item_size(recipe.element) == 1) {
    recipe.fold = Fold::kSum8;
    recipe.params.limit = 1;
  } else {
    recipe.fold = static_cast<Fold>(static_cast<int>(for_dtype(Fold::kCount16, recipe.element)) - 1);
  }
  if (recipe.op != Reduction::kAll) return;
  if (is_inexact(recipe.element)) {
    set_masked(recipe, kOne, kZero);
  } else {
    recipe.masked[0] = 1;
  }
}

void moments_recipe(ReduceRecipe& recipe, const ReducePlan& plan) noexcept {
  const DType source = recipe.source;
  if (is_complex(source)) {
    recipe.fold = source == DType::kComplex64 ? Fold::kVarComplex64 : Fold::kVarComplex128;
    recipe.primary = DType::kComplex128;
  } else {
    const bool single = plan.accumulate == DType::kFloat16 || plan.accumulate == DType::kFloat32 ||
                        plan.accumulate == DType::kComplex64 || source == DType::kFloat16 || source == DType::kFloat32;
    recipe.element = single ? DType::kFloat32 : DType::kFloat64;
    recipe.fold = single ? Fold::kVarFloat32 : Fold::kVarFloat64;
    recipe.primary = DType::kFloat64;
  }
  recipe.has_secondary = true;
  recipe.compact = plan.where != nullptr || recipe.skip_nan;
  recipe.order = FoldOrder::kMemory;
}

Reduction of_bools(const ReducePlan& plan) noexcept {
  const bool sums_bools = plan.accumulate == DType::kBool;
  const bool orders_bools = plan.in.dtype == DType::kBool;
  switch (plan.op) {
    case Reduction::kSum: return sums_bools ? Reduction::kAny : plan.op;
    case Reduction::kProd: return sums_bools ? Reduction::kAll : plan.op;
    case Reduction::kMax: return orders_bools ? Reduction::kAny : plan.op;
    case Reduction::kMin: return orders_bools ? Reduction::kAll : plan.op;
    default: return plan.op;
  }
}

template <class T, class F>
void merge_each(int64_t outputs, FoldResults into, FoldResults more, F&& f) noexcept {
  T* a = static_cast<T*>(into.primary);
  const T* b = static_cast<const T*>(more.primary);
  for (int64_t i = 0; i < outputs; ++i) a[i] = f(a[i], b[i]);
}

template <class T>
void add_results(int64_t outputs, FoldResults into, FoldResults more) noexcept {
  merge_each<T>(outputs, into, more, [](T a, T b) { return static_cast<T>(a + b); });
}
template <class T>
void multiply_results(int64_t outputs, FoldResults into, FoldResults more) noexcept {
  merge_each<T>(outputs, into, more, [](T a, T b) { return static_cast<T>(a * b); });
}
template <class T>
void add_complex_results(int64_t outputs, FoldResults into, FoldResults more) noexcept {
  add_results<T>(2 * outputs, into, more);
}
template <class T>
void multiply_complex_results(int64_t outputs, FoldResults into, FoldResults more) noexcept {
  merge_each<Complex<T>>(outputs, into, more, [](Complex<T> a, Complex<T> b) { return multiply_complex(a, b); });
}
template <class T>
void maximum_results(int64_t outputs, FoldResults into, FoldResults more) noexcept {
  merge_each<T>(outputs, into, more, [](T a, T b) { return a < b || b != b ? b : a; });
}

template <class T>
void position_results(int64_t outputs, FoldResults into, FoldResults more) noexcept {
  T* a = static_cast<T*>(into.primary);
  const T* b = static_cast<const T*>(more.primary);
  int64_t* at_a = static_cast<int64_t*>(into.secondary);
  const int64_t* at_b = static_cast<const int64_t*>(more.secondary);
  for (int64_t i = 0; i < outputs; ++i) {
    const bool a_nan = a[i] != a[i], b_nan = b[i] != b[i];
    const bool equal = a[i] == b[i] || (a_nan && b_nan);
    if (equal ? at_b[i] < at_a[i] : b_nan || a[i] < b[i]) {
      a[i] = b[i];
      at_a[i] = at_b[i];
    }
  }
}

template <class T>
void complex_position_results(int64_t outputs, FoldResults into, FoldResults more) noexcept {
  Complex<T>* a = static_cast<Complex<T>*>(into.primary);
  const Complex<T>* b = static_cast<const Complex<T>*>(more.primary);
  int64_t* at_a = static_cast<int64_t*>(into.secondary);
  const int64_t* at_b = static_cast<const int64_t*>(more.secondary);
  for (int64_t i = 0; i < outputs; ++i) {
    if (at_b[i] < at_a[i] ? complex_beats(a[i], b[i]) : !complex_beats(b[i], a[i])) continue;
    a[i] = b[i];
    at_a[i] = at_b[i];
  }
}

// In the order of operations of the kernel's own merging, so that both give the same bits.
void merge_moments(int64_t outputs, FoldResults into, int64_t n, FoldResults more, int64_t more_n) noexcept {
  double* mean = static_cast<double*>(into.primary);
  double* squares = static_cast<double*>(into.secondary);
  const double* more_mean = static_cast<const double*>(more.primary);
  const double* more_squares = static_cast<const double*>(more.secondary);
  if (more_n == 0) return;
  if (n == 0) {
    std::copy_n(more_mean, outputs, mean);
    std::copy_n(more_squares, outputs, squares);
    return;
  }
  const double share = static_cast<double>(more_n) / static_cast<double>(n + more_n);
  const double weight = share * static_cast<double>(n);
  for (int64_t i = 0; i < outputs; ++i) {
    const double delta = more_mean[i] - mean[i];
    mean[i] += delta * share;
    squares[i] = squares[i] + more_squares[i] + delta * delta * weight;
  }
}

void merge_complex_moments(int64_t outputs, FoldResults into, int64_t n, FoldResults more, int64_t more_n) noexcept {
  Complex128* mean = static_cast<Complex128*>(into.primary);
  double* squares = static_cast<double*>(into.secondary);
  const Complex128* more_mean = static_cast<const Complex128*>(more.primary);
  const double* more_squares = static_cast<const double*>(more.secondary);
  if (more_n == 0) return;
  if (n == 0) {
    std::copy_n(more_mean, outputs, mean);
    std::copy_n(more_squares, outputs, squares);
    return;
  }
  const double share = static_cast<double>(more_n) / static_cast<double>(n + more_n);
  const double weight = share * static_cast<double>(n);
  for (int64_t i = 0; i < outputs; ++i) {
    const Complex128 delta{more_mean[i].re - mean[i].re, more_mean[i].im - mean[i].im};
    mean[i] = {mean[i].re + delta.re * share, mean[i].im + delta.im * share};
    squares[i] = squares[i] + more_squares[i] + (delta.re * delta.re + delta.im * delta.im) * weight;
  }
}

}  // namespace

ReduceRecipe make_recipe(const ReducePlan& plan, bool columns) noexcept {
  static const FoldKernel* const kernels = fold_kernels(active_target());
  ReduceRecipe recipe;
  recipe.op = of_bools(plan);
  recipe.source = recipe.element = plan.in.dtype;
  recipe.order = FoldOrder::kAny;
  recipe.skip_nan = plan.skip_nan && is_inexact(recipe.source);
  switch (recipe.op) {
    case Reduction::kSum:
    case Reduction::kMean:
      sum_recipe(recipe, plan);
      recipe.compact = (plan.where != nullptr || recipe.skip_nan) && recipe.op == Reduction::kMean;
      break;
    case Reduction::kProd: product_recipe(recipe, plan); break;
    case Reduction::kMin:
    case Reduction::kMax:
      if (is_complex(recipe.source)) {
        position_recipe(recipe, recipe.op == Reduction::kMin);
      } else {
        extreme_recipe(recipe, recipe.op == Reduction::kMin);
        recipe.fold = for_dtype(Fold::kMax8, recipe.element);
        recipe.params.skip_nan = std::exchange(recipe.skip_nan, false);  // the kernel does it
      }
      break;
    case Reduction::kArgmin:
    case Reduction::kArgmax:
      position_recipe(recipe, recipe.op == Reduction::kArgmin);
      // NumPy puts a real infinity in the place of nan.
      if (recipe.skip_nan && is_complex(recipe.source)) {
        set_masked(recipe, recipe.op == Reduction::kArgmin ? kInfinity : kSign ^ kInfinity, kZero);
      }
      if (recipe.source == DType::kBool && !columns) {
        recipe.fold = Fold::kArgmaxBool;
      } else if (recipe.source == DType::kBool) {
        recipe.source = DType::kUint8;  // whatever byte stands for true is cast to 1
      }
      break;
    case Reduction::kAny:
    case Reduction::kAll:
    case Reduction::kCountNonzero: count_recipe(recipe, columns); break;
    case Reduction::kCountNumbers:
      // Blocks are marks of what is a number.
      recipe.primary = DType::kInt64;
      recipe.element = DType::kBool;
      recipe.fold = Fold::kSum8;
      recipe.params.limit = 1;
      break;
    case Reduction::kVar:
    case Reduction::kStd: moments_recipe(recipe, plan); break;
  }
  recipe.kernel = kernels[static_cast<int>(recipe.fold)];
  recipe.block = recipe.kernel.block;
  if (recipe.element != recipe.source) {
    const int64_t size = std::max<int64_t>(item_size(recipe.source), 8);
    recipe.block = std::min(recipe.block, kCastBlockBytes / size);
  }
  return recipe;
}

void merge_results(const ReduceRecipe& recipe, int64_t outputs, FoldResults into, int64_t n, FoldResults more,
                   int64_t more_n) noexcept {
  switch (recipe.fold) {
    case Fold::kSumFloat32: return add_results<float>(outputs, into, more);
    case Fold::kSumFloat64: return add_results<double>(outputs, into, more);
    case Fold::kSumComplex64: return add_complex_results<float>(outputs, into, more);
    case Fold::kSumComplex128: return add_complex_results<double>(outputs, into, more);
    case Fold::kProdComplex64: return multiply_complex_results<float>(outputs, into, more);
    case Fold::kProdComplex128: return multiply_complex_results<double>(outputs, into, more);
    case Fold::kProd64: return multiply_results<uint64_t>(outputs, into, more);
    case Fold::kProdFloat32: return multiply_results<float>(outputs, into, more);
    case Fold::kProdFloat64: return multiply_results<double>(outputs, into, more);
    case Fold::kMax8: return maximum_results<int8_t>(outputs, into, more);
    case Fold::kMax16: return maximum_results<int16_t>(outputs, into, more);
    case Fold::kMax32: return maximum_results<int32_t>(outputs, into, more);
    case Fold::kMax64: return maximum_results<int64_t>(outputs, into, more);
    case Fold::kMaxFloat32: return maximum_results<float>(outputs, into, more);
    case Fold::kMaxFloat64: return maximum_results<double>(outputs, into, more);
    case Fold::kArgmax8:
    case Fold::kArgmaxBool: return position_results<int8_t>(outputs, into, more);
    case Fold::kArgmax16: return position_results<int16_t>(outputs, into, more);
    case Fold::kArgmax32: return position_results<int32_t>(outputs, into, more);
    case Fold::kArgmax64: return position_results<int64_t>(outputs, into, more);
    case Fold::kArgmaxFloat32: return position_results<float>(outputs, into, more);
    case Fold::kArgmaxFloat64: return position_results<double>(outputs, into, more);
    case Fold::kArgmaxComplex64: return complex_position_results<float>(outputs, into, more);
    case Fold::kArgmaxComplex128: return complex_position_results<double>(outputs, into, more);
    case Fold::kVarFloat32:
    case Fold::kVarFloat64: return merge_moments(outputs, into, n, more, more_n);
    case Fold::kVarComplex64:
    case Fold::kVarComplex128: return merge_complex_moments(outputs, into, n, more, more_n);
    default: return add_results<uint64_t>(outputs, into, more);  // integer sums and counts
  }
}

void flip_elements(const ReduceRecipe& recipe, void* values, int64_t n) noexcept {
  const uint64_t flip = recipe.params.flip;
  if (flip == 0) return;
  const int64_t parts = is_complex(recipe.primary) ? 2 : 1;
  const auto each = [&](auto* p) {
    for (int64_t i = 0; i < n * parts; ++i) p[i] ^= static_cast<std::remove_reference_t<decltype(*p)>>(flip);
  };
  switch (item_size(recipe.primary) / parts) {
    case 1: return each(static_cast<uint8_t*>(values));
    case 2: return each(static_cast<uint16_t*>(values));
    case 4: return each(static_cast<uint32_t*>(values));
    default: return each(static_cast<uint64_t*>(values));
  }
}

void clear_results(const ReduceRecipe& recipe, int64_t outputs, FoldResults results) noexcept {
  const bool extreme = recipe.op == Reduction::kMin || recipe.op == Reduction::kMax;
  // What `masked` becomes once folded; counts and moments of nothing are 0.
  const bool counts = recipe.primary == DType::kInt64 && recipe.op != Reduction::kProd && !extreme;
  uint64_t bits[2] = {0, 0};
  if (!counts && (extreme || !recipe.has_secondary)) {
    std::copy_n(recipe.masked, 2, bits);
    if (extreme) flip_elements(recipe, bits, 1);
  }
  const int64_t size = item_size(recipe.primary);
  char* primary = static_cast<char*>(results.primary);
  for (int64_t i = 0; i < outputs; ++i) std::copy_n(reinterpret_cast<const char*>(bits), size, primary + i * size);
  if (recipe.has_secondary) std::fill_n(static_cast<uint64_t*>(results.secondary), outputs, 0);
}

}  // namespace nds
