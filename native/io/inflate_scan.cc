#include "io/inflate_scan.h"

#include <algorithm>
#include <cstring>

#include "io/deflate_codes.h"

namespace nds {

namespace {

using namespace deflate;

enum class Status { kOk, kEnd, kMalformed, kCut };

class BitReader {
 public:
  BitReader(const uint8_t* in, size_t n) noexcept : in_(in), size_(n) {}

  // The next bits without taking them; zeros where the input ends. n <= 32.
  uint32_t peek(uint32_t n) noexcept {
    if (count_ < n) refill();
    return static_cast<uint32_t>(buffer_ & ((uint64_t{1} << n) - 1));
  }
  // False when the input ends before that.
  bool skip(uint32_t n) noexcept {
    if (count_ < n) refill();
    if (count_ < n) return false;
    buffer_ >>= n;
    count_ -= n;
    return true;
  }
  bool take(uint32_t n, uint32_t* value) noexcept {
    *value = peek(n);
    return skip(n);
  }
  int64_t position() const noexcept { return static_cast<int64_t>(at_) * 8 - count_; }
  // To the next whole byte, whose index is given.
  size_t align() noexcept {
    skip(count_ % 8);
    at_ -= count_ / 8;
    buffer_ = 0;
    count_ = 0;
    return at_;
  }
  void move_to(size_t byte) noexcept { at_ = byte; }  // when aligned
  size_t size() const noexcept { return size_; }

 private:
  void refill() noexcept {
    while (count_ <= 56 && at_ < size_) {
      buffer_ |= uint64_t{in_[at_++]} << count_;
      count_ += 8;
    }
  }

  const uint8_t* in_;
  size_t size_;
  size_t at_ = 0;
  uint64_t buffer_ = 0;
  uint32_t count_ = 0;
};

// A canonical code, decoded by one look at a table of all words of its longest length.
class Decoder {
 public:
  // False when the lengths are no code. A code that is not complete is taken where it has one symbol at most.
  bool build(const uint8_t* lengths, int n) noexcept {
    int count[kMaxBits + 1] = {};
    for (int i = 0; i < n; ++i) ++count[lengths[i]];
    count[0] = 0;
    bits_ = kMaxBits;
    while (bits_ > 1 && count[bits_] == 0) --bits_;
    int64_t total = 0;
    int used = 0;
    for (int bits = 1; bits <= bits_; ++bits) {
      total += int64_t{count[bits]} << (bits_ - bits);
      used += count[bits];
    }
    if (total > int64_t{1} << bits_) return false;
    if (total < int64_t{1} << bits_ && (used > 1 || bits_ > 1)) return false;
    std::fill_n(table_, size_t{1} << bits_, uint16_t{0});
    uint32_t next[kMaxBits + 1] = {};
    for (int bits = 1; bits < kMaxBits; ++bits) next[bits + 1] = (next[bits] + static_cast<uint32_t>(count[bits])) << 1;
    for (int i = 0; i < n; ++i) {
      const int bits = lengths[i];
      if (bits == 0) continue;
      uint32_t code = next[bits]++;
      uint32_t reversed = 0;
      for (int k = 0; k < bits; ++k, code >>= 1) reversed = reversed << 1 | (code & 1);
      const auto entry = static_cast<uint16_t>(i << 4 | bits);
      for (uint32_t at = reversed; at < uint32_t{1} << bits_; at += uint32_t{1} << bits) table_[at] = entry;
    }
    return true;
  }

  Status decode(BitReader* in, int* symbol) const noexcept {
    const uint16_t entry = table_[in->peek(static_cast<uint32_t>(bits_))];
    *symbol = entry >> 4;
    if (entry == 0) return Status::kMalformed;
    return in->skip(entry & 15) ? Status::kOk : Status::kCut;
  }

 private:
  uint16_t table_[size_t{1} << kMaxBits];  // symbol and length; 0: not a code
  int bits_ = 0;
};

class Scan {
 public:
  // `out` may be null: then nothing is kept, and distances are not checked against what went before.
  Scan(const uint8_t* in, size_t n, uint8_t* out, size_t most) noexcept
      : in_(in), bits_(in, n), out_(out), most_(most) {}

  Status run() noexcept {
    for (;;) {
      last_header_ = bits_.position();
      uint32_t last;
      uint32_t type;
      if (!bits_.take(1, &last) || !bits_.take(2, &type)) return Status::kCut;
      Status status = Status::kMalformed;
      if (type == 0) status = stored();
      if (type == 1) status = fixed();
      if (type == 2) status = dynamic();
      if (status != Status::kOk) return status;
      if (last != 0) return Status::kEnd;
    }
  }

  size_t made() const noexcept { return made_; }
  int64_t last_header() const noexcept { return last_header_; }
  int64_t position() const noexcept { return bits_.position(); }

 private:
  bool full() const noexcept { return out_ != nullptr && made_ == most_; }

