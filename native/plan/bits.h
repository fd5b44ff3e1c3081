// Packs rows of bytes into bits, and takes them apart again.
#pragma once
#include <cstdint>

#include "core/error.h"

namespace nds {

struct BitsPlan {
  const char* from;  // rows, one after the other
  char* to;          // rows, one after the other; zeros where more is asked for than there is
  int64_t rows;
  int64_t bytes;   // per row, each one element that is 0 or not
  int64_t packed;  // per row, bytes of bits: those of `bytes` elements, or fewer when unpacking
  bool little;     // the first element is the lowest bit
  bool mapped;
};

ErrorCode run_pack_bits(const BitsPlan& plan) noexcept;
// Elements beyond the bits are not written.
ErrorCode run_unpack_bits(const BitsPlan& plan) noexcept;

}  // namespace nds
