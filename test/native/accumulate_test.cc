// Accumulation at the positions of an index, and the modes and walks of gathers, against plain loops.
#include "plan/accumulate.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "kernels/select/take.h"
#include "random_layout.h"

namespace {

using namespace nds;
using namespace nds::test;
using Shape = std::vector<int64_t>;

struct Kind {
  DType array;
  DType values;
  LoopId add;
  LoopId maximum;
};
// The last accumulates float32 in float64.
const Kind kKinds[] = {
    {DType::kFloat64, DType::kFloat64, kAdd_float64, kMaximum_float64},
    {DType::kInt64, DType::kInt64, kAdd_int64, kMaximum_int64},
    {DType::kInt32, DType::kInt32, kAdd_int32, kMaximum_int32},
    {DType::kFloat32, DType::kFloat32, kAdd_float32, kMaximum_float32},
    {DType::kFloat32, DType::kFloat64, kAdd_float64, kMaximum_float64},
};

int64_t read_index(const RandomArray& index, const Shape& at) {
  int64_t value;
  std::memcpy(&value, index.bytes.data() + offset_of(index, at), 8);
  return value;
}

Shape joined(const Shape& a, const Shape& b) {
  Shape all = a;
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

Shape head(const Shape& index, size_t n) { return {index.begin(), index.begin() + static_cast<std::ptrdiff_t>(n)}; }
Shape tail(const Shape& index, size_t n) { return {index.begin() + static_cast<std::ptrdiff_t>(n), index.end()}; }

}  // namespace

TEST_CASE("accumulation adds up equal positions, for any layout, dtype and target") {
  Generator random(21);
  for (int round = 0; round < 1500; ++round) {
    INFO("round " << round);
    const Kind& kind = kKinds[round % 5];
    const bool add = pick(random, 0, 2) != 0;
    Shape index_shape, inner_shape, indexed_shape;
    const bool row = pick(random, 0, 2) == 0;
    for (int64_t i = row ? 1 : pick(random, 0, 3); i > 0; --i) {
      index_shape.push_back(row ? pick(random, 0, 3000) : pick(random, 0, 20));
    }
    for (int64_t i = row ? 0 : pick(random, 0, 3); i > 0; --i) inner_shape.push_back(pick(random, 1, 6));
    for (int64_t i = row ? 1 : pick(random, 1, 3); i > 0; --i) indexed_shape.push_back(pick(random, 1, 6));
    const LayoutChoice any = {true, pick(random, 0, 1) == 0};
    std::vector<RandomArray> index;
    for (const int64_t bound : indexed_shape) {
      index.push_back(random_layout(random, DType::kInt64, index_shape, any));
      fill_random(random, index.back(), index_shape, -bound, bound - 1);
    }
    const Shape whole = joined(indexed_shape, inner_shape);
    RandomArray array = random_layout(random, kind.array, whole, {false, pick(random, 0, 1) == 0});
    fill_random(random, array, whole, 0, 9);
    const Shape value_shape = joined(index_shape, inner_shape);
    RandomArray values = random_layout(random, kind.values, value_shape, any);
    fill_random(random, values, value_shape, 0, 9);

    std::vector<char> expected = array.bytes;
    for_each_index(value_shape, [&](const Shape& at) {
      Shape place;
      for (size_t k = 0; k < index.size(); ++k) {
        const int64_t value = read_index(index[k], head(at, index_shape.size()));
        place.push_back(value < 0 ? value + indexed_shape[k] : value);
      }
      char* element = expected.data() + offset_of(array, joined(place, tail(at, index_shape.size())));
      const double old = read_value(element, kind.array);
      const double value = read_value(values.bytes.data() + offset_of(values, at), kind.values);
      write_value(element, kind.array, add ? old + value : std::max(old, value));
    });

    std::vector<Operand> operands;
    for (RandomArray& each : index) operands.push_back(each.operand());
    Operand to = array.operand();
    to.strides += indexed_shape.size();
    const GatherPlan plan = {static_cast<int>(index_shape.size()),
                             index_shape.data(),
                             static_cast<int>(index.size()),
                             operands.data(),
                             array.strides.data(),
                             indexed_shape.data(),
                             static_cast<int>(inner_shape.size()),
                             inner_shape.data(),
                             to,
                             values.operand(),
                             round % 2 == 0};
    BadIndex bad;
    REQUIRE(run_accumulate({plan, add ? kind.add : kind.maximum}, &bad) == ErrorCode::kOk);
    REQUIRE(array.bytes == expected);
  }
}

TEST_CASE("an accumulation with an index out of bounds writes nothing") {
  const int64_t n = 3000, bound = 5, eight = 8, zero = 0;
  std::vector<int64_t> index(static_cast<size_t>(n), 4);
  std::vector<double> array(5, 1.0);
  const double one = 1;
  for (const int64_t wrong : {int64_t{5}, int64_t{-6}, INT64_MAX, INT64_MIN}) {
    index[2999] = wrong;
    const Operand indices = {reinterpret_cast<char*>(index.data()), DType::kInt64, &eight};
    GatherPlan plan = {1,
                       &n,
                       1,
                       &indices,
                       &eight,
                       &bound,
                       0,
                       nullptr,
                       {reinterpret_cast<char*>(array.data()), DType::kFloat64, nullptr},
                       {reinterpret_cast<char*>(const_cast<double*>(&one)), DType::kFloat64, &zero},
                       false};
    BadIndex bad;
    REQUIRE(run_accumulate({plan, kAdd_float64}, &bad) == ErrorCode::kInvalidArgument);
    CHECK(bad.value == wrong);
    CHECK(std::all_of(array.begin(), array.end(), [](double v) { return v == 1.0; }));
    plan.mode = IndexMode::kClip;
    const double before = array[wrong < 0 ? 0 : 4];
    REQUIRE(run_accumulate({plan, kAdd_float64}, &bad) == ErrorCode::kOk);
    CHECK(array[4] + array[0] == (wrong < 0 ? 3001.0 + before : 3001.0 + array[0]));
    std::fill(array.begin(), array.end(), 1.0);
  }
}

TEST_CASE("integer powers that are negative stop an accumulation") {
  const int64_t n = 1, bound = 1, eight = 8, index = 0;
  int64_t array = 3;
  const int64_t minus = -1;
  const Operand indices = {reinterpret_cast<char*>(const_cast<int64_t*>(&index)), DType::kInt64, &eight};
  const GatherPlan plan = {1,
                           &n,
                           1,
                           &indices,
                           &eight,
                           &bound,
                           0,
                           nullptr,
                           {reinterpret_cast<char*>(&array), DType::kInt64, nullptr},
                           {reinterpret_cast<char*>(const_cast<int64_t*>(&minus)), DType::kInt64, &eight},
                           false};
  BadIndex bad;
  CHECK(run_accumulate({plan, kPower_int64}, &bad) == ErrorCode::kDomain);
  CHECK(array == 3);
}

TEST_CASE("gathers walk along, wrap and clip") {
  Generator random(22);
  for (int round = 0; round < 300; ++round) {
    INFO("round " << round);
    const IndexMode mode = static_cast<IndexMode>(round % 3);
    Shape shape;
    for (int64_t i = pick(random, 1, 4); i > 0; --i) shape.push_back(pick(random, 1, round % 7 == 0 ? 40 : 9));
    const size_t axis = static_cast<size_t>(pick(random, 0, static_cast<int64_t>(shape.size()) - 1));
    Shape index_shape = shape;
    index_shape[axis] = pick(random, 0, 12);
    RandomArray index = random_layout(random, DType::kInt64, index_shape, {true, false});
    const int64_t bound = shape[axis];
    if (mode == IndexMode::kRaise) {
      fill_random(random, index, index_shape, -bound, bound - 1);
    } else {
      fill_random(random, index, index_shape, -50, 50);
    }
    RandomArray array = random_layout(random, DType::kInt32, shape, {true, false});
    fill_random(random, array, shape, 0, 1000);
    RandomArray result = random_layout(random, DType::kInt32, index_shape, {false, false});
    std::vector<char> expected = result.bytes;
    for_each_index(index_shape, [&](const Shape& at) {
      const int64_t value = read_index(index, at);
      Shape place = at;
      place[axis] =
          mode == IndexMode::kClip ? std::clamp<int64_t>(value, 0, bound - 1) : ((value % bound) + bound) % bound;
      std::memcpy(expected.data() + offset_of(result, at), array.bytes.data() + offset_of(array, place), 4);
    });
    Shape along = array.strides;
    along[axis] = 0;
    const Operand indices = index.operand();
    Operand from = array.operand();
    GatherPlan plan = {static_cast<int>(index_shape.size()),
                       index_shape.data(),
                       1,
                       &indices,
                       &array.strides[axis],
                       &shape[axis],
                       0,
                       nullptr,
                       from,
                       result.operand(),
                       false};
    plan.along = along.data();
    plan.mode = mode;
    int64_t bad;
    int bad_index;
    REQUIRE(run_gather(plan, &bad, &bad_index) == ErrorCode::kOk);
    REQUIRE(result.bytes == expected);
  }
}

TEST_CASE("positions are placed and checked by every target") {
  for (int t = 0; t <= static_cast<int>(active_target()); ++t) {
    const TakeKernels& take = *take_kernels(static_cast<Target>(t));
    const int64_t index[] = {0, -1, 5, -6, INT64_MAX, INT64_MIN};
    int64_t offsets[6];
    REQUIRE(take.wrap[1](index, 6, 5, 8, false, offsets) == 6);
    CHECK(Shape(offsets, offsets + 6) == Shape{0, 32, 0, 32, (INT64_MAX % 5) * 8, (5 + INT64_MIN % 5) * 8});
    REQUIRE(take.wrap[2](index, 6, 5, 8, true, offsets) == 6);
    CHECK(Shape(offsets, offsets + 6) == Shape{0, 32, 32, 32, (INT64_MAX % 5) * 8 + 32, (5 + INT64_MIN % 5) * 8});
    CHECK(take.wrap[1](index, 1, 0, 8, false, offsets) == 0);
    CHECK(take.wrap[2](index, 1, 0, 8, false, offsets) == 0);
    std::vector<int64_t> many(10000, 3);
    const auto n = static_cast<int64_t>(many.size());
    CHECK(take.check(many.data(), n, 4) == n);
    CHECK(take.check(many.data(), n, INT64_MAX) == n);
    CHECK(take.check(many.data(), n, 0) == 0);
    for (const int64_t wrong : {int64_t{4}, int64_t{-5}, INT64_MAX, INT64_MIN}) {
      for (const int64_t at : {0, 4095, 4096, 9999}) {
        many[static_cast<size_t>(at)] = wrong;
        CHECK(take.check(many.data(), n, 4) == at);
        many[static_cast<size_t>(at)] = -4;
        CHECK(take.check(many.data(), n, 4) == n);
      }
    }
  }
}
