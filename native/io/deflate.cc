#include "io/deflate.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "core/error.h"
#include "io/deflate_fast.h"
#include "io/inflate_scan.h"

#if defined(NDS_LIBDEFLATE)
#include <libdeflate.h>
#else
#include <zlib.h>
#endif

namespace nds {

namespace {

// Room for the bits that make a stream joinable: an empty stored block.
constexpr size_t kJoint = 8;
constexpr size_t kMaxStoredBytes = 65535;

size_t store_pieces(const uint8_t* in, size_t n, uint8_t* out) noexcept {
  uint8_t* at = out;
  for (size_t done = 0; done < n;) {
    const size_t part = std::min(n - done, kMaxStoredBytes);
    const uint8_t header[5] = {0, static_cast<uint8_t>(part), static_cast<uint8_t>(part >> 8),
                               static_cast<uint8_t>(~part), static_cast<uint8_t>(~part >> 8)};
    std::memcpy(at, header, sizeof(header));
    std::memcpy(at + sizeof(header), in + done, part);
    at += sizeof(header) + part;
    done += part;
  }
  return static_cast<size_t>(at - out);
}

#if defined(NDS_LIBDEFLATE)
// Turns a whole stream into a piece: its last block is no longer the last, and an empty stored one fills its last byte.
size_t make_joinable(uint8_t* stream, size_t n) {
  const DeflateEnd end = find_deflate_end(stream, n);
  if (!end.found) throw Error(ErrorCode::kInternal, "libdeflate made a stream that cannot be read");
  stream[end.last_header_bit / 8] &= static_cast<uint8_t>(~(1 << (end.last_header_bit % 8)));
  const auto used = static_cast<size_t>((end.end_bit + 3 + 7) / 8);  // three bits of zeros: a stored block
  if (used > n) stream[n] = 0;
  static constexpr uint8_t kNothing[4] = {0, 0, 0xFF, 0xFF};
  std::memcpy(stream + used, kNothing, sizeof(kNothing));
  return used + sizeof(kNothing);
}
#endif

}  // namespace

#if defined(NDS_LIBDEFLATE)

struct PieceDeflater::State {
  explicit State(int asked) : level(std::clamp(asked, kMinDeflateLevel, kMaxDeflateLevel)) {
    if (level == kDefaultDeflateLevel) fast = std::make_unique<FastDeflate>();
    if (level <= kDefaultDeflateLevel) return;
    library = libdeflate_alloc_compressor(level);
    if (library == nullptr) throw std::bad_alloc();
  }
  State(const State&) = delete;
  ~State() {
    if (library != nullptr) libdeflate_free_compressor(library);
  }

