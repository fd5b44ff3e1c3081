// What the distributions with data-dependent consumption are built from: streams of draws over PCG64, and the decoding
// of a stream by several threads at once.
//
// A Unit is what one draw takes from the generator: a whole 64-bit output, or a 32, 16 or 8-bit piece of it, lowest
// first. A Decoder turns draws into elements; it may take any number of them for one element, and is given as
//   using Unit, Out;
//   bool one_unit_each() const;                                // whether every element takes exactly one
//   template <class Stream> Out draw(Stream& stream) const;    // one element
//   template <bool kStore>
//   int64_t decode(BlockStream<Unit>& stream, int64_t max, int64_t end, Out* out) const;
// where decode makes elements until there are `max` or the next would begin at position `end` or later, and returns how
// many it made; without kStore it only counts them.
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "core/thread_pool.h"
#include "kernels/random/pcg64_lanes.h"

namespace nds {

static_assert(std::endian::native == std::endian::little, "a buffer of outputs is read as its pieces");

// Draws from a caller's state, one at a time, with the generator's own buffered half. Small fills.
template <class Unit>
class StateStream {
 public:
  explicit StateStream(Pcg64State* s) noexcept : state_(s) {}
  Unit next() noexcept {
    if constexpr (sizeof(Unit) == 8) {
      return pcg64_next64(state_);
    } else if constexpr (sizeof(Unit) == 4) {
      return pcg64_next32(state_);
    } else {
      if (pieces_ == 0) {
        word_ = pcg64_next32(state_);
        pieces_ = 4 / sizeof(Unit);
      }
      const Unit piece = static_cast<Unit>(word_);
      word_ >>= 8 * sizeof(Unit);
      --pieces_;
      return piece;
    }
  }
  // Pieces of the last 32-bit draw not handed out yet.
  int pieces() const noexcept { return pieces_; }

 private:
  Pcg64State* state_;
  uint32_t word_ = 0;
  int pieces_ = 0;
};

// Draws by blocks, from any position on.
template <class Unit>
class BlockStream {
 public:
  static constexpr int64_t kPerOutput = 8 / sizeof(Unit);

  // Begins at `position`, counted from the outputs that follow `state`.
  BlockStream(uint128_t state, uint128_t inc, int64_t position) noexcept
      : kernel_(pcg64_raw_kernel(active_target())), filled_(position / kPerOutput * kPerOutput) {
    pcg64_lanes_start(&lanes_, pcg64_skip(state, inc, static_cast<uint128_t>(position / kPerOutput)), inc);
    if (const int64_t within = position % kPerOutput; within > 0) {
      refill();
      consume(within);
    }
  }
  BlockStream(const BlockStream&) = delete;

  int64_t position() const noexcept { return filled_ - available_; }
  // Units that can be peeked at; refills when there are none.
  int64_t available() noexcept {
    if (available_ == 0) refill();
    return available_;
  }
  const unsigned char* bytes() const noexcept {
    return reinterpret_cast<const unsigned char*>(buffer_) + (kBlockUnits - available_) * sizeof(Unit);
  }
  static Unit peek(const unsigned char* bytes, int64_t i) noexcept {
    Unit unit;
    std::memcpy(&unit, bytes + i * static_cast<int64_t>(sizeof(Unit)), sizeof(Unit));
    return unit;
  }
  void consume(int64_t units) noexcept { available_ -= units; }
  Unit next() noexcept {
    available();
    const Unit unit = peek(bytes(), 0);
    consume(1);
    return unit;
  }

 private:
  static constexpr int64_t kGroups = 32;  // 8 KiB of outputs: a quarter of the first-level cache
  static constexpr int64_t kBlockUnits = kGroups * kPcgLanes * kPerOutput;

  void refill() noexcept {
    kernel_(&lanes_, buffer_, kGroups);
    filled_ += kBlockUnits;
    available_ = kBlockUnits;
  }

  PcgLanes lanes_;
  alignas(64) uint64_t buffer_[kGroups * kPcgLanes];
  PcgRawKernel kernel_;
  int64_t filled_;
  int64_t available_ = 0;
};

// Counts positions as BlockStream does, without its block: for the few draws around a seam.
template <class Unit>
class SeamStream {
 public:
  SeamStream(uint128_t state, uint128_t inc, int64_t position) noexcept : position_(position) {
    constexpr int64_t kPerOutput = BlockStream<Unit>::kPerOutput;
    const uint128_t start = pcg64_skip(state, inc, static_cast<uint128_t>(position / kPerOutput));
    state_ = Pcg64State{0, 0, static_cast<uint64_t>(inc >> 64), static_cast<uint64_t>(inc), 0, 0};
    pcg64_set_state(&state_, start);
    for (int64_t i = 0; i < position % kPerOutput; ++i) stream_.next();
  }
  SeamStream(const SeamStream&) = delete;
  int64_t position() const noexcept { return position_; }
  Unit next() noexcept {
    ++position_;
    return stream_.next();
  }

