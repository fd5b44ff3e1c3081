// Products of a matrix and a vector, and dots.
#include <algorithm>
#include <cstring>

#include "core/checked.h"
#include "core/thread_pool.h"
#include "plan/matmul_product.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kRun = 8192;          // elements of a dot that are added up on their own
constexpr int64_t kColumns = 1024;      // results whose sums are carried together, at most
constexpr int64_t kGatherBytes = 8192;  // of elements that are gathered together
constexpr int64_t kShortDot = 32;       // dots up to this long are computed side by side
constexpr int64_t kAlign = 64;

int64_t ceil_div(int64_t a, int64_t b) noexcept { return (a + b - 1) / b; }
int64_t align(int64_t bytes) noexcept { return ceil_div(bytes, kAlign) * kAlign; }

int64_t sum_size(const Product& p) noexcept { return item_size(p.kernels->accumulator); }

// Sums of the accumulator's dtype as `n` results, `step` bytes apart.
void store_sums(const Product& p, const char* sums, int64_t n, char* to, int64_t step) noexcept {
  const int64_t size = item_size(p.dtype);
  constexpr int64_t kPart = 512;
  alignas(64) char local[kPart * 2];
  if (p.dtype != DType::kFloat16) return p.copy({to, sums, 1, n, 0, step, 0, size, false});
  for (int64_t i = 0; i < n; i += kPart) {
    const int64_t part = std::min(kPart, n - i);
    p.narrow({{sums + i * 4, nullptr, nullptr}, local, part, 0, false});
    p.copy({to + i * step, local, 1, part, 0, step, 0, size, false});
  }
}

// x + y of the accumulator's dtype.
template <class T>
void add_to(char* x, const char* y) noexcept {
  T a, b;
  std::memcpy(&a, x, sizeof(T));
  std::memcpy(&b, y, sizeof(T));
  a = static_cast<T>(a + b);
  std::memcpy(x, &a, sizeof(T));
}

void add_sum(DType dtype, char* x, const char* y) noexcept {
  switch (dtype) {
    case DType::kBool: *x = static_cast<char>(*x | *y); return;
    case DType::kFloat32: return add_to<float>(x, y);
    case DType::kFloat64: return add_to<double>(x, y);
    case DType::kComplex64: add_to<float>(x, y); return add_to<float>(x + 4, y + 4);
    case DType::kComplex128: add_to<double>(x, y); return add_to<double>(x + 8, y + 8);
    default: break;
  }
  switch (item_size(dtype)) {
    case 1: return add_to<uint8_t>(x, y);
    case 2: return add_to<uint16_t>(x, y);
    case 4: return add_to<uint32_t>(x, y);
    default: return add_to<uint64_t>(x, y);
  }
}

// The sum of one run of a dot; the elements are gathered where they are not neighbours.
class DotRun {
 public:
  explicit DotRun(const Product& p) noexcept : p_(p), size_(item_size(p.dtype)) {}

  void operator()(const char* a, int64_t a_step, const char* b, int64_t b_step, int64_t n, bool conjugate,
                  char* sum) noexcept {
    if (a_step == size_ && b_step == size_) return p_.kernels->dot({a, b, n, conjugate, sum});
    const int64_t block = kGatherBytes / size_;
    alignas(16) char part[16];
    for (int64_t i = 0; i == 0 || i < n; i += block) {
      const int64_t count = std::min(block, n - i);
      const void* left = gather(a + i * a_step, a_step, count, left_);
      const void* right = gather(b + i * b_step, b_step, count, right_);
      p_.kernels->dot({left, right, count, conjugate, i == 0 ? sum : part});
      if (i > 0) add_sum(p_.kernels->accumulator, sum, part);
    }
  }

 private:
  const void* gather(const char* from, int64_t step, int64_t n, char* to) const noexcept {
    if (step == size_) return from;
    p_.copy({to, from, 1, n, 0, size_, 0, step, false});
    return to;
  }

  const Product& p_;
  const int64_t size_;
  alignas(64) char left_[kGatherBytes];
  alignas(64) char right_[kGatherBytes];
};

// What is to be done with the rows of the matrix.
struct Shape {
  bool columns;       // sums of whole columns are carried: elements of a column are neighbours
  bool thin;          // so too, but blocks of columns are gathered: rows are short
  int64_t runs;       // of a row, where its dots are added up in runs
  int64_t x_bytes;    // of scratch memory for the vector
  int64_t sum_bytes;  // and for sums of runs
};

