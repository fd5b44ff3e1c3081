#include "plan/reduce.h"

#include <doctest/doctest.h>

#include "core/cancel.h"
#include "core/cpu.h"
#include "core/mapped_file.h"
#include "core/thread_pool.h"
#include "kernels/reduce/fold.h"
#include "process.h"
#include "reduce_cases.h"

using namespace nds;
using namespace nds::test;

namespace {

template <class T>
RandomArray contiguous(const std::vector<T>& values, const std::vector<int64_t>& shape) {
  RandomArray array{DTypeOf<T>::value, {}, std::vector<int64_t>(shape.size()), 0};
  int64_t step = sizeof(T);
  for (size_t i = shape.size(); i-- > 0; step *= shape[i]) array.strides[i] = step;
  array.bytes.resize(static_cast<size_t>(step));
  std::memcpy(array.bytes.data(), values.data(), array.bytes.size());
  return array;
}

// The output's bytes of an array reduced along some axes.
std::vector<char> reduce_bytes(Reduction op, RandomArray& in, const std::vector<int64_t>& shape,
                               const std::vector<char>& reduced, DType accumulate, double ddof = 0) {
  std::vector<int64_t> strides(shape.size());
  const DType out = is_position(op) || op == Reduction::kCountNonzero ? DType::kInt64 : accumulate;
  int64_t step = item_size(out);
  for (size_t i = shape.size(); i-- > 0;) {
    strides[i] = reduced[i] != 0 ? 0 : step;
    if (reduced[i] == 0) step *= shape[i];
  }
  std::vector<char> bytes(static_cast<size_t>(step));
  bool flags[kMaxDims];
  std::copy(reduced.begin(), reduced.end(), flags);
  const Operand to{bytes.data(), out, strides.data()};
  REQUIRE(run_reduce({op, static_cast<int>(shape.size()), shape.data(), flags, in.operand(), to, accumulate, nullptr,
                      nullptr, ddof, false}) == ErrorCode::kOk);
  return bytes;
}

template <class T>
double reduce_all(Reduction op, const std::vector<T>& values, DType accumulate, double ddof = 0) {
  RandomArray in = contiguous(values, {static_cast<int64_t>(values.size())});
  const std::vector<char> bytes = reduce_bytes(op, in, {static_cast<int64_t>(values.size())}, {1}, accumulate, ddof);
  return read_value(bytes.data(), is_position(op) ? DType::kInt64 : accumulate);
}

template <class T>
std::vector<T> random_reals(Generator& random, size_t n) {
  std::normal_distribution<double> normal(3.0, 1000.0);
  std::vector<T> values(n);
  for (T& value : values) value = static_cast<T>(normal(random));
  return values;
}

class ThreadCount {
 public:
  explicit ThreadCount(int n) : before_(num_threads()) { set_num_threads(n); }
  ~ThreadCount() { set_num_threads(before_); }

 private:
  int before_;
};

}  // namespace

TEST_CASE("reductions agree with plain loops on random layouts, dtypes, axes, masks and initial values") {
  Generator random(20260601);
  for (int i = 0; i < 6000; ++i) {
    Case c = random_case(random, i % 40 == 0 ? 60000 : 1500);
    check_case(c);
  }
}

TEST_CASE("reductions agree with plain loops on long rows and columns") {
  Generator random(7);
  const std::vector<std::vector<int64_t>> shapes = {{300000},    {3, 100000},   {100000, 3},
                                                    {2000, 150}, {40, 70, 100}, {5000, 7, 9}};
  for (const Reduction op : kReductions) {
    for (const auto& shape : shapes) {
      for (const DType dtype : {DType::kBool, DType::kInt16, DType::kUint64, DType::kFloat16, DType::kFloat32}) {
        Case c{};
        c.op = op;
        c.shape = shape;
        c.reduced.assign(shape.size(), 0);
        c.reduced[static_cast<size_t>(pick(random, 0, static_cast<int64_t>(shape.size()) - 1))] = 1;
        c.accumulate = usual_accumulator(op, dtype);
        c.nans = is_float(dtype) && (is_extreme(op) || is_position(op)) && pick(random, 0, 1) == 0;
        c.in = random_layout(random, dtype, shape, {false, pick(random, 0, 1) == 0});
        std::vector<int64_t> out_shape = shape;
        for (size_t i = 0; i < shape.size(); ++i) out_shape[i] = c.reduced[i] != 0 ? 1 : shape[i];
        c.out = random_layout(random, c.accumulate, out_shape, {false, true});
        for (size_t i = 0; i < shape.size(); ++i) c.out.strides[i] = c.reduced[i] != 0 ? 0 : c.out.strides[i];
        fill_case(random, c);
        check_case(c);
      }
    }
  }
}

