// Arrays of random layout for the tests of the plan: permuted, stepped, reversed, broadcast and unaligned.
#pragma once
#include <cstdint>
#include <cstring>
#include <random>
#include <type_traits>
#include <vector>

#include "plan/operand.h"

namespace nds::test {

using Generator = std::mt19937;

inline int64_t pick(Generator& random, int64_t low, int64_t high) {
  return std::uniform_int_distribution<int64_t>(low, high)(random);
}

struct RandomArray {
  DType dtype;
  std::vector<char> bytes;
  std::vector<int64_t> strides;
  int64_t offset = 0;

  Operand operand() { return {bytes.data() + offset, dtype, strides.data()}; }
};

struct LayoutChoice {
  bool broadcast;  // some dimensions may have stride 0
  bool plain;      // C-contiguous
};

// Storage for `shape` in a random layout; its bytes are zero. No two elements share a byte unless broadcast.
inline RandomArray random_layout(Generator& random, DType dtype, const std::vector<int64_t>& shape,
                                 LayoutChoice choice) {
  const int ndim = static_cast<int>(shape.size());
  RandomArray array{dtype, {}, std::vector<int64_t>(shape.size()), 0};
  std::vector<int> order(shape.size());
  for (int i = 0; i < ndim; ++i) order[static_cast<size_t>(i)] = ndim - 1 - i;
  const bool wild = !choice.plain && pick(random, 0, 3) != 0;
  if (wild && pick(random, 0, 2) != 0) std::shuffle(order.begin(), order.end(), random);
  const bool stepped = wild && pick(random, 0, 1) == 0, reversed = wild && pick(random, 0, 1) == 0;
  const int64_t odd = wild && pick(random, 0, 4) == 0 ? pick(random, 1, 3) : 0;
  int64_t step = item_size(dtype) + (odd != 0 && pick(random, 0, 1) == 0 ? odd : 0);
  int64_t low = 0;
  for (const int i : order) {
    const auto at = static_cast<size_t>(i);
    if (choice.broadcast && pick(random, 0, 3) == 0) {
      array.strides[at] = 0;
      continue;
    }
    if (stepped) step *= pick(random, 1, 3);
    const bool backward = reversed && pick(random, 0, 1) == 0;
    array.strides[at] = backward ? -step : step;
    if (backward && shape[at] > 0) low += step * (shape[at] - 1);
    step *= shape[at] > 0 ? shape[at] : 1;
  }
  array.offset = 64 + low + odd;
  array.bytes.assign(static_cast<size_t>(128 + low + step + 8), 0);
  return array;
}

// The value of one element, and one element from a value, for integers that every dtype with kernels holds.
// The real part of a complex number.
inline double read_value(const char* at, DType dtype) {
  double value = 0;
  visit_dtype(dtype, [&]<class T>() {
    T element;
    std::memcpy(&element, at, sizeof(T));
    if constexpr (std::is_same_v<T, bool>) {
      value = *at != 0;
    } else if constexpr (std::is_same_v<T, Half>) {
      value = to_float(element);
    } else if constexpr (requires { element.re; }) {
      value = element.re;
    } else {
      value = static_cast<double>(element);
    }
  });
  return value;
}

// The imaginary part of a complex number becomes one more than the real one.
inline void write_value(char* at, DType dtype, double value) {
  visit_dtype(dtype, [&]<class T>() {
    T element;
    if constexpr (std::is_same_v<T, bool>) {
      element = value != 0;
    } else if constexpr (std::is_same_v<T, Half>) {
      element = to_half(value);
    } else if constexpr (requires { element.re; }) {
      using Part = typename T::Part;
      element = {static_cast<Part>(value), static_cast<Part>(value + 1)};
    } else {
      element = static_cast<T>(value);
    }
    std::memcpy(at, &element, sizeof(T));
  });
}

// Calls f(index) for every index of a shape, in C order.
template <class F>
void for_each_index(const std::vector<int64_t>& shape, F&& f) {
  for (const int64_t extent : shape) {
    if (extent == 0) return;
  }
  std::vector<int64_t> index(shape.size(), 0);
  for (;;) {
    f(index);
    size_t i = shape.size();
    while (i > 0 && ++index[i - 1] == shape[i - 1]) index[--i] = 0;
    if (i == 0) return;
  }
}

inline int64_t offset_of(const RandomArray& array, const std::vector<int64_t>& index) {
  int64_t offset = array.offset;
  for (size_t i = 0; i < index.size(); ++i) offset += index[i] * array.strides[i];
  return offset;
}

// Small integers in every element.
inline void fill_random(Generator& random, RandomArray& array, const std::vector<int64_t>& shape, int64_t low,
                        int64_t high) {
  for_each_index(shape, [&](const std::vector<int64_t>& index) {
    write_value(array.bytes.data() + offset_of(array, index), array.dtype,
                static_cast<double>(pick(random, low, high)));
  });
}

// Up to 6 dimensions with extents of 0, 1 and more; at most `most` elements.
inline std::vector<int64_t> random_shape(Generator& random, int64_t most) {
  std::vector<int64_t> shape(static_cast<size_t>(pick(random, 0, 6)));
  int64_t size = 1;
  for (int64_t& extent : shape) {
    const int64_t kind = pick(random, 0, 30);
    extent = kind == 0 ? 0 : kind < 6 ? 1 : kind < 20 ? pick(random, 2, 9) : pick(random, 2, 200);
    if (extent > 0 && size * extent > most) extent = 1;
    size *= extent > 0 ? extent : 1;
  }
  return shape;
}

}  // namespace nds::test
