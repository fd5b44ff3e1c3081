// Sizes multiply and add only here: every product of shapes and item sizes is checked for overflow.
#pragma once
#include <cstdint>

namespace nds {

// out = a * b; false when the product does not fit.
[[nodiscard]] inline bool checked_mul(int64_t a, int64_t b, int64_t* out) noexcept {
  return !__builtin_mul_overflow(a, b, out);
}

// out = a + b; false when the sum does not fit.
[[nodiscard]] inline bool checked_add(int64_t a, int64_t b, int64_t* out) noexcept {
  return !__builtin_add_overflow(a, b, out);
}

}  // namespace nds
