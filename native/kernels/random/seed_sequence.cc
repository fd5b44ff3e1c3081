#include "kernels/random/seed_sequence.h"

#include <algorithm>

namespace nds {

namespace {

class Hash {
 public:
  Hash(uint32_t initial, uint32_t multiplier) : constant_(initial), multiplier_(multiplier) {}
  uint32_t operator()(uint32_t value) noexcept {
    value ^= constant_;
    constant_ *= multiplier_;
    value *= constant_;
    return value ^ (value >> 16);
  }

 private:
  uint32_t constant_;
  uint32_t multiplier_;
};

uint32_t mix(uint32_t x, uint32_t y) noexcept {
  const uint32_t result = 0xca01f9ddu * x - 0x4973f715u * y;
  return result ^ (result >> 16);
}

}  // namespace

void seed_sequence_generate(const uint32_t* entropy, int64_t n, const uint32_t* spawn_key, int64_t n_spawn,
                            int pool_size, uint32_t* out, int64_t out_words) noexcept {
  // A spawn key begins behind the pool, so that it never stands where longer entropy could.
  const int64_t spawn_start = n_spawn > 0 ? std::max<int64_t>(n, pool_size) : n;
  const int64_t words = spawn_start + n_spawn;
  const auto word = [&](int64_t i) noexcept -> uint32_t {
    if (i < n) return entropy[i];
    return i >= spawn_start && i < words ? spawn_key[i - spawn_start] : 0;
  };

  uint32_t pool[kMaxPoolSize];
  Hash absorb(0x43b0d7e5u, 0x931e8875u);
  for (int i = 0; i < pool_size; ++i) pool[i] = absorb(word(i));
  for (int source = 0; source < pool_size; ++source) {
    for (int i = 0; i < pool_size; ++i) {
      if (i != source) pool[i] = mix(pool[i], absorb(pool[source]));
    }
  }
  for (int64_t source = pool_size; source < words; ++source) {
    for (int i = 0; i < pool_size; ++i) pool[i] = mix(pool[i], absorb(word(source)));
  }

  Hash emit(0x8b51f9ddu, 0x58f38dedu);
  for (int64_t i = 0; i < out_words; ++i) out[i] = emit(pool[i % pool_size]);
}

}  // namespace nds
