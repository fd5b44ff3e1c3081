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

template <class T>
HWY_INLINE T minus(T a, T b) {
  if constexpr (std::is_same_v<T, Half>) {
    return to_half(to_float(a) - to_float(b));
  } else if constexpr (kIsComplex<T>) {
    return {a.re - b.re, a.im - b.im};
  } else if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<U>(static_cast<U>(a) - static_cast<U>(b)));
  } else {
    return a - b;
  }
}

// Whether a stays before b, as a maximum or minimum; of numbers that are no nans.
template <class N, Scan kOp>
HWY_INLINE bool first_of(N a, N b) {
  return kOp == Scan::kMaximum || kOp == Scan::kFmax ? a >= b : a <= b;
}

template <class T, Scan kOp>
HWY_INLINE T extreme(T a, T b) {
  if constexpr (std::is_same_v<T, Half>) {
    const float x = to_float(a), y = to_float(b);
    const bool kept = kOp == Scan::kFmax || kOp == Scan::kFmin ? y != y : x != x;
    return first_of<float, kOp>(x, y) || kept ? a : b;
  } else if constexpr (std::is_floating_point_v<T>) {
    const bool kept = kOp == Scan::kFmax || kOp == Scan::kFmin ? b != b : a != a;
    return first_of<T, kOp>(a, b) || kept ? a : b;
  } else {
    return first_of<T, kOp>(a, b) ? a : b;
  }
}

template <class T, Scan kOp>
HWY_INLINE T bits(T a, T b) {
  if constexpr (kOp == Scan::kAnd) return static_cast<T>(a & b);
  if constexpr (kOp == Scan::kOr) return static_cast<T>(a | b);
  return static_cast<T>(a ^ b);
}

template <class T, Scan kOp>
HWY_INLINE T combine(T a, T b) {
  constexpr bool kExtreme = kOp == Scan::kMaximum || kOp == Scan::kMinimum || kOp == Scan::kFmax || kOp == Scan::kFmin;
  if constexpr (kOp == Scan::kSum) {
    return plus(a, b);
  } else if constexpr (kOp == Scan::kProduct) {
    return times(a, b);
  } else if constexpr (kOp == Scan::kSubtract) {
    return minus(a, b);
  } else if constexpr (std::is_same_v<T, Truth>) {
    const auto x = static_cast<uint8_t>(a.byte != 0), y = static_cast<uint8_t>(b.byte != 0);
    if constexpr (kExtreme) return {extreme<uint8_t, kOp>(x, y)};
    return {bits < uint8_t, kExtreme ? Scan::kOr : kOp > (x, y)};
  } else if constexpr (kExtreme) {
    return extreme<T, kOp>(a, b);
  } else if constexpr (kOp != Scan::kDivide) {
    return bits<T, kOp>(a, b);
  } else if constexpr (std::is_same_v<T, Half>) {
    return to_half(to_float(a) / to_float(b));
  } else {
    return a / b;
  }
}

// Whether there is a kernel of T: quotients of floats, differences of numbers, extremes of what has a plain order, bits
// of integers and bools.
template <class T, Scan kOp>
constexpr bool has_kernels() {
  constexpr bool kFloat = std::is_floating_point_v<T> || std::is_same_v<T, Half>;
  switch (kOp) {
    case Scan::kSum:
    case Scan::kProduct: return true;
    case Scan::kSubtract: return !std::is_same_v<T, Truth>;
    case Scan::kDivide: return kFloat;
    case Scan::kMaximum:
    case Scan::kMinimum:
    case Scan::kFmax:
    case Scan::kFmin: return !kIsComplex<T>;
    default: return std::is_integral_v<T> || std::is_same_v<T, Truth>;
  }
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
  if constexpr (has_kernels<T, kOp>()) {
    return {scan_row<T, kOp>, scan_start<T>, scan_step<T, kOp>};
  } else {
    return {nullptr, nullptr, nullptr};
  }
}

#define NDS_SCANS(op)                                                                                     \
  {                                                                                                       \
    kernels<Truth, op>(), kernels<int8_t, op>(), kernels<int16_t, op>(), kernels<int32_t, op>(),          \
        kernels<int64_t, op>(), kernels<uint8_t, op>(), kernels<uint16_t, op>(), kernels<uint32_t, op>(), \
        kernels<uint64_t, op>(), kernels<Half, op>(), kernels<float, op>(), kernels<double, op>(),        \
        kernels<Complex64, op>(), kernels<Complex128, op>()                                               \
  }
constexpr ScanKernels kKernels[kScanCount][kDTypeCount] = {
    NDS_SCANS(Scan::kSum),     NDS_SCANS(Scan::kProduct), NDS_SCANS(Scan::kSubtract), NDS_SCANS(Scan::kDivide),
    NDS_SCANS(Scan::kMaximum), NDS_SCANS(Scan::kMinimum), NDS_SCANS(Scan::kFmax),     NDS_SCANS(Scan::kFmin),
    NDS_SCANS(Scan::kAnd),     NDS_SCANS(Scan::kOr),      NDS_SCANS(Scan::kXor)};
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
