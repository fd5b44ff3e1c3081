#include "plan/matmul.h"

#include <algorithm>
#include <atomic>

#include "core/cancel.h"
#include "core/checked.h"
#include "core/thread_pool.h"
#include "kernels/copy/cast.h"
#include "plan/matmul_product.h"
#include "plan/scratch.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kLocalBytes = int64_t{32} << 10;   // working memory up to this lies on the stack
constexpr int64_t kSmallRows = 8, kSmallDepth = 16;  // of matrices that a stack of at least
constexpr int64_t kSmallStack = 16;                  // so many multiplies row by row
constexpr double kTaskWork = 2e5;                    // multiplications: below this a batch stays on one thread
constexpr double kTogether = 4e6;                    // from this on each product uses all threads

// The batch: dimensions of more than one product, neighbours that all operands walk as one merged.
struct Batch {
  int ndim = 0;
  int64_t shape[kMaxDims];
  int64_t a[kMaxDims], b[kMaxDims], c[kMaxDims];
  int64_t count = 1;

  void add(int64_t length, int64_t a_step, int64_t b_step, int64_t c_step) noexcept {
    count *= length;
    if (length == 1) return;
    if (ndim > 0) {
      const int last = ndim - 1;
      if (a[last] == a_step * length && b[last] == b_step * length && c[last] == c_step * length) {
        shape[last] *= length;
        a[last] = a_step;
        b[last] = b_step;
        c[last] = c_step;
        return;
      }
    }
    shape[ndim] = length;
    a[ndim] = a_step;
    b[ndim] = b_step;
    c[ndim] = c_step;
    ++ndim;
  }

  void drop_last() noexcept { count /= shape[--ndim]; }

  ProductOperands at(const MatmulPlan& plan, int64_t index) const noexcept {
    ProductOperands p = {plan.a.data, plan.b.data, plan.c.data};
    for (int i = ndim - 1; i >= 0; --i) {
      const int64_t k = index % shape[i];
      index /= shape[i];
      p.a += k * a[i];
      p.b += k * b[i];
      p.c += k * c[i];
    }
    return p;
  }
};

// The innermost dimensions of the batch become rows where all products share b.
void merge_rows(Product& p, Batch& batch) noexcept {
  while (batch.ndim > 0) {
    const int i = batch.ndim - 1;
    if (batch.b[i] != 0) return;
    if (p.m == 1) {
      p.a_row = batch.a[i];
      p.c_row = batch.c[i];
    } else if (batch.a[i] != p.a_row * p.m || batch.c[i] != p.c_row * p.m) {
      return;
    }
    p.m *= batch.shape[i];
    batch.drop_last();
  }
}

enum class Way { kTiles, kVector, kDots };

class BatchJob {
 public:
  BatchJob(const MatmulPlan& plan, const Product& p, const Batch& batch, Way way) noexcept
      : plan_(plan), p_(p), batch_(batch), way_(way) {}

  ErrorCode run() noexcept {
    if (way_ == Way::kDots) return run_dot_rows();
    if (way_ == Way::kTiles) blocks_ = blocks_of(p_);
    const int64_t share = way_ == Way::kTiles ? blocks_.scratch : scratch_of_vector(p_);
    if (share < 0) return ErrorCode::kOutOfMemory;
    const double each = std::max(product_work(p_), 1.0);
    const double work = each * static_cast<double>(batch_.count);
    // One product after the other on all threads, or each by one thread.
    if (batch_.count == 1 || each >= kTogether) return with_scratch(share, 1, true);
    const int64_t threads = work < kTaskWork ? 1 : num_threads();
    // Pieces of 0.1 ms and more, so that helpers and cancellation have something to work with.
    grain_ = std::clamp<int64_t>(static_cast<int64_t>(kTaskWork * 4 / each), 1, ceil_div(batch_.count, threads));
    return with_scratch(share, std::min(threads, ceil_div(batch_.count, grain_)), false);
  }

 private:
  static int64_t ceil_div(int64_t a, int64_t b) noexcept { return (a + b - 1) / b; }

  ErrorCode with_scratch(int64_t share, int64_t tasks, bool threads) noexcept {
    int64_t bytes = 0;
    if (!checked_mul(share, tasks, &bytes)) return ErrorCode::kOutOfMemory;
    if (bytes <= kLocalBytes) {
      alignas(64) char local[kLocalBytes];
      return threads ? run_each(local) : run_tasks(local, share, tasks);
    }
    Scratch scratch;
    const ErrorCode refused = scratch.allocate(bytes);
    if (refused != ErrorCode::kOk) return refused;
    return threads ? run_each(scratch.data()) : run_tasks(scratch.data(), share, tasks);
  }

  ErrorCode run_each(char* scratch) noexcept {
    for (int64_t i = 0; i < batch_.count; ++i) {
      const ErrorCode code = product(i, scratch, true);
      if (code != ErrorCode::kOk) return code;
    }
    return ErrorCode::kOk;
  }

  ErrorCode run_tasks(char* scratch, int64_t share, int64_t tasks) noexcept {
    return run_chunks(Chunks{tasks, 1, 1, tasks}, p_.mapped, [=, this](int64_t begin, int64_t end) noexcept {
      for (int64_t task = begin; task < end; ++task) {
        for (;;) {
          const int64_t first = next_.fetch_add(grain_, std::memory_order_relaxed);
          if (first >= batch_.count || is_set(p_.cancelled)) break;
          const int64_t last = std::min(batch_.count, first + grain_);
          for (int64_t i = first; i < last; ++i) {
            const ErrorCode code = product(i, scratch + task * share, false);
            if (code != ErrorCode::kOk) return static_cast<int>(code);
          }
        }
      }
      return 0;
    });
  }