  int level;
  std::unique_ptr<FastDeflate> fast;
  libdeflate_compressor* library = nullptr;
};

size_t PieceDeflater::bound(size_t n) const {
  if (state_->level == 0) return n + 5 * (n / kMaxStoredBytes + 1);
  if (state_->fast) return FastDeflate::bound(n);
  return libdeflate_deflate_compress_bound(state_->library, n) + kJoint;
}

size_t PieceDeflater::deflate(const void* in, size_t n, size_t item, uint8_t* out) {
  const auto* from = static_cast<const uint8_t*>(in);
  if (state_->level == 0) return store_pieces(from, n, out);
  if (state_->fast) return state_->fast->compress(from, n, item, out);
  const size_t made = libdeflate_deflate_compress(state_->library, from, n, out, bound(n) - kJoint);
  if (made == 0) throw Error(ErrorCode::kInternal, "libdeflate made nothing");
  return make_joinable(out, made);
}

struct Inflater::State {
  State() : library(libdeflate_alloc_decompressor()) {
    if (library == nullptr) throw std::bad_alloc();
  }
  State(const State&) = delete;
  ~State() { libdeflate_free_decompressor(library); }
  libdeflate_decompressor* library;
};

InflateResult Inflater::inflate(const uint8_t* in, size_t n, uint8_t* out, size_t size) noexcept {
  size_t read = 0;
  size_t made = 0;
  uint8_t none;
  switch (libdeflate_deflate_decompress_ex(state_->library, in, n, size == 0 ? &none : out, size, &read, &made)) {
    case LIBDEFLATE_SUCCESS: break;
    case LIBDEFLATE_INSUFFICIENT_SPACE: return InflateResult::kTooLong;
    default: return InflateResult::kMalformed;
  }
  if (made < size) return InflateResult::kTooShort;
  return read == n ? InflateResult::kOk : InflateResult::kMalformed;
}

#else

namespace {

constexpr int kRawDeflate = -15;
constexpr size_t kMaxCall = size_t{1} << 30;

}  // namespace

struct PieceDeflater::State {
  explicit State(int asked) : level(std::clamp(asked, kMinDeflateLevel, kMaxDeflateLevel)) {
    if (level == kDefaultDeflateLevel) fast = std::make_unique<FastDeflate>();
    if (level <= kDefaultDeflateLevel) return;
    if (deflateInit2(&stream, std::min(level, Z_BEST_COMPRESSION), Z_DEFLATED, kRawDeflate, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw std::bad_alloc();
    }
  }
  State(const State&) = delete;
  ~State() {
    if (level > kDefaultDeflateLevel) deflateEnd(&stream);
  }

  int level;
  std::unique_ptr<FastDeflate> fast;
  z_stream stream = {};
};

size_t PieceDeflater::bound(size_t n) const {
  if (state_->level == 0) return n + 5 * (n / kMaxStoredBytes + 1);
  if (state_->fast) return FastDeflate::bound(n);
  return deflateBound(&state_->stream, static_cast<uLong>(n)) + kJoint;
}

size_t PieceDeflater::deflate(const void* in, size_t n, size_t item, uint8_t* out) {
  const auto* from = static_cast<const uint8_t*>(in);
  if (state_->level == 0) return store_pieces(from, n, out);
  if (state_->fast) return state_->fast->compress(from, n, item, out);
  z_stream& stream = state_->stream;
  deflateReset(&stream);
  stream.next_out = out;
  for (size_t done = 0; done < n;) {
    const size_t part = std::min(n - done, kMaxCall);
    stream.next_in = const_cast<Bytef*>(from + done);
    stream.avail_in = static_cast<uInt>(part);
    done += part;
    const size_t room = bound(n) - static_cast<size_t>(stream.next_out - out);
    stream.avail_out = static_cast<uInt>(std::min(room, kMaxCall));
    const int status = ::deflate(&stream, done == n ? Z_FULL_FLUSH : Z_NO_FLUSH);
    if (status != Z_OK || stream.avail_in != 0) throw Error(ErrorCode::kInternal, "zlib made nothing");
  }
  return static_cast<size_t>(stream.next_out - out);
}

struct Inflater::State {
  State() {
    if (inflateInit2(&stream, kRawDeflate) != Z_OK) throw std::bad_alloc();
  }
  State(const State&) = delete;
  ~State() { inflateEnd(&stream); }
  z_stream stream = {};
};

InflateResult Inflater::inflate(const uint8_t* in, size_t n, uint8_t* out, size_t size) noexcept {
  z_stream& stream = state_->stream;
  inflateReset(&stream);
  size_t read = 0;
  size_t made = 0;
  uint8_t beyond;
  for (;;) {
    const size_t n_in = std::min(n - read, kMaxCall);
    // One byte beyond what is wanted tells a stream that is longer from one that ends here.
    const bool full = made == size;
    const size_t n_out = full ? 1 : std::min(size - made, kMaxCall);
    stream.next_in = const_cast<Bytef*>(in + read);
    stream.avail_in = static_cast<uInt>(n_in);
    stream.next_out = full ? &beyond : out + made;
    stream.avail_out = static_cast<uInt>(n_out);
    const int status = ::inflate(&stream, Z_NO_FLUSH);
    read += n_in - stream.avail_in;
    if (full && stream.avail_out == 0) return InflateResult::kTooLong;
    if (!full) made += n_out - stream.avail_out;
    if (status == Z_STREAM_END) break;
    if (status != Z_OK) return InflateResult::kMalformed;
  }
  if (made < size) return InflateResult::kTooShort;
  return read == n ? InflateResult::kOk : InflateResult::kMalformed;
}

#endif

PieceDeflater::PieceDeflater(int level) : state_(std::make_unique<State>(level)) {}
PieceDeflater::~PieceDeflater() = default;

Inflater::Inflater() : state_(std::make_unique<State>()) {}
Inflater::~Inflater() = default;

}  // namespace nds
