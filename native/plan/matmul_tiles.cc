// Products of matrices in blocks: a strip of A and a strip of B are packed, then multiplied tile by tile.
#include <algorithm>

#include "core/cancel.h"
#include "core/checked.h"
#include "core/thread_pool.h"
#include "plan/matmul_product.h"
#include "plan/split.h"

namespace nds {
namespace {

// Zen 4 (32 KiB, 1 MiB, 32 MiB a level), 2026-11: within 5 % of the best over the ranges tried.
constexpr int64_t kPanelBytes = int64_t{16} << 10;   // of a panel of A, which stays in the first-level cache
constexpr int64_t kBlockBytes = int64_t{384} << 10;  // of the panels of A that are multiplied by each panel of B
constexpr int64_t kStripBytes = int64_t{6} << 20;    // of all that is packed of A, and of B, at a time
constexpr int64_t kRowsBytes = int64_t{256} << 10;   // of panels of B that stay in the second-level cache
constexpr int64_t kDirectPanels = 8;                 // of B: for so few, packing A costs more than it gains
constexpr int64_t kItemPanels = 16;                  // panels of B of one piece of work, at most: 1 ms
constexpr double kItemWork = 2e5;                    // multiplications of a piece of work, at least
constexpr double kThreadWork = 4e5;                  // below this a product stays on one thread
constexpr int64_t kAlign = 64;

int64_t ceil_div(int64_t a, int64_t b) noexcept { return (a + b - 1) / b; }
int64_t align(int64_t bytes) noexcept { return ceil_div(bytes, kAlign) * kAlign; }

class TileJob {
 public:
  TileJob(const Product& p, const ProductOperands& at, const TileBlocks& blocks, char* scratch, bool threads) noexcept
      : p_(p),
        kernels_(*p.kernels),
        at_(at),
        blocks_(blocks),
        a_(scratch),
        b_(scratch + blocks.a_bytes),
        wide_(scratch + blocks.a_bytes + blocks.b_bytes),
        threads_(threads) {}

  ErrorCode run() noexcept {
    if (blocks_.whole && !threads_) {
      rows_ = p_.m;
      columns_ = p_.n;
      pack_panels(0, (blocks_.direct ? 0 : blocks_.a_panels) + blocks_.b_panels, blocks_.direct ? 0 : blocks_.a_panels,
                  p_.k);
      multiply_block(0, blocks_.a_panels, 0, blocks_.b_panels, blocks_.depth);
      return blocks_.wide_bytes == 0 ? ErrorCode::kOk : round();
    }
    const int64_t items = std::max<int64_t>(1, ceil_div(p_.k, kernels_.depth_of_item));
    const int64_t rows = blocks_.a_panels * kernels_.rows, columns = blocks_.b_panels * kernels_.columns;
    for (column_ = 0; column_ < p_.n; column_ += columns) {
      columns_ = std::min(columns, p_.n - column_);
      for (depth_ = 0; depth_ < items; depth_ += blocks_.depth) {
        for (row_ = 0; row_ < p_.m; row_ += rows) {
          rows_ = std::min(rows, p_.m - row_);
          ErrorCode code = pack(row_ == 0 || p_.m > rows, row_ == 0);
          if (code == ErrorCode::kOk) code = multiply();
          if (code != ErrorCode::kOk) return code;
          if (is_set(p_.cancelled)) return ErrorCode::kAborted;
        }
      }
    }
    return blocks_.wide_bytes == 0 ? ErrorCode::kOk : round();
  }

 private:
  template <class F>
  ErrorCode each(int64_t units, double work, F&& f) noexcept {
    if (!threads_ || work < kThreadWork) {
      if (!threads_) return static_cast<ErrorCode>(f(0, units));
      return run_chunks(Chunks{units, units, units, 1}, p_.mapped, f);
    }
    const int64_t grain = std::max<int64_t>(1, units / (8 * num_threads()));
    return run_chunks(Chunks{units, grain, grain, ceil_div(units, grain)}, p_.mapped, f);
  }

  // Elements from the strip's first on.
  int64_t depth() const noexcept {
    return std::min(blocks_.depth * kernels_.depth_of_item, p_.k - depth_ * kernels_.depth_of_item);
  }
  int64_t depth_items() const noexcept { return ceil_div(depth(), kernels_.depth_of_item); }

