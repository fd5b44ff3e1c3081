// CRC-32 of zip and gzip, of pieces computed apart.
#pragma once
#include <cstdint>

namespace nds {

// The CRC of what `crc` stands for (0: nothing) followed by n bytes.
uint32_t crc32(uint32_t crc, const void* bytes, int64_t n) noexcept;

// The CRC of two runs of bytes one after the other, of which the second has n_second bytes. O(log n).
uint32_t crc32_combine(uint32_t first, uint32_t second, int64_t n_second) noexcept;

}  // namespace nds
