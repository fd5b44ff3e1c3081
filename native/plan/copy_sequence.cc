#include <algorithm>
#include <cmath>

#include "core/cpu.h"
#include "kernels/copy/cast.h"
#include "kernels/copy/sequence.h"
#include "plan/copy.h"
#include "plan/split.h"

namespace nds {
namespace {

// Calls fill(sequence, kernels) for chunks of the n elements at `to`.
template <class Fill>
ErrorCode fill_chunks(const Operand& to, int64_t n, Fill fill) noexcept {
  const int64_t size = item_size(to.dtype);
  const bool stream = n > cache_bytes() / size;
  const SequenceKernels& kernels = *sequence_kernels(active_target());
  return run_chunks(cut_elements(n, size, 1, to.data, size), false, [&](int64_t begin, int64_t end) noexcept -> int {
    fill(Sequence{to.data + begin * size, begin, end - begin, stream}, kernels);
    return 0;
  });
}

// The first two elements are given, as in NumPy, where the rest follows from their difference.
template <class T>
void store_first_two(const Operand& to, int64_t n, T first, T second) noexcept {
  T* const out = reinterpret_cast<T*>(to.data);
  out[0] = first;
  if (n > 1) out[1] = second;
}

template <class To, class From>
To cast_value(From value) noexcept {
  To result;
  cast_kernel(active_target(), DTypeOf<From>::value,
              DTypeOf<To>::value)({{&value, nullptr, nullptr}, &result, 1, 0, false});
  return result;
}

ErrorCode fill_integers(const Operand& to, int64_t n, uint64_t start, uint64_t delta) noexcept {
  const int64_t size = item_size(to.dtype);
  const int index = size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : 3;
  return fill_chunks(to, n, [=](const Sequence& sequence, const SequenceKernels& kernels) {
    kernels.arange_integer[index](sequence, start, delta);
  });
}

ErrorCode fill_floats(const Operand& to, int64_t n, double start, double second) noexcept {
  ErrorCode result;
  if (to.dtype == DType::kFloat64) {
    result = fill_chunks(to, n, [=](const Sequence& sequence, const SequenceKernels& kernels) {
      kernels.arange_float64(sequence, start, second - start);
    });
    store_first_two<double>(to, n, start, second);
  } else {
    const float first32 = static_cast<float>(start), second32 = static_cast<float>(second);
    result = fill_chunks(to, n, [=](const Sequence& sequence, const SequenceKernels& kernels) {
      kernels.arange_float32(sequence, first32, second32 - first32);
    });
    store_first_two<float>(to, n, first32, second32);
  }
  return result;
}

bool is_float(DType dtype) noexcept { return dtype == DType::kFloat32 || dtype == DType::kFloat64; }
bool is_integer(DType dtype) noexcept { return dtype >= DType::kInt8 && dtype <= DType::kUint64; }

// linspace into another dtype: blocks of float64, rounded down for integers, then cast.
constexpr int64_t kLinspaceBlock = 512;

void cast_block(const Operand& to, int64_t first, double* values, int64_t n) noexcept {
  if (is_integer(to.dtype)) {
    for (int64_t i = 0; i < n; ++i) values[i] = std::floor(values[i]);
  }
  cast_kernel(active_target(), DType::kFloat64,
              to.dtype)({{values, nullptr, nullptr}, to.data + first * item_size(to.dtype), n, 0, false});
}

}  // namespace

ErrorCode run_arange(Operand to, int64_t n, double start, double delta) noexcept {
  if (n <= 0) return ErrorCode::kOk;
  const double second = start + delta;
  if (is_float(to.dtype)) return fill_floats(to, n, start, second);
  if (!is_integer(to.dtype)) return ErrorCode::kUnsupported;
  const bool is_unsigned = to.dtype == DType::kUint64;
  const uint64_t first_value =
      is_unsigned ? cast_value<uint64_t>(start) : static_cast<uint64_t>(cast_value<int64_t>(start));
  const uint64_t second_value =
      is_unsigned ? cast_value<uint64_t>(second) : static_cast<uint64_t>(cast_value<int64_t>(second));
  return fill_integers(to, n, first_value, second_value - first_value);
}

ErrorCode run_arange_integer(Operand to, int64_t n, int64_t start, int64_t delta) noexcept {
  if (n <= 0) return ErrorCode::kOk;
  const uint64_t first = static_cast<uint64_t>(start), second = first + static_cast<uint64_t>(delta);
  if (is_float(to.dtype)) {
    return fill_floats(to, n, static_cast<double>(start), static_cast<double>(static_cast<int64_t>(second)));
  }
  if (!is_integer(to.dtype)) return ErrorCode::kUnsupported;
  return fill_integers(to, n, first, static_cast<uint64_t>(delta));
}

ErrorCode run_linspace(Operand to, int64_t n, double start, double stop, double step, bool endpoint) noexcept {
  if (n <= 0) return ErrorCode::kOk;
  if (cast_kernel(active_target(), DType::kFloat64, to.dtype) == nullptr) return ErrorCode::kUnsupported;
  const double delta = stop - start;
  const int64_t divisions = endpoint ? n - 1 : n;
  // A step that underflows to 0 would lose the whole range: NumPy then divides first.
  const bool step_used = divisions > 0 && step != 0;
  const double factor = step_used ? step : delta;
  const double divisor = step_used ? 0.0 : static_cast<double>(divisions);
  const bool whole = endpoint && n > 1;
  if (to.dtype == DType::kFloat64) {
    const ErrorCode result = fill_chunks(to, n, [=](const Sequence& sequence, const SequenceKernels& kernels) {
      kernels.linspace(sequence, start, factor, divisor);
    });
    if (whole) reinterpret_cast<double*>(to.data)[n - 1] = stop;
    return result;
  }
  const ErrorCode result = fill_chunks(to, n, [=](const Sequence& sequence, const SequenceKernels& kernels) {
    double values[kLinspaceBlock];
    const int64_t end = sequence.first + sequence.n;
    for (int64_t i = sequence.first; i < end; i += kLinspaceBlock) {
      const int64_t count = std::min(kLinspaceBlock, end - i);
      kernels.linspace({values, i, count, false}, start, factor, divisor);
      cast_block(to, i, values, count);
    }
  });
  double last = stop;
  if (whole) cast_block(to, n - 1, &last, 1);
  return result;
}

}  // namespace nds
