// Reductions of complex numbers against plain loops.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>
#include <string>

#include "core/cpu.h"
#include "core/thread_pool.h"
#include "kernels/reduce/fold.h"
#include "reduce_cases.h"

using namespace nds;
using namespace nds::test;

namespace {

using Number = std::complex<double>;

Number read_complex(const char* at, DType dtype) {
  if (dtype == DType::kComplex128) {
    Complex128 z;
    std::memcpy(&z, at, sizeof(z));
    return {z.re, z.im};
  }
  if (dtype == DType::kComplex64) {
    Complex64 z;
    std::memcpy(&z, at, sizeof(z));
    return {z.re, z.im};
  }
  return read_value(at, dtype);
}

void write_complex(char* at, DType dtype, Number value) {
  if (dtype == DType::kComplex128) {
    const Complex128 z{value.real(), value.imag()};
    std::memcpy(at, &z, sizeof(z));
  } else {
    const Complex64 z{static_cast<float>(value.real()), static_cast<float>(value.imag())};
    std::memcpy(at, &z, sizeof(z));
  }
}

bool is_nan(Number z) { return std::isnan(z.real()) || std::isnan(z.imag()); }

bool beats(Reduction op, Number z, Number best) {
  if (is_nan(best) || is_nan(z)) return !is_nan(best);
  const bool minimum = op == Reduction::kMin || op == Reduction::kArgmin;
  const Number a = minimum ? best : z, b = minimum ? z : best;
  return a.real() > b.real() || (a.real() == b.real() && a.imag() > b.imag());
}

DType real_of(DType dtype) { return dtype == DType::kComplex64 ? DType::kFloat32 : DType::kFloat64; }

// The plain loop in C order over Gaussian integers.
Number complex_reference(const Case& c, const std::vector<Number>& values, Number initial) {
  const double n = static_cast<double>(values.size());
  Number sum = 0;
  switch (c.op) {
    case Reduction::kSum: return std::accumulate(values.begin(), values.end(), c.has_initial ? initial : Number(0));
    case Reduction::kProd: {
      Number product = c.has_initial ? initial : Number(1);
      for (const Number z : values) product *= z;
      return product;
    }
    case Reduction::kMin:
    case Reduction::kMax: {
      Number best = c.has_initial ? initial : values[0];
      for (const Number z : values) best = beats(c.op, z, best) ? z : best;
      return best;
    }
    case Reduction::kArgmin:
    case Reduction::kArgmax: {
      size_t at = 0;
      for (size_t i = 1; i < values.size(); ++i) at = beats(c.op, values[i], values[at]) ? i : at;
      return static_cast<double>(at);
    }
    case Reduction::kAny:
    case Reduction::kAll:
    case Reduction::kCountNonzero: {
      const double count =
          static_cast<double>(std::count_if(values.begin(), values.end(), [](Number z) { return z != 0.0; }));
      return c.op == Reduction::kAny ? count > 0 : c.op == Reduction::kAll ? count == n : count;
    }
    default: break;
  }
  for (const Number z : values) sum += z;
  if (c.op == Reduction::kMean) return n == 0 ? Number(kNan, kNan) : sum / n;
  double squares = 0;
  for (const Number z : values) squares += std::norm(z - sum / n);
  const double variance = squares / std::max(n - c.ddof, 0.0);
  return c.op == Reduction::kStd ? std::sqrt(variance) : variance;
}

bool close(double got, double expected, double tolerance) {
  if (std::isnan(expected)) return std::isnan(got);
  if (std::isinf(expected)) return got == expected;
  return std::abs(got - expected) <= tolerance * std::abs(expected) + tolerance;
}

Case random_complex_case(Generator& random, int64_t most) {
  Case c = random_case(random, most);
  const DType in = pick(random, 0, 1) == 0 ? DType::kComplex64 : DType::kComplex128;
  const bool spread = c.op == Reduction::kVar || c.op == Reduction::kStd;
  const bool same = c.op <= Reduction::kMax || c.op == Reduction::kMean;
  c.accumulate = same ? in : spread ? real_of(in) : usual_accumulator(c.op, DType::kFloat64);
  // Sums of one complex dtype in the other are cast in blocks.
  if (c.op == Reduction::kSum && pick(random, 0, 2) == 0) c.accumulate = DType::kComplex128;
  c.nans = (is_extreme(c.op) || is_position(c.op)) && pick(random, 0, 1) == 0;
  c.in = random_layout(random, in, c.shape, {true, pick(random, 0, 2) == 0});
  std::vector<int64_t> out_shape;
  for (size_t i = 0; i < c.shape.size(); ++i) out_shape.push_back(c.reduced[i] != 0 ? 1 : c.shape[i]);
  c.out = random_layout(random, c.accumulate, out_shape, {false, false});
  for (size_t i = 0; i < c.shape.size(); ++i) c.out.strides[i] = c.reduced[i] != 0 ? 0 : c.out.strides[i];
  const bool product = c.op == Reduction::kProd;
  const int64_t rare = pick(random, 2, 400);
  for_each_index(c.shape, [&](const std::vector<int64_t>& index) {
    Number z(static_cast<double>(pick(random, -5, 5)), static_cast<double>(pick(random, -5, 5)));
    if (product) z = pick(random, 0, 1) == 0 ? Number(pick(random, 0, 1) == 0 ? 1 : -1, 0) : Number(0, 1);
    if (c.op == Reduction::kAny) z = pick(random, 0, rare) == 0 ? Number(0, 2) : 0;
    if (c.op == Reduction::kAll) z = pick(random, 0, rare) == 0 ? 0 : Number(0, 2);
    if (c.nans && pick(random, 0, rare) == 0) {
      z = pick(random, 0, 1) == 0 ? Number(kNan, z.imag()) : Number(z.real(), kNan);
    }
    write_complex(c.in.bytes.data() + offset_of(c.in, index), in, z);
  });
  return c;
}

void check_complex_case(Case& c) {
  REQUIRE(run(c) == ErrorCode::kOk);
  std::vector<int64_t> kept = c.shape, folded = c.shape;
  for (size_t i = 0; i < c.shape.size(); ++i) (c.reduced[i] != 0 ? kept : folded)[i] = 1;
  const Number initial(c.initial, c.initial + 1);
  const bool inexact = c.op >= Reduction::kMean;
  const double tolerance = !inexact                                                               ? 0
                           : c.accumulate == DType::kComplex64 || c.accumulate == DType::kFloat32 ? 2e-6
                                                                                                  : 1e-13;
  bool good = true;
  Number got, expected;
  for_each_index(kept, [&](const std::vector<int64_t>& output) {
    if (!good) return;
    std::vector<Number> values;
    for_each_index(folded, [&](const std::vector<int64_t>& inner) {
      std::vector<int64_t> index(output.size());
      for (size_t i = 0; i < index.size(); ++i) index[i] = output[i] + inner[i];
      if (c.masked && c.mask.bytes[static_cast<size_t>(offset_of(c.mask, index))] == 0) return;
      values.push_back(read_complex(c.in.bytes.data() + offset_of(c.in, index), c.in.dtype));
    });
    expected = complex_reference(c, values, initial);
    got = read_complex(c.out.bytes.data() + offset_of(c.out, output), c.out.dtype);
    good = close(got.real(), expected.real(), tolerance) && close(got.imag(), expected.imag(), tolerance);
  });
  const std::string text = describe(c);
  CHECK_MESSAGE(good, text, ": ", got.real(), ", ", got.imag(), " where ", expected.real(), ", ", expected.imag());
}

// Contiguous; reduced over `axis` (-1: all); the output's bytes.
std::vector<char> reduce_contiguous(Reduction op, const std::vector<char>& bytes, DType dtype, int64_t rows,
                                    int64_t cols, int axis) {
  const int64_t size = item_size(dtype);
  const int64_t shape[] = {rows, cols}, strides[] = {cols * size, size};
  const bool spread = op == Reduction::kVar || op == Reduction::kStd;
  const DType out = spread ? real_of(dtype) : dtype;
  const int64_t out_strides[] = {axis == 1 ? item_size(out) : 0, axis == 0 ? item_size(out) : 0};
  const bool reduced[] = {axis != 1, axis != 0};
  std::vector<char> result(static_cast<size_t>((axis < 0 ? 1 : axis == 0 ? cols : rows) * item_size(out)));
  REQUIRE(run_reduce({op,
                      2,
                      shape,
                      reduced,
                      {const_cast<char*>(bytes.data()), dtype, strides},
                      {result.data(), out, out_strides},
                      out,
                      nullptr,
                      nullptr,
                      0,
                      false}) == ErrorCode::kOk);
  return result;
}

}  // namespace

