// A small reader of raw deflate streams, for what libraries do not offer: the first bytes of a stream whose rest is not
// needed yet, and where the last block of a stream begins and ends. Checks everything; allocates nothing.
#pragma once
#include <cstddef>
#include <cstdint>

namespace nds {

// Writes the first `most` bytes of a stream, or all where it has fewer; gives how many. -1: the stream is malformed.
// -2: `in` ends before that, with no fault so far.
int64_t inflate_start(const uint8_t* in, size_t n, uint8_t* out, size_t most) noexcept;

struct DeflateEnd {
  bool found;               // false: the stream is malformed, or does not end within n bytes
  int64_t last_header_bit;  // where the last block begins: its first bit says that it is the last
  int64_t end_bit;          // behind the stream
};
// Walks over a whole stream.
DeflateEnd find_deflate_end(const uint8_t* in, size_t n) noexcept;

}  // namespace nds
