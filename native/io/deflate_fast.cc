#include "io/deflate_fast.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "io/deflate_codes.h"
#include "io/huffman.h"

namespace nds {

namespace {

using namespace deflate;

// A literal and a match in turn fit the 56 bits that the writer has room for: 13 + (13 + 5) + (12 + 13).
constexpr int kLiteralBits = 13;
constexpr int kDistanceBits = 12;
constexpr int kLengthBits = 7;
// Bytes and matches of one block at most: large enough that making its codes (8 us) does not count.
constexpr size_t kBlockBytes = size_t{256} << 10;
constexpr size_t kBlockSequences = size_t{48} << 10;
constexpr int kHashBits = 14;
// Whole words may be loaded as long as so many bytes are left.
constexpr size_t kTail = 16;
// After so many steps without a match only the beginnings of elements are looked at.
constexpr uint32_t kPatience = 256;
// A match at the distance of the elements that is so long is taken without looking for another; a shorter one unless
// another is longer by more than kFarCost.
constexpr uint32_t kLongMatch = 32;
constexpr uint32_t kFarCost = 3;

// Literals, then a match (length 0: none).
struct Sequence {
  uint32_t literals;
  uint16_t length;
  uint16_t distance;
};

constexpr int length_slot(int length) noexcept {
  int slot = 28;
  while (kLengthBase[static_cast<size_t>(slot)] > length) --slot;
  return slot;
}

constexpr std::array<uint8_t, kMaxMatch + 1> kLengthSlots = [] {
  std::array<uint8_t, kMaxMatch + 1> slots{};
  for (int length = 3; length <= kMaxMatch; ++length) {
    slots[static_cast<size_t>(length)] = static_cast<uint8_t>(length_slot(length));
  }
  return slots;
}();

inline uint32_t distance_slot(uint32_t distance) noexcept {
  const uint32_t d = distance - 1;
  if (d < 4) return d;
  const auto top = static_cast<uint32_t>(std::bit_width(d)) - 1;
  return 2 * top + (d >> (top - 1) & 1);
}

class BitWriter {
 public:
  explicit BitWriter(uint8_t* out) noexcept : at_(out) {}
  // At most 56 bits between two flushes.
  void put(uint64_t bits, uint32_t n) noexcept {
    buffer_ |= bits << count_;
    count_ += n;
  }
  void flush() noexcept {
    store_le64(at_, buffer_);
    at_ += count_ >> 3;
    buffer_ >>= count_ & ~uint32_t{7};
    count_ &= 7;
  }
  // To the next byte, with zeros.
  void align() noexcept {
    count_ = (count_ + 7) & ~uint32_t{7};
    flush();
  }
  uint32_t bits_in_byte() const noexcept { return count_; }  // after a flush
  uint8_t* at() const noexcept { return at_; }               // when aligned
  void skip(size_t n) noexcept { at_ += n; }

