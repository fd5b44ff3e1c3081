#include "kernels/random/pcg64.h"

namespace nds {

void pcg64_seed(Pcg64State* s, const uint64_t seed_words[4]) noexcept {
  const uint128_t start = (uint128_t{seed_words[0]} << 64) | seed_words[1];
  const uint128_t sequence = (uint128_t{seed_words[2]} << 64) | seed_words[3];
  const uint128_t inc = (sequence << 1) | 1;
  s->inc_hi = static_cast<uint64_t>(inc >> 64);
  s->inc_lo = static_cast<uint64_t>(inc);
  // A step from zero gives inc; then the seed is added and a second step taken.
  pcg64_set_state(s, (inc + start) * kPcgMultiplier + inc);
  s->has_uint32 = 0;
  s->uinteger = 0;
}

// Brown, "Random Number Generation with Arbitrary Strides" (1994): squares the affine map, composing at set bits.
uint128_t pcg64_skip(uint128_t state, uint128_t inc, uint128_t delta) noexcept {
  uint128_t multiplier = kPcgMultiplier;
  while (delta != 0) {
    if (delta & 1) state = state * multiplier + inc;
    inc = (multiplier + 1) * inc;
    multiplier *= multiplier;
    delta >>= 1;
  }
  return state;
}

namespace {

void advance(Pcg64State* s, uint128_t delta) noexcept {
  pcg64_set_state(s, pcg64_skip(pcg64_state(*s), pcg64_increment(*s), delta));
  s->has_uint32 = 0;
  s->uinteger = 0;
}

}  // namespace

void pcg64_advance(Pcg64State* s, uint64_t delta_hi, uint64_t delta_lo) noexcept {
  advance(s, (uint128_t{delta_hi} << 64) | delta_lo);
}

void pcg64_jump(Pcg64State* s, int64_t jumps) noexcept {
  constexpr uint128_t kStep = (uint128_t{0x9e3779b97f4a7c15} << 64) | 0xf39cc0605cedc835;
  advance(s, kStep * static_cast<uint128_t>(jumps));
}

}  // namespace nds
