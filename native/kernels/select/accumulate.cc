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
void accumulate(char* base, const int64_t* offsets, int64_t n, const char* values, int64_t value_stride) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    T element, value;
    char* at = base + offsets[i];
    std::memcpy(&element, at, sizeof(T));
    std::memcpy(&value, values + i * value_stride, sizeof(T));
    element = Op::apply(element, value);
    std::memcpy(at, &element, sizeof(T));
  }
}

template <class Op>
AccumulateItems of_integer(DType dtype) noexcept {
  switch (dtype) {
    case DType::kInt8: return accumulate<Op, int8_t>;
    case DType::kInt16: return accumulate<Op, int16_t>;
    case DType::kInt32: return accumulate<Op, int32_t>;
    case DType::kInt64: return accumulate<Op, int64_t>;
    case DType::kUint8: return accumulate<Op, uint8_t>;
    case DType::kUint16: return accumulate<Op, uint16_t>;
    case DType::kUint32: return accumulate<Op, uint32_t>;
    case DType::kUint64: return accumulate<Op, uint64_t>;
    default: return nullptr;
  }
}

template <class Op>
AccumulateItems of_number(DType dtype) noexcept {
  switch (dtype) {
    case DType::kFloat32: return accumulate<Op, float>;
    case DType::kFloat64: return accumulate<Op, double>;
    default: return of_integer<Op>(dtype);
  }
}

AccumulateItems find(const LoopInfo& loop) noexcept {
  if (loop.inputs != 2 || loop.in[0] != loop.in[1] || loop.in[0] != loop.out) return nullptr;
  const std::string_view name = loop.name;
  if (name == "add") return of_number<Add>(loop.out);
  if (name == "subtract") return of_number<Subtract>(loop.out);
  if (name == "multiply") return of_number<Multiply>(loop.out);
  if (name == "maximum") return of_integer<Maximum>(loop.out);
  if (name == "minimum") return of_integer<Minimum>(loop.out);
  return nullptr;
}

}  // namespace

AccumulateItems accumulate_kernel(LoopId loop) noexcept {
  static const std::array<AccumulateItems, kLoopCount> kernels = [] {
    std::array<AccumulateItems, kLoopCount> found{};
    for (int i = 0; i < kLoopCount; ++i) found[static_cast<size_t>(i)] = find(kLoops[i]);
    return found;
  }();
  return kernels[static_cast<size_t>(loop)];
}

}  // namespace nds
