#include <algorithm>
#include <atomic>
#include <limits>

#include "core/cancel.h"
#include "plan/reduce_fold.h"
#include "plan/reduce_run.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kBatch = 256;     // outputs finished at a time
constexpr int64_t kMaxPieces = 64;  // of one output, when several threads share it
constexpr int64_t kMinPieceBytes = 1 << 16;
constexpr int64_t kSharedOutputs = 8;  // so many outputs are enough for the threads to take whole ones
// Elements between two looks at whether any/all, or the position of a bool, is decided: few at first, then more.
constexpr int64_t kFirstLook = 1 << 12;
constexpr int64_t kLook = 1 << 16;
constexpr int64_t kHead = 1 << 14;  // elements that one thread looks at before others are woken
constexpr int64_t kUndecided = std::numeric_limits<int64_t>::max();

class RowsJob {
 public:
  RowsJob(const ReducePlan& plan, const ReduceLayout& layout, const ReduceRecipe& recipe) noexcept
      : plan_(plan),
        layout_(layout),
        recipe_(recipe),
        size_(item_size(recipe.source)),
        cancelled_(cancel_flag()),
        runs_(layout, recipe, layout.reduced, layout.reduced_ndim, layout.count),
        truth_(recipe.op == Reduction::kAny || recipe.op == Reduction::kAll),
        decidable_(truth_ || (recipe.has_secondary && recipe.element == DType::kBool)) {}

  ErrorCode run() noexcept {
    const int64_t bytes = layout_.count * size_;
    if (layout_.outputs >= kSharedOutputs || bytes * layout_.outputs < 2 * kParallelBytes) {
      const Chunks chunks = cut_units(layout_.outputs, bytes, 1);
      return run_chunks(chunks, plan_.mapped,
                        [this](int64_t begin, int64_t end) noexcept { return outputs(begin, end); });
    }
    return run_pieces();
  }

 private:
  bool is_decided(const RunResult& result) const noexcept {
    if (recipe_.op == Reduction::kAny) return result.primary[0] != 0;
    if (recipe_.op == Reduction::kAll) return static_cast<int64_t>(result.primary[0]) != result.n;
    const uint64_t found = recipe_.op == Reduction::kArgmax ? 1 : 0;
    return (result.primary[0] & 0xFF) == ((found ^ recipe_.params.flip) & 0xFF);
  }

  // Of no elements: counts of nothing, or a first element that any position found later beats.
  RunResult undecided() const noexcept {
    RunResult result{};
    if (!truth_) result.primary[0] = ((recipe_.op == Reduction::kArgmax ? 0 : 1) ^ recipe_.params.flip) & 0xFF;
    return result;
  }

  // Whether the result of piece `unit` no longer matters: any piece decides any/all, earlier ones a position.
  bool is_moot(int64_t unit) const noexcept {
    const int64_t decided = decided_.load(std::memory_order_relaxed);
    return truth_ ? decided != kUndecided : decided < unit;
  }

  // Like fold, but leaves the rest alone once the result cannot change.
  RunResult fold_until_decided(const char* in, const char* where, int64_t first, int64_t n, int64_t unit,
                               BlockBuffers& buffers) noexcept {
    if (!decidable_) return runs_.fold(in, where, first, n, buffers);
    RunResult result = undecided();
    for (int64_t i = 0, look = kFirstLook; i < n; i += look, look = std::min(2 * look, kLook)) {
      if (is_moot(unit)) break;
      const RunResult more = runs_.fold(in, where, first + i, std::min(look, n - i), buffers);
      if (i == 0) {
        result = more;
      } else {
        merge_run(recipe_, result, more);
      }
      if (is_decided(result)) break;
    }
    return result;
  }

  void fold_outputs(const char* in, const char* where, const ReduceDim& along, int64_t outputs, FoldResults results,
                    BlockBuffers& buffers) noexcept {
    if (!decidable_ || layout_.count <= kFirstLook) {
      return runs_.fold_outputs(in, where, along, outputs, results, buffers);
    }
    for (int64_t i = 0; i < outputs; ++i) {
      const RunResult result =
          fold_until_decided(in + i * along.in, where + i * along.where, 0, layout_.count, 0, buffers);
      store_run(recipe_, result, results_at(recipe_, results, i));
    }
  }