  Status stored() noexcept {
    const size_t at = bits_.align();
    if (bits_.size() - at < 4) return Status::kCut;
    const auto n = static_cast<size_t>(in_[at] | in_[at + 1] << 8);
    const auto check = static_cast<size_t>(in_[at + 2] | in_[at + 3] << 8);
    if ((n ^ check) != 0xFFFF) return Status::kMalformed;
    const size_t there = bits_.size() - at - 4;
    if (out_ != nullptr) {
      const size_t part = std::min({n, there, most_ - made_});
      std::memcpy(out_ + made_, in_ + at + 4, part);
      made_ += part;
      if (full()) return Status::kEnd;
    }
    if (there < n) return Status::kCut;
    bits_.move_to(at + 4 + n);
    return Status::kOk;
  }

  Status fixed() noexcept {
    static constexpr auto kLiterals = static_literal_lengths();
    uint8_t distances[kDistanceSymbols + 2];
    std::fill(std::begin(distances), std::end(distances), uint8_t{5});
    literals_.build(kLiterals.data(), kLiteralSymbols);
    distances_.build(distances, kDistanceSymbols + 2);
    return body();
  }

  Status dynamic() noexcept {
    uint32_t n_literals;
    uint32_t n_distances;
    uint32_t n_ordered;
    if (!bits_.take(5, &n_literals) || !bits_.take(5, &n_distances) || !bits_.take(4, &n_ordered)) return Status::kCut;
    n_literals += 257;
    n_distances += 1;
    n_ordered += 4;
    if (n_literals > kUsedLiteralSymbols || n_distances > kDistanceSymbols) return Status::kMalformed;
    uint8_t ordered[kLengthSymbols] = {};
    for (uint32_t i = 0; i < n_ordered; ++i) {
      uint32_t length;
      if (!bits_.take(3, &length)) return Status::kCut;
      ordered[kLengthOrder[i]] = static_cast<uint8_t>(length);
    }
    if (!literals_.build(ordered, kLengthSymbols)) return Status::kMalformed;
    uint8_t lengths[kUsedLiteralSymbols + kDistanceSymbols];
    const uint32_t n = n_literals + n_distances;
    for (uint32_t i = 0; i < n;) {
      int symbol;
      const Status status = literals_.decode(&bits_, &symbol);
      if (status != Status::kOk) return status;
      if (symbol < 16) {
        lengths[i++] = static_cast<uint8_t>(symbol);
        continue;
      }
      uint32_t run;
      if (!bits_.take(symbol == 16 ? 2 : symbol == 17 ? 3 : 7, &run)) return Status::kCut;
      run += symbol == 18 ? 11 : 3;
      if (run > n - i || (symbol == 16 && i == 0)) return Status::kMalformed;
      const uint8_t value = symbol == 16 ? lengths[i - 1] : uint8_t{0};
      for (; run > 0; --run) lengths[i++] = value;
    }
    if (lengths[kEndOfBlock] == 0) return Status::kMalformed;
    if (!literals_.build(lengths, static_cast<int>(n_literals))) return Status::kMalformed;
    if (!distances_.build(lengths + n_literals, static_cast<int>(n_distances))) return Status::kMalformed;
    return body();
  }

  Status body() noexcept {
    for (;;) {
      int symbol;
      Status status = literals_.decode(&bits_, &symbol);
      if (status != Status::kOk) return status;
      if (symbol == kEndOfBlock) return Status::kOk;
      if (symbol < kEndOfBlock) {
        if (out_ == nullptr) continue;
        if (full()) return Status::kEnd;
        out_[made_++] = static_cast<uint8_t>(symbol);
        continue;
      }
      if (symbol >= kUsedLiteralSymbols) return Status::kMalformed;
      const auto slot = static_cast<size_t>(symbol - 257);
      uint32_t extra;
      if (!bits_.take(kLengthExtra[slot], &extra)) return Status::kCut;
      const size_t length = kLengthBase[slot] + extra;
      status = distances_.decode(&bits_, &symbol);
      if (status != Status::kOk) return status;
      if (symbol >= kDistanceSymbols) return Status::kMalformed;
      if (!bits_.take(kDistanceExtra[static_cast<size_t>(symbol)], &extra)) return Status::kCut;
      if (out_ == nullptr) continue;
      const size_t distance = kDistanceBase[static_cast<size_t>(symbol)] + extra;
      if (distance > made_) return Status::kMalformed;
      for (size_t k = 0; k < length && made_ < most_; ++k, ++made_) out_[made_] = out_[made_ - distance];
      if (full()) return Status::kEnd;
    }
  }

  const uint8_t* in_;
  BitReader bits_;
  uint8_t* out_;
  size_t most_;
  size_t made_ = 0;
  int64_t last_header_ = 0;
  Decoder literals_;
  Decoder distances_;
};

}  // namespace

int64_t inflate_start(const uint8_t* in, size_t n, uint8_t* out, size_t most) noexcept {
  if (most == 0) return 0;
  Scan scan(in, n, out, most);
  const Status status = scan.run();
  if (status == Status::kMalformed) return -1;
  return status == Status::kEnd ? static_cast<int64_t>(scan.made()) : -2;
}

DeflateEnd find_deflate_end(const uint8_t* in, size_t n) noexcept {
  Scan scan(in, n, nullptr, 0);
  const bool found = scan.run() == Status::kEnd;
  return {found, scan.last_header(), scan.position()};
}

}  // namespace nds