TEST_CASE("float reductions give the same bits for every thread count, and strided as contiguous") {
  Generator random(11);
  const std::vector<std::vector<int64_t>> shapes = {{1200007}, {700, 1801}, {400001, 3}, {3, 400001}, {60, 130, 161}};
  const auto check = [&]<class T>(T) {
    for (const auto& shape : shapes) {
      int64_t size = 1;
      for (const int64_t extent : shape) size *= extent;
      const std::vector<T> values = random_reals<T>(random, static_cast<size_t>(size));
      RandomArray plain = contiguous(values, shape);
      // The same numbers, every second element along each dimension and the last one reversed.
      RandomArray spread{plain.dtype, {}, plain.strides, 0};
      int64_t step = sizeof(T);
      for (size_t i = shape.size(); i-- > 0;) {
        step *= 2;
        spread.strides[i] = step;
        step *= shape[i];
      }
      spread.offset = spread.strides.back() * (shape.back() - 1);
      spread.strides.back() = -spread.strides.back();
      spread.bytes.resize(static_cast<size_t>(step));
      for_each_index(shape, [&](const std::vector<int64_t>& index) {
        std::memcpy(spread.bytes.data() + offset_of(spread, index), plain.bytes.data() + offset_of(plain, index),
                    sizeof(T));
      });
      for (unsigned axes = 1; axes < 1u << shape.size(); ++axes) {
        std::vector<char> reduced;
        for (size_t i = 0; i < shape.size(); ++i) reduced.push_back(static_cast<char>(axes >> i & 1));
        for (const Reduction op : {Reduction::kSum, Reduction::kMean, Reduction::kStd, Reduction::kMax}) {
          CAPTURE(axes);
          CAPTURE(static_cast<int>(op));
          std::vector<char> first;
          for (const int threads : {1, 2, 3}) {
            const ThreadCount scope(threads);
            const auto bytes = reduce_bytes(op, plain, shape, reduced, plain.dtype);
            if (threads == 1) first = bytes;
            CHECK(bytes == first);
            CHECK(reduce_bytes(op, spread, shape, reduced, plain.dtype) == first);
          }
        }
      }
    }
  };
  check(double{});
  check(float{});
}

TEST_CASE("every instruction set folds floats to the same bits and integers to the same numbers") {
  Generator random(5);
  const std::vector<double> doubles = random_reals<double>(random, 60000);
  const std::vector<float> floats = random_reals<float>(random, 120000);
  for (int fold = 0; fold < kFoldCount; ++fold) {
    const auto id = static_cast<Fold>(fold);
    const bool on_floats = id == Fold::kSumFloat32 || id == Fold::kProdFloat32 || id == Fold::kMaxFloat32 ||
                           id == Fold::kArgmaxFloat32 || id == Fold::kCountFloat32 || id == Fold::kVarFloat32 ||
                           id == Fold::kSumComplex64 || id == Fold::kProdComplex64 || id == Fold::kArgmaxComplex64 ||
                           id == Fold::kVarComplex64;
    const char* in =
        on_floats ? reinterpret_cast<const char*>(floats.data()) : reinterpret_cast<const char*>(doubles.data());
    const FoldKernel scalar = fold_kernels(Target::kScalar)[fold];
    for (int t = 0; t <= static_cast<int>(active_target()); ++t) {
      CAPTURE(fold);
      CAPTURE(t);
      const FoldKernel kernel = fold_kernels(static_cast<Target>(t))[fold];
      for (const int64_t n : {1, 3, 7, 15, 16, 31, 32, 63, 65, 200, 1023, 5000, 19000}) {
        CAPTURE(n);
        uint64_t expected[2][4] = {}, got[2][4] = {};  // two rows of up to two words
        scalar.rows(in, n * 8, 2, n, {}, expected[0], expected[1]);
        kernel.rows(in, n * 8, 2, n, {}, got[0], got[1]);
        CHECK(std::memcmp(expected, got, sizeof(got)) == 0);
        if (kernel.columns == nullptr || n > 500) continue;
        std::vector<uint64_t> expected_columns(2048), got_columns(2048);
        scalar.columns(in, 512, std::min(n, scalar.rows_at_once), n, {}, expected_columns.data(),
                       expected_columns.data() + 1024);
        kernel.columns(in, 512, std::min(n, scalar.rows_at_once), n, {}, got_columns.data(), got_columns.data() + 1024);
        CHECK(expected_columns == got_columns);
      }
    }
  }
}

