#include <algorithm>
#include <memory>
#include <new>

#include "core/cancel.h"
#include "plan/reduce_fold.h"
#include "plan/reduce_run.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kNarrow = 64;     // columns that fill the vectors of any target
constexpr int64_t kMaxPieces = 16;  // of the rows, when several threads share few columns
constexpr int64_t kMinPieceBytes = 1 << 17;
constexpr int64_t kSharedUnits = 8;  // so many tiles are enough for the threads to take whole ones
constexpr int64_t kPieceFromBytes = 1 << 20;
constexpr int64_t kAheadBytes = 1 << 14;  // what four rows take from memory while the next ones are on their way

// Results of columns in kWords 64-bit words each: the last of them is the second result where there is one.
template <int64_t kColumns, int kWords>
struct Tile {
  alignas(64) uint64_t words[kColumns * kWords];
  FoldResults results() noexcept { return {words, words + kColumns * (kWords - 1)}; }
};

// Where one unit of work begins: a tile of columns of one index of the outer kept dimensions.
struct Unit {
  const char* in;
  const char* where;
  char* out;
  int64_t cols;  // of the output
};

int64_t product(const ReduceDim* dims, int ndim) noexcept {
  int64_t n = 1;
  for (int k = 0; k < ndim; ++k) n *= dims[k].n;
  return n;
}

class ColumnsJob {
 public:
  ColumnsJob(const ReducePlan& plan, const ReduceLayout& layout, const ReduceRecipe& recipe) noexcept
      : plan_(plan),
        layout_(layout),
        recipe_(recipe),
        size_(item_size(recipe.source)),
        words_(result_words(recipe)),
        run_(product(layout.reduced + layout.outer_reduced, layout.reduced_ndim - layout.outer_reduced)),
        runs_(layout, recipe, layout.reduced + layout.outer_reduced, layout.reduced_ndim - layout.outer_reduced, run_),
        input_rows_(layout.count / run_),
        cancelled_(cancel_flag()) {
    const int64_t trailing = product(layout.kept + layout.kept_ndim - layout.trailing, layout.trailing);
    // Few columns: as many rows as fill the vectors are folded side by side, then into one another.
    const int64_t most = std::min(kNarrow, block_columns());
    const bool narrow = layout.trailing > 0 && trailing < most;
    while (narrow && trailing * group_ * 2 <= most && input_rows_ >= group_ * 8) group_ *= 2;
    column_ndim_ = narrow ? layout.trailing : 1;
    outer_ndim_ = layout.kept_ndim - column_ndim_;
    column_dims_ = layout.kept + outer_ndim_;
    columns_ = product(column_dims_, column_ndim_);
    rows_ = input_rows_ / group_;
    row_stride_ = layout.outer_reduced == 1 ? layout.reduced[0].in : 0;
    direct_ = layout.trailing > 0 && layout.where == nullptr && recipe.element == recipe.source && !recipe.skip_nan &&
              layout.reduced_ndim <= 1 && column_ndim_ == 1 && column_dims_[0].in == size_ &&
              (group_ == 1 || row_stride_ == columns_ * size_) &&
              is_aligned(layout.in, layout.kept, layout.kept_ndim, size_) &&
              is_aligned(layout.in, layout.reduced, layout.reduced_ndim, size_);
    leaf_rows_ = direct_ ? recipe.kernel.rows_at_once : kFoldRows;
    tiles_ = (columns_ + kFoldColumns - 1) / kFoldColumns;
    units_ = layout.outputs / columns_ * tiles_;
  }