TEST_CASE("complex reductions agree with plain loops on random layouts, axes, masks and initial values") {
  Generator random(20261122);
  for (int i = 0; i < 4000; ++i) {
    Case c = random_complex_case(random, i % 40 == 0 ? 40000 : 1500);
    check_complex_case(c);
  }
}

TEST_CASE("complex reductions agree with plain loops on long rows and columns") {
  const int before = num_threads();
  Generator random(23);
  const std::vector<std::vector<int64_t>> shapes = {{300000}, {3, 100000}, {100000, 3}, {2000, 150}, {5000, 7, 9}};
  for (const auto& shape : shapes) {
    for (const Reduction op : kReductions) {
      Case c{};
      do {
        c = random_complex_case(random, 4);
      } while (c.op != op || c.has_initial || c.masked);
      c.shape = shape;
      c.reduced.assign(shape.size(), 0);
      c.reduced[static_cast<size_t>(pick(random, 0, static_cast<int64_t>(shape.size()) - 1))] = 1;
      c.in = random_layout(random, c.in.dtype, shape, {false, pick(random, 0, 1) == 0});
      std::vector<int64_t> out_shape = shape;
      for (size_t i = 0; i < shape.size(); ++i) out_shape[i] = c.reduced[i] != 0 ? 1 : shape[i];
      c.out = random_layout(random, c.accumulate, out_shape, {false, true});
      for (size_t i = 0; i < shape.size(); ++i) c.out.strides[i] = c.reduced[i] != 0 ? 0 : c.out.strides[i];
      for_each_index(shape, [&](const std::vector<int64_t>& index) {
        const Number z = op == Reduction::kProd ? Number(0, 1)
                                                : Number(static_cast<double>(pick(random, -5, 5)),
                                                         static_cast<double>(pick(random, -5, 5)));
        write_complex(c.in.bytes.data() + offset_of(c.in, index), c.in.dtype, z);
      });
      set_num_threads(1 + static_cast<int>(pick(random, 0, 2)));
      check_complex_case(c);
    }
  }
  set_num_threads(before);
}

