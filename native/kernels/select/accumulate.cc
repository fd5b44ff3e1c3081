#include "kernels/select/accumulate.h"

#include <array>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace nds {
namespace {

// Integers wrap: narrow ones are computed in 32 bits, which no product of theirs exceeds but for its sign.
template <class T, bool = std::is_integral_v<T>>
struct Wide {
  using Type = T;
};
template <class T>
struct Wide<T, true> {
  using Type = std::conditional_t<(sizeof(T) < 4), uint32_t, std::make_unsigned_t<T>>;
};

struct Add {
  template <class T>
  static T apply(T a, T b) {
    using W = typename Wide<T>::Type;
    return static_cast<T>(static_cast<W>(a) + static_cast<W>(b));
  }
};
struct Subtract {
  template <class T>
  static T apply(T a, T b) {
    using W = typename Wide<T>::Type;
    return static_cast<T>(static_cast<W>(a) - static_cast<W>(b));
  }
};
struct Multiply {
  template <class T>
  static T apply(T a, T b) {
    using W = typename Wide<T>::Type;
    return static_cast<T>(static_cast<W>(a) * static_cast<W>(b));
  }
};
struct Maximum {
  template <class T>
  static T apply(T a, T b) {
    return a > b ? a : b;
  }
};
struct Minimum {
  template <class T>
  static T apply(T a, T b) {
    return a < b ? a : b;
  }
};

template <class Op, class T>
void apply(char* at, const char* from) {
  T element, value;
  std::memcpy(&element, at, sizeof(T));
  std::memcpy(&value, from, sizeof(T));
  element = Op::apply(element, value);
  std::memcpy(at, &element, sizeof(T));
}

template <class Op, class T>
void accumulate(char* base, const int64_t* offsets, int64_t n, const char* values, int64_t value_stride) noexcept {
  for (int64_t i = 0; i < n; ++i) apply<Op, T>(base + offsets[i], values + i * value_stride);
}

template <class Op, class T>
int64_t accumulate_indexed(char* base, const int64_t* index, int64_t n, int64_t bound, int64_t step, const char* values,
                           int64_t value_stride) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    const int64_t given = __atomic_load_n(index + i, __ATOMIC_RELAXED);
    const int64_t at = given + ((given >> 63) & bound);
    if (static_cast<uint64_t>(at) >= static_cast<uint64_t>(bound)) return i;
    apply<Op, T>(base + at * step, values + i * value_stride);
  }
  return n;
}

template <class Op, class T>
constexpr AccumulateKernels kKernelsOf = {accumulate<Op, T>, accumulate_indexed<Op, T>};

template <class Op>
AccumulateKernels of_integer(DType dtype) noexcept {
  switch (dtype) {
    case DType::kInt8: return kKernelsOf<Op, int8_t>;
    case DType::kInt16: return kKernelsOf<Op, int16_t>;
    case DType::kInt32: return kKernelsOf<Op, int32_t>;
    case DType::kInt64: return kKernelsOf<Op, int64_t>;
    case DType::kUint8: return kKernelsOf<Op, uint8_t>;
    case DType::kUint16: return kKernelsOf<Op, uint16_t>;
    case DType::kUint32: return kKernelsOf<Op, uint32_t>;
    case DType::kUint64: return kKernelsOf<Op, uint64_t>;
    default: return {};
  }
}

template <class Op>
AccumulateKernels of_number(DType dtype) noexcept {
  switch (dtype) {
    case DType::kFloat32: return kKernelsOf<Op, float>;
    case DType::kFloat64: return kKernelsOf<Op, double>;
    default: return of_integer<Op>(dtype);
  }
}

AccumulateKernels find(const LoopInfo& loop) noexcept {
  if (loop.inputs != 2 || loop.in[0] != loop.in[1] || loop.in[0] != loop.out) return {};
  const std::string_view name = loop.name;
  if (name == "add") return of_number<Add>(loop.out);
  if (name == "subtract") return of_number<Subtract>(loop.out);
  if (name == "multiply") return of_number<Multiply>(loop.out);
  if (name == "maximum") return of_integer<Maximum>(loop.out);
  if (name == "minimum") return of_integer<Minimum>(loop.out);
  return {};
}

}  // namespace

AccumulateKernels accumulate_kernels(LoopId loop) noexcept {
  static const std::array<AccumulateKernels, kLoopCount> kernels = [] {
    std::array<AccumulateKernels, kLoopCount> found{};
    for (int i = 0; i < kLoopCount; ++i) found[static_cast<size_t>(i)] = find(kLoops[i]);
    return found;
  }();
  return kernels[static_cast<size_t>(loop)];
}

}  // namespace nds
