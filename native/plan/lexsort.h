// The order by several keys, row by row.
#pragma once
#include "core/error.h"
#include "kernels/sort/lexsort.h"

namespace nds {

// positions: rows of n, for rows of n contiguous elements of each key (the first is the primary one). Maps are not
// among the keys. kMemoryLimit or kOutOfMemory when there is no room to sort in.
ErrorCode run_lexsort(const LexKey* keys, int64_t count, int64_t rows, int64_t n, int64_t* positions) noexcept;

}  // namespace nds
