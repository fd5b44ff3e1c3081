// PCG64: NumPy's default bit generator, PCG XSL-RR 128/64 (O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient
// Statistically Good Algorithms for Random Number Generation"), bit for bit numpy.random.PCG64.
#pragma once
#include <cstdint>

namespace nds {

__extension__ using uint128_t = unsigned __int128;

// The whole state, plain bytes (40 of them) that may lie in an ArrayBuffer. When has_uint32 is 1, `uinteger` is the
// upper half of the last output, still to be handed out by the next 32-bit draw; it keeps its value afterwards, as
// NumPy's does.
struct Pcg64State {
  uint64_t state_hi, state_lo, inc_hi, inc_lo;
  uint32_t has_uint32;
  uint32_t uinteger;
};
static_assert(sizeof(Pcg64State) == 40);

inline constexpr uint128_t kPcgMultiplier = (uint128_t{0x2360ed051fc65da4} << 64) | 0x4385df649fccf645;

// NumPy's seeding: seed_words is SeedSequence.generate_state(4, uint64).
void pcg64_seed(Pcg64State* s, const uint64_t seed_words[4]) noexcept;
// As after delta 64-bit draws (a negative step is its two's complement). Drops the buffered half, as NumPy does.
void pcg64_advance(Pcg64State* s, uint64_t delta_hi, uint64_t delta_lo) noexcept;
// PCG64.jumped: advances by jumps * 0x9e3779b97f4a7c15f39cc0605cedc835, backwards where negative.
void pcg64_jump(Pcg64State* s, int64_t jumps) noexcept;
// The bare generator after delta steps of an LCG with increment `inc`; log2(delta) multiplications.
uint128_t pcg64_skip(uint128_t state, uint128_t inc, uint128_t delta) noexcept;

inline uint128_t pcg64_state(const Pcg64State& s) noexcept { return (uint128_t{s.state_hi} << 64) | s.state_lo; }
inline uint128_t pcg64_increment(const Pcg64State& s) noexcept { return (uint128_t{s.inc_hi} << 64) | s.inc_lo; }
inline void pcg64_set_state(Pcg64State* s, uint128_t state) noexcept {
  s->state_hi = static_cast<uint64_t>(state >> 64);
  s->state_lo = static_cast<uint64_t>(state);
}

inline uint64_t pcg64_output(uint128_t state) noexcept {
  const auto hi = static_cast<uint64_t>(state >> 64);
  const uint64_t x = hi ^ static_cast<uint64_t>(state);
  const unsigned rotation = static_cast<unsigned>(hi >> 58);
  return (x >> rotation) | (x << (-rotation & 63));
}

inline uint64_t pcg64_next64(Pcg64State* s) noexcept {
  const uint128_t state = pcg64_state(*s) * kPcgMultiplier + pcg64_increment(*s);
  pcg64_set_state(s, state);
  return pcg64_output(state);
}

inline uint32_t pcg64_next32(Pcg64State* s) noexcept {
  if (s->has_uint32) {
    s->has_uint32 = 0;
    return s->uinteger;
  }
  const uint64_t next = pcg64_next64(s);
  s->has_uint32 = 1;
  s->uinteger = static_cast<uint32_t>(next >> 32);
  return static_cast<uint32_t>(next);
}

}  // namespace nds