  ErrorCode product(int64_t i, char* scratch, bool threads) const noexcept {
    const ProductOperands at = batch_.at(plan_, i);
    return way_ == Way::kTiles ? run_tiles(p_, blocks_, at, scratch, threads) : run_vector(p_, at, scratch, threads);
  }

  // Dots side by side: pieces of the innermost dimension of the batch.
  ErrorCode run_dot_rows() noexcept {
    const int last = batch_.ndim - 1;
    const int64_t row = batch_.shape[last];
    const int64_t width = std::min<int64_t>(row, 4096);
    const int64_t per_row = ceil_div(row, width);
    const Chunks chunks = cut_units(batch_.count / row * per_row, width * p_.m * p_.k * 2 * item_size(p_.dtype), 1);
    return run_chunks(chunks, p_.mapped, [=, this](int64_t begin, int64_t end) noexcept {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t first = i % per_row * width;
        ProductOperands at = batch_.at(plan_, i / per_row * row + first);
        for (int64_t r = 0; r < p_.m; ++r, at.a += p_.a_row, at.c += p_.c_row) {
          run_dots(p_, {std::min(width, row - first), batch_.a[last], batch_.b[last], batch_.c[last]}, at);
        }
      }
      return 0;
    });
  }

  const MatmulPlan& plan_;
  const Product& p_;
  const Batch& batch_;
  const Way way_;
  TileBlocks blocks_ = {};
  int64_t grain_ = 1;
  std::atomic<int64_t> next_{0};
};

}  // namespace

double product_work(const Product& p) noexcept {
  return static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k);
}

void transpose_product(Product& p) noexcept {
  std::swap(p.m, p.n);
  std::swap(p.c_row, p.c_column);
  const int64_t row = p.a_row, k = p.a_k;
  p.a_row = p.b_column;
  p.a_k = p.b_k;
  p.b_column = row;
  p.b_k = k;
  std::swap(p.conjugate_a, p.conjugate_b);
}

ErrorCode run_matmul(const MatmulPlan& plan) noexcept {
  for (int i = 0; i < plan.ndim; ++i) {
    if (plan.shape[i] == 0) return ErrorCode::kOk;
  }
  const int row = plan.ndim - 2, column = plan.ndim - 1;
  const bool complex = plan.dtype == DType::kComplex64 || plan.dtype == DType::kComplex128;
  Product p;
  p.dtype = plan.dtype;
  p.m = plan.shape[row];
  p.n = plan.shape[column];
  p.k = plan.k;
  p.a_row = plan.a.strides[row];
  p.a_k = plan.a.strides[column];
  p.b_k = plan.b.strides[row];
  p.b_column = plan.b.strides[column];
  p.c_row = plan.c.strides[row];
  p.c_column = plan.c.strides[column];
  p.conjugate_a = plan.conjugate && complex;
  p.conjugate_b = false;
  const Target target = active_target();
  p.kernels = matmul_kernels(target, plan.dtype);
  const int64_t size = item_size(plan.dtype);
  p.copy = layout_kernels(target)->copy[item_size_index(size)];
  p.narrow = cast_kernel(target, p.kernels->accumulator, plan.dtype);
  p.cancelled = cancel_flag();
  p.mapped = plan.mapped;

  Batch batch;
  for (int i = 0; i < row; ++i) {
    batch.add(plan.shape[i], plan.a.strides[i], plan.b.strides[i], plan.c.strides[i]);
  }
  MatmulPlan own = plan;
  if (p.m == 1 && p.n == 1 && batch.ndim > 0) {
    const int last = batch.ndim - 1;
    const bool shared = batch.a[last] == 0 || batch.b[last] == 0;
    if (!shared && dots_together(p, {batch.shape[last], batch.a[last], batch.b[last], batch.c[last]})) {
      return BatchJob(plan, p, batch, Way::kDots).run();
    }
  }
  // Whichever operand the products share is to be b, or else the rows of c its neighbours.
  const bool one = p.m == 1 && p.n == 1;
  const bool a_shared = batch.ndim > 0 && batch.a[batch.ndim - 1] == 0 && batch.b[batch.ndim - 1] != 0;
  const bool sideways = p.m > 1 && p.n > 1 && p.c_row == size && p.c_column != size;
  if ((one && a_shared) || (p.m == 1 && p.n > 1) || sideways) {
    transpose_product(p);
    std::swap(own.a, own.b);
    std::swap_ranges(batch.a, batch.a + batch.ndim, batch.b);
  }
  merge_rows(p, batch);
  // Stacks of small matrices times vectors: for each row, dots side by side.
  if (batch.ndim > 0 && std::min(p.m, p.n) == 1 && std::max(p.m, p.n) <= kSmallRows && p.k > 0 && p.k <= kSmallDepth &&
      !p.conjugate_b) {
    const int last = batch.ndim - 1;
    if (p.n == 1 && batch.shape[last] >= kSmallStack && batch.a[last] != 0) {
      return BatchJob(own, p, batch, Way::kDots).run();
    }
  }
  const Way way = p.k == 0 || (p.m > 1 && p.n > 1) ? Way::kTiles : Way::kVector;
  if (way == Way::kVector && p.n != 1) {
    transpose_product(p);
    std::swap(own.a, own.b);
    std::swap_ranges(batch.a, batch.a + batch.ndim, batch.b);
  }
  return BatchJob(own, p, batch, way).run();
}

}  // namespace nds
