#include "kernels/scan/scan.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/scan/scan.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "simd/dispatch.h"
#include "simd/simd-inl.h"

#include <type_traits>

#include "core/complex.h"
#include "core/half.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class T>
inline constexpr bool kIsComplex = std::is_same_v<T, Complex64> || std::is_same_v<T, Complex128>;

struct Truth {  // a bool in memory: true where not 0
  uint8_t byte;
};

// A product that is rounded before it is added: g++ 12 makes vfmaddsub of complex products even under
// -ffp-contract=off.
template <class T>
HWY_INLINE T rounded(T x) {
#if HWY_ARCH_X86
  asm("" : "+x"(x));
#endif
  return x;
}

template <class T>
HWY_INLINE T plus(T a, T b) {
  if constexpr (std::is_same_v<T, Truth>) {
    return {static_cast<uint8_t>((a.byte | b.byte) != 0)};
  } else if constexpr (std::is_same_v<T, Half>) {
    return to_half(to_float(a) + to_float(b));
  } else if constexpr (kIsComplex<T>) {
    return {a.re + b.re, a.im + b.im};
  } else if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<U>(static_cast<U>(a) + static_cast<U>(b)));
  } else {
    return a + b;
  }
}

template <class T>
HWY_INLINE T times(T a, T b) {
  if constexpr (std::is_same_v<T, Truth>) {
    return {static_cast<uint8_t>((a.byte != 0) & (b.byte != 0))};
  } else if constexpr (std::is_same_v<T, Half>) {
    return to_half(to_float(a) * to_float(b));
  } else if constexpr (kIsComplex<T>) {
    return {rounded(a.re * b.re) - rounded(a.im * b.im), rounded(a.re * b.im) + rounded(a.im * b.re)};
  } else if constexpr (std::is_integral_v<T>) {
    // 16-bit factors would be promoted to int, which may overflow.
    using U = std::conditional_t<sizeof(T) < 4, uint32_t, std::make_unsigned_t<T>>;
    return static_cast<T>(static_cast<U>(a) * static_cast<U>(b));
  } else {
    return a * b;
  }
}

template <class T, Scan kOp>
HWY_INLINE T combine(T a, T b) {
  if constexpr (kOp == Scan::kSum) return plus(a, b);
  return times(a, b);
}

template <class T, Scan kOp>
void scan_row(const void* in, void* out, int64_t n, void* carry, bool carried) noexcept {
  const T* from = static_cast<const T*>(in);
  T* to = static_cast<T*>(out);
  if (n == 0) return;
  int64_t i = 0;
  T sum = *static_cast<const T*>(carry);
  if (!carried) {
    sum = from[0];
    if constexpr (std::is_same_v<T, Truth>) sum.byte = sum.byte != 0;
    to[i++] = sum;
  }
  for (; i < n; ++i) to[i] = sum = combine<T, kOp>(sum, from[i]);
  *static_cast<T*>(carry) = sum;
}

template <class T>
void scan_start(const void* in, void* carries, int64_t n) noexcept {
  if constexpr (std::is_same_v<T, Truth>) {
    const T* from = static_cast<const T*>(in);
    T* to = static_cast<T*>(carries);
    for (int64_t i = 0; i < n; ++i) to[i].byte = from[i].byte != 0;
  } else {
    std::memcpy(carries, in, static_cast<size_t>(n) * sizeof(T));
  }
}

template <class T, Scan kOp>
void scan_step(const void* in, void* out, int64_t n, void* carries) noexcept {
  const T* HWY_RESTRICT from = static_cast<const T*>(in);
  T* HWY_RESTRICT to = static_cast<T*>(out);
  T* HWY_RESTRICT sums = static_cast<T*>(carries);
  int64_t i = 0;
  if constexpr (kOp == Scan::kSum && std::is_arithmetic_v<T>) {
    const hn::ScalableTag<T> d;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    for (; i + lanes <= n; i += lanes) {
      const auto sum = hn::Add(hn::LoadU(d, sums + i), hn::LoadU(d, from + i));
      hn::StoreU(sum, d, sums + i);
      hn::StoreU(sum, d, to + i);
    }
  }
  for (; i < n; ++i) to[i] = sums[i] = combine<T, kOp>(sums[i], from[i]);
}

template <class T, Scan kOp>
constexpr ScanKernels kernels() {
  return {scan_row<T, kOp>, scan_start<T>, scan_step<T, kOp>};
}

#define NDS_SCANS(op)                                                                                     \
  {                                                                                                       \
    kernels<Truth, op>(), kernels<int8_t, op>(), kernels<int16_t, op>(), kernels<int32_t, op>(),          \
        kernels<int64_t, op>(), kernels<uint8_t, op>(), kernels<uint16_t, op>(), kernels<uint32_t, op>(), \
        kernels<uint64_t, op>(), kernels<Half, op>(), kernels<float, op>(), kernels<double, op>(),        \
        kernels<Complex64, op>(), kernels<Complex128, op>()                                               \
  }
constexpr ScanKernels kKernels[kScanCount][kDTypeCount] = {NDS_SCANS(Scan::kSum), NDS_SCANS(Scan::kProduct)};
#undef NDS_SCANS

}  // namespace

const ScanKernels* scan_table(Scan op) noexcept { return kKernels[static_cast<int>(op)]; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
namespace {
NDS_EXPORT(find_scan_table, scan_table)
}  // namespace

const ScanKernels* scan_kernels(Target target, Scan op) noexcept { return find_scan_table(target)(op); }

}  // namespace nds
#endif
