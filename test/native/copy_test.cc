#include "plan/copy.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#include "core/cpu.h"
#include "core/thread_pool.h"
#include "kernels/copy/cast.h"
#include "kernels/copy/layout.h"
#include "kernels/copy/sequence.h"
#include "numpy_casts.h"
#include "random_layout.h"

namespace nds {
namespace {

using test::Generator;
using test::pick;
using test::RandomArray;

DType random_dtype(Generator& random) { return static_cast<DType>(pick(random, 0, kDTypeCount - 1)); }

std::vector<Target> supported_targets() {
  std::vector<Target> targets;
  for (int t = 0; t <= static_cast<int>(active_target()); ++t) targets.push_back(static_cast<Target>(t));
  return targets;
}

// Words of up to 8 bytes each; elements of 16 bytes are two.
std::vector<char> packed(const std::vector<uint64_t>& values, int64_t size) {
  const size_t word = static_cast<size_t>(std::min<int64_t>(size, 8));
  std::vector<char> bytes(values.size() * word);
  for (size_t i = 0; i < values.size(); ++i) std::memcpy(bytes.data() + i * word, &values[i], word);
  return bytes;
}

TEST_CASE("casts of special values give NumPy's bits, on every target, at every place of a run") {
  for (const Target target : supported_targets()) {
    for (const test::NumpyCasts& casts : test::kNumpyCasts) {
      for (const auto& [to, results] : casts.results) {
        CAPTURE(std::string(target_name(target)));
        CAPTURE(std::string(kDTypeNames[static_cast<int>(casts.from)]));
        CAPTURE(std::string(kDTypeNames[static_cast<int>(to)]));
        const ElementwiseKernel kernel = cast_kernel(target, casts.from, to);
        REQUIRE(static_cast<bool>(kernel));
        const int64_t from_size = item_size(casts.from), to_size = item_size(to);
        const std::vector<char> values = packed(casts.values, from_size), expected = packed(results, to_size);
        const int64_t n = static_cast<int64_t>(values.size()) / from_size;
        REQUIRE(static_cast<int64_t>(expected.size()) == n * to_size);
        std::vector<char> whole(expected.size());
        CHECK(kernel({{values.data(), nullptr, nullptr}, whole.data(), n, 0, false}) == 0);
        CHECK(whole == expected);
        for (int64_t i = 0; i < n; ++i) {
          const char* const from = values.data() + i * from_size;
          alignas(8) char one[16] = {}, many[16 * 70] = {};
          kernel({{from, nullptr, nullptr}, one, 1, 0, false});
          CAPTURE(i);
          CHECK(std::memcmp(one, expected.data() + i * to_size, static_cast<size_t>(to_size)) == 0);
          kernel({{from, nullptr, nullptr}, many, 70, 1, i % 2 == 0});
          for (int64_t j = 0; j < 70; ++j)
            CHECK(std::memcmp(many + j * to_size, one, static_cast<size_t>(to_size)) == 0);
        }
      }
    }
  }
}

TEST_CASE("streaming casts and copies give what the plain ones give, whatever the alignment") {
  Generator random(7);
  for (const Target target : supported_targets()) {
    for (int pair = 0; pair < kDTypeCount * kDTypeCount; ++pair) {
      const auto from = static_cast<DType>(pair / kDTypeCount), to = static_cast<DType>(pair % kDTypeCount);
      {
        const int64_t n = pick(random, 0, 20000), shift = pick(random, 0, 9);
        std::vector<double> source(static_cast<size_t>(n) + 1);
        for (double& word : source) word = static_cast<double>(pick(random, 0, 100));
        std::vector<char> values(static_cast<size_t>((n + 1) * item_size(from)));
        cast_kernel(target, DType::kFloat64, from)({{source.data(), nullptr, nullptr}, values.data(), n, 0, false});
        std::vector<char> plain(static_cast<size_t>((n + shift) * item_size(to)), 'x'), streamed = plain;
        const ElementwiseKernel kernel = cast_kernel(target, from, to);
        kernel({{values.data(), nullptr, nullptr}, plain.data() + shift * item_size(to), n, 0, false});
        kernel({{values.data(), nullptr, nullptr}, streamed.data() + shift * item_size(to), n, 0, true});
        CHECK(plain == streamed);
      }
    }
  }
}

TEST_CASE("every target converts float16 to the bits of its definition, from all floats and to them") {
  Generator random(17);
  constexpr int64_t kCount = 65536;
  std::vector<Half> halves(kCount), back(kCount);
  std::vector<float> floats(kCount);
  std::vector<double> doubles(kCount);
  for (size_t i = 0; i < kCount; ++i) {
    halves[i].bits = static_cast<uint16_t>(i);
    // Any bits at all, and exponents near those of float16.
    const uint32_t word = random(), low = random();
    const uint32_t near = (word & 0x807FFFFF) | static_cast<uint32_t>(100 + word / 16 % 45) << 23;
    floats[i] = std::bit_cast<float>(i % 2 == 0 ? word : near);
    const uint64_t wide = uint64_t{word} << 32 | (i % 4 < 2 ? low : low & 1);
    const uint64_t wide_near = (wide & 0x800FFFFFFFFFFFFF) | static_cast<uint64_t>(995 + word / 16 % 45) << 52;
    doubles[i] =
        std::bit_cast<double>(i % 3 == 0 ? wide : wide_near & ~(i % 3 == 1 ? uint64_t{0x3FFFFFFE} : uint64_t{0}));
  }
  const auto convert = [](Target target, const auto& from, auto& to) {
    using From = std::remove_cvref_t<decltype(from[0])>;
    using To = std::remove_cvref_t<decltype(to[0])>;
    cast_kernel(target, DTypeOf<From>::value, DTypeOf<To>::value)({{from.data()}, to.data(), kCount, 0, false});
  };
  for (const Target target : supported_targets()) {
    CAPTURE(std::string(target_name(target)));
    int64_t wrong = 0;
    convert(target, floats, back);
    for (size_t i = 0; i < kCount; ++i) wrong += back[i].bits != to_half(floats[i]).bits;
    CHECK(wrong == 0);
    convert(target, doubles, back);
    for (size_t i = 0; i < kCount; ++i) wrong += back[i].bits != to_half(doubles[i]).bits;
    CHECK(wrong == 0);
    std::vector<float> single(kCount);
    convert(target, halves, single);
    for (size_t i = 0; i < kCount; ++i) {
      wrong += std::bit_cast<uint32_t>(single[i]) != std::bit_cast<uint32_t>(to_float(halves[i]));
    }
    CHECK(wrong == 0);
    convert(target, single, back);
    for (size_t i = 0; i < kCount; ++i) wrong += back[i].bits != i;
    CHECK(wrong == 0);
    std::vector<double> twice(kCount);
    convert(target, halves, twice);
    convert(target, twice, back);
    for (size_t i = 0; i < kCount; ++i) wrong += back[i].bits != i;
    CHECK(wrong == 0);
  }
}

TEST_CASE("a boolean of any nonzero byte casts as true") {
  const unsigned char bytes[] = {0, 1, 2, 255};
  int32_t numbers[4];
  cast_kernel(active_target(), DType::kBool, DType::kInt32)({{bytes, nullptr, nullptr}, numbers, 4, 0, false});
  CHECK(std::vector<int32_t>(numbers, numbers + 4) == std::vector<int32_t>{0, 1, 1, 1});
}

struct Case {
  std::vector<int64_t> shape;
  DType from, to;
  bool swap_from, swap_to, masked, plain, mapped;
};

void reverse_item(char* at, DType dtype) {
  const bool is_complex = dtype == DType::kComplex64 || dtype == DType::kComplex128;
  const int64_t size = item_size(dtype) / (is_complex ? 2 : 1);
  std::reverse(at, at + size);
  if (is_complex) std::reverse(at + size, at + 2 * size);
}

// What the plainest kernel makes of one element.
void cast_one(const char* from, DType from_dtype, char* to, DType to_dtype) {
  alignas(8) char in[16], out[16];
  std::memcpy(in, from, static_cast<size_t>(item_size(from_dtype)));
  cast_kernel(Target::kScalar, from_dtype, to_dtype)({{in, nullptr, nullptr}, out, 1, 0, false});
  std::memcpy(to, out, static_cast<size_t>(item_size(to_dtype)));
}

void run_case(Generator& random, const Case& c) {
  RandomArray from = test::random_layout(random, c.from, c.shape, {pick(random, 0, 2) == 0, c.plain});
  RandomArray to = test::random_layout(random, c.to, c.shape, {false, c.plain});
  test::fill_random(random, from, c.shape, 0, 100);
  test::fill_random(random, to, c.shape, 101, 120);
  RandomArray mask;
  Operand where;
  CopyPlan plan{static_cast<int>(c.shape.size()),
                c.shape.data(),
                from.operand(),
                to.operand(),
                nullptr,
                c.mapped,
                c.swap_from,
                c.swap_to};
  if (c.masked) {
    mask = test::random_layout(random, DType::kBool, c.shape, {pick(random, 0, 2) == 0, c.plain});
    test::fill_random(random, mask, c.shape, 0, 1);
    where = mask.operand();
    plan.where = &where;
  }
  std::vector<char> expected = to.bytes;
  test::for_each_index(c.shape, [&](const std::vector<int64_t>& index) {
    if (c.masked && mask.bytes[static_cast<size_t>(offset_of(mask, index))] == 0) return;
    char* const at = expected.data() + offset_of(to, index);
    cast_one(from.bytes.data() + offset_of(from, index), c.from, at, c.to);
    if (c.swap_to) reverse_item(at, c.to);
  });
  if (c.swap_from) {
    std::vector<char> swapped = from.bytes;
    test::for_each_index(c.shape, [&](const std::vector<int64_t>& index) {
      const int64_t at = offset_of(from, index);
      std::memcpy(swapped.data() + at, from.bytes.data() + at, static_cast<size_t>(item_size(c.from)));
      reverse_item(swapped.data() + at, c.from);
    });
    std::copy(swapped.begin(), swapped.end(), from.bytes.begin());
  }
  REQUIRE(run_copy(plan) == ErrorCode::kOk);
  CHECK(to.bytes == expected);
}

Case random_case(Generator& random, std::vector<int64_t> shape) {
  const DType from = random_dtype(random);
  const DType to = pick(random, 0, 1) == 0 ? from : random_dtype(random);
  return {std::move(shape),
          from,
          to,
          pick(random, 0, 4) == 0,
          pick(random, 0, 6) == 0,
          pick(random, 0, 4) == 0,
          pick(random, 0, 4) == 0,
          pick(random, 0, 9) == 0};
}

TEST_CASE("copies do not depend on layout, byte order or mask") {
  Generator random(11);
  for (int round = 0; round < 4000; ++round) {
    CAPTURE(round);
    run_case(random, random_case(random, test::random_shape(random, 400)));
  }
}

TEST_CASE("large copies give the same elements on one and on two threads") {
  const int before = num_threads();
  const std::vector<std::vector<int64_t>> shapes = {{200000},     {400, 300}, {30000, 3}, {3, 30000},     {40, 41, 42},
                                                    {2, 999, 40}, {1025, 65}, {64, 1024}, {5, 7, 11, 60}, {70, 3, 500}};
  for (const int threads : {1, 2}) {
    set_num_threads(threads);
    Generator random(12);
    for (const auto& shape : shapes) {
      for (int round = 0; round < 8; ++round) {
        CAPTURE(shape.size());
        CAPTURE(round);
        run_case(random, random_case(random, shape));
      }
    }
  }
  set_num_threads(before);
}

TEST_CASE("transposes of every item size, with sides that are no multiple of a tile") {
  Generator random(13);
  for (const Target target : supported_targets()) {
    for (const int64_t size : {1, 2, 4, 8, 16}) {
      for (const auto& [rows, cols] : {std::pair<int64_t, int64_t>{8, 8}, {67, 131}, {4, 4}, {130, 5}, {17, 64}}) {
        std::vector<char> from(static_cast<size_t>(rows * cols * size)), to(from.size()), expected(from.size());
        for (char& byte : from) byte = static_cast<char>(random());
        for (int64_t r = 0; r < rows; ++r) {
          for (int64_t c = 0; c < cols; ++c) {
            std::copy_n(from.data() + (c * rows + r) * size, size, expected.data() + (r * cols + c) * size);
          }
        }
        const Copy2dKernel copy = layout_kernels(target)->copy[item_size_index(size)];
        copy({to.data(), from.data(), rows, cols, cols * size, size, size, rows * size, false});
        CHECK(to == expected);
        std::fill(to.begin(), to.end(), 'x');
        copy({to.data(), from.data(), cols, rows, size, cols * size, rows * size, size, false});
        CHECK(to == expected);
      }
    }
  }
}

TEST_CASE("copies and casts larger than the cache stream past it and give the same elements") {
  const int64_t n = 6'000'001;
  std::vector<double> from(n);
  for (int64_t i = 0; i < n; ++i) from[static_cast<size_t>(i)] = static_cast<double>(i) + 0.5;
  std::vector<double> same(n + 2, -1.0);
  std::vector<float> cast(n + 2, -1.0f);
  const int64_t wide[] = {8}, narrow[] = {4}, still[] = {0};
  const Operand source{reinterpret_cast<char*>(from.data()), DType::kFloat64, wide};
  const Operand same_target{reinterpret_cast<char*>(same.data() + 1), DType::kFloat64, wide};
  const Operand cast_target{reinterpret_cast<char*>(cast.data() + 1), DType::kFloat32, narrow};
  REQUIRE(run_copy({1, &n, source, same_target, nullptr, false, false, false}) == ErrorCode::kOk);
  REQUIRE(run_copy({1, &n, source, cast_target, nullptr, false, false, false}) == ErrorCode::kOk);
  int64_t wrong = 0;
  for (size_t i = 0; i < from.size(); ++i) {
    wrong += same[i + 1] != from[i];
    wrong += cast[i + 1] != static_cast<float>(from[i]);
  }
  CHECK(wrong == 0);
  REQUIRE(run_copy({1, &n, {source.data, DType::kFloat64, still}, same_target, nullptr, false, false, false}) ==
          ErrorCode::kOk);
  CHECK(std::count(same.begin(), same.end(), 0.5) == n);
  CHECK(same.front() == -1.0);
  CHECK(same.back() == -1.0);
  CHECK(cast.front() == -1.0f);
  CHECK(cast.back() == -1.0f);
}

TEST_CASE("an array copied onto itself stays as it is") {
  std::vector<double> a = {1, 2, 3};
  const int64_t shape[] = {3}, strides[] = {8};
  const Operand self{reinterpret_cast<char*>(a.data()), DType::kFloat64, strides};
  CHECK(run_copy({1, shape, self, self, nullptr, false, false, false}) == ErrorCode::kOk);
  CHECK(a == std::vector<double>{1, 2, 3});
}

template <class T>
Operand contiguous(std::vector<T>& values) {
  static const int64_t stride[] = {sizeof(T)};
  return {reinterpret_cast<char*>(values.data()), DTypeOf<T>::value, stride};
}

// The values are NumPy 2.4.6's.
TEST_CASE("arange fills from the difference of its first two elements") {
  std::vector<double> tenths(10);
  REQUIRE(run_arange(contiguous(tenths), 10, 0.0, 0.1) == ErrorCode::kOk);
  CHECK(tenths[3] == 0.30000000000000004);
  std::vector<double> shifted(10);
  run_arange(contiguous(shifted), 10, 1.0, 0.1);
  CHECK(shifted[9] == 1.9000000000000008);
  std::vector<float> narrow(10);
  run_arange(contiguous(narrow), 10, 0.0, 0.1);
  CHECK(narrow[7] == 0.7f);
  CHECK(narrow[9] == 0.90000004f);
  std::vector<int64_t> truncated(7);
  run_arange(contiguous(truncated), 7, 0.5, 0.7);
  CHECK(truncated == std::vector<int64_t>{0, 1, 2, 3, 4, 5, 6});
  std::vector<double> negative_zero(1);
  run_arange(contiguous(negative_zero), 1, -0.0, 1.0);
  CHECK(std::signbit(negative_zero[0]));
}

TEST_CASE("arange of integers wraps and is exact") {
  std::vector<int64_t> wide(300000);
  REQUIRE(run_arange_integer(contiguous(wide), 300000, (int64_t{1} << 53) + 1, 3) == ErrorCode::kOk);
  bool exact = true;
  for (int64_t i = 0; i < 300000; ++i) exact &= wide[static_cast<size_t>(i)] == (int64_t{1} << 53) + 1 + 3 * i;
  CHECK(exact);
  std::vector<int8_t> narrow(4);
  run_arange_integer(contiguous(narrow), 4, 126, 1);
  CHECK(narrow == std::vector<int8_t>{126, 127, -128, -127});
  std::vector<int64_t> down(3);
  run_arange_integer(contiguous(down), 3, 5, -2);
  CHECK(down == std::vector<int64_t>{5, 3, 1});
  std::vector<double> floats(3);
  run_arange_integer(contiguous(floats), 3, 7, -2);
  CHECK(floats == std::vector<double>{7, 5, 3});
  std::vector<char> flags(2);
  CHECK(run_arange_integer({flags.data(), DType::kBool, nullptr}, 2, 0, 1) == ErrorCode::kUnsupported);
  CHECK(run_arange_integer(contiguous(narrow), 0, 0, 1) == ErrorCode::kOk);
}

TEST_CASE("linspace hits both ends and rounds as NumPy does") {
  std::vector<double> sevenths(7);
  REQUIRE(run_linspace(contiguous(sevenths), 7, 0.1, 0.7, (0.7 - 0.1) / 6, true) == ErrorCode::kOk);
  CHECK(sevenths[0] == 0.1);
  CHECK(sevenths[2] == 0.3);
  CHECK(sevenths[6] == 0.7);
  std::vector<int64_t> floors(4);
  run_linspace(contiguous(floors), 4, -2.5, 2.5, 5.0 / 3, true);
  CHECK(floors == std::vector<int64_t>{-3, -1, 0, 2});
  std::vector<double> open(4);
  run_linspace(contiguous(open), 4, 0.0, 1.0, 0.25, false);
  CHECK(open == std::vector<double>{0, 0.25, 0.5, 0.75});
  std::vector<double> one(1);
  run_linspace(contiguous(one), 1, 3.0, 5.0, std::numeric_limits<double>::quiet_NaN(), true);
  CHECK(one[0] == 3.0);
  const double tiny = std::numeric_limits<double>::denorm_min();
  std::vector<double> denormal(5);
  run_linspace(contiguous(denormal), 5, 0.0, tiny, tiny / 4, true);
  CHECK(denormal == std::vector<double>{0, 0, 0, tiny, tiny});
  std::vector<float> narrow(300000);
  run_linspace(contiguous(narrow), 300000, 0.0, 1.0, 1.0 / 299999, true);
  CHECK(narrow[1] == static_cast<float>(1.0 / 299999));
  CHECK(narrow[299999] == 1.0f);
}

std::vector<uint16_t> half_bits(const std::vector<Half>& halves) {
  std::vector<uint16_t> bits;
  for (const Half h : halves) bits.push_back(h.bits);
  return bits;
}

TEST_CASE("arange and linspace of float16 round from float32 and from float64") {
  std::vector<Half> tenths(9), large(15), sixths(7);
  REQUIRE(run_arange(contiguous(tenths), 9, 0.1, 0.1) == ErrorCode::kOk);
  CHECK(half_bits(tenths) ==
        std::vector<uint16_t>{0x2E66, 0x3266, 0x34CC, 0x3666, 0x3800, 0x38CC, 0x3999, 0x3A66, 0x3B33});
  run_arange(contiguous(large), 15, 3000, 0.7);
  CHECK(large[14].bits == 0x69DC);
  REQUIRE(run_linspace(contiguous(sixths), 7, 0, 1, 1.0 / 6, true) == ErrorCode::kOk);
  CHECK(half_bits(sixths) == std::vector<uint16_t>{0x0, 0x3155, 0x3555, 0x3800, 0x3955, 0x3AAB, 0x3C00});
  std::vector<Half> whole(70000);
  REQUIRE(run_arange_integer(contiguous(whole), 70000, 0, 1) == ErrorCode::kOk);
  CHECK(whole[2049].bits == to_half(2049.0f).bits);
  CHECK(whole[69999].bits == 0x7C00);
}

template <class T>
bool equal(const Complex<T>& a, double re, double im) {
  return a.re == static_cast<T>(re) && a.im == static_cast<T>(im);
}

TEST_CASE("arange and linspace of complex numbers compute each part as NumPy does") {
  std::vector<Complex128> wide(7);
  REQUIRE(run_arange_complex(contiguous(wide), 7, {0.1, 0.2}, {0.1, 0.3}) == ErrorCode::kOk);
  CHECK(equal(wide[2], 0x1.3333333333334p-2, 0x1.999999999999ap-1));
  CHECK(equal(wide[6], 0x1.6666666666667p-1, 0x1.fffffffffffffp+0));
  std::vector<Complex64> narrow(7);
  REQUIRE(run_arange_complex(contiguous(narrow), 7, {0.1, 0.2}, {0.1, 0.3}) == ErrorCode::kOk);
  CHECK(equal(narrow[4], 0.5, 0x1.666668p+0));
  CHECK(equal(narrow[6], 0x1.666668p-1, 2));
  REQUIRE(run_arange(contiguous(narrow), 7, 0.1, 0.1) == ErrorCode::kOk);
  CHECK(equal(narrow[3], 0x1.99999ap-2, 0));
  REQUIRE(run_linspace_complex(contiguous(wide), 7, {0.1, 0.3}, {0.7, -2.1}, true) == ErrorCode::kOk);
  CHECK(equal(wide[0], 0.1, 0.3));
  CHECK(equal(wide[2], 0x1.3333333333333p-2, -0x1.fffffffffffffp-2));
  CHECK(equal(wide[5], 0x1.3333333333333p-1, -0x1.b333333333332p+0));
  CHECK(equal(wide[6], 0.7, -2.1));
  REQUIRE(run_linspace_complex(contiguous(narrow), 7, {0.1, 0.3}, {0.7, -2.1}, true) == ErrorCode::kOk);
  CHECK(equal(narrow[2], 0x1.333334p-2, -0.5));
  CHECK(equal(narrow[6], 0.7, -2.1));
  REQUIRE(run_linspace_complex(contiguous(wide), 6, {1, 0}, {1, 10}, false) == ErrorCode::kOk);
  CHECK(equal(wide[2], 1, 0x1.aaaaaaaaaaaaap+1));
  CHECK(equal(wide[5], 1, 0x1.0aaaaaaaaaaaap+3));
  const double tiny = std::numeric_limits<double>::denorm_min();
  REQUIRE(run_linspace_complex(contiguous(wide), 5, {0, 0}, {0, tiny}, true) == ErrorCode::kOk);
  CHECK(equal(wide[2], 0, 0));
  CHECK(equal(wide[3], 0, tiny));
  const double inf = std::numeric_limits<double>::infinity();
  REQUIRE(run_linspace_complex(contiguous(wide), 3, {0, 0}, {inf, 1}, true) == ErrorCode::kOk);
  CHECK(std::isnan(wide[1].re));
  CHECK(std::isnan(wide[1].im));
  CHECK(equal(wide[2], inf, 1));
  std::vector<double> real(3);
  CHECK(run_arange_complex(contiguous(real), 3, {0, 0}, {1, 1}) == ErrorCode::kUnsupported);
  CHECK(run_linspace_complex(contiguous(real), 3, {0, 0}, {1, 1}, true) == ErrorCode::kUnsupported);
}

TEST_CASE("streamed sequences equal the plain ones on every target") {
  for (const Target target : supported_targets()) {
    const SequenceKernels& kernels = *sequence_kernels(target);
    std::vector<double> plain(5000), streamed(5001);
    kernels.arange_float64({plain.data(), 1000, 5000, false}, 0.5, 0.1);
    kernels.arange_float64({streamed.data() + 1, 1000, 5000, true}, 0.5, 0.1);
    bool same = true;
    for (size_t i = 0; i < 5000; ++i) {
      same &= plain[i] == streamed[i + 1] && plain[i] == 0.5 + static_cast<double>(1000 + i) * 0.1;
    }
    CHECK(same);
  }
}

}  // namespace
}  // namespace nds
