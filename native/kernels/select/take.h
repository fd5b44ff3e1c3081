// Kernels driven by integer indices: elements, or runs of bytes, at computed offsets. Addresses have any alignment.
#pragma once
#include <cstdint>

#include "core/cpu.h"

namespace nds {

// offsets[i] (+)= index[i] * step: negative indices counted from the end, or indices taken modulo the bound, or the
// nearest within it. Gives n, or the first i that is out of bounds (offsets are then not to be used); a bound of 0 has
// none within it.
using WrapOffsets = int64_t (*)(const int64_t* index, int64_t n, int64_t bound, int64_t step, bool add,
                                int64_t* offsets) noexcept;
// Gives n, or the first i whose index is out of bounds, negative ones counted from the end. Of what another thread
// writes it says nothing that lasts.
using CheckIndices = int64_t (*)(const int64_t* index, int64_t n, int64_t bound) noexcept;
// to[i * to_stride] = base[offsets[i]], `bytes` each. The kernels of one item size ignore `bytes`.
using TakeItems = void (*)(const char* base, const int64_t* offsets, int64_t n, char* to, int64_t to_stride,
                           int64_t bytes) noexcept;
// base[offsets[i]] = from[i * from_stride], in order.
using PutItems = void (*)(char* base, const int64_t* offsets, int64_t n, const char* from, int64_t from_stride,
                          int64_t bytes) noexcept;

struct TakeKernels {
  WrapOffsets wrap[3];  // indexed by IndexMode (plan/select.h): raise, wrap, clip
  CheckIndices check;
  TakeItems take[5];  // indexed by item_size_index (kernels/copy/layout.h)
  TakeItems take_runs;
  PutItems put[5];
  PutItems put_runs;
};
const TakeKernels* take_kernels(Target target) noexcept;

}  // namespace nds