TEST_CASE("the first of bools is found by every instruction set, whatever byte is true") {
  Generator random(31);
  for (int t = 0; t <= static_cast<int>(active_target()); ++t) {
    const FoldKernel kernel = fold_kernels(static_cast<Target>(t))[static_cast<int>(Fold::kArgmaxBool)];
    for (const bool truth : {true, false}) {
      FoldParams params;
      params.flip = truth ? 0x80 : 0x7F;
      params.first = 1000;
      for (const int64_t n : {1, 2, 15, 16, 63, 64, 65, 255, 256, 257, 1000}) {
        std::vector<uint8_t> bytes(static_cast<size_t>(n));
        for (int64_t at = 0; at <= n; at += 1 + n / 100) {
          CAPTURE(n);
          CAPTURE(at);
          for (int64_t i = 0; i < n; ++i) {
            const bool value = i < at ? !truth : pick(random, 0, 1) == 0 || i == at ? truth : !truth;
            bytes[static_cast<size_t>(i)] = value ? static_cast<uint8_t>(pick(random, 1, 255)) : uint8_t{0};
          }
          uint8_t value = 0;
          int64_t position = -1;
          kernel.rows(reinterpret_cast<const char*>(bytes.data()), 0, 1, n, params, &value, &position);
          CHECK(position == 1000 + (at < n ? at : 0));
          CHECK(value == (((at < n) == truth ? 1 : 0) ^ params.flip));
        }
      }
    }
  }
}

TEST_CASE("what decides any, all and positions of bools is found wherever it lies, on any number of threads") {
  constexpr int64_t kCount = 1500000;
  std::vector<uint8_t> bytes(2 * kCount);
  const bool flags[] = {true};
  const int64_t shape[] = {kCount}, out_strides[] = {0};
  for (const int threads : {1, 2, 7}) {
    const ThreadCount count(threads);
    for (const int64_t step : {1, 2, -1}) {
      const int64_t strides[] = {step};
      char* const data = reinterpret_cast<char*>(bytes.data()) + (step < 0 ? kCount - 1 : 0);
      for (const bool truth : {true, false}) {
        for (const int64_t at : {int64_t{0}, int64_t{4095}, int64_t{16384}, int64_t{65535}, int64_t{65536},
                                 int64_t{700001}, kCount - 1, kCount}) {
          CAPTURE(threads);
          CAPTURE(step);
          CAPTURE(at);
          std::fill(bytes.begin(), bytes.end(), truth ? uint8_t{0} : uint8_t{2});
          // Others behind it change nothing.
          for (int64_t i = at; i < kCount; i += 300007) data[i * step] = static_cast<char>(truth ? 0x80 : 0);
          int64_t position = -1;
          uint8_t found = 2;
          const Operand in{data, DType::kBool, strides};
          const Operand to_position{reinterpret_cast<char*>(&position), DType::kInt64, out_strides};
          const Operand to_bool{reinterpret_cast<char*>(&found), DType::kBool, out_strides};
          CHECK(run_reduce({truth ? Reduction::kArgmax : Reduction::kArgmin, 1, shape, flags, in, to_position,
                            DType::kInt64, nullptr, nullptr, 0, false}) == ErrorCode::kOk);
          CHECK(position == (at < kCount ? at : 0));
          CHECK(run_reduce({truth ? Reduction::kAny : Reduction::kAll, 1, shape, flags, in, to_bool, DType::kBool,
                            nullptr, nullptr, 0, false}) == ErrorCode::kOk);
          CHECK(found == ((at < kCount) == truth ? 1 : 0));
        }
      }
    }
  }
}

