// Sorting, searching and runs of equals for every dtype, on every instruction set, against std::stable_sort.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "core/allocator.h"
#include "core/thread_pool.h"
#include "kernels/sort/order.h"
#include "kernels/sort/search.h"
#include "kernels/sort/sort.h"
#include "plan/search.h"
#include "plan/sort.h"
#include "plan/unique.h"
#include "random_layout.h"

namespace {

using namespace nds;
using namespace nds::test;

std::vector<Target> supported_targets() {
  std::vector<Target> targets;
  for (int t = 0; t <= static_cast<int>(active_target()); ++t) targets.push_back(static_cast<Target>(t));
  return targets;
}

const DType kDTypes[] = {DType::kBool,    DType::kInt8,    DType::kInt16,     DType::kInt32,     DType::kInt64,
                         DType::kUint8,   DType::kUint16,  DType::kUint32,    DType::kUint64,    DType::kFloat16,
                         DType::kFloat32, DType::kFloat64, DType::kComplex64, DType::kComplex128};

// A few values that sort close together, or are nans and zeros of either sign.
template <class T>
T special(int64_t which) {
  if constexpr (std::is_same_v<T, Half>) {
    const uint16_t bits[] = {0x0000, 0x8000, 0x7E00, 0xFE01, 0x7C00, 0xFC00, 0x0001, 0x8001, 0x3C00, 0xBC00, 0x7C01};
    return {bits[which % 11]};
  } else if constexpr (std::is_floating_point_v<T>) {
    using Limits = std::numeric_limits<T>;
    const T values[] = {
        T{0}, -T{0}, Limits::quiet_NaN(),  -Limits::quiet_NaN(),  Limits::infinity(), -Limits::infinity(),
        T{1}, T{-1}, Limits::denorm_min(), -Limits::denorm_min(), Limits::max()};
    return values[which % 11];
  } else if constexpr (std::is_integral_v<T>) {
    using Limits = std::numeric_limits<T>;
    const T values[] = {Limits::min(), Limits::max(),      T{0},
                        T{1},          static_cast<T>(-1), static_cast<T>(Limits::max() - 1)};
    return values[which % 6];
  } else {
    using Part = typename T::Part;
    return {special<Part>(which), special<Part>(which / 11)};
  }
}

template <class T>
T spread(Generator& random) {
  T value;
  uint64_t words[2] = {static_cast<uint64_t>(random()) << 32 | random(),
                       static_cast<uint64_t>(random()) << 32 | random()};
  std::memcpy(static_cast<void*>(&value), words, sizeof(T));
  return value;
}

enum Pattern { kRandom, kSpecial, kFew, kSorted, kReversed, kEqual, kOrgan, kMostlyNan, kPatterns };

template <class T>
std::vector<T> make(Generator& random, int64_t n, int pattern) {
  std::vector<T> items(static_cast<size_t>(n));
  for (auto& item : items) {
    const int64_t roll = pick(random, 0, 9);
    switch (pattern) {
      case kSpecial: item = special<T>(pick(random, 0, 120)); break;
      case kFew: item = special<T>(pick(random, 0, 2)); break;
      case kEqual: item = special<T>(1); break;
      case kMostlyNan: item = roll < 8 ? special<T>(2 + roll % 2) : special<T>(roll - 8); break;
      default: item = spread<T>(random);
    }
  }
  const auto less = Order<T>::less;
  if (pattern == kSorted) std::stable_sort(items.begin(), items.end(), less);
  if (pattern == kReversed) std::stable_sort(items.begin(), items.end(), [less](T a, T b) { return less(b, a); });
  if (pattern == kOrgan) {
    std::stable_sort(items.begin(), items.begin() + n / 2, less);
    std::stable_sort(items.begin() + n / 2, items.end(), [less](T a, T b) { return less(b, a); });
  }
  return items;
}

template <class T>
std::vector<int64_t> expected_order(const std::vector<T>& items) {
  std::vector<int64_t> order(items.size());
  std::iota(order.begin(), order.end(), int64_t{0});
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    return Order<T>::less(items[static_cast<size_t>(a)], items[static_cast<size_t>(b)]);
  });
  return order;
}

