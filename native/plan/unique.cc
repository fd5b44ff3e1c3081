#include "plan/unique.h"

namespace nds {

void run_inverse(const int64_t* positions, int64_t n, const int64_t* starts, int64_t runs, int64_t* inverse) noexcept {
  for (int64_t run = 0; run < runs; ++run) {
    const int64_t end = run + 1 < runs ? starts[run + 1] : n;
    for (int64_t i = starts[run]; i < end; ++i) inverse[positions[i]] = run;
  }
}

void run_counts(int64_t n, const int64_t* starts, int64_t runs, int64_t* counts) noexcept {
  for (int64_t run = 0; run < runs; ++run) counts[run] = (run + 1 < runs ? starts[run + 1] : n) - starts[run];
}

}  // namespace nds
