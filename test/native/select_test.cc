// Gathers and scatters by masks and integer arrays against plain loops, for every item size, layout and target.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

#include "core/thread_pool.h"
#include "kernels/select/mask.h"
#include "kernels/select/take.h"
#include "plan/select.h"
#include "random_layout.h"

namespace {

using namespace nds;
using namespace nds::test;
using Shape = std::vector<int64_t>;
using Bytes = std::vector<char>;

int64_t product(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

void append(Bytes& bytes, const char* at, int64_t size) { bytes.insert(bytes.end(), at, at + size); }

// A mask of any layout with about `percent` true elements; bytes other than 1 are true too.
RandomArray random_mask(Generator& random, const Shape& shape, LayoutChoice choice, int64_t percent) {
  RandomArray mask = random_layout(random, DType::kBool, shape, choice);
  for_each_index(shape, [&](const Shape& index) {
    const bool truth = pick(random, 1, 100) <= percent;
    mask.bytes[static_cast<size_t>(offset_of(mask, index))] = truth ? static_cast<char>(pick(random, 1, 255)) : 0;
  });
  return mask;
}

struct Truths {
  int64_t count = 0;
  std::vector<Shape> at;
};

Truths truths_of(const RandomArray& mask, const Shape& shape) {
  Truths truths;
  for_each_index(shape, [&](const Shape& index) {
    if (mask.bytes[static_cast<size_t>(offset_of(mask, index))] == 0) return;
    truths.at.push_back(index);
    ++truths.count;
  });
  return truths;
}

Shape any_shape(Generator& random) {
  if (pick(random, 0, 5) == 0) return {pick(random, 0, 3000)};
  return random_shape(random, 3000);
}

LayoutChoice any_layout(Generator& random, bool broadcast) { return {broadcast, pick(random, 0, 2) == 0}; }

}  // namespace

TEST_CASE("masks count, compress, expand and give positions in C order for any layout") {
  Generator random(11);
  for (int round = 0; round < 600; ++round) {
    const DType dtype = static_cast<DType>(round % kDTypeCount);
    const int64_t size = item_size(dtype);
    const Shape shape = any_shape(random);
    const int ndim = static_cast<int>(shape.size());
    const int64_t percent = round % 7 == 0 ? 100 : round % 11 == 0 ? 0 : pick(random, 1, 99);
    RandomArray mask = random_mask(random, shape, any_layout(random, true), percent);
    RandomArray array = random_layout(random, dtype, shape, any_layout(random, true));
    fill_random(random, array, shape, 0, 100);
    const Truths truths = truths_of(mask, shape);
    INFO("round " << round << " ndim " << ndim << " size " << product(shape));

    int64_t count = -1;
    REQUIRE(count_true(ndim, shape.data(), mask.operand(), round % 2 == 0, &count) == ErrorCode::kOk);
    REQUIRE(count == truths.count);

    Bytes expected;
    for (const Shape& index : truths.at) append(expected, array.bytes.data() + offset_of(array, index), size);
    Bytes got(static_cast<size_t>(count * size) + 16, 77);
    REQUIRE(run_compress(ndim, shape.data(), array.operand(), mask.operand(), got.data(), count, false) ==
            ErrorCode::kOk);
    REQUIRE(std::equal(expected.begin(), expected.end(), got.begin()));
    REQUIRE(std::all_of(got.end() - 16, got.end(), [](char c) { return c == 77; }));

    if (ndim > 0) {
      std::vector<int64_t> positions(static_cast<size_t>(ndim * count) + 1, -5);
      std::vector<int64_t*> rows;
      for (int i = 0; i < ndim; ++i) rows.push_back(positions.data() + i * count);
      REQUIRE(run_nonzero(ndim, shape.data(), mask.operand(), rows.data(), count, false) == ErrorCode::kOk);
      for (size_t i = 0; i < rows.size(); ++i) {
        for (size_t p = 0; p < truths.at.size(); ++p) REQUIRE(rows[i][p] == truths.at[p][i]);
      }
      REQUIRE(positions.back() == -5);
    }

    RandomArray to = random_layout(random, dtype, shape, any_layout(random, false));
    fill_random(random, to, shape, 0, 100);
    Bytes after = to.bytes;
    for (int64_t p = 0; p < count; ++p) {
      std::memcpy(after.data() + offset_of(to, truths.at[static_cast<size_t>(p)]), got.data() + p * size,
                  static_cast<size_t>(size));
    }
    REQUIRE(run_expand(ndim, shape.data(), to.operand(), mask.operand(), got.data(), count, false) == ErrorCode::kOk);
    REQUIRE(to.bytes == after);
  }
}

TEST_CASE("large masks are cut over threads with the same result") {
  Generator random(12);
  const int before = num_threads();
  set_num_threads(4);
  for (const int64_t n : {int64_t{1} << 20, int64_t{1500007}}) {
    const Shape shape = {n};
    RandomArray mask = random_mask(random, shape, {false, true}, 37);
    std::vector<double> array(static_cast<size_t>(n)), expected;
    std::vector<int64_t> where;
    for (int64_t i = 0; i < n; ++i) {
      array[static_cast<size_t>(i)] = static_cast<double>(i) * 0.5;
      if (mask.bytes[static_cast<size_t>(mask.offset + i)] == 0) continue;
      expected.push_back(array[static_cast<size_t>(i)]);
      where.push_back(i);
    }
    const int64_t stride = 8;
    const Operand from = {reinterpret_cast<char*>(array.data()), DType::kFloat64, &stride};
    int64_t count = 0;
    REQUIRE(count_true(1, &n, mask.operand(), false, &count) == ErrorCode::kOk);
    REQUIRE(count == static_cast<int64_t>(expected.size()));
    std::vector<double> got(expected.size());
    REQUIRE(run_compress(1, &n, from, mask.operand(), reinterpret_cast<char*>(got.data()), count, false) ==
            ErrorCode::kOk);
    REQUIRE(got == expected);
    std::vector<int64_t> positions(expected.size());
    int64_t* const rows[] = {positions.data()};
    REQUIRE(run_nonzero(1, &n, mask.operand(), rows, count, false) == ErrorCode::kOk);
    REQUIRE(positions == where);
    std::fill(array.begin(), array.end(), -1.0);
    REQUIRE(run_expand(1, &n, from, mask.operand(), reinterpret_cast<const char*>(got.data()), count, true) ==
            ErrorCode::kOk);
    size_t used = 0;
    bool right = true;
    for (int64_t i = 0; i < n; ++i) {
      const bool truth = used < where.size() && where[used] == i;
      right = right && array[static_cast<size_t>(i)] == (truth ? expected[used] : -1.0);
      used += truth ? 1 : 0;
    }
    REQUIRE(right);
  }
  set_num_threads(before);
}

TEST_CASE("a mask that changed since it was counted neither overruns nor passes unnoticed") {
  for (const int64_t n : {int64_t{5}, int64_t{200}, int64_t{1} << 20}) {
    std::vector<uint8_t> mask(static_cast<size_t>(n), 1);
    std::vector<int32_t> array(static_cast<size_t>(n), 3), out(static_cast<size_t>(n), 0);
    const int64_t byte = 1, four = 4;
    const Operand truths = {reinterpret_cast<char*>(mask.data()), DType::kBool, &byte};
    const Operand from = {reinterpret_cast<char*>(array.data()), DType::kInt32, &four};
    char* to = reinterpret_cast<char*>(out.data());
    CHECK(run_compress(1, &n, from, truths, to, n - 3, false) == ErrorCode::kInvalidArgument);
    CHECK(std::all_of(out.end() - 3, out.end(), [](int32_t v) { return v == 0; }));
    mask[0] = 0;
    CHECK(run_compress(1, &n, from, truths, to, n, false) == ErrorCode::kInvalidArgument);
    CHECK(run_expand(1, &n, from, truths, to, n, false) == ErrorCode::kInvalidArgument);
    std::vector<int64_t> positions(static_cast<size_t>(n), -1);
    int64_t* const rows[] = {positions.data()};
    CHECK(run_nonzero(1, &n, truths, rows, n - 2, false) == ErrorCode::kInvalidArgument);
    CHECK(positions[static_cast<size_t>(n - 1)] == -1);
  }
}

TEST_CASE("the kernels of every target agree, at every length and for 16-byte items") {
  Generator random(13);
  for (int t = 0; t <= static_cast<int>(active_target()); ++t) {
    const MaskKernels& kernels = *mask_kernels(static_cast<Target>(t));
    const TakeKernels& take = *take_kernels(static_cast<Target>(t));
    for (int64_t n = 0; n < 300; n += n < 140 ? 1 : 37) {
      std::vector<uint8_t> mask(static_cast<size_t>(n));
      for (uint8_t& m : mask) m = pick(random, 0, 2) != 0 ? static_cast<uint8_t>(pick(random, 1, 255)) : 0;
      const int64_t count = std::count_if(mask.begin(), mask.end(), [](uint8_t m) { return m != 0; });
      REQUIRE(kernels.count(mask.data(), n) == count);
      for (int k = 0; k < 5; ++k) {
        const int64_t size = int64_t{1} << k;
        Bytes from(static_cast<size_t>(n * size)), expected;
        for (char& c : from) c = static_cast<char>(pick(random, 0, 255));
        for (int64_t i = 0; i < n; ++i) {
          if (mask[static_cast<size_t>(i)] != 0) append(expected, from.data() + i * size, size);
        }
        Bytes got(static_cast<size_t>(count * size));
        REQUIRE(kernels.compress[k](from.data(), mask.data(), n, got.data(), count) == count);
        REQUIRE(got == expected);
        Bytes spread(from.size(), 0);
        REQUIRE(kernels.expand[k](spread.data(), size, mask.data(), n, got.data(), count) == count);
        for (int64_t i = 0; i < n * size; ++i) {
          const bool truth = mask[static_cast<size_t>(i / size)] != 0;
          REQUIRE(spread[static_cast<size_t>(i)] == (truth ? from[static_cast<size_t>(i)] : 0));
        }
        std::vector<int64_t> offsets(static_cast<size_t>(n));
        for (int64_t i = 0; i < n; ++i) offsets[static_cast<size_t>(i)] = (n - 1 - i) * size;
        Bytes reversed(from.size());
        take.take[k](from.data(), offsets.data(), n, reversed.data(), size, size);
        Bytes restored(from.size());
        take.put[k](restored.data(), offsets.data(), n, reversed.data(), size, size);
        REQUIRE(restored == from);
      }
    }
    const int64_t index[] = {0, -1, 4, -5}, bad[] = {1, 5}, low[] = {-6};
    int64_t offsets[] = {100, 100, 100, 100};
    CHECK(take.wrap[0](index, 4, 5, 8, true, offsets) == 4);
    CHECK(std::vector<int64_t>(offsets, offsets + 4) == std::vector<int64_t>{100, 132, 132, 100});
    CHECK(take.wrap[0](bad, 2, 5, 8, false, offsets) == 1);
    CHECK(take.wrap[0](low, 1, 5, 8, false, offsets) == 0);
    const int64_t extremes[] = {INT64_MIN, INT64_MAX};
    CHECK(take.wrap[0](extremes, 1, 5, 8, false, offsets) == 0);
    CHECK(take.wrap[0](extremes + 1, 1, INT64_MAX, 8, false, offsets) == 0);
  }
}

namespace {

// A gather of random shape: the array's indexed axes come first, then the inner ones.
struct Case {
  Shape index_shape, inner_shape, indexed_shape;
  std::vector<RandomArray> index;
  RandomArray array;
};

Case random_case(Generator& random, DType dtype, bool array_broadcast) {
  Case c;
  const auto extent = [&](int64_t most) { return pick(random, 0, 10) == 0 ? 0 : pick(random, 1, most); };
  for (int64_t i = pick(random, 0, 3); i > 0; --i) c.index_shape.push_back(extent(40));
  for (int64_t i = pick(random, 0, 3); i > 0; --i) c.inner_shape.push_back(extent(9));
  for (int64_t i = pick(random, 1, 4); i > 0; --i) c.indexed_shape.push_back(pick(random, 1, 7));
  for (const int64_t bound : c.indexed_shape) {
    c.index.push_back(random_layout(random, DType::kInt64, c.index_shape, any_layout(random, true)));
    fill_random(random, c.index.back(), c.index_shape, -bound, bound - 1);
  }
  Shape whole = c.indexed_shape;
  whole.insert(whole.end(), c.inner_shape.begin(), c.inner_shape.end());
  c.array = random_layout(random, dtype, whole, any_layout(random, array_broadcast));
  fill_random(random, c.array, whole, 0, 100);
  return c;
}

Shape result_shape(const Case& c) {
  Shape shape = c.index_shape;
  shape.insert(shape.end(), c.inner_shape.begin(), c.inner_shape.end());
  return shape;
}

// Where in the array the element of a result index lies.
int64_t place(const Case& c, const Shape& index) {
  const auto dims = static_cast<std::ptrdiff_t>(c.index_shape.size());
  const Shape position(index.begin(), index.begin() + dims);
  Shape at;
  for (size_t k = 0; k < c.index.size(); ++k) {
    int64_t value;
    std::memcpy(&value, c.index[k].bytes.data() + offset_of(c.index[k], position), 8);
    at.push_back(value < 0 ? value + c.indexed_shape[k] : value);
  }
  at.insert(at.end(), index.begin() + dims, index.end());
  return offset_of(c.array, at);
}

// Runs the case as a gather into `other`, or a scatter from it.
ErrorCode run_case(Case& c, RandomArray& other, bool scatter, bool mapped, int64_t* bad, int* bad_index) {
  std::vector<Operand> operands;
  for (RandomArray& index : c.index) operands.push_back(index.operand());
  Operand array = c.array.operand();
  array.strides += c.indexed_shape.size();
  const GatherPlan plan = {static_cast<int>(c.index_shape.size()),
                           c.index_shape.data(),
                           static_cast<int>(c.index.size()),
                           operands.data(),
                           c.array.strides.data(),
                           c.indexed_shape.data(),
                           static_cast<int>(c.inner_shape.size()),
                           c.inner_shape.data(),
                           array,
                           other.operand(),
                           mapped};
  return scatter ? run_scatter(plan, bad, bad_index) : run_gather(plan, bad, bad_index);
}

}  // namespace

TEST_CASE("integer arrays gather and scatter for any layout; the last of equal positions wins") {
  Generator random(14);
  int64_t bad;
  int bad_index;
  for (int round = 0; round < 600; ++round) {
    const DType dtype = static_cast<DType>(round % kDTypeCount);
    const auto size = static_cast<size_t>(item_size(dtype));
    INFO("round " << round);
    Case c = random_case(random, dtype, true);
    const Shape shape = result_shape(c);
    RandomArray result = random_layout(random, dtype, shape, any_layout(random, false));
    Bytes expected = result.bytes;
    for_each_index(shape, [&](const Shape& index) {
      std::memcpy(expected.data() + offset_of(result, index), c.array.bytes.data() + place(c, index), size);
    });
    REQUIRE(run_case(c, result, false, round % 2 == 0, &bad, &bad_index) == ErrorCode::kOk);
    REQUIRE(result.bytes == expected);

    Case to = random_case(random, dtype, false);
    const Shape value_shape = result_shape(to);
    RandomArray values = random_layout(random, dtype, value_shape, any_layout(random, true));
    fill_random(random, values, value_shape, 0, 100);
    Bytes after = to.array.bytes;
    for_each_index(value_shape, [&](const Shape& index) {
      std::memcpy(after.data() + place(to, index), values.bytes.data() + offset_of(values, index), size);
    });
    REQUIRE(run_case(to, values, true, round % 2 == 0, &bad, &bad_index) == ErrorCode::kOk);
    REQUIRE(to.array.bytes == after);
  }
}

TEST_CASE("an index out of bounds is told, and a scatter then writes nothing") {
  const int before = num_threads();
  set_num_threads(4);
  const int64_t n = 300000, length = 1000, stride = 8;
  std::vector<int64_t> index(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i) index[static_cast<size_t>(i)] = i % length;
  std::vector<double> array(static_cast<size_t>(length), 1.0), other(static_cast<size_t>(n), 2.0);
  const Operand indices = {reinterpret_cast<char*>(index.data()), DType::kInt64, &stride};
  const int64_t strides[] = {8};
  const GatherPlan plan = {1,
                           &n,
                           1,
                           &indices,
                           &stride,
                           &length,
                           0,
                           nullptr,
                           {reinterpret_cast<char*>(array.data()), DType::kFloat64, nullptr},
                           {reinterpret_cast<char*>(other.data()), DType::kFloat64, strides},
                           false};
  int64_t bad = 0;
  int bad_index = -1;
  REQUIRE(run_gather(plan, &bad, &bad_index) == ErrorCode::kOk);
  REQUIRE(std::all_of(other.begin(), other.end(), [](double v) { return v == 1.0; }));
  index[200000] = -1001;
  index[250000] = 1000;
  REQUIRE(run_gather(plan, &bad, &bad_index) == ErrorCode::kInvalidArgument);
  CHECK(bad == -1001);
  CHECK(bad_index == 0);
  std::fill(other.begin(), other.end(), 9.0);
  index[200000] = 0;
  REQUIRE(run_scatter(plan, &bad, &bad_index) == ErrorCode::kInvalidArgument);
  CHECK(bad == 1000);
  CHECK(std::all_of(array.begin(), array.end(), [](double v) { return v == 1.0; }));
  set_num_threads(before);
}

TEST_CASE("few positions of large parts are cut over threads across the parts") {
  const int before = num_threads();
  set_num_threads(4);
  const int64_t rows = 3, cols = 200003, one = 2, eight = 8, step = cols * 8;
  std::vector<double> array(static_cast<size_t>(rows * cols)), other(static_cast<size_t>(2 * cols));
  std::iota(array.begin(), array.end(), 0.0);
  const int64_t index[] = {2, -3};
  const Operand indices = {reinterpret_cast<char*>(const_cast<int64_t*>(index)), DType::kInt64, &eight};
  const int64_t row_major[] = {cols * 8, 8}, column_major[] = {8, 16};
  for (const int64_t* strides : {row_major, column_major}) {
    const GatherPlan plan = {1,
                             &one,
                             1,
                             &indices,
                             &step,
                             &rows,
                             1,
                             &cols,
                             {reinterpret_cast<char*>(array.data()), DType::kFloat64, &eight},
                             {reinterpret_cast<char*>(other.data()), DType::kFloat64, strides},
                             false};
    int64_t bad;
    int bad_index;
    REQUIRE(run_gather(plan, &bad, &bad_index) == ErrorCode::kOk);
    bool right = true;
    for (int64_t c = 0; c < cols; ++c) {
      const int64_t a = strides[1] / 8 * c, b = strides[0] / 8 + a;
      right = right && other[static_cast<size_t>(a)] == static_cast<double>(2 * cols + c);
      right = right && other[static_cast<size_t>(b)] == static_cast<double>(c);
    }
    REQUIRE(right);
    std::vector<double> copy = array;
    std::fill(array.begin(), array.end(), -1.0);
    REQUIRE(run_scatter(plan, &bad, &bad_index) == ErrorCode::kOk);
    REQUIRE(std::equal(copy.begin(), copy.begin() + cols, array.begin()));
    REQUIRE(std::equal(copy.begin() + 2 * cols, copy.end(), array.begin() + 2 * cols));
    REQUIRE(array[static_cast<size_t>(cols)] == -1.0);
    array = copy;
  }
  set_num_threads(before);
}