  ErrorCode pack(bool with_a, bool with_b) noexcept {
    const int64_t k = depth();
    if (k == 0) return ErrorCode::kOk;
    const int64_t a_panels = with_a && !blocks_.direct ? ceil_div(rows_, kernels_.rows) : 0;
    const int64_t b_panels = with_b ? ceil_div(columns_, kernels_.columns) : 0;
    const double work =
        static_cast<double>(k) * static_cast<double>(a_panels * kernels_.rows + b_panels * kernels_.columns);
    // An element that is packed costs about as much as eight that are multiplied.
    return each(a_panels + b_panels, work * 8, [&](int64_t begin, int64_t end) noexcept {
      pack_panels(begin, end, a_panels, k);
      return 0;
    });
  }

  // Panels of A, then those of B.
  void pack_panels(int64_t begin, int64_t end, int64_t a_panels, int64_t k) const noexcept {
    const int64_t first = depth_ * kernels_.depth_of_item;
    for (int64_t panel = begin; panel < end; ++panel) {
      if (panel < a_panels) {
        const int64_t row = panel * kernels_.rows;
        kernels_.pack_a({at_.a + (row_ + row) * p_.a_row + first * p_.a_k, p_.a_row, p_.a_k,
                         std::min(kernels_.rows, rows_ - row), k, a_panel(panel), p_.conjugate_a, p_.copy});
      } else {
        const int64_t column = (panel - a_panels) * kernels_.columns;
        kernels_.pack_b({at_.b + (column_ + column) * p_.b_column + first * p_.b_k, p_.b_column, p_.b_k,
                         std::min(kernels_.columns, columns_ - column), k, b_panel(panel - a_panels), p_.conjugate_b,
                         p_.copy});
      }
    }
  }

  ErrorCode multiply() noexcept {
    const int64_t a_panels = ceil_div(rows_, kernels_.rows), b_panels = ceil_div(columns_, kernels_.columns);
    const double work = static_cast<double>(rows_) * static_cast<double>(columns_) * static_cast<double>(depth_items());
    // Pieces of work: some panels of A by some of B.
    int64_t high = std::min(blocks_.block, a_panels), wide = std::min(kItemPanels, b_panels);
    if (threads_) {
      const double most = 8.0 * num_threads();
      const auto wanted = static_cast<int64_t>(std::clamp(work / kItemWork, 1.0, most));
      while (ceil_div(a_panels, high) * ceil_div(b_panels, wide) < wanted && high * wide > 1) {
        if (wide > 1 && wide * kernels_.columns >= high * kernels_.rows / 4) {
          wide = (wide + 1) / 2;
        } else if (high > 1) {
          high = (high + 1) / 2;
        } else {
          wide = (wide + 1) / 2;
        }
      }
    } else {
      wide = b_panels;
    }
    const int64_t across = ceil_div(b_panels, wide);
    const int64_t pieces = ceil_div(a_panels, high) * across;
    const int64_t items = depth_items();
    const auto piece = [&](int64_t begin, int64_t end) noexcept {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t a = i / across * high, b = i % across * wide;
        multiply_block(a, std::min(a + high, a_panels), b, std::min(b + wide, b_panels), items);
      }
      return 0;
    };
    if (!threads_) return static_cast<ErrorCode>(piece(0, pieces));
    if (work < kThreadWork) return run_chunks(Chunks{pieces, pieces, pieces, 1}, p_.mapped, piece);
    return run_chunks(Chunks{pieces, 1, 1, pieces}, p_.mapped, piece);
  }

  void multiply_block(int64_t a_begin, int64_t a_end, int64_t b_begin, int64_t b_end, int64_t items) const noexcept {
    const bool wide = blocks_.wide_bytes > 0;
    const TileKernel tile = blocks_.direct ? kernels_.tile_direct : wide ? kernels_.tile_wide : kernels_.tile;
    const int64_t c_row = wide ? p_.n * 4 : p_.c_row, c_column = wide ? 4 : p_.c_column;
    char* const c = wide ? wide_ : at_.c;
    TileCall call;
    call.depth = items;
    call.c_row = c_row;
    call.c_column = c_column;
    call.add = depth_ > 0;
    call.a_row = p_.a_row;
    call.a_depth = p_.a_k;
    const auto one = [&](int64_t a, int64_t b) noexcept {
      const int64_t row = row_ + a * kernels_.rows, column = b * kernels_.columns;
      call.a = blocks_.direct ? at_.a + row * p_.a_row + depth_ * p_.a_k : a_panel(a);
      call.b = b_panel(b);
      call.rows = std::min(kernels_.rows, row_ + rows_ - row);
      call.columns = std::min(kernels_.columns, columns_ - column);
      call.c = c + row * c_row + (column_ + column) * c_column;
      tile(call);
    };
    // Whichever is small stays in the cache while the other goes by; rows of c are best written whole.
    if ((b_end - b_begin) * blocks_.depth * kernels_.b_bytes <= kRowsBytes) {
      for (int64_t a = a_begin; a < a_end; ++a) {
        for (int64_t b = b_begin; b < b_end; ++b) one(a, b);
      }
    } else {
      for (int64_t b = b_begin; b < b_end; ++b) {
        for (int64_t a = a_begin; a < a_end; ++a) one(a, b);
      }
    }
  }

