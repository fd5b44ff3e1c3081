// Cuts an operation into chunks for the thread pool and runs them, under the SIGBUS guard where a file is mapped.
#pragma once
#include <cstdint>
#include <type_traits>

#include "core/error.h"

namespace nds {

// Work below this many byte-equivalents (bytes of traffic times cost) stays on the calling thread. A woken worker costs
// 0.2 to 2 us, in which one core moves about 60 KiB of cheap traffic within its caches.
inline constexpr int64_t kParallelBytes = int64_t{192} << 10;
// Work that can be cancelled looks at its flag after so many byte-equivalents: 1 to 5 ms of one thread.
inline constexpr int64_t kCancelBytes = int64_t{8} << 20;

struct Chunks {
  int64_t count;  // units of work in all
  int64_t first;  // units in chunk 0, so that later ones begin on a page of the output
  int64_t grain;  // units in each further chunk
  int64_t chunks;
};

// Cuts `units` of `bytes_per_unit` of traffic, each byte weighing `cost` (1: a copy or an addition).
Chunks cut_units(int64_t units, int64_t bytes_per_unit, int cost) noexcept;
// The same for elements of a contiguous output: chunks begin on its pages (2 MiB pages where chunks are that large, so
// that two threads do not fault in the same one).
Chunks cut_elements(int64_t elements, int64_t bytes_per_element, int cost, const char* out, int64_t item_size) noexcept;

// Does units [begin, end); returns 0 or an ErrorCode. It may be left by a jump when it touches a lost mapping: no
// allocation, locks or destructors inside.
using ChunkFn = int (*)(void* context, int64_t begin, int64_t end) noexcept;

// Runs every chunk; after a failure chunks that have not begun are dropped, and those of a cancelled job, which is
// kAborted (core/cancel.h). Returns when none is running any more.
ErrorCode run_chunks(const Chunks& chunks, bool mapped, ChunkFn fn, void* context) noexcept;

template <class F>
ErrorCode run_chunks(const Chunks& chunks, bool mapped, F&& f) noexcept {
  using Callable = std::remove_reference_t<F>;
  return run_chunks(
      chunks, mapped,
      [](void* c, int64_t begin, int64_t end) noexcept -> int { return (*static_cast<Callable*>(c))(begin, end); },
      const_cast<void*>(static_cast<const void*>(&f)));
}

}  // namespace nds
