// Products for every dtype, layout and instruction set against plain loops; small integers, so that every order of
// summation gives the same bits.
#include <doctest/doctest.h>

#include <algorithm>
#include <complex>
#include <string>
#include <vector>

#include "core/cpu.h"
#include "core/thread_pool.h"
#include "kernels/matmul/matmul.h"
#include "plan/matmul.h"
#include "random_layout.h"

namespace {

using namespace nds;
using namespace nds::test;
using Number = std::complex<double>;

const DType kDTypes[] = {DType::kBool,    DType::kInt8,    DType::kInt16,     DType::kInt32,     DType::kInt64,
                         DType::kUint8,   DType::kUint16,  DType::kUint32,    DType::kUint64,    DType::kFloat16,
                         DType::kFloat32, DType::kFloat64, DType::kComplex64, DType::kComplex128};

Number read(const char* at, DType dtype) {
  if (dtype == DType::kComplex64) {
    Complex64 z;
    std::memcpy(&z, at, sizeof(z));
    return {z.re, z.im};
  }
  if (dtype == DType::kComplex128) {
    Complex128 z;
    std::memcpy(&z, at, sizeof(z));
    return {z.re, z.im};
  }
  // Unsigned integers as signed ones, which doubles hold: the same sums modulo their range.
  if (dtype == DType::kUint8) return read_value(at, DType::kInt8);
  if (dtype == DType::kUint16) return read_value(at, DType::kInt16);
  if (dtype == DType::kUint32) return read_value(at, DType::kInt32);
  if (dtype == DType::kUint64) return read_value(at, DType::kInt64);
  return read_value(at, dtype);
}

void write(char* at, DType dtype, int re, int im) {
  visit_dtype(dtype, [&]<class T>() {
    if constexpr (std::is_same_v<T, bool>) {
      *at = static_cast<char>(re % 3 == 0 ? 1 + (im & 6) : 0);  // any byte but 0 is true
    } else if constexpr (std::is_same_v<T, Half>) {
      const Half h = to_half(static_cast<float>(re));
      std::memcpy(at, &h, 2);
    } else if constexpr (requires { T{}.re; }) {
      const T z = {static_cast<typename T::Part>(re), static_cast<typename T::Part>(im)};
      std::memcpy(static_cast<void*>(at), &z, sizeof(z));
    } else {
      const T x = static_cast<T>(re);
      std::memcpy(at, &x, sizeof(x));
    }
  });
}

const char* element(const RandomArray& x, const std::vector<int64_t>& index) {
  int64_t at = x.offset;
  for (size_t i = 0; i < index.size(); ++i) at += index[i] * x.strides[i];
  return x.bytes.data() + at;
}

template <class F>
void each_index(const std::vector<int64_t>& shape, F&& f) {
  for (const int64_t dim : shape) {
    if (dim == 0) return;
  }
  std::vector<int64_t> index(shape.size());
  for (;;) {
    f(index);
    size_t i = shape.size();
    while (i > 0 && ++index[i - 1] == shape[i - 1]) index[--i] = 0;
    if (i == 0) return;
  }
}

void fill(RandomArray& x, const std::vector<int64_t>& shape, Generator& random) {
  each_index(shape, [&](const std::vector<int64_t>& index) {
    write(const_cast<char*>(element(x, index)), x.dtype, static_cast<int>(pick(random, -4, 4)),
          static_cast<int>(pick(random, -3, 3)));
  });
}

// Whether an element is the sum, modulo the range of integers.
bool is_sum(const char* at, DType dtype, Number sum) {
  if (dtype == DType::kBool) return (*at != 0) == (sum != 0.0) && (*at == 0 || *at == 1);
  const bool whole = dtype < DType::kFloat16;
  if (!whole) return read(at, dtype) == sum;
  char expected[16] = {};
  visit_dtype(dtype, [&]<class T>() {
    if constexpr (std::is_integral_v<T>) {
      const T x = static_cast<T>(static_cast<int64_t>(sum.real()));
      std::memcpy(expected, &x, sizeof(x));
    }
  });
  return std::memcmp(expected, at, static_cast<size_t>(item_size(dtype))) == 0;
}

void check_random_product(Generator& random, DType dtype, int64_t most) {
  std::vector<int64_t> stack(static_cast<size_t>(pick(random, 0, 2)));
  for (auto& dim : stack) dim = pick(random, 1, 4);
  const auto size = [&] {
    const int64_t kind = pick(random, 0, 5);
    return kind == 0 ? 1 : kind == 1 ? pick(random, 0, 3) : pick(random, 1, most);
  };
  const int64_t m = size(), n = size(), k = size();
  auto with = [&](int64_t x, int64_t y) {
    std::vector<int64_t> shape = stack;
    shape.push_back(x);
    shape.push_back(y);
    return shape;
  };
  const auto a_shape = with(m, k), b_shape = with(k, n), c_shape = with(m, n);
  RandomArray a = random_layout(random, dtype, a_shape, {true, false});
  RandomArray b = random_layout(random, dtype, b_shape, {true, false});
  RandomArray c = random_layout(random, dtype, c_shape, {false, false});
  fill(a, a_shape, random);
  fill(b, b_shape, random);
  fill(c, c_shape, random);
  const std::vector<char> before = c.bytes;
  const bool conjugate = pick(random, 0, 2) == 0;
  MatmulPlan plan;
  plan.dtype = dtype;
  plan.ndim = static_cast<int>(c_shape.size());
  plan.shape = c_shape.data();
  plan.k = k;
  plan.a = a.operand();
  plan.b = b.operand();
  plan.c = c.operand();
  plan.conjugate = conjugate;
  plan.mapped = pick(random, 0, 3) == 0;
  REQUIRE(run_matmul(plan) == ErrorCode::kOk);
  std::vector<char> written(c.bytes.size());
  int wrong = 0;
  each_index(c_shape, [&](const std::vector<int64_t>& index) {
    Number sum = 0;
    std::vector<int64_t> ai = index, bi = index;
    for (int64_t i = 0; i < k; ++i) {
      ai[ai.size() - 1] = i;
      bi[bi.size() - 2] = i;
      const Number x = read(element(a, ai), dtype);
      sum += (conjugate ? std::conj(x) : x) * read(element(b, bi), dtype);
    }
    const char* at = element(c, index);
    if (!is_sum(at, dtype, sum)) ++wrong;
    std::memset(written.data() + (at - c.bytes.data()), 1, static_cast<size_t>(item_size(dtype)));
  });
  CAPTURE(m);
  CAPTURE(n);
  CAPTURE(k);
  CHECK(wrong == 0);
  int beside = 0;
  for (size_t i = 0; i < before.size(); ++i) beside += written[i] == 0 && before[i] != c.bytes[i];
  CHECK(beside == 0);
}

}  // namespace