TEST_CASE("float16 and complex reductions give the same bits for every thread count") {
  const int before = num_threads();
  Generator random(29);
  std::normal_distribution<double> normal(3.0, 10.0);
  for (const DType dtype : {DType::kFloat16, DType::kComplex64, DType::kComplex128}) {
    for (const auto& [rows, cols] : {std::pair<int64_t, int64_t>{1, 1200007}, {700, 1801}, {400001, 3}, {3, 400001}}) {
      std::vector<char> bytes(static_cast<size_t>(rows * cols * item_size(dtype)));
      for (int64_t i = 0; i < rows * cols; ++i) {
        char* const at = bytes.data() + i * item_size(dtype);
        if (dtype == DType::kFloat16) {
          write_value(at, dtype, normal(random));
        } else {
          write_complex(at, dtype, {normal(random), normal(random)});
        }
      }
      for (const Reduction op :
           {Reduction::kSum, Reduction::kProd, Reduction::kMean, Reduction::kStd, Reduction::kMax}) {
        if (dtype == DType::kFloat16 && op == Reduction::kStd) continue;
        for (const int axis : {-1, 0, 1}) {
          CAPTURE(axis);
          CAPTURE(static_cast<int>(op));
          std::vector<char> first;
          for (const int threads : {1, 2, 3}) {
            set_num_threads(threads);
            const auto result = reduce_contiguous(op, bytes, dtype, rows, cols, axis);
            if (threads == 1) first = result;
            CHECK(result == first);
          }
        }
      }
    }
  }
  set_num_threads(before);
}

TEST_CASE("a float16 sum is that of float32, rounded once") {
  std::vector<Half> ones(5000, to_half(1.0f)), out(1);
  const int64_t shape[] = {5000}, strides[] = {2}, none[] = {0};
  const bool reduced[] = {true};
  const Operand in{reinterpret_cast<char*>(ones.data()), DType::kFloat16, strides};
  const Operand to{reinterpret_cast<char*>(out.data()), DType::kFloat16, none};
  REQUIRE(run_reduce({Reduction::kSum, 1, shape, reduced, in, to, DType::kFloat16, nullptr, nullptr, 0, false}) ==
          ErrorCode::kOk);
  CHECK(to_float(out[0]) == 5000);
  // 2048 + 1 + 1: the initial value is not rounded either.
  ones.assign(5000, to_half(0.0f));
  ones[0] = to_half(2048.0f), ones[1] = to_half(1.0f);
  const Half initial = to_half(1.0f);
  REQUIRE(run_reduce({Reduction::kSum, 1, shape, reduced, in, to, DType::kFloat16, nullptr, &initial, 0, false}) ==
          ErrorCode::kOk);
  CHECK(to_float(out[0]) == 2050);
}