 private:
  uint8_t* at_;
  uint64_t buffer_ = 0;
  uint32_t count_ = 0;
};

// A code for lengths as it is written: symbols 0 to 18 with their extra bits.
struct LengthRun {
  uint8_t symbol;
  uint8_t extra;
};

int run_lengths(const uint8_t* lengths, int n, LengthRun* runs) noexcept {
  int made = 0;
  for (int i = 0; i < n;) {
    const uint8_t value = lengths[i];
    int run = 1;
    while (i + run < n && lengths[i + run] == value) ++run;
    i += run;
    if (value == 0) {
      while (run >= 11) {
        const int part = std::min(run, 138);
        runs[made++] = {18, static_cast<uint8_t>(part - 11)};
        run -= part;
      }
      if (run >= 3) {
        runs[made++] = {17, static_cast<uint8_t>(run - 3)};
        run = 0;
      }
    } else {
      runs[made++] = {value, 0};
      --run;
      while (run >= 3) {
        const int part = std::min(run, 6);
        runs[made++] = {16, static_cast<uint8_t>(part - 3)};
        run -= part;
      }
    }
    while (run-- > 0) runs[made++] = {value, 0};
  }
  return made;
}

constexpr uint32_t extra_bits_of_run(int symbol) noexcept {
  return symbol == 16 ? 2 : symbol == 17 ? 3 : symbol == 18 ? 7 : 0;
}

// The codes of a block.
struct Codes {
  uint8_t literal_lengths[kLiteralSymbols];
  uint8_t distance_lengths[kDistanceSymbols];
  uint16_t literal[kLiteralSymbols];
  uint16_t distance[kDistanceSymbols];
};

uint64_t cost_of(const uint32_t* frequency, const uint8_t* lengths, int n) noexcept {
  uint64_t bits = 0;
  for (int i = 0; i < n; ++i) bits += uint64_t{frequency[i]} * lengths[i];
  return bits;
}

// A match of at least 8 bytes at `at` and `at - distance`: how long it is.
inline uint32_t extend_match(const uint8_t* at, const uint8_t* from, const uint8_t* end) noexcept {
  const auto most = static_cast<uint32_t>(std::min<ptrdiff_t>(kMaxMatch, end - at));
  uint32_t length = 8;
  while (length + 8 <= most) {
    const uint64_t difference = load_le64(at + length) ^ load_le64(from + length);
    if (difference != 0) return length + (static_cast<uint32_t>(std::countr_zero(difference)) >> 3);
    length += 8;
  }
  while (length < most && at[length] == from[length]) ++length;
  return length;
}

inline uint32_t hash_of(uint64_t bytes) noexcept {
  return (static_cast<uint32_t>(bytes) * 0x9E3779B1u) >> (32 - kHashBits);
}

}  // namespace

struct FastDeflate::State {
  uint32_t table[1 << kHashBits];  // one more than where a hash was last seen
  Sequence sequences[kBlockSequences + 1];
  uint32_t literal_frequency[kLiteralSymbols];
  uint32_t distance_frequency[kDistanceSymbols];
  uint32_t length_frequency[kMaxMatch + 1];
  size_t count;
  size_t item;

