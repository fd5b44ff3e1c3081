// Numbers and nan in blocks of float16, float32, float64, complex64, complex128: copies of bits, exact.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduce/numbers.cc"
#include "simd/foreach_target.h"

#include "kernels/reduce/numbers.h"
#include "simd/dispatch.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class T>
bool is_nan(T x) noexcept {
  return x != x;
}
template <class T>
bool is_nan(Complex<T> z) noexcept {
  return z.re != z.re || z.im != z.im;
}

template <class T>
void replace_nan(const void* from, void* to, int64_t n, const void* element) noexcept {
  const T* a = static_cast<const T*>(from);
  T* out = static_cast<T*>(to);
  T value;
  std::memcpy(&value, element, sizeof(T));
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto values = hn::Set(d, value);
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, a + i);
    hn::StoreU(hn::IfThenElse(hn::IsNaN(v), values, v), d, out + i);
  }
  for (; i < n; ++i) out[i] = is_nan(a[i]) ? value : a[i];
}

void replace_nan_half(const void* from, void* to, int64_t n, const void* element) noexcept {
  const uint16_t* a = static_cast<const uint16_t*>(from);
  uint16_t* out = static_cast<uint16_t*>(to);
  uint16_t value;
  std::memcpy(&value, element, sizeof(value));
  for (int64_t i = 0; i < n; ++i) out[i] = (a[i] & 0x7FFF) > 0x7C00 ? value : a[i];
}

template <class T>
void replace_nan_complex(const void* from, void* to, int64_t n, const void* element) noexcept {
  const Complex<T>* a = static_cast<const Complex<T>*>(from);
  Complex<T>* out = static_cast<Complex<T>*>(to);
  Complex<T> value;
  std::memcpy(&value, element, sizeof(value));
  for (int64_t i = 0; i < n; ++i) {
    const Complex<T> z = a[i];
    const bool nan = is_nan(z);
    out[i] = {nan ? value.re : z.re, nan ? value.im : z.im};
  }
}

template <class T>
int64_t keep_one_by_one(const T* a, T* out, int64_t n) noexcept {
  int64_t kept = 0;
  for (int64_t i = 0; i < n; ++i) {
    const T x = a[i];
    out[kept] = x;
    kept += !is_nan(x);
  }
  return kept;
}

template <class T>
int64_t keep_numbers(const void* from, void* to, int64_t n) noexcept {
  const T* a = static_cast<const T*>(from);
  T* out = static_cast<T*>(to);
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0, kept = 0;
  // A vector is written whole, behind what was kept: never beyond what was read.
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, a + i);
    const auto numbers = hn::Not(hn::IsNaN(v));
    hn::StoreU(compress_lanes(d, v, numbers), d, out + kept);
    kept += static_cast<int64_t>(hn::CountTrue(d, numbers));
  }
  return kept + keep_one_by_one(a + i, out + kept, n - i);
}

template <class T>
int64_t keep_numbers_complex(const void* from, void* to, int64_t n) noexcept {
  return keep_one_by_one(static_cast<const Complex<T>*>(from), static_cast<Complex<T>*>(to), n);
}

template <class T>
void mark_numbers(const void* from, uint8_t* to, int64_t n) noexcept {
  const T* a = static_cast<const T*>(from);
  for (int64_t i = 0; i < n; ++i) to[i] = !is_nan(a[i]);
}

template <>
void mark_numbers<Half>(const void* from, uint8_t* to, int64_t n) noexcept {
  const uint16_t* a = static_cast<const uint16_t*>(from);
  for (int64_t i = 0; i < n; ++i) to[i] = (a[i] & 0x7FFF) <= 0x7C00;
}

constexpr NumberKernels kKernels[] = {
    {replace_nan_half, nullptr, mark_numbers<Half>},
    {replace_nan<float>, keep_numbers<float>, mark_numbers<float>},
    {replace_nan<double>, keep_numbers<double>, mark_numbers<double>},
    {replace_nan_complex<float>, keep_numbers_complex<float>, mark_numbers<Complex64>},
    {replace_nan_complex<double>, keep_numbers_complex<double>, mark_numbers<Complex128>},
};

}  // namespace

const NumberKernels* number_kernels_here() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
namespace {
NDS_EXPORT(kernels_of, number_kernels_here)
}  // namespace

NumberKernels number_kernels(Target target, DType dtype) noexcept {
  const int at = static_cast<int>(dtype) - static_cast<int>(DType::kFloat16);
  return at < 0 ? NumberKernels{} : kernels_of(target)()[at];
}
}  // namespace nds
#endif
