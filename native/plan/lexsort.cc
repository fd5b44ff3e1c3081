#include "plan/lexsort.h"

#include <algorithm>

#include "core/checked.h"
#include "core/thread_pool.h"
#include "plan/scratch.h"
#include "plan/split.h"

namespace nds {

ErrorCode run_lexsort(const LexKey* keys, int64_t count, int64_t rows, int64_t n, int64_t* positions) noexcept {
  constexpr int64_t kAlign = 64;
  int64_t sort_bytes = 0, each = 0, share = 0, total = 0, key_bytes = 0;
  if (rows == 0 || n == 0) return ErrorCode::kOk;
  if (!argsort_scratch(DType::kUint64, n, &sort_bytes) || !checked_mul(n, 8, &each) ||
      !checked_mul(each + kAlign, 3, &share) || !checked_add(share, sort_bytes + kAlign, &share) ||
      !checked_mul(count, static_cast<int64_t>(sizeof(LexKey)), &key_bytes) ||
      !checked_add(share, key_bytes + kAlign, &share)) {
    return ErrorCode::kOutOfMemory;
  }
  const auto align = [](int64_t bytes) { return (bytes + kAlign - 1) / kAlign * kAlign; };
  share = align(share);
  const bool many = static_cast<double>(rows) * static_cast<double>(n) * 64 >= static_cast<double>(kParallelBytes);
  const int64_t tasks = std::min<int64_t>(many ? num_threads() : 1, rows);
  Scratch scratch;
  if (!checked_mul(share, tasks, &total)) return ErrorCode::kOutOfMemory;
  const ErrorCode refused = scratch.allocate(total);
  if (refused != ErrorCode::kOk) return refused;
  const SortItems sort = sort_items_kernels(active_target())[static_cast<int>(DType::kUint64)];
  const SortPositions sort_positions = sort_positions_kernels(active_target())[static_cast<int>(DType::kUint64)];
  return run_chunks(Chunks{tasks, 1, 1, tasks}, false, [&](int64_t begin, int64_t end) noexcept {
    for (int64_t task = begin; task < end; ++task) {
      char* memory = scratch.data() + task * share;
      const auto part = [&memory, align](int64_t bytes) {
        char* at = memory;
        memory += align(bytes);
        return at;
      };
      LexKey* own = reinterpret_cast<LexKey*>(part(key_bytes));
      const LexRoom room = {reinterpret_cast<uint64_t*>(part(each)),
                            reinterpret_cast<uint64_t*>(part(each)),
                            reinterpret_cast<int64_t*>(part(each)),
                            part(sort_bytes),
                            sort,
                            sort_positions};
      for (int64_t row = task; row < rows; row += tasks) {
        for (int64_t k = 0; k < count; ++k) {
          own[k] = {keys[k].items + row * n * item_size(keys[k].dtype), keys[k].dtype};
        }
        lexsort(own, count, n, positions + row * n, room);
      }
    }
    return 0;
  });
}

}  // namespace nds