  ErrorCode run() noexcept {
    const int64_t bytes = layout_.outputs * layout_.count * size_;
    const int64_t width = std::min(columns_ * group_, kFoldColumns);
    if (units_ < kSharedUnits && bytes >= kPieceFromBytes && rows_ >= 4 * leaf_rows_) {
      piece_ = leaf_rows_;
      while (piece_ * width * run_ * size_ < kMinPieceBytes || (rows_ + piece_ - 1) / piece_ > kMaxPieces) piece_ *= 2;
      pieces_ = (rows_ + piece_ - 1) / piece_;
      const int64_t slots = units_ * pieces_ * kFoldColumns * words_;
      pieces_memory_.reset(pieces_ > 1 ? new (std::nothrow) uint64_t[static_cast<size_t>(slots)] : nullptr);
      if (pieces_memory_ != nullptr) return run_pieces();
    }
    const Chunks chunks = cut_units(units_, bytes / units_, 1);
    return run_chunks(chunks, plan_.mapped, [this](int64_t begin, int64_t end) noexcept {
      if (words_ == 1) return whole_units<1>(begin, end);
      if (words_ == 2) return whole_units<2>(begin, end);
      return whole_units<3>(begin, end);
    });
  }

 private:
  // Columns of kFoldRows rows that a block holds.
  int64_t block_columns() const noexcept {
    return std::min(kBlockElements, kBlockBytes / std::max(size_, item_size(recipe_.element))) / kFoldRows;
  }

  Unit unit_at(int64_t i) const noexcept {
    const ReduceOffsets at = offsets_of(layout_.kept, outer_ndim_, i / tiles_);
    const int64_t col = i % tiles_ * kFoldColumns;
    const ReduceDim& along = column_dims_[column_ndim_ - 1];
    return {layout_.in + at.in + col * along.in,
            layout_.where != nullptr ? layout_.where + at.where + col * along.where : nullptr,
            layout_.out + at.out + col * along.out, std::min(kFoldColumns, columns_ - col)};
  }

  // From a row to the one to prefetch with it: some later rows; of few rows, the next tile.
  int64_t bytes_ahead(int64_t first, int64_t group, int64_t width) const noexcept {
    if (input_rows_ <= leaf_rows_) return tiles_ > 1 ? kFoldColumns * size_ : 0;
    const int64_t fours = (kAheadBytes + 4 * width * size_ - 1) / (4 * width * size_);
    const int64_t rows = 4 * fours * group;
    return first + rows < input_rows_ ? rows * row_stride_ : 0;
  }

  // `rows` times `group` rows of the input from row `first` on, at most leaf_rows_ times.
  [[gnu::noinline]] void fold_leaf(const Unit& unit, int64_t first, int64_t group, int64_t rows, FoldResults results,
                                   BlockBuffers& buffers) const noexcept {
    FoldParams params = recipe_.params;
    params.first = group == 1 ? first : first / group;
    const int64_t width = unit.cols * group;
    if (direct_) {
      params.ahead = bytes_ahead(first, group, width);
      recipe_.kernel.columns(unit.in + first * row_stride_, row_stride_ * group, rows, width, params, results.primary,
                             results.secondary);
      return;
    }
    if (layout_.trailing == 0) return fold_runs(unit, first, rows, results, buffers);
    ReduceDim dims[kMaxDims + 1];
    std::copy_n(layout_.reduced, layout_.reduced_ndim, dims);
    std::copy_n(column_dims_, column_ndim_, dims + layout_.reduced_ndim);
    const int ndim = layout_.reduced_ndim + column_ndim_;
    const int64_t element_size = item_size(recipe_.element);
    const int64_t most = block_columns();
    const bool tiled = group == 1 && column_ndim_ == 1;
    for (int64_t col = 0; col < width; col += most) {
      const int64_t cols = std::min(most, width - col);
      if (tiled) dims[ndim - 1].n = cols;
      const BlockSource source = source_at(unit, dims, ndim, tiled ? col : 0);
      const Block block = read_block(recipe_, source, first * (cols / group), rows * cols, buffers);
      if (col + cols < width) {
        prefetch_block(recipe_, source_at(unit, dims, ndim, col + cols), first * cols, rows * cols);
      } else if (first + 2 * rows * group <= input_rows_) {
        prefetch_block(recipe_, source_at(unit, dims, ndim, 0), (first + rows * group) * (cols / group), rows * cols);
      }
      const FoldResults at = results_at(recipe_, results, col);
      recipe_.kernel.columns(block.elements, cols * element_size, rows, cols, params, at.primary, at.secondary);
    }
  }