TEST_CASE("sums are pairwise") {
  CHECK(std::abs(reduce_all(Reduction::kSum, std::vector<float>(10'000'000, 0.1f), DType::kFloat32) - 1e6) < 1);
  CHECK(std::abs(reduce_all(Reduction::kSum, std::vector<double>(1'000'000, 0.1), DType::kFloat64) - 1e5) < 2e-9);
  RandomArray columns = contiguous(std::vector<float>(4'000'000, 0.1f), {1'000'000, 4});
  const auto bytes = reduce_bytes(Reduction::kSum, columns, {1'000'000, 4}, {1, 0}, DType::kFloat32);
  for (int i = 0; i < 4; ++i) {
    CHECK(std::abs(read_value(bytes.data() + 4 * i, DType::kFloat32) - 1e5) < 0.1);
  }
}

TEST_CASE("a sum of negative zeros is positive unless it starts from one") {
  std::vector<double> zeros(100, -0.0);
  CHECK(!std::signbit(reduce_all(Reduction::kSum, zeros, DType::kFloat64)));
  const int64_t shape[] = {100}, strides[] = {8}, none[] = {0};
  const bool reduced[] = {true};
  const double initial = -0.0;
  double out = 1;
  const Operand in{reinterpret_cast<char*>(zeros.data()), DType::kFloat64, strides};
  const Operand to{reinterpret_cast<char*>(&out), DType::kFloat64, none};
  REQUIRE(run_reduce({Reduction::kSum, 1, shape, reduced, in, to, DType::kFloat64, nullptr, &initial, 0, false}) ==
          ErrorCode::kOk);
  CHECK(std::signbit(out));
  CHECK(out == 0);
}