  // Sums in the accumulator's dtype, rounded to results.
  ErrorCode round() noexcept {
    return each(p_.m, static_cast<double>(p_.m) * static_cast<double>(p_.n) * 8,
                [&](int64_t begin, int64_t end) noexcept {
                  constexpr int64_t kRun = 1024;
                  alignas(64) char local[kRun * 2];
                  for (int64_t i = begin; i < end; ++i) {
                    for (int64_t j = 0; j < p_.n; j += kRun) {
                      const int64_t n = std::min(kRun, p_.n - j);
                      p_.narrow({{wide_ + (i * p_.n + j) * 4, nullptr, nullptr}, local, n, 0, false});
                      p_.copy({at_.c + i * p_.c_row + j * p_.c_column, local, 1, n, 0, p_.c_column, 0, 2, false});
                    }
                  }
                  return 0;
                });
  }

  char* a_panel(int64_t i) const noexcept { return a_ + i * blocks_.depth * kernels_.a_bytes; }
  char* b_panel(int64_t i) const noexcept { return b_ + i * blocks_.depth * kernels_.b_bytes; }

  const Product& p_;
  const MatmulKernels& kernels_;
  const ProductOperands& at_;
  const TileBlocks& blocks_;
  char* const a_;
  char* const b_;
  char* const wide_;
  const bool threads_;  // this job may use them: else it runs within a task of its own
  int64_t row_ = 0, rows_ = 0, column_ = 0, columns_ = 0, depth_ = 0;
};

}  // namespace

TileBlocks blocks_of(const Product& p) noexcept {
  const MatmulKernels& kernels = *p.kernels;
  const int64_t items = ceil_div(p.k, kernels.depth_of_item);
  TileBlocks b;
  const int64_t most = std::max<int64_t>(64, kPanelBytes / kernels.a_bytes / 8 * 8);
  // About equal strips.
  b.depth = items == 0 ? 1 : items <= most ? items : ceil_div(items, ceil_div(items, most));
  b.block = std::max<int64_t>(1, kBlockBytes / (b.depth * kernels.a_bytes));
  const int64_t a_panels = ceil_div(p.m, kernels.rows), b_panels = ceil_div(p.n, kernels.columns);
  b.direct = kernels.tile_direct != nullptr && b_panels <= kDirectPanels;
  b.a_panels = std::min(a_panels, std::max(b.block, kStripBytes / (b.depth * kernels.a_bytes)));
  b.b_panels = std::min(b_panels, std::max<int64_t>(1, kStripBytes / (b.depth * kernels.b_bytes)));
  b.whole = items > 0 && items <= b.depth && b.a_panels == a_panels && b.b_panels == b_panels;
  b.a_bytes = b.direct ? 0 : align(b.a_panels * b.depth * kernels.a_bytes);
  b.b_bytes = align(b.b_panels * b.depth * kernels.b_bytes);
  b.wide_bytes = 0;
  b.scratch = b.a_bytes + b.b_bytes;
  if (p.dtype == DType::kFloat16 && items > b.depth) {
    int64_t sums = 0;
    if (!checked_mul(p.m, p.n, &sums) || !checked_mul(sums, 4, &b.wide_bytes)) {
      b.scratch = -1;
      return b;
    }
    b.wide_bytes = align(b.wide_bytes);
    if (!checked_add(b.scratch, b.wide_bytes, &b.scratch)) b.scratch = -1;
  }
  return b;
}

ErrorCode run_tiles(const Product& p, const TileBlocks& blocks, const ProductOperands& at, char* scratch,
                    bool threads) noexcept {
  return TileJob(p, at, blocks, scratch, threads).run();
}

}  // namespace nds
