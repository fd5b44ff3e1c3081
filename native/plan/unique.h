// What unique() finds in sorted rows.
#pragma once
#include <cstdint>

namespace nds {

// positions sort n rows, whose runs of the same begin at starts: inverse[positions[i]] = the number of i's run.
void run_inverse(const int64_t* positions, int64_t n, const int64_t* starts, int64_t runs, int64_t* inverse) noexcept;
// counts[i] = the rows of run i.
void run_counts(int64_t n, const int64_t* starts, int64_t runs, int64_t* counts) noexcept;

}  // namespace nds