Shape shape_of(const Product& p) noexcept {
  const int64_t size = item_size(p.dtype);
  Shape s = {};
  s.columns = p.a_row == size && p.a_k != size && !p.conjugate_a && p.m > 1;
  s.thin = !s.columns && p.k <= kShortDot && p.m >= 8 && !p.conjugate_a;
  s.runs = std::max<int64_t>(1, ceil_div(p.k, kRun));
  if (s.thin) return s;
  if (!s.columns && p.b_k != size && p.m > 1) s.x_bytes = align(p.k * size);
  if (!s.columns && s.runs > 1) s.sum_bytes = align(p.m * s.runs * sum_size(p));
  return s;
}

class VectorJob {
 public:
  VectorJob(const Product& p, const ProductOperands& at, const Shape& shape, char* scratch, bool threads) noexcept
      : p_(p), at_(at), shape_(shape), x_(at.b), x_step_(p.b_k), size_(item_size(p.dtype)), threads_(threads) {
    if (shape.x_bytes > 0) gathered_ = scratch;
    sums_ = scratch + shape.x_bytes;
  }

  ErrorCode run() noexcept {
    if (shape_.columns) return run_columns();
    if (shape_.thin) return run_thin();
    if (gathered_ != nullptr) {
      const ErrorCode code = each(p_.k, size_ * 2, [this](int64_t begin, int64_t end) noexcept {
        p_.copy({gathered_ + begin * size_, at_.b + begin * p_.b_k, 1, end - begin, 0, size_, 0, p_.b_k, false});
        return 0;
      });
      if (code != ErrorCode::kOk) return code;
      x_ = gathered_;
      x_step_ = size_;
    }
    return shape_.runs == 1 ? run_rows() : run_long_rows();
  }

 private:
  template <class F>
  ErrorCode each(int64_t units, int64_t bytes, F&& f) noexcept {
    if (!threads_) return static_cast<ErrorCode>(f(0, units));
    return run_chunks(cut_units(units, std::max<int64_t>(bytes, 1), 1), p_.mapped, f);
  }

  // Part of a row times the vector.
  void dot(DotRun& run, int64_t row, int64_t first, int64_t n, char* sum) const noexcept {
    const char* a = at_.a + row * p_.a_row + first * p_.a_k;
    const char* x = x_ + first * x_step_;
    if (p_.conjugate_b) {
      run(x, x_step_, a, p_.a_k, n, true, sum);
    } else {
      run(a, p_.a_k, x, x_step_, n, p_.conjugate_a, sum);
    }
  }

  ErrorCode run_rows() noexcept {
    return each(p_.m, p_.k * size_, [this](int64_t begin, int64_t end) noexcept {
      constexpr int64_t kRows = 256;
      DotRun run(p_);
      alignas(64) char sums[kRows * 16];
      const int64_t step = sum_size(p_);
      for (int64_t row = begin; row < end; row += kRows) {
        const int64_t rows = std::min(kRows, end - row);
        for (int64_t i = 0; i < rows; ++i) dot(run, row + i, 0, p_.k, sums + i * step);
        store_sums(p_, sums, rows, at_.c + row * p_.c_row, p_.c_row);
      }
      return 0;
    });
  }

  ErrorCode run_long_rows() noexcept {
    const int64_t step = sum_size(p_);
    const ErrorCode code = each(p_.m * shape_.runs, kRun * size_, [this, step](int64_t begin, int64_t end) noexcept {
      DotRun run(p_);
      for (int64_t i = begin; i < end; ++i) {
        const int64_t first = i % shape_.runs * kRun;
        dot(run, i / shape_.runs, first, std::min(kRun, p_.k - first), sums_ + i * step);
      }
      return 0;
    });
    if (code != ErrorCode::kOk) return code;
    return each(p_.m, shape_.runs * step, [this, step](int64_t begin, int64_t end) noexcept {
      for (int64_t row = begin; row < end; ++row) {
        char* const sum = sums_ + row * shape_.runs * step;
        for (int64_t i = 1; i < shape_.runs; ++i) add_sum(p_.kernels->accumulator, sum, sum + i * step);
        store_sums(p_, sum, 1, at_.c + row * p_.c_row, p_.c_row);
      }
      return 0;
    });
  }