 private:
  Pcg64State state_;
  StateStream<Unit> stream_{&state_};
  int64_t position_;
};

inline constexpr int64_t kRunUnits = 32768;  // 15 to 75 us of work (Zen 4)
inline constexpr int64_t kWindowRuns = 512;

struct StreamProgress {
  int64_t position = 0;  // units consumed
  int64_t elements = 0;
};

// Decodes by runs of a fixed number of units, in two parallel passes. The first counts the elements that begin in each
// run, as if one began at the run's first unit. Where the element before really ended further in, the first few are
// then counted anew (decoders that ever begin an element at the same unit agree from there on). So the second pass
// knows where in the stream and in `out` each run begins. Makes no more than n elements; n >= 2 * kRunUnits.
template <class Decoder>
StreamProgress decode_in_parallel(const Decoder& decoder, uint128_t state, uint128_t inc, StreamProgress from,
                                  typename Decoder::Out* out, int64_t n) noexcept {
  using Unit = typename Decoder::Unit;
  struct Run {
    int64_t start;     // the unit its first element begins at
    int64_t stop;      // the unit behind its last element
    int64_t elements;  // that begin in it
    int64_t before;    // in all runs before
  };
  Run runs[kWindowRuns];
  constexpr int64_t kPerOutput = BlockStream<Unit>::kPerOutput;
  const int64_t begin = (from.position + kPerOutput - 1) / kPerOutput * kPerOutput;
  // Each unit makes one element at most; one run's worth is kept for the units before `begin`.
  const int64_t count = std::min(kWindowRuns, (n - from.elements) / kRunUnits - 1);

  parallel_for(count, [&](int64_t i) noexcept {
    const int64_t first = begin + i * kRunUnits;
    runs[i] = {first, first + kRunUnits, kRunUnits, 0};
    if (decoder.one_unit_each()) return;
    BlockStream<Unit> stream(state, inc, first);
    runs[i].elements = decoder.template decode<false>(stream, kRunUnits, first + kRunUnits, nullptr);
    runs[i].stop = stream.position();
  });

  StreamProgress progress = from;
  for (int64_t i = 0; i < count; ++i) {
    Run& run = runs[i];
    run.before = progress.elements;
    if (progress.position != run.start) {
      const int64_t end = run.start + kRunUnits;
      SeamStream<Unit> guess(state, inc, run.start);
      SeamStream<Unit> truth(state, inc, progress.position);
      int64_t real = 0;
      int64_t imagined = 0;
      while (truth.position() < end && truth.position() != guess.position()) {
        const bool behind = guess.position() < truth.position();
        decoder.draw(behind ? guess : truth);
        ++(behind ? imagined : real);
      }
      const bool met = truth.position() < end;
      run.start = progress.position;
      run.stop = met ? run.stop : truth.position();
      run.elements = met ? run.elements - imagined + real : real;
    }
    progress.elements += run.elements;
    progress.position = run.stop;
  }

  parallel_for(count, [&](int64_t i) noexcept {
    BlockStream<Unit> stream(state, inc, runs[i].start);
    decoder.template decode<true>(stream, runs[i].elements, INT64_MAX, out + runs[i].before);
  });
  return progress;
}

// n elements into `out`, from and back into a caller's state.
template <class Decoder>
void fill_by(const Decoder& decoder, Pcg64State* s, typename Decoder::Out* out, int64_t n) noexcept {
  using Unit = typename Decoder::Unit;
  constexpr int64_t kFew = 256;  // below this, starting a BlockStream costs more than it gains

  StateStream<Unit> single(s);
  int64_t done = 0;
  // One at a time while the generator holds a half or the stream a piece, or to the end when there are few.
  while (done < n && (n < kFew || single.pieces() != 0 || (sizeof(Unit) < 8 && s->has_uint32))) {
    out[done++] = decoder.draw(single);
  }
  if (done == n) return;
  out += done;
  n -= done;

  const uint128_t state = pcg64_state(*s);
  const uint128_t inc = pcg64_increment(*s);
  StreamProgress progress;
  if (num_threads() > 1) {
    // What rejection leaves over shrinks by the acceptance rate each time.
    while (n - progress.elements >= 4 * kRunUnits) {
      progress = decode_in_parallel(decoder, state, inc, progress, out, n);
    }
  }
  int64_t consumed = progress.position;
  if (progress.elements < n) {
    BlockStream<Unit> stream(state, inc, progress.position);
    decoder.template decode<true>(stream, n - progress.elements, INT64_MAX, out + progress.elements);
    consumed = stream.position();
  }

  constexpr int64_t kPerOutput = BlockStream<Unit>::kPerOutput;
  const uint128_t last = pcg64_skip(state, inc, static_cast<uint128_t>((consumed + kPerOutput - 1) / kPerOutput));
  pcg64_set_state(s, last);
  if constexpr (sizeof(Unit) < 8) {
    constexpr int64_t kPerWord = 4 / sizeof(Unit);
    s->has_uint32 = static_cast<uint32_t>((consumed + kPerWord - 1) / kPerWord % 2);
    s->uinteger = static_cast<uint32_t>(pcg64_output(last) >> 32);
  }
}

}  // namespace nds
