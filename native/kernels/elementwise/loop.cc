#include "kernels/elementwise/loop.h"

#include <algorithm>
#include <cstring>

#include "core/complex.h"

namespace nds {
namespace {

template <class T>
void repeat_as(void* to, const void* element, int64_t count) noexcept {
  T value;
  std::memcpy(&value, element, sizeof(T));
  T* const lanes = static_cast<T*>(to);
  for (int64_t i = 0; i < count; ++i) lanes[i] = value;
}

void repeat(void* to, const void* element, int64_t size, int64_t count) noexcept {
  switch (size) {
    case 1: return repeat_as<uint8_t>(to, element, count);
    case 2: return repeat_as<uint16_t>(to, element, count);
    case 4: return repeat_as<uint32_t>(to, element, count);
    case 8: return repeat_as<uint64_t>(to, element, count);
    default: return repeat_as<Complex128>(to, element, count);
  }
}

const void* advanced(const void* p, int64_t bytes) noexcept { return static_cast<const uint8_t*>(p) + bytes; }
void* advanced(void* p, int64_t bytes) noexcept { return static_cast<uint8_t*>(p) + bytes; }

Block part_of(const Block& whole, const VectorLoop& loop, int64_t first, int64_t n) noexcept {
  Block part = whole;
  for (int k = 0; k < loop.inputs; ++k) part.in[k] = advanced(whole.in[k], (first & whole.keep[k]) * loop.in_size[k]);
  part.out = advanced(whole.out, first * loop.out_size);
  part.second = advanced(whole.second, first * loop.second_size);
  part.n = n;
  return part;
}

// Fewer elements than lanes: through buffers, whose other lanes repeat the last element.
void run_partial(const Block& part, const VectorLoop& loop) noexcept {
  alignas(kMaxVectorBytes) uint8_t in[3][kMaxStepBytes];
  alignas(kMaxVectorBytes) uint8_t out[kMaxStepBytes];
  alignas(kMaxVectorBytes) uint8_t second[kMaxStepBytes];
  Block padded = part;
  for (int k = 0; k < loop.inputs; ++k) {
    if (part.keep[k] == 0) continue;
    const int64_t size = loop.in_size[k];
    repeat(in[k], advanced(part.in[k], (part.n - 1) * size), size, loop.lanes);
    std::memcpy(in[k], part.in[k], static_cast<size_t>(part.n * size));
    padded.in[k] = in[k];
  }
  padded.out = out;
  padded.second = second;
  padded.n = loop.lanes;
  loop.run(padded);
  std::memcpy(part.out, out, static_cast<size_t>(part.n * loop.out_size));
  if (loop.second_size != 0) std::memcpy(part.second, second, static_cast<size_t>(part.n * loop.second_size));
}

void run_part(const Block& whole, const VectorLoop& loop, int64_t first, int64_t n) noexcept {
  const int64_t vectors = n - n % loop.lanes;
  if (vectors > 0) loop.run(part_of(whole, loop, first, vectors));
  if (vectors < n) run_partial(part_of(whole, loop, first + vectors, n - vectors), loop);
}

// Where the output is also an input its lines are in the cache anyway, and ordinary stores are as fast.
bool in_place(const ElementwiseCall& call, const VectorLoop& loop) noexcept {
  for (int k = 0; k < loop.inputs; ++k) {
    if (call.in[k] == call.out) return true;
  }
  return false;
}

}  // namespace

void run_vector_loop(const ElementwiseCall& call, const VectorLoop& loop) noexcept {
  alignas(kMaxVectorBytes) uint8_t repeated[3][kMaxUnroll * kMaxStepBytes];
  const int64_t line = loop.stream != nullptr ? kStreamLineBytes / loop.out_size : 0;
  const int64_t copies = std::max(kMaxUnroll * loop.lanes, line);
  Block whole = {};
  for (int k = 0; k < loop.inputs; ++k) {
    const bool scalar = (call.scalars >> k & 1) != 0;
    whole.keep[k] = scalar ? 0 : -1;
    whole.in[k] = scalar ? repeated[k] : call.in[k];
    if (scalar) repeat(repeated[k], call.in[k], loop.in_size[k], copies);
  }
  whole.out = call.out;
  whole.second = call.second;
  whole.n = call.n;

  int64_t first = 0;
  if (call.stream && loop.stream != nullptr && !in_place(call, loop)) {
    const int64_t to_line = (-reinterpret_cast<intptr_t>(call.out) & (kStreamLineBytes - 1)) / loop.out_size;
    const int64_t chunk = kStreamPages * kStreamPageBytes / loop.out_size;
    const int64_t chunks = call.n < to_line ? 0 : (call.n - to_line) / chunk;
    if (chunks > 0) {
      run_part(whole, loop, 0, to_line);
      loop.stream(part_of(whole, loop, to_line, chunks * chunk));
      first = to_line + chunks * chunk;
    }
  }
  run_part(whole, loop, first, call.n - first);
}

}  // namespace nds