  int outputs(int64_t begin, int64_t end) noexcept {
    BlockBuffers buffers;
    alignas(64) uint64_t primary[2 * kBatch];
    uint64_t secondary[kBatch];
    const FoldResults results{primary, secondary};
    const int ndim = layout_.kept_ndim;
    const ReduceDim along = ndim > 0 ? layout_.kept[ndim - 1] : ReduceDim{1, 0, 0, 0};
    const int64_t batch =
        cancelled_ == nullptr ? kBatch : std::clamp(kCancelBytes / size_ / layout_.count, int64_t{1}, kBatch);
    while (begin < end) {
      const ReduceOffsets at = offsets_of(layout_.kept, ndim, begin);
      const int64_t left_in_row = along.n - begin % along.n;
      const int64_t n = recipe_.compact ? 1 : std::min({batch, left_in_row, end - begin});
      const char* in = layout_.in + at.in;
      const char* where = layout_.where != nullptr ? layout_.where + at.where : nullptr;
      char* out = layout_.out + at.out;
      if (recipe_.compact) {
        RunResult result = runs_.fold(in, where, 0, layout_.count, buffers);
        finish_results(recipe_, plan_, 1, result.fold(), result.n, out, 0);
      } else {
        fold_outputs(in, where, along, n, results, buffers);
        finish_results(recipe_, plan_, n, results, layout_.count, out, along.out);
      }
      begin += n;
    }
    return 0;
  }

  // Few outputs of many elements: each is cut into subtrees of the fold, so that the result is that of one thread.
  ErrorCode run_pieces() noexcept {
    const int64_t count = layout_.count;
    if (decidable_ && layout_.outputs == 1) {
      bool decided = false;
      const ErrorCode error = run_chunks(Chunks{1, 1, 1, 1}, plan_.mapped, [&, this](int64_t, int64_t) noexcept {
        BlockBuffers buffers;
        RunResult head = fold_until_decided(layout_.in, layout_.where, 0, std::min(kHead, count), 0, buffers);
        decided = is_decided(head);
        if (decided) finish_results(recipe_, plan_, 1, head.fold(), count, layout_.out, 0);
        return 0;
      });
      if (decided || error != ErrorCode::kOk) return error;
    }
    int64_t piece = recipe_.block;
    while (piece * size_ < kMinPieceBytes || (count + piece - 1) / piece > kMaxPieces) piece *= 2;
    const int64_t pieces = (count + piece - 1) / piece;
    RunResult results[kSharedOutputs * kMaxPieces];
    const auto fold_piece = [&, this](int64_t begin, int64_t end) noexcept -> int {
      BlockBuffers buffers;
      for (int64_t unit = begin; unit < end; ++unit) {
        const ReduceOffsets at = offsets_of(layout_.kept, layout_.kept_ndim, unit / pieces);
        const char* where = layout_.where != nullptr ? layout_.where + at.where : nullptr;
        const int64_t first = unit % pieces * piece;
        RunResult& result = results[unit];
        result = fold_until_decided(layout_.in + at.in, where, first, std::min(piece, count - first), unit, buffers);
        if (decidable_ && layout_.outputs == 1 && is_decided(result)) decide(unit);
      }
      return 0;
    };
    const int64_t units = layout_.outputs * pieces;
    const ErrorCode error = run_chunks(Chunks{units, 1, 1, units}, plan_.mapped, fold_piece);
    if (error != ErrorCode::kOk) return error;
    return run_chunks(Chunks{1, 1, 1, 1}, plan_.mapped, [&, this](int64_t, int64_t) noexcept {
      for (int64_t i = 0; i < layout_.outputs; ++i) {
        RunResult result = merge_pieces(results + i * pieces, pieces);
        const ReduceOffsets at = offsets_of(layout_.kept, layout_.kept_ndim, i);
        const int64_t n = recipe_.compact ? result.n : count;
        finish_results(recipe_, plan_, 1, result.fold(), n, layout_.out + at.out, 0);
      }
      return 0;
    });
  }

  void decide(int64_t unit) noexcept {
    int64_t before = decided_.load(std::memory_order_relaxed);
    while (unit < before && !decided_.compare_exchange_weak(before, unit, std::memory_order_relaxed)) {
    }
  }

  [[gnu::noinline]] RunResult merge_pieces(const RunResult* pieces, int64_t n) const noexcept {
    if (n == 1) return pieces[0];
    const int64_t left = left_of(n, 1);
    RunResult result = merge_pieces(pieces, left);
    merge_run(recipe_, result, merge_pieces(pieces + left, n - left));
    return result;
  }

  const ReducePlan& plan_;
  const ReduceLayout& layout_;
  const ReduceRecipe& recipe_;
  const int64_t size_;
  const std::atomic<bool>* cancelled_;
  const RunFolder runs_;
  const bool truth_;                          // any, all
  const bool decidable_;                      // a prefix may decide the result
  std::atomic<int64_t> decided_{kUndecided};  // the first piece found so far that decides the one output
};

}  // namespace

ErrorCode reduce_rows(const ReducePlan& plan, const ReduceLayout& layout, const ReduceRecipe& recipe) noexcept {
  return RowsJob(plan, layout, recipe).run();
}

}  // namespace nds
