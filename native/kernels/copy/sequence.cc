#include "kernels/copy/sequence.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/copy/sequence.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/copy/stream-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

// Calls make(i, count, out) for runs short enough that an index within one is an int32, which every target converts to
// double in one instruction; adding it to the run's first index is exact up to 2^53.
template <class T, class Make>
HWY_INLINE void make_sequence(const Sequence& s, Make make) {
  T* const to = static_cast<T*>(s.to);
  if (s.stream) {
    stream_made(to, s.n, [&](int64_t i, int64_t count, T* out) HWY_ATTR { make(s.first + i, count, out); });
    return;
  }
  constexpr int64_t kRun = int64_t{1} << 20;
  for (int64_t i = 0; i < s.n; i += kRun) make(s.first + i, std::min(kRun, s.n - i), to + i);
}

void arange_float64(const Sequence& s, double start, double delta) noexcept {
  make_sequence<double>(s, [=](int64_t first, int64_t count, double* HWY_RESTRICT out) HWY_ATTR {
    const double base = static_cast<double>(first);
    for (int32_t j = 0; j < static_cast<int32_t>(count); ++j) out[j] = start + (base + j) * delta;
  });
}

void arange_float32(const Sequence& s, float start, float delta) noexcept {
  make_sequence<float>(s, [=](int64_t first, int64_t count, float* HWY_RESTRICT out) HWY_ATTR {
    const double base = static_cast<double>(first);
    for (int32_t j = 0; j < static_cast<int32_t>(count); ++j) out[j] = start + static_cast<float>(base + j) * delta;
  });
}

template <class T>
void arange_integer(const Sequence& s, uint64_t start, uint64_t delta) noexcept {
  make_sequence<T>(s, [=](int64_t first, int64_t count, T* HWY_RESTRICT out) HWY_ATTR {
    const uint64_t base = start + static_cast<uint64_t>(first) * delta;
    for (int64_t j = 0; j < count; ++j) out[j] = static_cast<T>(base + static_cast<uint64_t>(j) * delta);
  });
}

void linspace(const Sequence& s, double start, double factor, double divisor) noexcept {
  make_sequence<double>(s, [=](int64_t first, int64_t count, double* HWY_RESTRICT out) HWY_ATTR {
    const double base = static_cast<double>(first);
    const auto n = static_cast<int32_t>(count);
    if (divisor == 0) {
      for (int32_t j = 0; j < n; ++j) out[j] = (base + j) * factor + start;
    } else {
      for (int32_t j = 0; j < n; ++j) out[j] = (base + j) / divisor * factor + start;
    }
  });
}

template <class T>
void arange_complex(const Sequence& s, Complex<T> start, Complex<T> delta) noexcept {
  make_sequence<Complex<T>>(s, [=](int64_t first, int64_t count, Complex<T>* HWY_RESTRICT out) HWY_ATTR {
    const double base = static_cast<double>(first);
    for (int32_t j = 0; j < static_cast<int32_t>(count); ++j) {
      const T i = static_cast<T>(base + j);
      out[j] = {start.re + i * delta.re, start.im + i * delta.im};
    }
  });
}

void linspace_complex(const Sequence& s, Complex128 start, Complex128 factor, double scale) noexcept {
  // NumPy multiplies by i + 0j: an infinite part of the factor makes the other one nan.
  const double zero_re = 0 * factor.im, zero_im = 0 * factor.re;
  make_sequence<Complex128>(s, [=](int64_t first, int64_t count, Complex128* HWY_RESTRICT out) HWY_ATTR {
    const double base = static_cast<double>(first);
    for (int32_t j = 0; j < static_cast<int32_t>(count); ++j) {
      const double i = (base + j) * scale;
      out[j] = {i * factor.re - zero_re + start.re, i * factor.im + zero_im + start.im};
    }
  });
}

}  // namespace

extern const SequenceKernels kSequenceKernels;
const SequenceKernels kSequenceKernels = {
    &arange_float64,
    &arange_float32,
    {&arange_integer<uint8_t>, &arange_integer<uint16_t>, &arange_integer<uint32_t>, &arange_integer<uint64_t>},
    &linspace,
    &arange_complex<float>,
    &arange_complex<double>,
    &linspace_complex,
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.h"

namespace nds {
NDS_EXPORT(sequence_kernels, kSequenceKernels)
}  // namespace nds
#endif  // HWY_ONCE
