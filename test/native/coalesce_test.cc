#include "plan/coalesce.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "random_layout.h"

namespace nds {
namespace {

using test::Generator;
using test::pick;

TEST_CASE("operands in the same order become one run, whatever the order") {
  char bytes[8 * 24] = {};
  const int64_t shape[] = {2, 1, 3, 4};
  const int64_t c_order[] = {96, 96, 32, 8}, f_order[] = {8, 16, 16, 48};
  for (const int64_t* strides : {c_order, f_order}) {
    const Operand a{bytes, DType::kFloat64, strides};
    const Operand* operands[] = {&a, &a, &a};
    Nest nest;
    coalesce(nest, 4, shape, operands, 3, 2);
    REQUIRE(nest.ndim == 1);
    CHECK(nest.shape[0] == 24);
    for (int k = 0; k < 3; ++k) CHECK(nest.strides[k][0] == 8);
  }
}

TEST_CASE("dimensions that all operands walk backwards are reversed, others are not") {
  char bytes[8 * 12] = {};
  const int64_t shape[] = {3, 4};
  const int64_t reversed[] = {-32, -8}, still[] = {0, 0}, mixed[] = {32, -8};
  const Operand out{bytes + 88, DType::kFloat64, reversed};
  const Operand scalar{bytes, DType::kFloat64, still};
  const Operand forward{bytes + 24, DType::kFloat64, mixed};
  Nest nest;
  const Operand* with_scalar[] = {&scalar, &out};
  coalesce(nest, 2, shape, with_scalar, 2, 1);
  REQUIRE(nest.ndim == 1);
  CHECK(nest.data[1] == bytes);
  CHECK(nest.data[0] == bytes);
  CHECK(nest.strides[1][0] == 8);
  const Operand* with_forward[] = {&forward, &out};
  coalesce(nest, 2, shape, with_forward, 2, 1);
  REQUIRE(nest.ndim == 2);
  CHECK(nest.strides[1][0] == -32);
  CHECK(nest.strides[1][1] == 8);
  CHECK(nest.strides[0][0] == 32);
  CHECK(nest.data[1] == bytes + 88 - 24);
}

TEST_CASE("a single element is one contiguous dimension and an empty shape stays empty") {
  char bytes[8] = {};
  const int64_t ones[] = {1, 1}, none[] = {1, 0}, strides[] = {-100, 7};
  const Operand a{bytes, DType::kInt32, strides};
  const Operand* operands[] = {&a};
  Nest nest;
  coalesce(nest, 2, ones, operands, 1, 0);
  CHECK(nest.ndim == 1);
  CHECK(nest.strides[0][0] == 4);
  CHECK(nest_size(nest) == 1);
  coalesce(nest, 0, nullptr, operands, 1, 0);
  CHECK(nest.ndim == 1);
  CHECK(nest_size(nest) == 1);
  coalesce(nest, 2, none, operands, 1, 0);
  CHECK(nest_size(nest) == 0);
}

TEST_CASE("64 dimensions coalesce") {
  std::vector<int64_t> shape(64, 1), strides(64, 8);
  for (int i = 0; i < 64; i += 4) shape[static_cast<size_t>(i)] = 2;
  int64_t step = 8;
  for (size_t i = 64; i-- > 0;) {
    strides[i] = step;
    step *= shape[i];
  }
  std::vector<char> bytes(static_cast<size_t>(step));
  const Operand a{bytes.data(), DType::kFloat64, strides.data()};
  const Operand* operands[] = {&a, &a};
  Nest nest;
  coalesce(nest, 64, shape.data(), operands, 2, 1);
  CHECK(nest.ndim == 1);
  CHECK(nest.shape[0] == 65536);
}

TEST_CASE("a nest visits the same tuples of elements as the operands, each once") {
  Generator random(5);
  for (int round = 0; round < 500; ++round) {
    const std::vector<int64_t> shape = test::random_shape(random, 500);
    test::RandomArray arrays[3];
    Operand operands[3];
    const Operand* pointers[3];
    for (int k = 0; k < 3; ++k) {
      arrays[k] = test::random_layout(random, k == 0 ? DType::kInt8 : DType::kFloat64, shape, {k != 2, false});
      operands[k] = arrays[k].operand();
      pointers[k] = &operands[k];
    }
    std::set<std::vector<int64_t>> expected, seen;
    test::for_each_index(shape, [&](const std::vector<int64_t>& index) {
      expected.insert({offset_of(arrays[0], index), offset_of(arrays[1], index), offset_of(arrays[2], index)});
    });
    Nest nest;
    coalesce(nest, static_cast<int>(shape.size()), shape.data(), pointers, 3, 2);
    CHECK(nest_size(nest) == static_cast<int64_t>(expected.size()));
    for (int i = 1; i < nest.ndim && !expected.empty(); ++i) {
      CHECK(std::abs(nest.strides[2][i - 1]) >= std::abs(nest.strides[2][i]));
    }
    test::for_each_index({nest.shape, nest.shape + nest.ndim}, [&](const std::vector<int64_t>& index) {
      std::vector<int64_t> at(3);
      for (size_t k = 0; k < 3; ++k) {
        at[k] = nest.data[k] - arrays[k].bytes.data();
        for (size_t i = 0; i < index.size(); ++i) at[k] += index[i] * nest.strides[k][i];
      }
      CHECK(seen.insert(at).second);
    });
    CHECK(seen == expected);
  }
}

}  // namespace
}  // namespace nds
