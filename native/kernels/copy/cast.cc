#include "kernels/copy/cast.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/copy/cast.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/copy/stream-inl.h"
#include "simd/half-inl.h"

#include <cmath>
#include <limits>
#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

// The loops are left to the compiler to vectorise: no two lanes meet, and the selects below compile to single
// instructions or none.

// Truncates, or gives the lowest Int for what it cannot hold; the comparison is false for nan.
template <class Int, class Float>
HWY_INLINE Int truncate_or_lowest(Float x) {
  constexpr Float kBound = static_cast<Float>(uint64_t{1} << (sizeof(Int) * 8 - 1));
  const bool fits = (sizeof(Float) > sizeof(Int) ? x > -kBound - 1 : x >= -kBound) && x < kBound;
  const Int y = static_cast<Int>(fits ? x : Float{0});
  return fits ? y : std::numeric_limits<Int>::min();
}

// What NumPy's loops do to reach the upper half of an unsigned range with a signed conversion.
template <class UInt, class Float>
HWY_INLINE UInt truncate_by_halves(Float x) {
  using Int = std::make_signed_t<UInt>;
  constexpr UInt kHalf = UInt{1} << (sizeof(UInt) * 8 - 1);
  constexpr Float kBound = static_cast<Float>(kHalf);
  const bool upper = x >= kBound;
  const UInt low = static_cast<UInt>(truncate_or_lowest<Int>(upper ? x - kBound : x));
  return low ^ (upper ? kHalf : UInt{0});
}

template <class T>
inline constexpr bool kIsHalf = std::is_same_v<T, Half>;
template <class T>
inline constexpr bool kIsComplex = std::is_same_v<T, Complex64> || std::is_same_v<T, Complex128>;
// Halves are cast by way of the float that holds both sides' values as well as one can.
template <class T>
using HalfBridge = std::conditional_t<std::is_same_v<T, double> || std::is_same_v<T, Complex128>, double, float>;

// `bool` stands for one byte that is false when 0; a boolean read from a file may be any byte. Not for halves.
template <class From, class To>
HWY_INLINE To cast_element(From x) {
  if constexpr (kIsComplex<From>) {
    if constexpr (std::is_same_v<To, bool>) {
      return (x.re != 0) | (x.im != 0);
    } else if constexpr (kIsComplex<To>) {
      return {static_cast<typename To::Part>(x.re), static_cast<typename To::Part>(x.im)};
    } else {
      return cast_element<typename From::Part, To>(x.re);
    }
  } else if constexpr (kIsComplex<To>) {
    return {static_cast<typename To::Part>(x), 0};
  } else if constexpr (std::is_same_v<To, bool>) {
    return x != 0;
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    if constexpr (sizeof(To) <= 2) {
      return static_cast<To>(truncate_or_lowest<int32_t>(x));
    } else if constexpr (std::is_signed_v<To>) {
      return truncate_or_lowest<To>(x);
    } else {
      return truncate_by_halves<To>(x);
    }
  } else {
    return static_cast<To>(x);
  }
}

template <class From, class To>
HWY_INLINE To load_cast(const void* from, int64_t i) {
  if constexpr (std::is_same_v<From, bool>) {
    return cast_element<uint8_t, To>(static_cast<uint8_t>(static_cast<const uint8_t*>(from)[i] != 0));
  } else {
    return cast_element<From, To>(static_cast<const From*>(from)[i]);
  }
}

constexpr int64_t kHalfBlock = 512;

template <class To>
HWY_INLINE void cast_halves(const Half* HWY_RESTRICT from, int64_t n, To* HWY_RESTRICT to) {
  if constexpr (std::is_same_v<To, bool>) {
    for (int64_t i = 0; i < n; ++i) to[i] = (from[i].bits & 0x7FFF) != 0;
  } else if constexpr (std::is_floating_point_v<To>) {
    convert_run(from, n, to);
  } else {
    using Bridge = HalfBridge<To>;
    Bridge values[kHalfBlock];
    for (int64_t start = 0; start < n; start += kHalfBlock) {
      const int64_t count = std::min(kHalfBlock, n - start);
      convert_run(from + start, count, values);
      for (int64_t i = 0; i < count; ++i) {
        if constexpr (std::is_same_v<To, uint32_t>) {
          to[start + i] = static_cast<uint32_t>(truncate_or_lowest<int64_t>(values[i]));
        } else {
          to[start + i] = cast_element<Bridge, To>(values[i]);
        }
      }
    }
  }
}

