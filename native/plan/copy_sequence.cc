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

bool is_complex(DType dtype) noexcept { return dtype == DType::kComplex64 || dtype == DType::kComplex128; }
bool is_inexact(DType dtype) noexcept { return dtype >= DType::kFloat16; }

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

// Blocks of another dtype, made by make(block, kernels) and cast.
constexpr int64_t kCastBlock = 512;

template <class From, class Make>
ErrorCode fill_cast(const Operand& to, int64_t n, Make make) noexcept {
  const ElementwiseKernel cast = cast_kernel(active_target(), DTypeOf<From>::value, to.dtype);
  const int64_t size = item_size(to.dtype);
  return fill_chunks(to, n, [=, data = to.data](const Sequence& sequence, const SequenceKernels& kernels) {
    From values[kCastBlock];
    const int64_t end = sequence.first + sequence.n;
    for (int64_t i = sequence.first; i < end; i += kCastBlock) {
      const int64_t count = std::min(kCastBlock, end - i);
      make(Sequence{values, i, count, false}, kernels);
      cast({{values, nullptr, nullptr}, data + i * size, count, 0, false});
    }
  });
}

ErrorCode fill_halves(const Operand& to, int64_t n, double start, double second) noexcept {
  const Half first16 = to_half(start), second16 = to_half(second);
  const float first32 = to_float(first16), delta = to_float(second16) - first32;
  const ErrorCode result = fill_cast<float>(to, n, [=](const Sequence& sequence, const SequenceKernels& kernels) {
    kernels.arange_float32(sequence, first32, delta);
  });
  store_first_two<Half>(to, n, first16, second16);
  return result;
}

ErrorCode fill_complex(const Operand& to, int64_t n, Complex128 first, Complex128 second) noexcept {
  ErrorCode result;
  if (to.dtype == DType::kComplex128) {
    const Complex128 delta{second.re - first.re, second.im - first.im};
    result = fill_chunks(to, n, [=](const Sequence& sequence, const SequenceKernels& kernels) {
      kernels.arange_complex128(sequence, first, delta);
    });
    store_first_two<Complex128>(to, n, first, second);
  } else {
    const auto narrow = [](Complex128 z) { return Complex64{static_cast<float>(z.re), static_cast<float>(z.im)}; };
    const Complex64 first64 = narrow(first), second64 = narrow(second);
    const Complex64 delta{second64.re - first64.re, second64.im - first64.im};
    result = fill_chunks(to, n, [=](const Sequence& sequence, const SequenceKernels& kernels) {
      kernels.arange_complex64(sequence, first64, delta);
    });
    store_first_two<Complex64>(to, n, first64, second64);
  }
  return result;
}

ErrorCode fill_floats(const Operand& to, int64_t n, double start, double second) noexcept {
  ErrorCode result;
  if (to.dtype == DType::kFloat16) return fill_halves(to, n, start, second);
  if (is_complex(to.dtype)) return fill_complex(to, n, {start, 0}, {second, 0});
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

bool is_integer(DType dtype) noexcept { return dtype >= DType::kInt8 && dtype <= DType::kUint64; }

}  // namespace

ErrorCode run_arange(Operand to, int64_t n, double start, double delta) noexcept {
  if (n <= 0) return ErrorCode::kOk;
  const double second = start + delta;
  if (is_inexact(to.dtype)) return fill_floats(to, n, start, second);
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
  if (is_inexact(to.dtype)) {
    return fill_floats(to, n, static_cast<double>(start), static_cast<double>(static_cast<int64_t>(second)));
  }
  if (!is_integer(to.dtype)) return ErrorCode::kUnsupported;
  return fill_integers(to, n, first, static_cast<uint64_t>(delta));
}

ErrorCode run_linspace(Operand to, int64_t n, double start, double stop, double step, bool endpoint) noexcept {
  if (n <= 0) return ErrorCode::kOk;
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
  const bool floors = is_integer(to.dtype);
  const ErrorCode result = fill_cast<double>(to, n, [=](const Sequence& sequence, const SequenceKernels& kernels) {
    kernels.linspace(sequence, start, factor, divisor);
    double* const values = static_cast<double*>(sequence.to);
    for (int64_t i = 0; floors && i < sequence.n; ++i) values[i] = std::floor(values[i]);
  });
  if (whole) {
    const double last = floors ? std::floor(stop) : stop;
    cast_kernel(active_target(), DType::kFloat64,
                to.dtype)({{&last, nullptr, nullptr}, to.data + (n - 1) * item_size(to.dtype), 1, 0, false});
  }
  return result;
}

ErrorCode run_arange_complex(Operand to, int64_t n, Complex128 start, Complex128 delta) noexcept {
  if (n <= 0) return ErrorCode::kOk;
  if (!is_complex(to.dtype)) return ErrorCode::kUnsupported;
  return fill_complex(to, n, start, {start.re + delta.re, start.im + delta.im});
}

ErrorCode run_linspace_complex(Operand to, int64_t n, Complex128 start, Complex128 stop, bool endpoint) noexcept {
  if (n <= 0) return ErrorCode::kOk;
  if (!is_complex(to.dtype)) return ErrorCode::kUnsupported;
  const Complex128 delta{stop.re - start.re, stop.im - start.im};
  const int64_t divisions = endpoint ? n - 1 : n;
  // NumPy's quotient of a complex number and n + 0j: infinities make nan of the other part.
  const double scale = divisions > 0 ? 1 / static_cast<double>(divisions) : 1;
  const Complex128 step{(delta.re + delta.im * 0) * scale, (delta.im - delta.re * 0) * scale};
  const bool step_used = divisions > 0 && (step.re != 0 || step.im != 0);
  const Complex128 factor = step_used ? step : delta;
  const double unit = step_used ? 1 : scale;
  const auto make = [=](const Sequence& sequence, const SequenceKernels& kernels) {
    kernels.linspace_complex(sequence, start, factor, unit);
  };
  const bool single = to.dtype == DType::kComplex64;
  const ErrorCode result = single ? fill_cast<Complex128>(to, n, make) : fill_chunks(to, n, make);
  if (endpoint && n > 1) {
    cast_kernel(active_target(), DType::kComplex128,
                to.dtype)({{&stop, nullptr, nullptr}, to.data + (n - 1) * item_size(to.dtype), 1, 0, false});
  }
  return result;
}

}  // namespace nds
