#include <algorithm>
#include <limits>
#include <type_traits>

#include "kernels/random/distributions.h"
#include "kernels/random/draw_stream.h"

namespace nds {

namespace {

// low + [0, range] for 0 < range < the greatest Unit, each Out from one accepted Unit.
template <class OutType, class UnitType>
class LemireDecoder {
 public:
  using Out = OutType;
  using Unit = UnitType;

  LemireDecoder(Out low, Unit range) noexcept
      : low_(low), span_(static_cast<Unit>(range + 1)), threshold_(static_cast<Unit>(Unit(0) - span_) % span_) {}

  bool one_unit_each() const noexcept { return threshold_ == 0; }

  template <class Stream>
  Out draw(Stream& stream) const noexcept {
    for (;;) {
      const Wide product = Wide{stream.next()} * span_;
      if (static_cast<Unit>(product) >= threshold_) return element(product);
    }
  }

  template <bool kStore>
  int64_t decode(BlockStream<Unit>& stream, int64_t max, int64_t end, Out* out) const noexcept {
    int64_t made = 0;
    while (made < max && stream.position() < end) {
      const int64_t available = std::min(stream.available(), end - stream.position());
      const int64_t count = std::min(available, max - made);
      const unsigned char* const bytes = stream.bytes();
      if constexpr (kStore) {
        made += accept(bytes, count, out + made);
      } else {
        made += count_accepted(bytes, count);
      }
      stream.consume(count);
    }
    return made;
  }

 private:
  using Wide =
      std::conditional_t<sizeof(Unit) == 8, uint128_t, std::conditional_t<sizeof(Unit) == 4, uint64_t, uint32_t>>;

  static constexpr int64_t kBlock = 64;

  static const unsigned char* at(const unsigned char* bytes, int64_t i) noexcept {
    return bytes + i * static_cast<int64_t>(sizeof(Unit));
  }

  int64_t count_accepted(const unsigned char* bytes, int64_t count) const noexcept {
    int64_t accepted = 0;
    for (int64_t i = 0; i < count; ++i) {
      accepted += static_cast<Unit>(Wide{BlockStream<Unit>::peek(bytes, i)} * span_) >= threshold_;
    }
    return accepted;
  }

  int64_t accept(const unsigned char* bytes, int64_t count, Out* out) const noexcept {
    Out* to = out;
    for (int64_t i = 0; i < count; i += kBlock) {
      if (rejection_is_rare() && i + kBlock <= count && accept_all(at(bytes, i), to)) {
        to += kBlock;
        continue;
      }
      // A rejected element is written over by the next; no branch to mispredict.
      const int64_t end = std::min(i + kBlock, count);
      for (int64_t k = i; k < end; ++k) {
        const Wide product = Wide{BlockStream<Unit>::peek(bytes, k)} * span_;
        *to = element(product);
        to += static_cast<Unit>(product) >= threshold_;
      }
    }
    return to - out;
  }

  // Fewer than one block in 16 has a rejection.
  bool rejection_is_rare() const noexcept { return threshold_ <= std::numeric_limits<Unit>::max() / kBlock / 16; }

  // A block as if none were rejected; false (and rubbish in `out`) when one was.
  bool accept_all(const unsigned char* bytes, Out* out) const noexcept {
    Unit rejected = 0;
    for (int64_t i = 0; i < kBlock; ++i) {
      const Wide product = Wide{BlockStream<Unit>::peek(bytes, i)} * span_;
      out[i] = element(product);
      rejected |= static_cast<Unit>(product) < threshold_;
    }
    return rejected == 0;
  }

  Out element(Wide product) const noexcept {
    return static_cast<Out>(low_ + static_cast<Out>(product >> (8 * sizeof(Unit))));
  }

  Out low_;
  Unit span_;
  Unit threshold_;
};

// low + [0, the greatest Unit].
template <class OutType, class UnitType>
class FullDecoder {
 public:
  using Out = OutType;
  using Unit = UnitType;

  explicit FullDecoder(Out low) noexcept : low_(low) {}

  bool one_unit_each() const noexcept { return true; }

  template <class Stream>
  Out draw(Stream& stream) const noexcept {
    return static_cast<Out>(low_ + stream.next());
  }

  template <bool kStore>
  int64_t decode(BlockStream<Unit>& stream, int64_t max, int64_t end, Out* out) const noexcept {
    int64_t made = 0;
    while (made < max && stream.position() < end) {
      const int64_t available = std::min(stream.available(), end - stream.position());
      const int64_t count = std::min(available, max - made);
      const unsigned char* const bytes = stream.bytes();
      for (int64_t i = 0; kStore && i < count; ++i) {
        out[made + i] = static_cast<Out>(low_ + BlockStream<Unit>::peek(bytes, i));
      }
      made += count;
      stream.consume(count);
    }
    return made;
  }

 private:
  Out low_;
};

template <class Out, class Unit>
void fill_units(Pcg64State* s, Out* out, int64_t n, Out low, Unit range) noexcept {
  if (range == std::numeric_limits<Unit>::max()) {
    fill_by(FullDecoder<Out, Unit>(low), s, out, n);
  } else {
    fill_by(LemireDecoder<Out, Unit>(low, range), s, out, n);
  }
}

template <class Out>
void fill(Pcg64State* s, void* out, int64_t n, uint64_t low, uint64_t range) noexcept {
  Out* const to = static_cast<Out*>(out);
  const Out base = static_cast<Out>(low);
  const Out span = static_cast<Out>(range);
  if (span == 0) {
    std::fill_n(to, n, base);
  } else if (sizeof(Out) == 8 && span <= std::numeric_limits<uint32_t>::max()) {
    fill_units<Out, uint32_t>(s, to, n, base, static_cast<uint32_t>(span));
  } else {
    fill_units<Out, Out>(s, to, n, base, span);
  }
}

// The eight bits of `byte`, lowest first, as bytes 0 and 1.
uint64_t spread_bits(uint64_t byte) noexcept {
  byte = (byte | byte << 28) & 0x0000000f0000000f;
  byte = (byte | byte << 14) & 0x0003000300030003;
  return (byte | byte << 7) & 0x0101010101010101;
}

void put_bits(uint32_t word, int64_t n, uint8_t* out) noexcept {
  for (int64_t i = 0; i < n; ++i) out[i] = (word >> i) & 1;
}

}  // namespace

void fill_integers(Pcg64State* s, int itemsize, void* out, int64_t n, uint64_t low, uint64_t range) noexcept {
  switch (itemsize) {
    case 1: return fill<uint8_t>(s, out, n, low, range);
    case 2: return fill<uint16_t>(s, out, n, low, range);
    case 4: return fill<uint32_t>(s, out, n, low, range);
    default: return fill<uint64_t>(s, out, n, low, range);
  }
}

void fill_bool(Pcg64State* s, uint8_t* out, int64_t n, uint8_t low, uint8_t range) noexcept {
  if (range == 0) {
    std::fill_n(out, n, low);
    return;
  }
  for (; n >= 32; n -= 32, out += 32) {
    const uint32_t word = pcg64_next32(s);
    for (int byte = 0; byte < 4; ++byte) {
      const uint64_t eight = spread_bits((word >> (8 * byte)) & 0xff);
      std::memcpy(out + 8 * byte, &eight, sizeof(eight));
    }
  }
  if (n > 0) put_bits(pcg64_next32(s), n, out);
}

}  // namespace nds
