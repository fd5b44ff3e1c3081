// Random reductions of any layout, dtype, axes and options, and the plain loops that say what they should give.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "plan/reduce.h"
#include "random_layout.h"

namespace nds::test {

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr DType kDTypes[] = {DType::kBool,   DType::kInt8,    DType::kInt16,   DType::kInt32,
                                    DType::kInt64,  DType::kUint8,   DType::kUint16,  DType::kUint32,
                                    DType::kUint64, DType::kFloat16, DType::kFloat32, DType::kFloat64};
inline constexpr Reduction kReductions[] = {Reduction::kSum,  Reduction::kProd,   Reduction::kMin,
                                            Reduction::kMax,  Reduction::kArgmin, Reduction::kArgmax,
                                            Reduction::kAny,  Reduction::kAll,    Reduction::kCountNonzero,
                                            Reduction::kMean, Reduction::kVar,    Reduction::kStd};

inline bool is_float(DType dtype) { return dtype >= DType::kFloat16 && dtype <= DType::kFloat64; }
inline bool is_unsigned(DType dtype) {
  return dtype == DType::kBool || (dtype >= DType::kUint8 && dtype <= DType::kUint64);
}
inline bool is_position(Reduction op) { return op == Reduction::kArgmin || op == Reduction::kArgmax; }
inline bool is_extreme(Reduction op) { return op == Reduction::kMin || op == Reduction::kMax; }

// What NumPy accumulates in and returns.
inline DType usual_accumulator(Reduction op, DType in) {
  switch (op) {
    case Reduction::kSum:
    case Reduction::kProd:
      return is_float(in) ? in : in != DType::kBool && is_unsigned(in) ? DType::kUint64 : DType::kInt64;
    case Reduction::kMin:
    case Reduction::kMax: return in;
    case Reduction::kAny:
    case Reduction::kAll: return DType::kBool;
    case Reduction::kMean:
    case Reduction::kVar:
    case Reduction::kStd: return is_float(in) ? in : DType::kFloat64;
    default: return DType::kInt64;
  }
}

// The value as it stands in an array of that dtype.
inline double as_stored(double value, DType dtype) {
  double stored = 0;
  if (dtype == DType::kFloat16) return to_float(to_half(value));
  visit_plain_dtype(dtype, [&]<class T>() {
    if constexpr (std::is_same_v<T, bool>) {
      stored = value != 0;
    } else if constexpr (std::is_integral_v<T>) {
      stored = static_cast<double>(static_cast<T>(static_cast<int64_t>(value)));
    } else {
      stored = static_cast<double>(static_cast<T>(value));
    }
  });
  return stored;
}

struct Expected {
  double value;
  bool close;  // not exact
};

inline double wrapped(Reduction op, const std::vector<double>& values, DType accumulate, double initial) {
  uint64_t result = static_cast<uint64_t>(static_cast<int64_t>(initial));
  for (const double v : values) {
    const uint64_t x = static_cast<uint64_t>(static_cast<int64_t>(v));
    result = op == Reduction::kSum ? result + x : result * x;
  }
  double value = 0;
  visit_plain_dtype(accumulate, [&]<class T>() { value = static_cast<double>(static_cast<T>(result)); });
  return value;
}

// The plain loop over values that are small integers or nan, in C order.
inline Expected reference(Reduction op, const std::vector<double>& values, DType in, DType accumulate,
                          const double* initial, double ddof) {
  const double n = static_cast<double>(values.size());
  switch (op) {
    case Reduction::kSum:
    case Reduction::kProd: {
      const bool sums = op == Reduction::kSum;
      const double start = initial != nullptr ? *initial : !sums;
      if (accumulate == DType::kBool) {
        bool any = start != 0, all = start != 0;
        for (const double v : values) any |= v != 0, all &= v != 0;
        return {static_cast<double>(sums ? any : all), false};
      }
      if (!is_float(accumulate)) return {wrapped(op, values, accumulate, start), false};
      long double result = start;
      for (const double v : values) result = sums ? result + v : result * v;
      return {as_stored(static_cast<double>(result), accumulate), false};
    }
    case Reduction::kMin:
    case Reduction::kMax: {
      double result = initial != nullptr ? *initial : values[0];
      for (const double v : values) {
        if (std::isnan(v) || std::isnan(result)) {
          result = kNan;
        } else {
          result = op == Reduction::kMin ? std::min(result, v) : std::max(result, v);
        }
      }
      return {result, false};
    }
    case Reduction::kArgmin:
    case Reduction::kArgmax: {
      size_t at = 0;
      for (size_t i = 1; i < values.size() && !std::isnan(values[at]); ++i) {
        const bool better = op == Reduction::kArgmin ? values[i] < values[at] : values[i] > values[at];
        if (better || std::isnan(values[i])) at = i;
      }
      return {static_cast<double>(at), false};
    }
    case Reduction::kAny:
    case Reduction::kAll:
    case Reduction::kCountNonzero: {
      const double count =
          static_cast<double>(std::count_if(values.begin(), values.end(), [](double v) { return v != 0; }));
      return {op == Reduction::kAny ? count > 0 : op == Reduction::kAll ? count == n : count, false};
    }
    case Reduction::kCountNumbers: {
      const auto numbers = std::count_if(values.begin(), values.end(), [](double v) { return !std::isnan(v); });
      return {static_cast<double>(numbers), false};
    }
    case Reduction::kMean:
    case Reduction::kVar:
    case Reduction::kStd: break;
  }
  long double sum = 0, squares = 0;
  for (const double v : values) sum += v;
  if (op == Reduction::kMean) {
    const bool single = in == DType::kFloat32 || in == DType::kFloat16;
    return {single ? static_cast<float>(sum) / static_cast<float>(n) : static_cast<double>(sum) / n, false};
  }
  for (const double v : values) squares += (v - sum / n) * (v - sum / n);
  const double variance = static_cast<double>(squares) / std::max(n - ddof, 0.0);
  return {op == Reduction::kStd ? std::sqrt(variance) : variance, true};
}

inline bool matches(double got, Expected expected, DType out) {
  if (std::isnan(expected.value)) return std::isnan(got);
  if (!expected.close || std::isinf(expected.value))
    return got == (is_float(out) ? as_stored(expected.value, out) : expected.value);
  const double tolerance = out == DType::kFloat16 ? 1e-3 : out == DType::kFloat32 ? 1e-6 : 1e-13;
  return std::abs(got - expected.value) <= tolerance * std::abs(expected.value) + 1e-14;
}

struct Case {
  Reduction op;
  std::vector<int64_t> shape;
  std::vector<char> reduced;
  RandomArray in, out, mask;
  DType accumulate;
  bool masked;
  bool has_initial;
  double initial;
  double ddof;
  bool nans;
};

inline void fill_case(Generator& random, Case& c) {
  const bool product = c.op == Reduction::kProd;
  const bool sparse = c.op == Reduction::kAny || c.op == Reduction::kAll;
  const int64_t rare = pick(random, 2, 400);
  for_each_index(c.shape, [&](const std::vector<int64_t>& index) {
    double value = static_cast<double>(pick(random, is_unsigned(c.in.dtype) ? 0 : -9, 9));
    if (product) value = pick(random, 0, 40) == 0 ? 2 : is_unsigned(c.in.dtype) || pick(random, 0, 1) == 0 ? 1 : -1;
    if (sparse) value = (pick(random, 0, rare) == 0) == (c.op == Reduction::kAny) ? 3 : 0;
    if (c.nans && pick(random, 0, rare) == 0) value = kNan;
    write_value(c.in.bytes.data() + offset_of(c.in, index), c.in.dtype, value);
  });
  if (c.masked) fill_random(random, c.mask, c.shape, 0, 1);
}

inline Case random_case(Generator& random, int64_t most) {
  Case c{};
  c.op = kReductions[pick(random, 0, 11)];
  c.shape = random_shape(random, most);
  const auto ndim = c.shape.size();
  c.reduced.resize(ndim);
  const bool all = pick(random, 0, 4) == 0;
  for (char& flag : c.reduced) flag = all || pick(random, 0, 1) == 0;
  if (is_position(c.op) && !all) {
    std::fill(c.reduced.begin(), c.reduced.end(), 0);
    if (ndim > 0) c.reduced[static_cast<size_t>(pick(random, 0, static_cast<int64_t>(ndim) - 1))] = 1;
  }
  c.masked = !is_position(c.op) && pick(random, 0, 3) == 0;
  c.has_initial = pick(random, 0, 3) == 0 && (c.op <= Reduction::kMax);
  bool empty = false;
  for (size_t i = 0; i < ndim; ++i) empty |= c.reduced[i] != 0 && c.shape[i] == 0;
  if (is_extreme(c.op) && (empty || c.masked)) c.has_initial = true;
  if (is_position(c.op) && empty) c.op = Reduction::kSum;
  const DType in = kDTypes[pick(random, 0, 11)];
  c.accumulate = usual_accumulator(c.op, in);
  const bool sums = c.op == Reduction::kSum || c.op == Reduction::kProd;
  if (sums && pick(random, 0, 2) == 0) c.accumulate = kDTypes[pick(random, 0, 11)];
  c.nans = is_float(in) && (is_extreme(c.op) || is_position(c.op)) && pick(random, 0, 1) == 0;
  c.initial = as_stored(static_cast<double>(pick(random, is_unsigned(c.accumulate) ? 0 : -3, 5)), c.accumulate);
  c.ddof = static_cast<double>(pick(random, 0, 2));
  c.in = random_layout(random, in, c.shape, {true, pick(random, 0, 2) == 0});
  c.mask = random_layout(random, DType::kBool, c.shape, {true, pick(random, 0, 2) == 0});
  std::vector<int64_t> out_shape;
  for (size_t i = 0; i < ndim; ++i) out_shape.push_back(c.reduced[i] != 0 ? 1 : c.shape[i]);
  const bool widened = !is_position(c.op) && pick(random, 0, 5) == 0;
  c.out = random_layout(random, widened ? DType::kFloat64 : c.accumulate, out_shape, {false, false});
  for (size_t i = 0; i < ndim; ++i) c.out.strides[i] = c.reduced[i] != 0 ? 0 : c.out.strides[i];
  fill_case(random, c);
  return c;
}

inline ErrorCode run(Case& c) {
  uint64_t initial[2] = {};
  write_value(reinterpret_cast<char*>(initial), c.accumulate, c.initial);
  const Operand where = c.mask.operand();
  bool reduced[kMaxDims];
  std::copy(c.reduced.begin(), c.reduced.end(), reduced);
  const ReducePlan plan{c.op,
                        static_cast<int>(c.shape.size()),
                        c.shape.data(),
                        reduced,
                        c.in.operand(),
                        c.out.operand(),
                        c.accumulate,
                        c.masked ? &where : nullptr,
                        c.has_initial ? initial : nullptr,
                        c.ddof,
                        false};
  return run_reduce(plan);
}

inline std::string describe(const Case& c) {
  std::string text = "reduction " + std::to_string(static_cast<int>(c.op)) + " of " +
                     kDTypeNames[static_cast<int>(c.in.dtype)] + " in " + kDTypeNames[static_cast<int>(c.accumulate)];
  for (size_t i = 0; i < c.shape.size(); ++i) {
    text += (c.reduced[i] != 0 ? " -" : " ") + std::to_string(c.shape[i]) + "@" + std::to_string(c.in.strides[i]);
  }
  return text + (c.masked ? " where" : "") + (c.has_initial ? " initial" : "") + (c.nans ? " nan" : "");
}

inline void check_case(Case& c) {
  REQUIRE(run(c) == ErrorCode::kOk);
  std::vector<int64_t> kept = c.shape, folded = c.shape;
  for (size_t i = 0; i < c.shape.size(); ++i) (c.reduced[i] != 0 ? kept : folded)[i] = 1;
  bool good = true;
  double got = 0;
  Expected expected{};
  for_each_index(kept, [&](const std::vector<int64_t>& output) {
    if (!good) return;
    std::vector<double> values;
    for_each_index(folded, [&](const std::vector<int64_t>& inner) {
      std::vector<int64_t> index(output.size());
      for (size_t i = 0; i < index.size(); ++i) index[i] = output[i] + inner[i];
      if (c.masked && c.mask.bytes[static_cast<size_t>(offset_of(c.mask, index))] == 0) return;
      values.push_back(read_value(c.in.bytes.data() + offset_of(c.in, index), c.in.dtype));
    });
    expected = reference(c.op, values, c.in.dtype, c.accumulate, c.has_initial ? &c.initial : nullptr, c.ddof);
    got = read_value(c.out.bytes.data() + offset_of(c.out, output), c.out.dtype);
    good = matches(got, expected, c.out.dtype);
  });
  const std::string text = describe(c);
  CHECK_MESSAGE(good, text, ": ", got, " where ", expected.value, " is expected");
}

}  // namespace nds::test
