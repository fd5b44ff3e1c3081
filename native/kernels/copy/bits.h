// Bits of bytes: eight bytes that are 0 or not from and to one byte.
#pragma once
#include <cstdint>

#include "core/cpu.h"

namespace nds {

struct BitKernels {
  // Bytes [0, ceil(n / 8)) of bits: whether each of n bytes is nonzero, the first one in the lowest (`little`) or
  // highest bit; the last byte is filled up with zeros.
  void (*pack)(const uint8_t* bytes, int64_t n, bool little, uint8_t* bits) noexcept;
  // n bytes of 0 and 1.
  void (*unpack)(const uint8_t* bits, int64_t n, bool little, uint8_t* bytes) noexcept;
};
const BitKernels* bit_kernels(Target target) noexcept;

}  // namespace nds
