// Running results of an operation. Each is the one before it and the next element added, multiplied, … in the dtype
// itself, one after the other, so that results have the same bits in every layout and for every number of threads.
// Integers wrap; for bools a sum is "or", a product "and", as are maxima and minima. float16 is rounded after every
// step. Maxima keep the first of equals, and a nan; kFmax and kFmin keep no nan where there is another element.
#pragma once
#include <cstdint>

#include "core/cpu.h"
#include "generated/dtypes.h"

namespace nds {

enum class Scan : int {
  kSum = 0,
  kProduct = 1,
  kSubtract,
  kDivide,
  kMaximum,
  kMinimum,
  kFmax,
  kFmin,
  kAnd,
  kOr,
  kXor,
};
inline constexpr int kScanCount = 11;

// out[i] = carry and in[0] ... in[i] combined, for n contiguous, aligned elements; `out` may be `in`. Leaves the last
// result in the carry. Without `carried` the first result is in[0] as it is.
using ScanRow = void (*)(const void* in, void* out, int64_t n, void* carry, bool carried) noexcept;
// carries[i] = carries[i] and in[i] combined; out = carries.
using ScanStep = void (*)(const void* in, void* out, int64_t n, void* carries) noexcept;

// carries = in: the first results are the elements as they are (bools become 0 or 1).
using ScanStart = void (*)(const void* in, void* carries, int64_t n) noexcept;

struct ScanKernels {
  ScanRow row;
  ScanStart start;
  ScanStep step;
};
// Indexed by dtype. Null where an operation has no kernels: all have those of sums and products.
const ScanKernels* scan_kernels(Target target, Scan op) noexcept;

}  // namespace nds
