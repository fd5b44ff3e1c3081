#include "kernels/copy/bits.h"

#include <array>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/copy/bits.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

constexpr int64_t kWord = 64;  // bytes that become one 64-bit word

// The bits of each byte in the other order.
HWY_INLINE uint64_t reversed_in_bytes(uint64_t x) {
  x = (x >> 1 & 0x5555555555555555) | (x & 0x5555555555555555) << 1;
  x = (x >> 2 & 0x3333333333333333) | (x & 0x3333333333333333) << 2;
  return (x >> 4 & 0x0F0F0F0F0F0F0F0F) | (x & 0x0F0F0F0F0F0F0F0F) << 4;
}

// Whether each of 64 bytes is nonzero, the first one in the lowest bit.
HWY_INLINE uint64_t word_of(const uint8_t* bytes) {
  uint64_t word = 0;
#if HWY_TARGET == HWY_SCALAR
  for (int64_t i = 0; i < kWord; ++i) word |= uint64_t{bytes[i] != 0} << i;
#else
  const hn::ScalableTag<uint8_t> d;
  constexpr int64_t lanes = static_cast<int64_t>(hn::MaxLanes(d));
  for (int64_t i = 0; i < kWord; i += lanes) {
    uint64_t part = 0;
    const auto nonzero = hn::Not(hn::Eq(hn::LoadU(d, bytes + i), hn::Zero(d)));
    hn::StoreMaskBits(d, nonzero, reinterpret_cast<uint8_t*>(&part));
    word |= part << i;
  }
#endif
  return word;
}

void pack_run(const uint8_t* bytes, int64_t n, bool little, uint8_t* bits) noexcept {
  int64_t i = 0;
  for (; i + kWord <= n; i += kWord, bits += 8) {
    const uint64_t word = word_of(bytes + i);
    const uint64_t ordered = little ? word : reversed_in_bytes(word);
    std::memcpy(bits, &ordered, sizeof(ordered));
  }
  for (; i < n; i += 8, ++bits) {
    unsigned byte = 0;
    for (int64_t k = 0; k < 8 && i + k < n; ++k) byte |= (bytes[i + k] != 0 ? 1u : 0u) << (little ? k : 7 - k);
    *bits = static_cast<uint8_t>(byte);
  }
}

// Eight bytes of 0 and 1 for each byte.
template <bool kLittle>
constexpr std::array<uint64_t, 256> spread_bytes() {
  std::array<uint64_t, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (unsigned k = 0; k < 8; ++k) {
      table[byte] |= uint64_t{byte >> (kLittle ? k : 7 - k) & 1} << (8 * k);
    }
  }
  return table;
}

void unpack_run(const uint8_t* bits, int64_t n, bool little, uint8_t* bytes) noexcept {
  static constexpr std::array<uint64_t, 256> kLittle = spread_bytes<true>();
  static constexpr std::array<uint64_t, 256> kBig = spread_bytes<false>();
  const std::array<uint64_t, 256>& table = little ? kLittle : kBig;
  int64_t i = 0;
  for (; i + 8 <= n; i += 8, ++bits) std::memcpy(bytes + i, &table[*bits], 8);
  if (i < n) std::memcpy(bytes + i, &table[*bits], static_cast<size_t>(n - i));
}

constexpr BitKernels kKernels = {&pack_run, &unpack_run};

const BitKernels* kernels() noexcept { return &kKernels; }

}  // namespace
}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.h"

namespace nds {
namespace {
NDS_EXPORT(kernels_for, kernels)
}  // namespace

const BitKernels* bit_kernels(Target target) noexcept { return kernels_for(target)(); }

}  // namespace nds
#endif  // HWY_ONCE