template <class T>
bool same_bytes(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

template <class T>
void check_kernels(Target target, DType dtype, const std::vector<T>& items) {
  const auto n = static_cast<int64_t>(items.size());
  const std::vector<int64_t> order = expected_order(items);
  std::vector<T> expected;
  for (const int64_t i : order) expected.push_back(items[static_cast<size_t>(i)]);
  int64_t bytes = 0;
  CHECK(sort_scratch(dtype, n, &bytes));
  // One word more than asked for tells whether it is written.
  std::vector<uint64_t> scratch(static_cast<size_t>(bytes / 8 + 9), 0x5A5A5A5A5A5A5A5A);
  const auto aligned = [](std::vector<uint64_t>& v) {
    return reinterpret_cast<char*>((reinterpret_cast<uintptr_t>(v.data()) + 63) / 64 * 64);
  };
  std::vector<T> sorted = items;
  sorted.push_back(special<T>(4));
  const T guard = sorted.back();
  sort_items_kernels(target)[static_cast<int>(dtype)](sorted.data(), n, aligned(scratch));
  CHECK(std::memcmp(static_cast<const void*>(&sorted.back()), &guard, sizeof(T)) == 0);
  sorted.pop_back();
  CHECK(same_bytes(sorted, expected));

  CHECK(argsort_scratch(dtype, n, &bytes));
  scratch.assign(static_cast<size_t>(bytes / 8 + 9), 0);
  std::vector<int64_t> positions(items.size() + 1, -7);
  sort_positions_kernels(target)[static_cast<int>(dtype)](items.data(), n, positions.data(), aligned(scratch));
  CHECK(positions.back() == -7);
  positions.pop_back();
  CHECK(positions == order);
}

TEST_CASE("elements and positions come in the order of a stable sort, to the bit") {
  Generator random(1);
  for (const DType dtype : kDTypes) {
    visit_order(dtype, [&]<class T>() {
      for (const Target target : supported_targets()) {
        CAPTURE(std::string(kDTypeNames[static_cast<int>(dtype)]));
        CAPTURE(std::string(target_name(target)));
        for (int pattern = 0; pattern < kPatterns; ++pattern) {
          CAPTURE(pattern);
          for (int64_t n = 0; n <= 300; n += n < 70 ? 1 : 23) {
            CAPTURE(n);
            check_kernels(target, dtype, make<T>(random, n, pattern));
          }
          for (const int64_t n : {1000, 5000, 20000}) check_kernels(target, dtype, make<T>(random, n, pattern));
        }
      }
    });
  }
}

TEST_CASE("the order is a strict weak one, and keys agree with it") {
  for (const DType dtype : kDTypes) {
    visit_order(dtype, [&]<class T>() {
      std::vector<T> values;
      for (int64_t i = 0; i < 121; ++i) values.push_back(special<T>(i));
      for (const T a : values) {
        CHECK_FALSE(Order<T>::less(a, a));
        for (const T b : values) {
          CHECK_FALSE((Order<T>::less(a, b) && Order<T>::less(b, a)));
          if (Order<T>::is_nan(b) && !Order<T>::is_nan(a)) CHECK(Order<T>::less(a, b));
          if constexpr (!std::is_void_v<typename Order<T>::Key>) {
            CHECK(Order<T>::less(a, b) == (Order<T>::key(a) < Order<T>::key(b)));
          }
        }
      }
    });
  }
}

// Row r of an array along an axis, read element by element.
template <class T>
std::vector<T> read_row(const RandomArray& array, std::vector<int64_t> index, size_t axis, int64_t n) {
  std::vector<T> row;
  for (int64_t i = 0; i < n; ++i) {
    index[axis] = i;
    T value;
    std::memcpy(static_cast<void*>(&value), array.bytes.data() + offset_of(array, index), sizeof(T));
    row.push_back(value);
  }
  return row;
}

TEST_CASE("any axis of any layout is sorted, in place and into another array, by any number of threads") {
  Generator random(2);
  for (int round = 0; round < 1500; ++round) {
    const DType dtype = kDTypes[pick(random, 0, 13)];
    std::vector<int64_t> shape = random_shape(random, round % 10 == 0 ? 100000 : 2000);
    if (shape.empty()) shape = {pick(random, 0, 40)};
    const auto axis = static_cast<size_t>(pick(random, 0, static_cast<int64_t>(shape.size()) - 1));
    const int64_t n = shape[axis];
    set_num_threads(static_cast<int>(pick(random, 1, 3)));
    visit_order(dtype, [&]<class T>() {
      const bool in_place = pick(random, 0, 1) == 0, positions = !in_place && pick(random, 0, 1) == 0;
      RandomArray from = random_layout(random, dtype, shape, {!in_place, false});
      for_each_index(shape, [&](const std::vector<int64_t>& index) {
        const T value = pick(random, 0, 2) == 0 ? special<T>(pick(random, 0, 120)) : spread<T>(random);
        std::memcpy(from.bytes.data() + offset_of(from, index), static_cast<const void*>(&value), sizeof(T));
      });
      RandomArray before = from;
      RandomArray to =
          random_layout(random, positions ? DType::kInt64 : dtype, shape, {false, pick(random, 0, 1) == 0});
      const bool descending = pick(random, 0, 1) == 0;
      SortPlan plan;
      plan.ndim = static_cast<int>(shape.size());
      plan.shape = shape.data();
      plan.axis = static_cast<int>(axis);
      plan.from = from.operand();
      plan.to = in_place ? from.operand() : to.operand();
      plan.positions = positions;
      plan.descending = descending;
      plan.fresh = !in_place && pick(random, 0, 1) == 0 &&
                   reinterpret_cast<uintptr_t>(plan.to.data) % static_cast<uintptr_t>(item_size(plan.to.dtype)) == 0 &&
                   std::all_of(to.strides.begin(), to.strides.end(),
                               [&](int64_t stride) { return stride % item_size(plan.to.dtype) == 0; });
      plan.mapped = false;
      CHECK(run_sort(plan) == ErrorCode::kOk);
      const RandomArray& made = in_place ? from : to;
      bool good = true;
      for_each_index(shape, [&](const std::vector<int64_t>& index) {
        if (index[axis] != 0) return;
        std::vector<T> row = read_row<T>(before, index, axis, n);
        if (descending) std::reverse(row.begin(), row.end());
        std::vector<int64_t> order = expected_order(row);
        if (descending) std::reverse(order.begin(), order.end());
        if (positions) {
          if (descending) {
            for (auto& i : order) i = n - 1 - i;
          }
          good = good && read_row<int64_t>(made, index, axis, n) == order;
        } else {
          std::vector<T> expected;
          for (const int64_t i : order) expected.push_back(row[static_cast<size_t>(i)]);
          good = good && same_bytes(read_row<T>(made, index, axis, n), expected);
        }
      });
      CHECK(good);
    });
  }
  set_num_threads(2);
}

TEST_CASE("a sort that finds no memory says so and changes nothing") {
  std::vector<double> items(100000);
  for (size_t i = 0; i < items.size(); ++i) items[i] = static_cast<double>(items.size() - i);
  const std::vector<double> before = items;
  const int64_t shape = 100000, stride = 8;
  const Operand operand = {reinterpret_cast<char*>(items.data()), DType::kFloat64, &stride};
  const SortPlan plan = {1, &shape, 0, operand, operand, false, false, false, false};
  set_allocation_failure(1);
  CHECK(run_sort(plan) == ErrorCode::kOutOfMemory);
  set_allocation_failure(0);
  CHECK(items == before);
  CHECK(run_sort(plan) == ErrorCode::kOk);
  CHECK(std::is_sorted(items.begin(), items.end()));
}

TEST_CASE("searches find the first and the last place, by way of a sorter too") {
  Generator random(3);
  for (const DType dtype : kDTypes) {
    visit_order(dtype, [&]<class T>() {
      for (const int64_t n : {0, 1, 2, 3, 15, 16, 17, 100, 1000}) {
        const std::vector<T> items = make<T>(random, n, n % 2 == 0 ? kSpecial : kRandom);
        const std::vector<int64_t> order = expected_order(items);
        std::vector<T> sorted;
        for (const int64_t i : order) sorted.push_back(items[static_cast<size_t>(i)]);
        std::vector<T> keys = make<T>(random, 40, kSpecial);
        keys.insert(keys.end(), items.begin(), items.begin() + std::min<int64_t>(n, 30));
        const auto m = static_cast<int64_t>(keys.size());
        const int64_t size = sizeof(T);
        for (const bool right : {false, true}) {
          std::vector<int64_t> expected;
          for (const T key : keys) {
            const auto at = right ? std::upper_bound(sorted.begin(), sorted.end(), key, Order<T>::less)
                                  : std::lower_bound(sorted.begin(), sorted.end(), key, Order<T>::less);
            expected.push_back(at - sorted.begin());
          }
          std::vector<int64_t> out(keys.size(), -1);
          SearchPlan plan = {n,  reinterpret_cast<const char*>(sorted.data()),         size,       nullptr, 0,    1,
                             &m, {reinterpret_cast<char*>(keys.data()), dtype, &size}, out.data(), right,   false};
          CHECK(run_search(plan) == ErrorCode::kOk);
          CHECK(out == expected);
          std::fill(out.begin(), out.end(), -1);
          plan.items = reinterpret_cast<const char*>(items.data());
          plan.sorter = reinterpret_cast<const char*>(order.data());
          plan.sorter_stride = 8;
          CHECK(run_search(plan) == ErrorCode::kOk);
          CHECK(out == expected);
          if (n > 0) {
            std::vector<int64_t> wrong(order.size(), n);
            plan.sorter = reinterpret_cast<const char*>(wrong.data());
            CHECK(run_search(plan) == ErrorCode::kInvalidArgument);
            std::fill(wrong.begin(), wrong.end(), -1);
            CHECK(run_search(plan) == ErrorCode::kInvalidArgument);
          }
        }
      }
    });
  }
}

TEST_CASE("a search in elements that are not sorted ends within bounds") {
  Generator random(4);
  const std::vector<double> items = make<double>(random, 1001, kSpecial);
  std::vector<double> keys = make<double>(random, 500, kSpecial);
  std::vector<int64_t> out(keys.size());
  CHECK(search_kernel(DType::kFloat64)({reinterpret_cast<const char*>(items.data()), 1001, 8, nullptr, 0}, keys.data(),
                                       500, false, out.data()));
  for (const int64_t at : out) CHECK((at >= 0 && at <= 1001));
}

TEST_CASE("runs of equals begin where an element differs from the one before it") {
  Generator random(5);
  for (const DType dtype : kDTypes) {
    visit_order(dtype, [&]<class T>() {
      for (const int64_t n : {0, 1, 2, 17, 500}) {
        for (const bool equal_nan : {false, true}) {
          std::vector<T> items = make<T>(random, n, kSpecial);
          std::stable_sort(items.begin(), items.end(), Order<T>::less);
          std::vector<int64_t> expected;
          std::vector<T> firsts;
          for (size_t i = 0; i < items.size(); ++i) {
            bool same = i > 0 && same_place(items[i - 1], items[i]);
            if (i > 0 && (Order<T>::is_nan(items[i]) || Order<T>::is_nan(items[i - 1]))) {
              same = equal_nan && Order<T>::is_nan(items[i]) && Order<T>::is_nan(items[i - 1]);
            }
            if (same) continue;
            expected.push_back(static_cast<int64_t>(i));
            firsts.push_back(items[i]);
          }
          std::vector<int64_t> starts(items.size());
          const int64_t runs = runs_kernel(dtype)(items.data(), n, 1, equal_nan, starts.data());
          starts.resize(static_cast<size_t>(runs));
          CHECK(starts == expected);
          std::vector<int64_t> counts(starts.size()), inverse(items.size()), order(items.size());
          std::iota(order.rbegin(), order.rend(), int64_t{0});
          run_counts(n, starts.data(), runs, counts.data());
          CHECK(std::accumulate(counts.begin(), counts.end(), int64_t{0}) == n);
          run_inverse(order.data(), n, starts.data(), runs, inverse.data());
          for (size_t i = 0; i < items.size(); ++i) {
            const auto run = static_cast<size_t>(inverse[static_cast<size_t>(order[i])]);
            CHECK(starts[run] <= static_cast<int64_t>(i));
            CHECK(static_cast<int64_t>(i) < starts[run] + counts[run]);
          }
          items.resize(static_cast<size_t>(firsts_kernel(dtype)(items.data(), n, equal_nan)));
          CHECK(same_bytes(items, firsts));
        }
      }
    });
  }
}

TEST_CASE("rows are ordered by their first elements, then their second") {
  Generator random(6);
  for (const DType dtype : kDTypes) {
    visit_order(dtype, [&]<class T>() {
      const int64_t n = 300, width = 3;
      const std::vector<T> items = make<T>(random, n * width, kFew);
      std::vector<int64_t> positions(static_cast<size_t>(n));
      CHECK(run_sort_rows(items.data(), dtype, n, width, positions.data()) == ErrorCode::kOk);
      std::vector<int64_t> expected(positions.size());
      std::iota(expected.begin(), expected.end(), int64_t{0});
      std::stable_sort(expected.begin(), expected.end(), [&](int64_t a, int64_t b) {
        return std::lexicographical_compare(items.begin() + a * width, items.begin() + (a + 1) * width,
                                            items.begin() + b * width, items.begin() + (b + 1) * width, Order<T>::less);
      });
      CHECK(positions == expected);
    });
  }
}

}  // namespace