  // Each row holds a run for every output.
  void fold_runs(const Unit& unit, int64_t first, int64_t rows, FoldResults results,
                 BlockBuffers& buffers) const noexcept {
    Tile<kFoldColumns, 3> more;
    for (int64_t r = 0; r < rows; ++r) {
      const ReduceOffsets at = offsets_of(layout_.reduced, layout_.outer_reduced, first + r);
      const char* where = unit.where != nullptr ? unit.where + at.where : nullptr;
      const FoldResults into = r == 0 ? results : more.results();
      runs_.fold_outputs(unit.in + at.in, where, column_dims_[0], unit.cols, into, buffers);
      if (r > 0) merge_results(recipe_, unit.cols, results, r * run_, into, run_);
    }
  }

  BlockSource source_at(const Unit& unit, const ReduceDim* dims, int ndim, int64_t col) const noexcept {
    const ReduceDim& along = dims[ndim - 1];
    return {dims, ndim, unit.in + col * along.in, unit.where != nullptr ? unit.where + col * along.where : nullptr};
  }

  template <int64_t kColumns, int kWords>
  [[gnu::noinline]] void fold(const Unit& unit, int64_t row, int64_t rows, FoldResults results,
                              BlockBuffers& buffers) const noexcept {
    if (is_set(cancelled_)) return clear_results(recipe_, unit.cols * group_, results);
    if (rows <= leaf_rows_) return fold_leaf(unit, row * group_, group_, rows, results, buffers);
    const int64_t left = left_of(rows, leaf_rows_);
    fold<kColumns, kWords>(unit, row, left, results, buffers);
    Tile<kColumns, kWords> more;
    fold<kColumns, kWords>(unit, row + left, rows - left, more.results(), buffers);
    merge_results(recipe_, unit.cols * group_, results, left * run_, more.results(), (rows - left) * run_);
  }

  template <int kWords>
  void fold_unit(const Unit& unit, int64_t row, int64_t rows, FoldResults results,
                 BlockBuffers& buffers) const noexcept {
    if (unit.cols * group_ <= kNarrow) {
      fold<kNarrow, kWords>(unit, row, rows, results, buffers);
    } else {
      fold<kFoldColumns, kWords>(unit, row, rows, results, buffers);
    }
  }

  // Folds the rows of a group into one another, and those that made no whole group after them.
  void fold_groups(const Unit& unit, FoldResults results, BlockBuffers& buffers) const noexcept {
    const int64_t cols = unit.cols;
    if (group_ == 1) return;
    if (recipe_.has_secondary && recipe_.order == FoldOrder::kPosition) {
      int64_t* positions = static_cast<int64_t*>(results.secondary);
      for (int64_t i = 0; i < cols * group_; ++i) positions[i] = positions[i] * group_ + i / cols;
    }
    int64_t n = rows_;
    for (int64_t half = group_ / 2; half > 0; half /= 2, n *= 2) {
      merge_results(recipe_, half * cols, results, n, results_at(recipe_, results, half * cols), n);
    }
    if (n == layout_.count) return;
    Tile<kNarrow, 3> rest;
    fold_leaf(unit, n, 1, layout_.count - n, rest.results(), buffers);
    merge_results(recipe_, cols, results, n, rest.results(), layout_.count - n);
  }

  [[gnu::noinline]] void finish(const Unit& unit, FoldResults results, BlockBuffers& buffers) const noexcept {
    fold_groups(unit, results, buffers);
    const ReduceDim& along = column_dims_[column_ndim_ - 1];
    const int64_t run = std::min(along.n, unit.cols);
    for (int64_t col = 0; col < unit.cols; col += run) {
      const int64_t offset = offsets_of(column_dims_, column_ndim_ - 1, col / run).out;
      finish_results(recipe_, plan_, run, results_at(recipe_, results, col), layout_.count, unit.out + offset,
                     along.out);
    }
  }

