#include "io/crc32.h"

#include <array>
#include <cstddef>

#if defined(NDS_LIBDEFLATE)
#include <libdeflate.h>
#else
#include <zlib.h>

#include <algorithm>
#endif

namespace nds {

namespace {

// Polynomials over GF(2) modulo the CRC's, bit 31 the coefficient of x^0.
constexpr uint32_t kPolynomial = 0xEDB88320;

constexpr uint32_t multiply(uint32_t a, uint32_t b) noexcept {
  uint32_t product = 0;
  for (uint32_t bit = uint32_t{1} << 31; bit != 0; bit >>= 1) {
    if ((a & bit) != 0) product ^= b;
    b = (b & 1) != 0 ? (b >> 1) ^ kPolynomial : b >> 1;
  }
  return product;
}

// x^(2^k) for k in [0, 32); x^(2^32) is x again.
constexpr std::array<uint32_t, 32> kSquares = [] {
  std::array<uint32_t, 32> squares{};
  squares[0] = uint32_t{1} << 30;
  for (size_t k = 1; k < squares.size(); ++k) squares[k] = multiply(squares[k - 1], squares[k - 1]);
  return squares;
}();

}  // namespace

uint32_t crc32(uint32_t crc, const void* bytes, int64_t n) noexcept {
  if (n == 0) return crc;  // a null pointer starts anew for both libraries
#if defined(NDS_LIBDEFLATE)
  return libdeflate_crc32(crc, bytes, static_cast<size_t>(n));
#else
  const auto* at = static_cast<const Bytef*>(bytes);
  uLong value = crc;
  while (n > 0) {
    const int64_t part = std::min<int64_t>(n, int64_t{1} << 30);
    value = ::crc32(value, at, static_cast<uInt>(part));
    at += part;
    n -= part;
  }
  return static_cast<uint32_t>(value);
#endif
}

uint32_t crc32_combine(uint32_t first, uint32_t second, int64_t n_second) noexcept {
  uint32_t shift = uint32_t{1} << 31;  // x^0
  size_t k = 3;                        // of bytes, eight bits each
  for (uint64_t n = static_cast<uint64_t>(n_second); n != 0; n >>= 1, ++k) {
    if ((n & 1) != 0) shift = multiply(kSquares[k % 32], shift);
  }
  return multiply(shift, first) ^ second;
}

}  // namespace nds
