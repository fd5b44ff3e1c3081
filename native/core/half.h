// IEEE binary16 in memory: two bytes that convert to and from wider floats, rounding to nearest even. Kernels convert
// many at a time (simd/); this is the definition they must agree with.
#pragma once
#include <bit>
#include <cstdint>

namespace nds {

struct Half {
  uint16_t bits;
};

namespace detail {

// Rounds a magnitude (bits without the sign) of a wider format to binary16. `kMantissa`, `kBias`: of that format.
template <class Bits, int kMantissa, int kBias>
constexpr uint16_t round_to_half(Bits magnitude) noexcept {
  constexpr Bits kOne = 1;
  constexpr Bits kInfinity = ((kOne << (sizeof(Bits) * 8 - 1 - kMantissa)) - 1) << kMantissa;
  constexpr int kDrop = kMantissa - 10;
  if (magnitude > kInfinity) {  // nan: the upper bits of its payload, and never an infinity
    const auto payload = static_cast<uint16_t>((magnitude >> kDrop) & 0x3FF);
    return static_cast<uint16_t>(0x7C00 | (payload != 0 ? payload : 1));
  }
  const int exponent = static_cast<int>(magnitude >> kMantissa) - kBias;
  if (exponent > 15) return 0x7C00;
  if (exponent < -25) return 0;
  int drop = kDrop;
  Bits mantissa = magnitude & ((kOne << kMantissa) - 1);
  uint16_t base = 0;
  if (exponent < -14) {  // a subnormal of binary16: the implicit bit is stored, further right
    mantissa |= kOne << kMantissa;
    drop += -14 - exponent;
  } else {
    base = static_cast<uint16_t>((exponent + 15) << 10);
  }
  const Bits rest = mantissa & ((kOne << drop) - 1);
  const Bits half = kOne << (drop - 1);
  const auto kept = static_cast<uint16_t>(base + (mantissa >> drop));
  return static_cast<uint16_t>(kept + (rest > half || (rest == half && (kept & 1) != 0)));
}

}  // namespace detail

constexpr Half to_half(float x) noexcept {
  const auto bits = std::bit_cast<uint32_t>(x);
  const auto sign = static_cast<uint16_t>((bits >> 16) & 0x8000);
  return {static_cast<uint16_t>(sign | detail::round_to_half<uint32_t, 23, 127>(bits & 0x7FFFFFFF))};
}

// Not by way of float, which would round twice.
constexpr Half to_half(double x) noexcept {
  const auto bits = std::bit_cast<uint64_t>(x);
  const auto sign = static_cast<uint16_t>((bits >> 48) & 0x8000);
  return {static_cast<uint16_t>(sign | detail::round_to_half<uint64_t, 52, 1023>(bits & 0x7FFFFFFFFFFFFFFF))};
}

// Exact; payloads of nans are kept.
constexpr float to_float(Half h) noexcept {
  const auto sign = static_cast<uint32_t>(h.bits & 0x8000) << 16;
  const uint32_t magnitude = h.bits & 0x7FFF;
  if (magnitude >= 0x7C00) return std::bit_cast<float>(sign | 0x7F800000 | (magnitude & 0x3FF) << 13);
  if (magnitude >= 0x0400) return std::bit_cast<float>(sign | ((magnitude << 13) + (uint32_t{112} << 23)));
  const float subnormal = static_cast<float>(magnitude) * 0x1p-24f;
  return std::bit_cast<float>(sign | std::bit_cast<uint32_t>(subnormal));
}

}  // namespace nds
