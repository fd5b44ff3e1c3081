#include "plan/split.h"

#include <algorithm>
#include <atomic>

#include "core/cancel.h"
#include "core/mapped_file.h"
#include "core/thread_pool.h"

namespace nds {
namespace {

constexpr int64_t kPage = 4096;
constexpr int64_t kHugePage = int64_t{2} << 20;
constexpr int64_t kMinChunkBytes = int64_t{64} << 10;
constexpr int64_t kMaxChunkBytes = int64_t{16} << 20;
constexpr int kChunksPerThread = 8;  // so that a thread that lost its core to a neighbour does not hold up the rest

int64_t ceil_div(int64_t a, int64_t b) noexcept { return (a + b - 1) / b; }

// Units of one chunk, or `units` when the work should stay on one thread.
int64_t choose_grain(int64_t units, int64_t bytes_per_unit, int cost) noexcept {
  const double work = static_cast<double>(units) * static_cast<double>(bytes_per_unit) * cost;
  if (units < 2 || work < static_cast<double>(kParallelBytes)) return units;
  const int threads = num_threads();
  const bool cancellable = cancel_flag() != nullptr;
  if (threads == 1 && !cancellable) return units;
  const double least = static_cast<double>(kMinChunkBytes);
  const double most = cancellable ? static_cast<double>(kCancelBytes) : static_cast<double>(kMaxChunkBytes) * cost;
  // Two chunks per thread at least, of which the smallest work that is cut gives each about 48 KiB.
  const double wanted = std::min(std::clamp(work / (threads * kChunksPerThread), least, most), work / (2 * threads));
  const double grain = wanted / (static_cast<double>(bytes_per_unit) * cost);
  return std::clamp(static_cast<int64_t>(grain), int64_t{1}, units);
}

struct Run {
  const Chunks& chunks;
  bool mapped;
  ChunkFn fn;
  void* context;
  const std::atomic<bool>* cancelled;
  std::atomic<int> failure{0};

  void chunk(int64_t i) noexcept {
    if (failure.load(std::memory_order_relaxed) != 0 || is_set(cancelled)) return;
    const int64_t begin = i == 0 ? 0 : chunks.first + (i - 1) * chunks.grain;
    const int64_t end = std::min(chunks.count, i == 0 ? chunks.first : begin + chunks.grain);
    int result = 0;
    if (mapped) {
      // Volatile: read again after a jump out of fn.
      volatile int inside = 0;
      const bool kept = guarded([&] { inside = fn(context, begin, end); });
      result = kept ? inside : static_cast<int>(ErrorCode::kMappingLost);
    } else {
      result = fn(context, begin, end);
    }
    int none = 0;
    if (result != 0) failure.compare_exchange_strong(none, result, std::memory_order_relaxed);
  }
};

}  // namespace

Chunks cut_units(int64_t units, int64_t bytes_per_unit, int cost) noexcept {
  const int64_t grain = choose_grain(units, bytes_per_unit, cost);
  return {units, grain, grain, units == 0 ? 0 : ceil_div(units, grain)};
}

Chunks cut_elements(int64_t elements, int64_t bytes_per_element, int cost, const char* out,
                    int64_t item_size) noexcept {
  int64_t grain = choose_grain(elements, bytes_per_element, cost);
  if (grain >= elements) return {elements, elements, elements, elements == 0 ? 0 : 1};
  const int64_t page = grain * item_size >= kHugePage ? kHugePage : kPage;
  grain = std::max(page / item_size, grain * item_size / page * page / item_size);
  const int64_t into_page = static_cast<int64_t>(reinterpret_cast<uintptr_t>(out) % static_cast<uintptr_t>(page));
  const int64_t first = std::min(elements, grain - into_page / item_size);
  return {elements, first, grain, 1 + ceil_div(elements - first, grain)};
}

ErrorCode run_chunks(const Chunks& chunks, bool mapped, ChunkFn fn, void* context) noexcept {
  const std::atomic<bool>* cancelled = cancel_flag();
  int failure = 0;
  if (chunks.chunks <= 1 && !mapped) {
    if (chunks.count != 0 && !is_set(cancelled)) failure = fn(context, 0, chunks.count);
  } else {
    if (mapped) arm_bus_handler();
    Run run{chunks, mapped, fn, context, cancelled};
    parallel_for(chunks.chunks, [&run](int64_t i) noexcept { run.chunk(i); });
    failure = run.failure.load(std::memory_order_acquire);
  }
  // A flag once set stays set: whatever was left out, it is seen here.
  if (failure == 0 && is_set(cancelled)) return ErrorCode::kAborted;
  return static_cast<ErrorCode>(failure);
}

}  // namespace nds
