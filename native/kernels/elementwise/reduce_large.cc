#include "kernels/elementwise/reduce_large.h"

#include <bit>
#include <cmath>
#include <limits>

#include "kernels/elementwise/math_constants.h"

namespace nds {
namespace {

using U128 = unsigned __int128;

// 64 bits of kTwoOverPiWords from bit `first`.
uint64_t word_at(int first) noexcept {
  const int word = first >> 6;
  const int shift = first & 63;
  const uint64_t head = kTwoOverPiWords[word];
  return shift == 0 ? head : (head << shift) | (kTwoOverPiWords[word + 1] >> (64 - shift));
}

long double of_quadrant(const LargeReduction& reduced, uint64_t shift) noexcept {
  const long double x = static_cast<long double>(reduced.r) + reduced.low;
  switch ((reduced.quadrant + shift) & 3) {
    case 0: return std::sin(x);
    case 1: return std::cos(x);
    case 2: return -std::sin(x);
    default: return -std::cos(x);
  }
}

}  // namespace

LargeReduction reduce_large(double x) noexcept {
  constexpr int kMantissaBits = 52;
  const uint64_t bits = std::bit_cast<uint64_t>(x);
  const int biased = static_cast<int>(bits >> kMantissaBits & 0x7FF);
  if (biased == 0x7FF) return {std::numeric_limits<double>::quiet_NaN(), 0, 0};
  const uint64_t m = (bits & ((uint64_t{1} << kMantissaBits) - 1)) | uint64_t{1} << kMantissaBits;
  const int exponent = biased - 1023 - kMantissaBits;

  // |x| = m 2^exponent. Bits of 2/pi that make multiples of 4 are left out: with the 192 after them as W,
  // |x| 2/pi = m W 2^-190 modulo 4. The table's 64 leading zeros keep the first position from being negative.
  const int first = 64 + exponent - 2;
  const U128 product0 = static_cast<U128>(m) * word_at(first + 128);
  const U128 product1 = static_cast<U128>(m) * word_at(first + 64) + static_cast<uint64_t>(product0 >> 64);
  const uint64_t t0 = static_cast<uint64_t>(product0);
  const uint64_t t1 = static_cast<uint64_t>(product1);
  const uint64_t t2 = m * word_at(first) + static_cast<uint64_t>(product1 >> 64);

  // Two bits of quadrant, then the fraction, of which 128 bits are kept; from one half on it counts back from the next.
  uint64_t quadrant = t2 >> 62;
  U128 fraction = static_cast<U128>(t2 << 2 | t1 >> 62) << 64 | (t1 << 2 | t0 >> 62);
  const bool back = static_cast<uint64_t>(fraction >> 127) != 0;
  if (back) {
    fraction = 0 - fraction;
    ++quadrant;
  }

  // r = fraction pi/2: normalised, multiplied, split after 53 bits.
  const uint64_t top = static_cast<uint64_t>(fraction >> 64);
  const int zeros = top != 0 ? std::countl_zero(top) : 64 + std::countl_zero(static_cast<uint64_t>(fraction) | 1);
  fraction <<= zeros;
  const uint64_t high = static_cast<uint64_t>(fraction >> 64);
  const uint64_t rest = static_cast<uint64_t>(fraction);
  const U128 r = static_cast<U128>(high) * kPiHalfWords[0] + (static_cast<U128>(rest) * kPiHalfWords[0] >> 64) +
                 (static_cast<U128>(high) * kPiHalfWords[1] >> 64);
  const uint64_t leading = static_cast<uint64_t>(r >> 64) & ~uint64_t{0x7FF};
  const double head = std::ldexp(static_cast<double>(leading), 64 - 127 - zeros);
  const double tail = std::ldexp(static_cast<double>(r - (static_cast<U128>(leading) << 64)), -127 - zeros);

  // A negative x mirrors both.
  const bool negative = (bits >> 63) != 0;
  const bool flip = back != negative;
  return {flip ? -head : head, flip ? -tail : tail, negative ? 0 - quadrant : quadrant};
}

double sin_large(double x) noexcept { return static_cast<double>(of_quadrant(reduce_large(x), 0)); }
double cos_large(double x) noexcept { return static_cast<double>(of_quadrant(reduce_large(x), 1)); }

}  // namespace nds
