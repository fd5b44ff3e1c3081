// Huffman codes for deflate: lengths from frequencies, codes from lengths.
#pragma once
#include <cstdint>

namespace nds::deflate {

// Lengths of an optimal prefix code of at most `limit` bits (close to optimal where the limit binds), 0 for symbols
// that do not occur. Two symbols at least get one: decoders want complete codes. n <= 288, 2^limit > n.
void huffman_lengths(const uint32_t* frequency, int n, int limit, uint8_t* lengths) noexcept;

// The canonical codes of these lengths, their bits reversed: deflate writes codes from the highest bit on.
void huffman_codes(const uint8_t* lengths, int n, uint16_t* codes) noexcept;

}  // namespace nds::deflate
