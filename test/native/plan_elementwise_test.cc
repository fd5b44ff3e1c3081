#include "plan/elementwise.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <string>

#include "core/mapped_file.h"
#include "core/thread_pool.h"
#include "process.h"
#include "random_layout.h"

namespace nds {
namespace {

using test::Generator;
using test::pick;
using test::RandomArray;

struct Reference {
  LoopId loop;
  double (*value)(double a, double b, double c);
};

// Exact on the small integers that the tests use, whatever the dtypes.
constexpr Reference kReferences[] = {
    {kAdd_float64, [](double a, double b, double) { return a + b; }},
    {kAdd_float32, [](double a, double b, double) { return a + b; }},
    {kAdd_int32, [](double a, double b, double) { return a + b; }},
    {kAdd_int8, [](double a, double b, double) { return a + b; }},
    {kAdd_bool, [](double a, double b, double) { return a != 0 || b != 0 ? 1.0 : 0.0; }},
    {kLess_float64, [](double a, double b, double) { return a < b ? 1.0 : 0.0; }},
    {kDivide_float64, [](double a, double b, double) { return a / b; }},
    {kNegative_float64, [](double a, double, double) { return -a; }},
    {kWhere_bool_float64, [](double a, double b, double c) { return a != 0 ? b : c; }},
    {kWhere_bool_int16, [](double a, double b, double c) { return a != 0 ? b : c; }},
};

DType random_dtype(Generator& random) { return static_cast<DType>(pick(random, 0, kDTypeCount - 1)); }

// What a value becomes when it is cast to a loop's dtype.
double as_dtype(double value, DType dtype) { return dtype == DType::kBool ? (value != 0 ? 1.0 : 0.0) : value; }

struct Case {
  const Reference* reference;
  std::vector<int64_t> shape;
  bool cast;  // operands may differ from the loop's dtypes
  bool masked;
  bool in_place;  // the output is the first input
  bool plain;
  bool mapped;
};

void run_case(Generator& random, const Case& c) {
  const LoopInfo& loop = kLoops[c.reference->loop];
  const auto ndim = static_cast<int>(c.shape.size());
  RandomArray in[3], mask, out;
  ElementwisePlan plan{c.reference->loop, ndim, c.shape.data(), {}, {}, nullptr, c.mapped};
  const bool negates = c.reference->loop == kNegative_float64;
  for (int k = 0; k < loop.inputs; ++k) {
    const bool output_too = c.in_place && k == 0;
    DType dtype = c.cast && pick(random, 0, 1) == 0 ? random_dtype(random) : loop.in[k];
    // Negative values do not fit the unsigned, and the loop's own dtype is what an in-place result is cast back to.
    if (output_too && negates) dtype = pick(random, 0, 1) == 0 ? DType::kInt16 : DType::kFloat64;
    in[k] = test::random_layout(random, dtype, c.shape, {!output_too && pick(random, 0, 1) == 0, c.plain});
    test::fill_random(random, in[k], c.shape, 1, 60);
    plan.in[k] = in[k].operand();
  }
  DType out_dtype = c.cast && pick(random, 0, 1) == 0 ? random_dtype(random) : loop.out;
  if (negates) out_dtype = pick(random, 0, 1) == 0 ? DType::kInt8 : DType::kFloat64;
  out = test::random_layout(random, out_dtype, c.shape, {false, c.plain});
  test::fill_random(random, out, c.shape, 70, 80);
  RandomArray& target = c.in_place ? in[0] : out;
  plan.out = target.operand();
  Operand where;
  if (c.masked) {
    mask = test::random_layout(random, DType::kBool, c.shape, {pick(random, 0, 2) == 0, c.plain});
    test::fill_random(random, mask, c.shape, 0, 1);
    where = mask.operand();
    plan.where = &where;
  }
  std::vector<char> expected = target.bytes;
  test::for_each_index(c.shape, [&](const std::vector<int64_t>& index) {
    if (c.masked && mask.bytes[static_cast<size_t>(offset_of(mask, index))] == 0) return;
    double value[3] = {};
    for (int k = 0; k < loop.inputs; ++k) {
      value[k] = as_dtype(test::read_value(in[k].bytes.data() + offset_of(in[k], index), in[k].dtype), loop.in[k]);
    }
    const double result = c.reference->value(value[0], value[1], value[2]);
    char* const at = expected.data() + offset_of(target, index);
    test::write_value(at, target.dtype, as_dtype(result, loop.out));
    if (target.dtype >= DType::kComplex64) {
      const int64_t part = item_size(target.dtype) / 2;
      std::fill_n(at + part, part, 0);
    }
  });
  REQUIRE(run_elementwise(plan) == ErrorCode::kOk);
  // The whole storage: nothing beside the elements may be written either.
  CHECK(target.bytes == expected);
}

Case random_case(Generator& random, std::vector<int64_t> shape) {
  const auto& reference = kReferences[pick(random, 0, std::size(kReferences) - 1)];
  return {&reference,
          std::move(shape),
          pick(random, 0, 1) == 0,
          pick(random, 0, 3) == 0,
          pick(random, 0, 5) == 0,
          pick(random, 0, 5) == 0,
          pick(random, 0, 9) == 0};
}

TEST_CASE("elementwise results do not depend on layout, dtype or mask") {
  Generator random(1);
  for (int round = 0; round < 3000; ++round) {
    CAPTURE(round);
    run_case(random, random_case(random, test::random_shape(random, 400)));
  }
}

TEST_CASE("large operations give the same results on one and on two threads") {
  const int before = num_threads();
  for (const int threads : {1, 2}) {
    set_num_threads(threads);
    Generator random(2);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      run_case(random, random_case(random, test::random_shape(random, 60000)));
    }
  }
  set_num_threads(before);
}

TEST_CASE("long rows, short rows and transposed operands of large shapes") {
  Generator random(3);
  const std::vector<std::vector<int64_t>> shapes = {{100000},       {300, 301},   {20000, 3}, {3, 20000},
                                                    {40, 41, 42},   {2, 999, 40}, {1025, 65}, {64, 1024},
                                                    {5, 7, 11, 60}, {1, 70000, 1}};
  for (const auto& shape : shapes) {
    for (int round = 0; round < 6; ++round) {
      CAPTURE(shape.size());
      CAPTURE(round);
      run_case(random, random_case(random, shape));
    }
  }
}

TEST_CASE("an output may be its own input in every position") {
  std::vector<double> a = {1, 2, 3, 4};
  const int64_t shape[] = {4}, strides[] = {8};
  const Operand self{reinterpret_cast<char*>(a.data()), DType::kFloat64, strides};
  REQUIRE(run_elementwise({kAdd_float64, 1, shape, {self, self, {}}, self, nullptr, false}) == ErrorCode::kOk);
  CHECK(a == std::vector<double>{2, 4, 6, 8});
}

TEST_CASE("a domain error is returned, unless the mask leaves the offending elements out") {
  std::vector<int32_t> base = {2, 3, 4, 5}, exponent = {-1, 2, 3, -2}, out(4, 7);
  std::vector<char> mask = {0, 1, 1, 0};
  const int64_t shape[] = {4}, strides[] = {4}, mask_strides[] = {1};
  const auto operand = [&](std::vector<int32_t>& v) {
    return Operand{reinterpret_cast<char*>(v.data()), DType::kInt32, strides};
  };
  const Operand where{mask.data(), DType::kBool, mask_strides};
  ElementwisePlan plan{kPower_int32, 1, shape, {operand(base), operand(exponent), {}}, operand(out), &where, false};
  CHECK(run_elementwise(plan) == ErrorCode::kOk);
  CHECK(out == std::vector<int32_t>{7, 9, 64, 7});
  mask[3] = 1;
  CHECK(run_elementwise(plan) == ErrorCode::kDomain);
  plan.where = nullptr;
  CHECK(run_elementwise(plan) == ErrorCode::kDomain);
}

TEST_CASE("operations larger than the cache stream past it and give the same elements") {
  const int64_t n = 3'000'001;
  std::vector<double> a(n), b(n), out(n + 2, -1.0);
  for (int64_t i = 0; i < n; ++i) {
    a[static_cast<size_t>(i)] = static_cast<double>(i);
    b[static_cast<size_t>(i)] = static_cast<double>(i % 7);
  }
  const int64_t strides[] = {8};
  const auto operand = [&](double* p) { return Operand{reinterpret_cast<char*>(p), DType::kFloat64, strides}; };
  const ElementwisePlan plan{
      kAdd_float64, 1, &n, {operand(a.data()), operand(b.data()), {}}, operand(out.data() + 1), nullptr, false};
  REQUIRE(run_elementwise(plan) == ErrorCode::kOk);
  int64_t wrong = 0;
  for (int64_t i = 0; i < n; ++i) {
    const auto at = static_cast<size_t>(i);
    wrong += out[at + 1] != a[at] + b[at];
  }
  CHECK(wrong == 0);
  CHECK(out.front() == -1.0);
  CHECK(out.back() == -1.0);
}

TEST_CASE("a file cut while mapped ends the operation with an error, on any thread and by any path") {
  if (!bus_handler_enabled()) return;
  const int before = num_threads();
  for (const int threads : {1, 2}) {
    set_num_threads(threads);
    const int64_t n = 400000;
    const test_process::Folder folder;
    const std::string path = folder / "cut.bin";
    platform::File file = platform::File::open(path, platform::File::Mode::kCreate);
    file.truncate(n * 8);
    MappedFile map(std::move(file), 0, n * 8, platform::MapMode::kShared);
    REQUIRE(truncate(path.c_str(), 4096) == 0);
    std::vector<double> out(static_cast<size_t>(n));
    const int64_t strides[] = {8}, stepped[] = {16}, half = n / 2;
    const Operand mapped{map.data(), DType::kFloat64, strides}, spread{map.data(), DType::kFloat64, stepped};
    const Operand target{reinterpret_cast<char*>(out.data()), DType::kFloat64, strides};
    CHECK(run_elementwise({kAdd_float64, 1, &n, {mapped, mapped, {}}, target, nullptr, true}) ==
          ErrorCode::kMappingLost);
    CHECK(run_elementwise({kAdd_float64, 1, &half, {spread, spread, {}}, target, nullptr, true}) ==
          ErrorCode::kMappingLost);
    CHECK(run_elementwise({kAdd_float64, 1, &n, {target, target, {}}, mapped, nullptr, true}) ==
          ErrorCode::kMappingLost);
    const int64_t first = 100;
    CHECK(run_elementwise({kAdd_float64, 1, &first, {mapped, mapped, {}}, target, nullptr, true}) == ErrorCode::kOk);
  }
  set_num_threads(before);
}

TEST_CASE("shapes without elements touch nothing") {
  const int64_t shape[] = {3, 0, 2}, strides[] = {0, 0, 0};
  const Operand nowhere{nullptr, DType::kFloat64, strides};
  const Operand other{nullptr, DType::kInt8, strides};
  CHECK(run_elementwise({kAdd_float64, 3, shape, {nowhere, nowhere, {}}, nowhere, nullptr, false}) == ErrorCode::kOk);
  CHECK(run_elementwise({kAdd_float64, 3, shape, {nowhere, other, {}}, nowhere, nullptr, true}) == ErrorCode::kOk);
}

}  // namespace
}  // namespace nds
