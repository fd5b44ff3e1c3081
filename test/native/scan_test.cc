// Running sums and products for every dtype, layout and instruction set against plain loops, to the bit.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "core/complex.h"
#include "core/half.h"
#include "core/thread_pool.h"
#include "kernels/copy/cast.h"
#include "kernels/scan/scan.h"
#include "plan/scan.h"
#include "random_layout.h"

namespace {

using namespace nds;
using namespace nds::test;

const DType kDTypes[] = {DType::kBool,    DType::kInt8,    DType::kInt16,     DType::kInt32,     DType::kInt64,
                         DType::kUint8,   DType::kUint16,  DType::kUint32,    DType::kUint64,    DType::kFloat16,
                         DType::kFloat32, DType::kFloat64, DType::kComplex64, DType::kComplex128};

struct Element {
  alignas(16) char bytes[16];
};

template <class T>
T get(const Element& e) {
  T value;
  std::memcpy(static_cast<void*>(&value), e.bytes, sizeof(T));
  return value;
}
template <class T>
Element put(T value) {
  Element e = {};
  std::memcpy(e.bytes, static_cast<const void*>(&value), sizeof(T));
  return e;
}

template <class T>
Element integer(Scan op, const Element& a, const Element& b) {
  const auto x = static_cast<uint64_t>(get<T>(a)), y = static_cast<uint64_t>(get<T>(b));
  return put<T>(static_cast<T>(op == Scan::kSum ? x + y : x * y));
}
template <class T>
Element real(Scan op, const Element& a, const Element& b) {
  return put<T>(op == Scan::kSum ? get<T>(a) + get<T>(b) : get<T>(a) * get<T>(b));
}
template <class T>
Element complex_(Scan op, const Element& a, const Element& b) {
  const auto x = get<Complex<T>>(a), y = get<Complex<T>>(b);
  if (op == Scan::kSum) return put<Complex<T>>({x.re + y.re, x.im + y.im});
  const volatile T rr = x.re * y.re, ii = x.im * y.im, ri = x.re * y.im, ir = x.im * y.re;
  return put<Complex<T>>({rr - ii, ri + ir});
}

Element combine(DType dtype, Scan op, const Element& a, const Element& b) {
  switch (dtype) {
    case DType::kBool: {
      const bool x = a.bytes[0] != 0, y = b.bytes[0] != 0;
      return put<uint8_t>(op == Scan::kSum ? x || y : x && y);
    }
    case DType::kInt8: return integer<int8_t>(op, a, b);
    case DType::kInt16: return integer<int16_t>(op, a, b);
    case DType::kInt32: return integer<int32_t>(op, a, b);
    case DType::kInt64: return integer<int64_t>(op, a, b);
    case DType::kUint8: return integer<uint8_t>(op, a, b);
    case DType::kUint16: return integer<uint16_t>(op, a, b);
    case DType::kUint32: return integer<uint32_t>(op, a, b);
    case DType::kUint64: return integer<uint64_t>(op, a, b);
    case DType::kFloat16: {
      const float x = to_float(get<Half>(a)), y = to_float(get<Half>(b));
      return put<Half>(to_half(op == Scan::kSum ? x + y : x * y));
    }
    case DType::kFloat32: return real<float>(op, a, b);
    case DType::kFloat64: return real<double>(op, a, b);
    case DType::kComplex64: return complex_<float>(op, a, b);
    default: return complex_<double>(op, a, b);
  }
}

// Small numbers, so that products stay finite for a while; zeros of either sign. `n` counts up from any start.
Element value_of(DType dtype, int64_t n) {
  const double values[] = {1.5, -0.75, -0.0, 2.25, 0.0, 1.0, -1.25, 0.1};
  const double x = values[n & 7], y = values[n >> 3 & 7];
  switch (dtype) {
    case DType::kFloat16: return put(to_half(x));
    case DType::kFloat32: return put(static_cast<float>(x));
    case DType::kFloat64: return put(x);
    case DType::kComplex64: return put(Complex64{static_cast<float>(x), static_cast<float>(y)});
    case DType::kComplex128: return put(Complex128{x, y});
    default: return put(static_cast<uint64_t>(n * 0x9E3779B97F4A7C15));
  }
}

Element cast_element(const Element& e, DType from, DType to) {
  Element made = {};
  cast_kernel(Target::kScalar, from, to)({{e.bytes, nullptr, nullptr}, made.bytes, 1, 0, false});
  return made;
}

template <class T>
bool same_parts(const char* a, const char* b, size_t size) {
  for (size_t at = 0; at < size; at += sizeof(T)) {
    T x, y;
    std::memcpy(&x, a + at, sizeof(T));
    std::memcpy(&y, b + at, sizeof(T));
    if (std::memcmp(&x, &y, sizeof(T)) != 0 && (x == x || y == y)) return false;
  }
  return true;
}

// The same bits, but for the signs of nans: those of a sum of two nans depend on which comes first.
bool same_element(DType dtype, const char* a, const char* b) {
  const auto size = static_cast<size_t>(item_size(dtype));
  switch (dtype) {
    case DType::kFloat32:
    case DType::kComplex64: return same_parts<float>(a, b, size);
    case DType::kFloat64:
    case DType::kComplex128: return same_parts<double>(a, b, size);
    default: return std::memcmp(a, b, size) == 0;
  }
}

TEST_CASE("scans of any axis, layout and dtype are those of one loop") {
  Generator random(11);
  for (int round = 0; round < 3000; ++round) {
    const DType to_dtype = kDTypes[pick(random, 0, 13)];
    DType from_dtype = pick(random, 0, 1) == 0 ? to_dtype : kDTypes[pick(random, 0, 13)];
    if (cast_kernel(active_target(), from_dtype, to_dtype) == nullptr) from_dtype = to_dtype;
    if (cast_kernel(active_target(), from_dtype, to_dtype) == nullptr) continue;
    std::vector<int64_t> shape = random_shape(random, round % 20 == 0 ? 60000 : 3000);
    if (round % 5 == 0) shape = {pick(random, 1, 12), pick(random, 1, 4000)};
    if (shape.empty()) shape = {pick(random, 0, 40)};
    const auto axis = static_cast<size_t>(pick(random, 0, static_cast<int64_t>(shape.size()) - 1));
    const bool in_place = from_dtype == to_dtype && pick(random, 0, 2) == 0;
    RandomArray from = random_layout(random, from_dtype, shape, {!in_place, pick(random, 0, 1) == 0});
    for_each_index(shape, [&](const std::vector<int64_t>& index) {
      const Element e = value_of(from_dtype, pick(random, 0, 1000000));
      std::memcpy(from.bytes.data() + offset_of(from, index), e.bytes, static_cast<size_t>(item_size(from_dtype)));
    });
    const RandomArray before = from;
    RandomArray to = random_layout(random, to_dtype, shape, {false, pick(random, 0, 1) == 0});
    const Scan op = pick(random, 0, 1) == 0 ? Scan::kSum : Scan::kProduct;
    set_num_threads(static_cast<int>(pick(random, 1, 3)));
    const ScanPlan plan = {op,
                           static_cast<int>(shape.size()),
                           shape.data(),
                           static_cast<int>(axis),
                           from.operand(),
                           in_place ? from.operand() : to.operand(),
                           false};
    CHECK(run_scan(plan) == ErrorCode::kOk);
    const RandomArray& made = in_place ? from : to;
    bool good = true;
    for_each_index(shape, [&](const std::vector<int64_t>& start) {
      if (start[axis] != 0) return;
      std::vector<int64_t> index = start;
      Element sum = {};
      for (int64_t i = 0; i < shape[axis]; ++i) {
        index[axis] = i;
        Element e = {};
        std::memcpy(e.bytes, before.bytes.data() + offset_of(before, index),
                    static_cast<size_t>(item_size(from_dtype)));
        // A bool that is one already is taken as it is, and made 0 or 1 by the scan.
        if (from_dtype != to_dtype) e = cast_element(e, from_dtype, to_dtype);
        if (to_dtype == DType::kBool) e.bytes[0] = e.bytes[0] != 0;
        sum = i == 0 ? e : combine(to_dtype, op, sum, e);
        good = good && same_element(to_dtype, sum.bytes, made.bytes.data() + offset_of(made, index));
      }
    });
    CAPTURE(std::string(kDTypeNames[static_cast<int>(from_dtype)]));
    CAPTURE(std::string(kDTypeNames[static_cast<int>(to_dtype)]));
    CHECK(good);
  }
  set_num_threads(2);
}

TEST_CASE("every instruction set gives the same bits") {
  Generator random(12);
  for (int t = 0; t <= static_cast<int>(active_target()); ++t) {
    for (const Scan op : {Scan::kSum, Scan::kProduct}) {
      for (const DType dtype : kDTypes) {
        const ScanKernels& kernels = scan_kernels(static_cast<Target>(t), op)[static_cast<int>(dtype)];
        const auto size = static_cast<size_t>(item_size(dtype));
        for (int64_t n = 0; n < 70; ++n) {
          const auto bytes = static_cast<size_t>(n) * size;
          std::vector<Element> items, sums;
          std::vector<char> in(bytes + 16), out(bytes + 16, 7), row(bytes + 16, 7), carries(bytes + 16);
          Element sum = {};
          bool good = true;
          for (int64_t i = 0; i < n; ++i) {
            items.push_back(value_of(dtype, pick(random, 0, 1000000)));
            sums.push_back(value_of(dtype, pick(random, 0, 1000000)));
            std::memcpy(in.data() + static_cast<size_t>(i) * size, items.back().bytes, size);
            std::memcpy(carries.data() + static_cast<size_t>(i) * size, sums.back().bytes, size);
          }
          kernels.step(in.data(), out.data(), n, carries.data());
          Element carry = value_of(dtype, 3);
          sum = carry;
          kernels.row(in.data(), row.data(), n, carry.bytes, true);
          for (int64_t i = 0; i < n; ++i) {
            const auto at = static_cast<size_t>(i);
            const Element step = combine(dtype, op, sums[at], items[at]);
            sum = combine(dtype, op, sum, items[at]);
            good = good && same_element(dtype, out.data() + at * size, step.bytes);
            good = good && same_element(dtype, row.data() + at * size, sum.bytes);
          }
          CAPTURE(std::string(kDTypeNames[static_cast<int>(dtype)]));
          CAPTURE(n);
          CHECK(good);
          CHECK(out[bytes] == 7);
          CHECK(row[bytes] == 7);
        }
      }
    }
  }
}

}  // namespace