  const uint8_t* parse(const uint8_t* start, const uint8_t* from, const uint8_t* end) noexcept;
  void add(const uint8_t* anchor, const uint8_t* at, uint32_t length, size_t distance) noexcept;
  void remember(const uint8_t* start, size_t position, const uint8_t* to) noexcept;
  void add_literals(const uint8_t* anchor, const uint8_t* at) noexcept;
  void write_block(const uint8_t* from, const uint8_t* to, BitWriter* out) noexcept;
  void write_codes(const LengthRun* runs, int n_runs, const uint8_t* run_lengths, int n_literals, int n_distances,
                   int n_ordered, BitWriter* out) const noexcept;
  void write_sequences(const uint8_t* from, const Codes& codes, BitWriter* out) const noexcept;
};

inline void FastDeflate::State::add_literals(const uint8_t* anchor, const uint8_t* at) noexcept {
  for (; anchor < at; ++anchor) ++literal_frequency[*anchor];
}

inline void FastDeflate::State::add(const uint8_t* anchor, const uint8_t* at, uint32_t length,
                                    size_t distance) noexcept {
  add_literals(anchor, at);
  ++length_frequency[length];
  ++distance_frequency[distance_slot(static_cast<uint32_t>(distance))];
  sequences[count++] = {static_cast<uint32_t>(at - anchor), static_cast<uint16_t>(length),
                        static_cast<uint16_t>(distance)};
}

// Enters the elements from `position` on.
inline void FastDeflate::State::remember(const uint8_t* start, size_t position, const uint8_t* to) noexcept {
  const size_t step = std::max(item, size_t{4});
  for (const uint8_t* at = start + position; at < to; at += step) {
    table[hash_of(load_le64(at))] = static_cast<uint32_t>(at - start) + 1;
  }
}

// Fills `sequences` from `from` on; gives where the block ends: at the end, or about kBlockBytes further.
const uint8_t* FastDeflate::State::parse(const uint8_t* start, const uint8_t* from, const uint8_t* end) noexcept {
  std::fill(std::begin(literal_frequency), std::end(literal_frequency), 0);
  std::fill(std::begin(distance_frequency), std::end(distance_frequency), 0);
  std::fill(std::begin(length_frequency), std::end(length_frequency), 0);
  count = 0;
  const auto left = static_cast<size_t>(end - from);
  // A block does not leave a small rest for the next.
  const uint8_t* block_end = left > kBlockBytes + kBlockBytes / 4 ? from + kBlockBytes : end;
  const uint8_t* match_end = left > kTail ? std::min(block_end, end - kTail) : from;
  const uint8_t* anchor = from;
  const uint8_t* at = from;
  uint32_t misses = 0;
  while (at < match_end && count < kBlockSequences) {
    const uint64_t here = load_le64(at);
    const auto position = static_cast<size_t>(at - start);
    uint32_t& slot = table[hash_of(here)];
    const size_t seen = slot;
    slot = static_cast<uint32_t>(position) + 1;

    // The element before, from here or after one literal: the next number of an array often differs in one byte.
    const uint8_t* match = nullptr;
    uint32_t length = 0;
    size_t distance = item;
    if (distance <= position) {
      const uint64_t difference = here ^ load_le64(at - distance);
      if ((difference & 0xFFFFFF) == 0) {
        match = at;
        length = difference != 0 ? static_cast<uint32_t>(std::countr_zero(difference)) >> 3
                                 : extend_match(at, at - distance, end);
      } else if ((difference & 0xFFFFFF00) == 0) {
        match = at + 1;
        const uint64_t rest = load_le64(match) ^ load_le64(match - distance);
        length =
            rest != 0 ? static_cast<uint32_t>(std::countr_zero(rest)) >> 3 : extend_match(match, match - distance, end);
      }
    }
    // Elsewhere: a distance that is rare costs as much as another literal and match.
    if (seen != 0 && length < kLongMatch && position + 1 - seen <= kWindow) {
      const size_t other = position + 1 - seen;
      const uint64_t difference = here ^ load_le64(at - other);
      if (static_cast<uint32_t>(difference) == 0) {
        const uint32_t there = difference != 0 ? static_cast<uint32_t>(std::countr_zero(difference)) >> 3
                                               : extend_match(at, at - other, end);
        if (there > length + kFarCost || match == nullptr) {
          match = at;
          length = there;
          distance = other;
        }
      }
    }
    if (match != nullptr) {
      add(anchor, match, length, distance);
      at = anchor = match + length;
      // The longest there is: it goes on at the same distance.
      while (length == kMaxMatch && at < match_end && count < kBlockSequences) {
        if (load_le64(at) != load_le64(at - distance)) break;
        length = extend_match(at, at - distance, end);
        add(at, at, length, distance);
        at = anchor = at + length;
      }
      // What repeats from afar is found again once it is too far away.
      if (distance != item) remember(start, position + item - position % item, std::min(at, match_end));
      misses = 0;
      continue;
    }
    at += ++misses < kPatience ? 1 : item - position % item;
  }
  if (count == kBlockSequences) {
    block_end = anchor;
  } else if (anchor > block_end) {
    block_end = anchor;  // the last match reaches beyond
  }
  if (anchor < block_end) {
    add_literals(anchor, block_end);
    sequences[count++] = {static_cast<uint32_t>(block_end - anchor), 0, 0};
  }
  return block_end;
}

void FastDeflate::State::write_codes(const LengthRun* runs, int n_runs, const uint8_t* lengths_bits, int n_literals,
                                     int n_distances, int n_ordered, BitWriter* out) const noexcept {
  out->put(2 << 1, 3);  // dynamic codes, not the last block
  out->put(static_cast<uint64_t>(n_literals - 257), 5);
  out->put(static_cast<uint64_t>(n_distances - 1), 5);
  out->put(static_cast<uint64_t>(n_ordered - 4), 4);
  out->flush();
  for (int i = 0; i < n_ordered; ++i) {
    out->put(lengths_bits[kLengthOrder[static_cast<size_t>(i)]], 3);
    out->flush();
  }
  uint16_t code[kLengthSymbols];
  huffman_codes(lengths_bits, kLengthSymbols, code);
  for (int i = 0; i < n_runs; ++i) {
    const int symbol = runs[i].symbol;
    out->put(code[symbol], lengths_bits[symbol]);
    out->put(runs[i].extra, extra_bits_of_run(symbol));
    out->flush();
  }
}

void FastDeflate::State::write_sequences(const uint8_t* from, const Codes& codes, BitWriter* writer) const noexcept {
  // The code of each length with its extra bits, and how many bits that is.
  uint32_t length_code[kMaxMatch + 1];
  uint8_t length_bits[kMaxMatch + 1];
  for (size_t length = 3; length <= kMaxMatch; ++length) {
    const size_t slot = kLengthSlots[length];
    const uint32_t bits = codes.literal_lengths[257 + slot];
    length_code[length] = codes.literal[257 + slot] | static_cast<uint32_t>(length - kLengthBase[slot]) << bits;
    length_bits[length] = static_cast<uint8_t>(bits + kLengthExtra[slot]);
  }
  BitWriter out = *writer;
  uint32_t known_distance = 0;
  uint32_t distance_code = 0;
  uint32_t distance_bits = 0;
  for (size_t i = 0; i < count; ++i) {
    const Sequence& sequence = sequences[i];
    uint32_t literals = sequence.literals;
    for (; literals > 4; literals -= 4, from += 4) {
      for (int k = 0; k < 4; ++k) out.put(codes.literal[from[k]], codes.literal_lengths[from[k]]);
      out.flush();
    }
    for (; literals > 1; --literals, ++from) {
      out.put(codes.literal[*from], codes.literal_lengths[*from]);
      out.flush();
    }
    if (literals == 1) {
      out.put(codes.literal[*from], codes.literal_lengths[*from]);
      ++from;
    }
    if (sequence.length != 0) {
      if (sequence.distance != known_distance) {
        known_distance = sequence.distance;
        const uint32_t slot = distance_slot(known_distance);
        distance_bits = codes.distance_lengths[slot];
        distance_code = codes.distance[slot] | (known_distance - kDistanceBase[slot]) << distance_bits;
        distance_bits += kDistanceExtra[slot];
      }
      out.put(length_code[sequence.length], length_bits[sequence.length]);
      out.put(distance_code, distance_bits);
      from += sequence.length;
    }
    out.flush();
  }
  out.put(codes.literal[kEndOfBlock], codes.literal_lengths[kEndOfBlock]);
  out.flush();
  *writer = out;
}

namespace {

void write_stored(const uint8_t* from, const uint8_t* to, BitWriter* out) noexcept {
  while (from < to) {
    const auto n = static_cast<size_t>(std::min<int64_t>(to - from, kMaxStored));
    out->put(0, 3);
    out->align();
    out->put(n | (~n & 0xFFFF) << 16, 32);
    out->flush();
    std::memcpy(out->at(), from, n);
    out->skip(n);
    from += n;
  }
}

}  // namespace

void FastDeflate::State::write_block(const uint8_t* from, const uint8_t* to, BitWriter* out) noexcept {
  literal_frequency[kEndOfBlock] = 1;
  uint64_t extra = 0;
  for (size_t length = 3; length <= kMaxMatch; ++length) {
    const size_t slot = kLengthSlots[length];
    literal_frequency[257 + slot] += length_frequency[length];
    extra += uint64_t{length_frequency[length]} * kLengthExtra[slot];
  }
  for (size_t slot = 0; slot < kDistanceSymbols; ++slot) {
    extra += uint64_t{distance_frequency[slot]} * kDistanceExtra[slot];
  }

  Codes codes;
  huffman_lengths(literal_frequency, kUsedLiteralSymbols, kLiteralBits, codes.literal_lengths);
  huffman_lengths(distance_frequency, kDistanceSymbols, kDistanceBits, codes.distance_lengths);
  codes.literal_lengths[286] = codes.literal_lengths[287] = 0;

  int n_literals = kUsedLiteralSymbols;
  while (n_literals > 257 && codes.literal_lengths[n_literals - 1] == 0) --n_literals;
  int n_distances = kDistanceSymbols;
  while (n_distances > 1 && codes.distance_lengths[n_distances - 1] == 0) --n_distances;
  uint8_t lengths[kLiteralSymbols + kDistanceSymbols];
  std::copy_n(codes.literal_lengths, n_literals, lengths);
  std::copy_n(codes.distance_lengths, n_distances, lengths + n_literals);
  LengthRun runs[kLiteralSymbols + kDistanceSymbols];
  const int n_runs = run_lengths(lengths, n_literals + n_distances, runs);
  uint32_t run_frequency[kLengthSymbols] = {};
  uint64_t header = 3 + 5 + 5 + 4;
  for (int i = 0; i < n_runs; ++i) {
    ++run_frequency[runs[i].symbol];
    header += extra_bits_of_run(runs[i].symbol);
  }
  uint8_t length_lengths[kLengthSymbols];
  huffman_lengths(run_frequency, kLengthSymbols, kLengthBits, length_lengths);
  int n_ordered = kLengthSymbols;
  while (n_ordered > 4 && length_lengths[kLengthOrder[static_cast<size_t>(n_ordered - 1)]] == 0) --n_ordered;
  header += 3 * static_cast<uint64_t>(n_ordered) + cost_of(run_frequency, length_lengths, kLengthSymbols);
  const uint64_t dynamic_bits = header + extra + cost_of(literal_frequency, codes.literal_lengths, kLiteralSymbols) +
                                cost_of(distance_frequency, codes.distance_lengths, kDistanceSymbols);

  static constexpr auto kStaticLiterals = static_literal_lengths();
  uint64_t static_bits = 3 + extra + cost_of(literal_frequency, kStaticLiterals.data(), kLiteralSymbols);
  for (const uint32_t frequency : distance_frequency) static_bits += uint64_t{frequency} * 5;

  const auto n = static_cast<uint64_t>(to - from);
  const uint64_t stored_bits = n * 8 + (n / static_cast<uint64_t>(kMaxStored) + 1) * 40;
  if (stored_bits <= dynamic_bits && stored_bits <= static_bits) return write_stored(from, to, out);
  if (static_bits <= dynamic_bits) {
    std::copy(kStaticLiterals.begin(), kStaticLiterals.end(), codes.literal_lengths);
    std::fill(std::begin(codes.distance_lengths), std::end(codes.distance_lengths), uint8_t{5});
    out->put(1 << 1, 3);
    out->flush();
  } else {
    write_codes(runs, n_runs, length_lengths, n_literals, n_distances, n_ordered, out);
  }
  huffman_codes(codes.literal_lengths, kLiteralSymbols, codes.literal);
  huffman_codes(codes.distance_lengths, kDistanceSymbols, codes.distance);
  write_sequences(from, codes, out);
}

FastDeflate::FastDeflate() : state_(std::make_unique_for_overwrite<State>()) {}
FastDeflate::~FastDeflate() = default;

size_t FastDeflate::bound(size_t n) noexcept {
  const size_t blocks = n / kBlockBytes + n / (3 * kBlockSequences) + 2;
  return n + 5 * (n / static_cast<size_t>(kMaxStored) + 2 * blocks) + 64;
}

size_t FastDeflate::compress(const uint8_t* in, size_t n, size_t item, uint8_t* out) noexcept {
  State& state = *state_;
  std::fill(std::begin(state.table), std::end(state.table), 0);
  state.item = item == 0 || item > static_cast<size_t>(kWindow) ? 1 : item;
  BitWriter writer(out);
  const uint8_t* end = in + n;
  for (const uint8_t* at = in; at < end;) {
    const uint8_t* next = state.parse(in, at, end);
    state.write_block(at, next, &writer);
    at = next;
  }
  writer.put(0, 3);
  writer.align();
  writer.put(uint64_t{0xFFFF} << 16, 32);
  writer.flush();
  return static_cast<size_t>(writer.at() - out);
}

}  // namespace nds
