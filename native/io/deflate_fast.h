// A deflate encoder for the bytes of arrays: greedy, one candidate for a match besides the element before, dynamic
// codes. What it makes can be joined: it never ends the stream and always ends at a byte, without another look at what
// was written. 1.5 to 4 times as fast as libdeflate's level 1 on numbers; arange(20M) comes out as small as by
// zlib's 6.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

namespace nds {

class FastDeflate {
 public:
  FastDeflate();
  FastDeflate(const FastDeflate&) = delete;
  ~FastDeflate();

  // Most bytes that n bytes can take, with room for whole words at the end.
  static size_t bound(size_t n) noexcept;

  // Writes n bytes (at most 1 GiB) as deflate blocks, none of them the last, and an empty stored one; gives the bytes
  // written to `out` (bound(n) of them). Matches are looked for at the distance `item` (of the elements) first. `in`
  // must not change meanwhile.
  size_t compress(const uint8_t* in, size_t n, size_t item, uint8_t* out) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nds