template <class From>
HWY_INLINE void cast_to_halves(const void* from, int64_t first, int64_t n, Half* HWY_RESTRICT to) {
  if constexpr (std::is_same_v<From, bool>) {
    constexpr uint16_t kOne = 0x3C00;
    const uint8_t* const bytes = static_cast<const uint8_t*>(from) + first;
    for (int64_t i = 0; i < n; ++i) to[i].bits = bytes[i] != 0 ? kOne : 0;
  } else if constexpr (std::is_floating_point_v<From>) {
    convert_run(static_cast<const From*>(from) + first, n, to);
  } else {
    using Bridge = HalfBridge<From>;
    Bridge values[kHalfBlock];
    for (int64_t start = 0; start < n; start += kHalfBlock) {
      const int64_t count = std::min(kHalfBlock, n - start);
      for (int64_t i = 0; i < count; ++i) values[i] = load_cast<From, Bridge>(from, first + start + i);
      convert_run(values, count, to + start);
    }
  }
}

template <class T>
HWY_NOINLINE void fill(T* to, int64_t n, T value, bool stream) {
  if (!stream) {
    for (int64_t i = 0; i < n; ++i) to[i] = value;
    return;
  }
  stream_made(to, n, [value](int64_t, int64_t count, T* HWY_RESTRICT out) HWY_ATTR {
    for (int64_t i = 0; i < count; ++i) out[i] = value;
  });
}

// One copy for plain, streamed and scalar casts: most of the addon's code would be casts otherwise.
template <class From, class To>
HWY_NOINLINE void cast_run(const void* from, int64_t first, int64_t count, To* HWY_RESTRICT out) {
  if constexpr (kIsHalf<From>) {
    cast_halves(static_cast<const Half*>(from) + first, count, out);
  } else if constexpr (kIsHalf<To>) {
    cast_to_halves<From>(from, first, count, out);
  } else {
    for (int64_t i = 0; i < count; ++i) out[i] = load_cast<From, To>(from, first + i);
  }
}

template <class From, class To>
int cast(const ElementwiseCall& call) noexcept {
  To* const to = static_cast<To*>(call.out);
  const void* const from = call.in[0];
  if (call.scalars & 1) {
    To value;
    cast_run<From>(from, 0, 1, &value);
    fill(to, call.n, value, call.stream);
  } else if (call.stream) {
    stream_made(to, call.n, [from](int64_t first, int64_t count, To* HWY_RESTRICT out) HWY_ATTR {
      cast_run<From>(from, first, count, out);
    });
  } else {
    cast_run<From>(from, 0, call.n, to);
  }
  return 0;
}

struct Item16 {
  uint64_t words[2];
};

template <class T>
int copy(const ElementwiseCall& call) noexcept {
  T* const to = static_cast<T*>(call.out);
  if (call.scalars & 1) {
    fill(to, call.n, *static_cast<const T*>(call.in[0]), call.stream);
    return 0;
  }
  const int64_t bytes = call.n * static_cast<int64_t>(sizeof(T));
  if (call.in[0] == call.out) return 0;
  if (call.stream) {
    stream_copy(to, call.in[0], bytes);
    hwy::FlushStream();
  } else {
    bulk_copy(to, call.in[0], bytes);
  }
  return 0;
}

ElementwiseKernel same_dtype(DType dtype) noexcept {
  switch (item_size(dtype)) {
    case 1: return &copy<uint8_t>;
    case 2: return &copy<uint16_t>;
    case 4: return &copy<uint32_t>;
    case 8: return &copy<uint64_t>;
    default: return &copy<Item16>;
  }
}

// Casts between integers depend on the sign of the source only, floats reach 8 and 16 bit integers by way of int32:
// one instance serves both signs of the target.
template <class From, class To>
constexpr ElementwiseKernel choose() noexcept {
  constexpr bool kFromInt = std::is_integral_v<From>;
  if constexpr (std::is_same_v<From, To>) {
    return nullptr;
  } else if constexpr (!std::is_integral_v<To> || std::is_same_v<To, bool>) {
    return &cast<From, To>;
  } else if constexpr (kFromInt && sizeof(To) <= sizeof(From) && !std::is_same_v<From, bool>) {
    if constexpr (sizeof(To) == sizeof(From)) {
      return &copy<std::make_unsigned_t<To>>;
    } else {
      return &cast<std::make_unsigned_t<From>, std::make_unsigned_t<To>>;
    }
  } else if constexpr (kFromInt || sizeof(To) <= 2) {
    return &cast<From, std::make_unsigned_t<To>>;
  } else {
    return &cast<From, To>;
  }
}

ElementwiseKernel find_cast(DType from, DType to) noexcept {
  if (from == to) return same_dtype(from);
  ElementwiseKernel kernel = nullptr;
  visit_dtype(from, [&]<class From>() { visit_dtype(to, [&]<class To>() { kernel = choose<From, To>(); }); });
  return kernel;
}

}  // namespace
}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.h"

namespace nds {
namespace {
NDS_EXPORT(find_cast_for, find_cast)
}  // namespace

ElementwiseKernel cast_kernel(Target target, DType from, DType to) noexcept { return find_cast_for(target)(from, to); }

}  // namespace nds
#endif  // HWY_ONCE
