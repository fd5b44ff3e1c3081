// Compression: pieces of a deflate stream made and read each on its own, so that several threads work on one stream.
// libdeflate where the build has it, zlib otherwise (NDS_LIBDEFLATE); the default level is this project's own encoder.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

namespace nds {

inline constexpr int kMinDeflateLevel = 0;      // stored, in deflate's own way
inline constexpr int kDefaultDeflateLevel = 1;  // the fast encoder
inline constexpr int kMaxDeflateLevel = 12;     // zlib's best, where that does the work, is its 9

// Ends a stream of pieces: an empty last block.
inline constexpr uint8_t kDeflateEnd[2] = {3, 0};

// Makes pieces: byte-aligned runs of blocks of which none is the last, and which refer to no other piece. Any number of
// them, then kDeflateEnd, is a deflate stream. Of one thread.
class PieceDeflater {
 public:
  // The level is clamped. Throws kOutOfMemory.
  explicit PieceDeflater(int level);
  PieceDeflater(const PieceDeflater&) = delete;
  ~PieceDeflater();

  // Most bytes that a piece of n bytes takes.
  size_t bound(size_t n) const;
  // Gives the bytes written to `out`. `item`: the size of the elements. Throws kInternal.
  size_t deflate(const void* in, size_t n, size_t item, uint8_t* out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

enum class InflateResult { kOk, kMalformed, kTooShort, kTooLong };

// Reads deflate streams. Of one thread.
class Inflater {
 public:
  Inflater();  // throws kOutOfMemory
  Inflater(const Inflater&) = delete;
  ~Inflater();

  // Inflates a whole stream of n bytes into exactly `size` bytes. kTooLong: it has more; nothing beyond is written.
  // Bytes of `in` behind the stream are kMalformed.
  InflateResult inflate(const uint8_t* in, size_t n, uint8_t* out, size_t size) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nds
