#include "kernels/copy/cast.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/copy/cast.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/copy/stream-inl.h"

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

// `bool` stands for one byte that is false when 0; a boolean read from a file may be any byte.
template <class From, class To>
HWY_INLINE To cast_element(From x) {
  if constexpr (std::is_same_v<To, bool>) {
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

template <class From, class To>
int cast(const ElementwiseCall& call) noexcept {
  To* const to = static_cast<To*>(call.out);
  const void* const from = call.in[0];
  if (call.scalars & 1) {
    fill(to, call.n, load_cast<From, To>(from, 0), call.stream);
    return 0;
  }
  const auto run = [from](int64_t first, int64_t count, To* HWY_RESTRICT out) HWY_ATTR {
    for (int64_t i = 0; i < count; ++i) out[i] = load_cast<From, To>(from, first + i);
  };
  if (call.stream) {
    stream_made(to, call.n, run);
  } else {
    run(0, call.n, to);
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
    std::memcpy(to, call.in[0], static_cast<size_t>(bytes));
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

// Casts between integers depend on the sign of the source only, and floats reach 8 and 16 bit integers by way of int32:
// one instance serves both signs of the target.
template <class From, class To>
constexpr ElementwiseKernel choose() noexcept {
  constexpr bool kFromInt = std::is_integral_v<From>;
  if constexpr (!std::is_integral_v<To> || std::is_same_v<To, bool>) {
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
  visit_plain_dtype(from, [&]<class From>() { visit_plain_dtype(to, [&]<class To>() { kernel = choose<From, To>(); }); });
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
