// The distributions of numpy.random.Generator over PCG64, bit for bit NumPy 2.4's: values, and the state left behind.
// Each fills n contiguous elements (n >= 0) as n single draws would; any number of threads gives the same.
#pragma once
#include <cstdint>

#include "kernels/random/pcg64.h"

namespace nds {

// Uniform in [0, 1): Generator.random(dtype=float64 or float32).
void fill_random_f64(Pcg64State* s, double* out, int64_t n) noexcept;
void fill_random_f32(Pcg64State* s, float* out, int64_t n) noexcept;

// Generator.standard_normal: ziggurat (Marsaglia and Tsang 2000) of 256 layers. The tail, one draw in 4,000 or so, goes
// through the C library's log1p, and equals NumPy's where both use the same library.
void fill_standard_normal_f64(Pcg64State* s, double* out, int64_t n) noexcept;
void fill_standard_normal_f32(Pcg64State* s, float* out, int64_t n) noexcept;

// Generator.integers for a dtype of `itemsize` bytes (1, 2, 4 or 8; signed and unsigned alike): uniform in
// [low, low + range], both ends included, low and range taken modulo the dtype's width. Lemire's method
// (arXiv:1805.10941), on 32-bit draws where a 64-bit dtype's range fits them.
void fill_integers(Pcg64State* s, int itemsize, void* out, int64_t n, uint64_t low, uint64_t range) noexcept;
// Generator.integers(dtype=bool): bytes 0 and 1 where range is 1, all `low` where it is 0.
void fill_bool(Pcg64State* s, uint8_t* out, int64_t n, uint8_t low, uint8_t range) noexcept;

}  // namespace nds
