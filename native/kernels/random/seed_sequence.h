// SeedSequence: NumPy's mixing of entropy into seed words (after O'Neill, "Developing a seed_seq Alternative", 2015),
// bit for bit numpy.random.SeedSequence.
#pragma once
#include <cstdint>

namespace nds {

inline constexpr int kDefaultPoolSize = 4;
inline constexpr int kMaxPoolSize = 1024;  // the pool lies on the stack; NumPy sets no bound

// SeedSequence(entropy, spawn_key=spawn_key, pool_size=pool_size).generate_state(out_words, uint32).
// Integers are given as their 32-bit words, lowest first, one word for zero. 64-bit words are pairs of 32-bit ones, low
// word first. kDefaultPoolSize <= pool_size <= kMaxPoolSize.
void seed_sequence_generate(const uint32_t* entropy, int64_t n, const uint32_t* spawn_key, int64_t n_spawn,
                            int pool_size, uint32_t* out, int64_t out_words) noexcept;

}  // namespace nds