TEST_CASE("matmul: every dtype in random layouts gives what plain loops give, and writes nothing else") {
  for (const DType dtype : kDTypes) {
    CAPTURE(kDTypeNames[static_cast<int>(dtype)]);
    Generator random(1000 + static_cast<unsigned>(dtype));
    for (int i = 0; i < 150; ++i) check_random_product(random, dtype, 12);
    for (int i = 0; i < 6; ++i) check_random_product(random, dtype, 70);
  }
}

TEST_CASE("matmul: sums that are cut along k, on several threads") {
  const int threads = num_threads();
  set_num_threads(4);
  for (const DType dtype : kDTypes) {
    CAPTURE(kDTypeNames[static_cast<int>(dtype)]);
    const int64_t m = 33, n = 50, k = dtype == DType::kBool ? 40000 : 3000;
    const int64_t shape[2] = {m, n};
    const int64_t size = item_size(dtype);
    const int64_t a_strides[2] = {k * size, size}, b_strides[2] = {n * size, size}, c_strides[2] = {n * size, size};
    std::vector<char> a(static_cast<size_t>(m * k * size)), b(static_cast<size_t>(k * n * size)),
        c(static_cast<size_t>(m * n * size));
    // a[i][k] is 1 where k is a multiple of i + 1, b is the identity of k modulo n: c counts multiples.
    for (int64_t i = 0; i < m; ++i) {
      for (int64_t j = 0; j < k; ++j) write(a.data() + (i * k + j) * size, dtype, j % (i + 1) == 0 ? 3 : 0, 0);
    }
    for (int64_t j = 0; j < k; ++j) {
      for (int64_t i = 0; i < n; ++i) write(b.data() + (j * n + i) * size, dtype, j % n == i ? 3 : 0, 0);
    }
    if (dtype == DType::kBool) {  // there 3 and 0 are both multiples of 3
      for (int64_t i = 0; i < m * k; ++i) a[static_cast<size_t>(i)] = i % k % (i / k + 1) == 0;
      for (int64_t i = 0; i < k * n; ++i) b[static_cast<size_t>(i)] = i / n % n == i % n;
    }
    const MatmulPlan plan = {
        dtype, 2,    shape, k, {a.data(), dtype, a_strides}, {b.data(), dtype, b_strides}, {c.data(), dtype, c_strides},
        false, false};
    REQUIRE(run_matmul(plan) == ErrorCode::kOk);
    int wrong = 0;
    for (int64_t i = 0; i < m; ++i) {
      for (int64_t j = 0; j < n; ++j) {
        int64_t count = 0;
        for (int64_t x = j; x < k; x += n) count += x % (i + 1) == 0;
        const double sum = dtype == DType::kBool ? static_cast<double>(count) : 9.0 * static_cast<double>(count);
        wrong += !is_sum(c.data() + (i * n + j) * size, dtype, sum);
      }
    }
    CHECK(wrong == 0);
  }
  set_num_threads(threads);
}