TEST_CASE("integers keep all their bits") {
  const int64_t big = (int64_t{1} << 53) + 1;
  int64_t out = 0;
  const std::vector<int64_t> values = {big, std::numeric_limits<int64_t>::max(), -big, 0};
  RandomArray in = contiguous(values, {4});
  std::memcpy(&out, reduce_bytes(Reduction::kSum, in, {4}, {1}, DType::kInt64).data(), 8);
  CHECK(out == std::numeric_limits<int64_t>::max());
  std::memcpy(&out, reduce_bytes(Reduction::kMax, in, {4}, {1}, DType::kInt64).data(), 8);
  CHECK(out == std::numeric_limits<int64_t>::max());
  std::memcpy(&out, reduce_bytes(Reduction::kMin, in, {4}, {1}, DType::kInt64).data(), 8);
  CHECK(out == -big);
  CHECK(reduce_all(Reduction::kSum, std::vector<uint8_t>(300, 255), DType::kUint64) == 76500);
  CHECK(reduce_all(Reduction::kSum, std::vector<int8_t>(100'000, -128), DType::kInt64) == -12'800'000);
  CHECK(reduce_all(Reduction::kSum, std::vector<int32_t>(100'000, std::numeric_limits<int32_t>::min()),
                   DType::kInt64) == -214'748'364'800'000.0);
  CHECK(reduce_all(Reduction::kMax, std::vector<uint64_t>{1, uint64_t{1} << 63}, DType::kUint64) == 0x1p63);
}

TEST_CASE("variances are of deviations from the mean, however far it is from zero") {
  CHECK(reduce_all(Reduction::kVar, std::vector<double>{1e9, 1e9 + 1, 1e9 + 2}, DType::kFloat64) ==
        doctest::Approx(2.0 / 3).epsilon(1e-15));
  std::vector<double> values(100'000);
  for (size_t i = 0; i < values.size(); ++i) values[i] = 1e9 + static_cast<double>(i % 2);
  CHECK(reduce_all(Reduction::kVar, values, DType::kFloat64) == doctest::Approx(0.25).epsilon(1e-12));
  CHECK(reduce_all(Reduction::kStd, std::vector<double>(5000, 0.25), DType::kFloat64) == 0);
  CHECK(std::isnan(reduce_all(Reduction::kVar, std::vector<double>{2}, DType::kFloat64, 1)));
  CHECK(reduce_all(Reduction::kVar, std::vector<double>{2, 3}, DType::kFloat64, 2) == kInfinity);
}

TEST_CASE("reductions of nothing give their identity, and leave an empty output alone") {
  const int64_t shape[] = {0, 3}, strides[] = {24, 8}, out_strides[] = {0, 8};
  const bool first[] = {true, false};
  for (const Reduction op : kReductions) {
    if (is_extreme(op) || is_position(op)) continue;
    const bool truth = op == Reduction::kAny || op == Reduction::kAll;
    double out[3] = {7, 7, 7};
    const Operand in{nullptr, DType::kFloat64, strides};
    const Operand to{reinterpret_cast<char*>(out), DType::kFloat64, out_strides};
    REQUIRE(run_reduce({op, 2, shape, first, in, to, truth ? DType::kBool : DType::kFloat64, nullptr, nullptr, 0,
                        false}) == ErrorCode::kOk);
    for (const double x : out) {
      if (op >= Reduction::kMean) {
        CHECK(std::isnan(x));
      } else {
        CHECK(x == (op == Reduction::kProd || op == Reduction::kAll));
      }
    }
    const bool second[] = {false, true};
    CHECK(run_reduce({op,
                      2,
                      shape,
                      second,
                      in,
                      {nullptr, DType::kFloat64, strides},
                      DType::kFloat64,
                      nullptr,
                      nullptr,
                      0,
                      false}) == ErrorCode::kOk);
  }
}

TEST_CASE("infinities and nan go through") {
  CHECK(reduce_all(Reduction::kMin, std::vector<double>(100, kInfinity), DType::kFloat64) == kInfinity);
  CHECK(reduce_all(Reduction::kArgmax, std::vector<double>(100, -kInfinity), DType::kInt64) == 0);
  std::vector<float> values(3000, 1);
  values[1777] = std::numeric_limits<float>::quiet_NaN();
  values[2500] = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(reduce_all(Reduction::kSum, values, DType::kFloat32)));
  CHECK(std::isnan(reduce_all(Reduction::kMax, values, DType::kFloat32)));
  CHECK(reduce_all(Reduction::kArgmin, values, DType::kInt64) == 1777);
  CHECK(reduce_all(Reduction::kAll, values, DType::kBool) == 1);
}

TEST_CASE("a mapped file that was cut is an error for every walk, and mapped arrays otherwise reduce as any") {
  const test_process::Folder folder;
  const std::string path = folder.path() + "/map";
  const std::vector<int64_t> shape = {500, 1000};
  test_process::write_text(path, std::string(500 * 1000 * 8, '\0'));
  const MappedFile map(platform::File::open(path, platform::File::Mode::kReadWrite), 0, 500 * 1000 * 8,
                       platform::MapMode::kReadOnly);
  const int64_t strides[] = {8000, 8};
  const bool flags[][2] = {{true, true}, {true, false}, {false, true}};
  const int64_t out_strides[][2] = {{0, 0}, {0, 8}, {8, 0}};
  std::vector<double> out(1000);
  for (const bool lost : {false, true}) {
    if (lost) REQUIRE(truncate(path.c_str(), 4096) == 0);
    for (int axes = 0; axes < 3; ++axes) {
      for (const Reduction op : {Reduction::kSum, Reduction::kStd, Reduction::kMax}) {
        out.assign(1000, 7.0);
        const Operand in{map.data(), DType::kFloat64, strides};
        const Operand to{reinterpret_cast<char*>(out.data()), DType::kFloat64, out_strides[axes]};
        const ErrorCode error =
            run_reduce({op, 2, shape.data(), flags[axes], in, to, DType::kFloat64, nullptr, nullptr, 0, true});
        CHECK(error == (lost ? ErrorCode::kMappingLost : ErrorCode::kOk));
        if (!lost) CHECK(out[0] == 0);
      }
    }
  }
}

TEST_CASE("a reduction whose flag is set gives up") {
  const std::atomic<bool> cancelled{true};
  const CancelScope scope(&cancelled);
  std::vector<double> values(2'000'000, 1.0), out(2000);
  const int64_t strides[] = {8000, 8};
  const bool flags[][2] = {{true, true}, {true, false}, {false, true}};
  const int64_t shape[] = {2000, 1000}, out_strides[][2] = {{0, 0}, {0, 8}, {8, 0}};
  for (int axes = 0; axes < 3; ++axes) {
    const Operand in{reinterpret_cast<char*>(values.data()), DType::kFloat64, strides};
    const Operand to{reinterpret_cast<char*>(out.data()), DType::kFloat64, out_strides[axes]};
    CHECK(run_reduce({Reduction::kSum, 2, shape, flags[axes], in, to, DType::kFloat64, nullptr, nullptr, 0, false}) ==
          ErrorCode::kAborted);
  }
}
