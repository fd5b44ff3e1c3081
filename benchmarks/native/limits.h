// What the machine can do at most: the bandwidth of its memory and the rate of its floating-point units.
#pragma once
#include <cstdint>
#include <string>

namespace nds::bench {

// Bytes a second, reads and writes counted once each, of a plain loop on all threads (or one, where that is faster)
// over a working set of `bytes` in all: read, fill, copy, triad (two read, one written) or inPlace. The best of
// ordinary and of non-temporal stores. Throws std::invalid_argument for another kind.
double measure_bandwidth(const std::string& kind, int64_t bytes);

// Fused multiply-adds a second times two, on all threads, of registers.
double measure_flops(bool single);

}  // namespace nds::bench