  template <int kWords>
  int whole_units(int64_t begin, int64_t end) const noexcept {
    BlockBuffers buffers;
    Tile<kFoldColumns, kWords> tile;
    for (int64_t i = begin; i < end; ++i) {
      const Unit unit = unit_at(i);
      fold_unit<kWords>(unit, 0, rows_, tile.results(), buffers);
      finish(unit, tile.results(), buffers);
    }
    return 0;
  }

  FoldResults piece_results(int64_t unit, int64_t piece) const noexcept {
    uint64_t* at = pieces_memory_.get() + (unit * pieces_ + piece) * kFoldColumns * words_;
    return {at, at + kFoldColumns * (words_ - 1)};
  }

  int fold_pieces(int64_t begin, int64_t end) const noexcept {
    BlockBuffers buffers;
    for (int64_t i = begin; i < end; ++i) {
      const Unit unit = unit_at(i / pieces_);
      const int64_t piece = i % pieces_;
      const int64_t row = piece * piece_;
      const FoldResults results = piece_results(i / pieces_, piece);
      const int64_t rows = std::min(piece_, rows_ - row);
      switch (words_) {
        case 1: fold_unit<1>(unit, row, rows, results, buffers); break;
        case 2: fold_unit<2>(unit, row, rows, results, buffers); break;
        default: fold_unit<3>(unit, row, rows, results, buffers); break;
      }
    }
    return 0;
  }

  void merge_pieces(int64_t unit, int64_t cols, int64_t piece, int64_t n) const noexcept {
    if (n == 1) return;
    const int64_t left = left_of(n, 1);
    merge_pieces(unit, cols, piece, left);
    merge_pieces(unit, cols, piece + left, n - left);
    const int64_t rows_after = std::min(n * piece_, rows_ - piece * piece_) - left * piece_;
    merge_results(recipe_, cols, piece_results(unit, piece), left * piece_ * run_, piece_results(unit, piece + left),
                  rows_after * run_);
  }

  // Pieces are subtrees of the fold over rows, so that the result is that of one thread.
  ErrorCode run_pieces() noexcept {
    const int64_t tasks = units_ * pieces_;
    const ErrorCode error = run_chunks(Chunks{tasks, 1, 1, tasks}, plan_.mapped,
                                       [this](int64_t begin, int64_t end) noexcept { return fold_pieces(begin, end); });
    if (error != ErrorCode::kOk) return error;
    return run_chunks(Chunks{units_, units_, units_, 1}, plan_.mapped, [this](int64_t begin, int64_t end) noexcept {
      BlockBuffers buffers;
      for (int64_t i = begin; i < end; ++i) {
        const Unit unit = unit_at(i);
        merge_pieces(i, unit.cols * group_, 0, pieces_);
        finish(unit, piece_results(i, 0), buffers);
      }
      return 0;
    });
  }

  const ReducePlan& plan_;
  const ReduceLayout& layout_;
  const ReduceRecipe& recipe_;
  const int64_t size_;
  const int words_;    // of the results of a column
  const int64_t run_;  // elements that a row of the input holds for each output
  const RunFolder runs_;
  const int64_t input_rows_;
  const std::atomic<bool>* const cancelled_;
  const ReduceDim* column_dims_;
  int column_ndim_, outer_ndim_;
  int64_t columns_;
  int64_t group_ = 1;   // rows of the input side by side in a row of the fold
  int64_t rows_;        // whole groups
  int64_t row_stride_;  // between rows of the input
  bool direct_;         // kernels read the input where it lies
  int64_t leaf_rows_;   // folded in one call
  int64_t tiles_, units_;
  int64_t piece_ = 0, pieces_ = 1;
  std::unique_ptr<uint64_t[]> pieces_memory_;
};

}  // namespace

ErrorCode reduce_columns(const ReducePlan& plan, const ReduceLayout& layout, const ReduceRecipe& recipe) noexcept {
  return ColumnsJob(plan, layout, recipe).run();
}

}  // namespace nds