  ErrorCode run_thin() noexcept {
    return each(p_.m, p_.k * size_, [this](int64_t begin, int64_t end) noexcept {
      alignas(64) char sums[kColumns * 16];
      alignas(64) char gathered[kGatherBytes];
      const int64_t width = std::min<int64_t>(kColumns, kGatherBytes / (size_ * p_.k));
      for (int64_t first = begin; first < end; first += width) {
        const int64_t n = std::min(width, end - first);
        const char* from = at_.a + first * p_.a_row;
        p_.copy({gathered, from, p_.k, n, n * size_, size_, p_.a_k, p_.a_row, false});
        p_.kernels->columns_kernel({at_.b, p_.b_k, false, gathered, n * size_, p_.k, n, sums, p_.conjugate_b, false});
        store_sums(p_, sums, n, at_.c + first * p_.c_row, p_.c_row);
      }
      return 0;
    });
  }

  ErrorCode run_columns() noexcept {
    // Whole cache lines of 64 results at least, so that every thread has some.
    int64_t width = kColumns;
    if (threads_) width = std::clamp<int64_t>(p_.m / (4 * num_threads()) / 64 * 64, 64, kColumns);
    return each(ceil_div(p_.m, width), std::min(width, p_.m) * std::max<int64_t>(p_.k, 1) * size_,
                [this, width](int64_t begin, int64_t end) noexcept {
                  alignas(64) char sums[kColumns * 16];
                  for (int64_t i = begin; i < end; ++i) {
                    const int64_t first = i * width;
                    const int64_t n = std::min(width, p_.m - first);
                    p_.kernels->columns_kernel(
                        {at_.b, p_.b_k, false, at_.a + first * p_.a_row, p_.a_k, p_.k, n, sums, p_.conjugate_b, false});
                    store_sums(p_, sums, n, at_.c + first * p_.c_row, p_.c_row);
                  }
                  return 0;
                });
  }

  const Product& p_;
  const ProductOperands& at_;
  const Shape& shape_;
  const char* x_;
  int64_t x_step_;
  const int64_t size_;
  char* gathered_ = nullptr;
  char* sums_ = nullptr;
  const bool threads_;
};

}  // namespace

int64_t scratch_of_vector(const Product& p) noexcept {
  const Shape shape = shape_of(p);
  return shape.x_bytes + shape.sum_bytes;
}

ErrorCode run_vector(const Product& p, const ProductOperands& at, char* scratch, bool threads) noexcept {
  const Shape shape = shape_of(p);
  return VectorJob(p, at, shape, scratch, threads).run();
}

bool dots_together(const Product& p, const DotRow& row) noexcept {
  const int64_t size = item_size(p.dtype);
  if (row.count < 4 || p.k == 0) return false;
  return p.k <= kShortDot || (row.a_step == size && row.b_step == size && (p.a_k != size || p.b_k != size));
}

void run_dots(const Product& p, const DotRow& row, const ProductOperands& at) noexcept {
  const int64_t size = item_size(p.dtype);
  alignas(64) char sums[kColumns * 16];
  alignas(64) char left[kGatherBytes], right[kGatherBytes];
  const bool gather_a = row.a_step != size, gather_b = row.b_step != size;
  int64_t width = kColumns;
  if (gather_a || gather_b) width = std::max<int64_t>(4, kGatherBytes / (size * p.k));
  for (int64_t i = 0; i < row.count; i += width) {
    const int64_t n = std::min(width, row.count - i);
    const char* a = at.a + i * row.a_step;
    const char* b = at.b + i * row.b_step;
    if (gather_a) p.copy({left, a, p.k, n, n * size, size, p.a_k, row.a_step, false});
    if (gather_b) p.copy({right, b, p.k, n, n * size, size, p.b_k, row.b_step, false});
    p.kernels->columns_kernel({gather_a ? left : a, gather_a ? n * size : p.a_k, true, gather_b ? right : b,
                               gather_b ? n * size : p.b_k, p.k, n, sums, p.conjugate_a, false});
    store_sums(p, sums, n, at.c + i * row.c_step, row.c_step);
  }
}

}  // namespace nds
