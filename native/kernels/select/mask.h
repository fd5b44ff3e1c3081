// Kernels driven by a mask: bytes of which every one that is not 0 is true. Elements have no dtype but an item size,
// and addresses of any alignment.
#pragma once
#include <cstdint>

#include "core/cpu.h"

namespace nds {

// The mask may change while it is read (shared memory), so each kernel is told how many elements it may write or use:
// it never passes that, and gives -1 where the mask asks for more.

// Number of true elements.
using CountMask = int64_t (*)(const uint8_t* mask, int64_t n) noexcept;
// to = the elements of `from` where the mask is true, in order; gives how many. Writes nothing behind to[room - 1].
using CompressMask = int64_t (*)(const char* from, const uint8_t* mask, int64_t n, char* to, int64_t room) noexcept;
// to[i * to_stride] = the next of `values` for each true mask[i]; gives how many were used, `room` at most.
using ExpandMask = int64_t (*)(char* to, int64_t to_stride, const uint8_t* mask, int64_t n, const char* values,
                               int64_t room) noexcept;
// to = base + i for each true mask[i]; gives how many.
using MaskPositions = int64_t (*)(const uint8_t* mask, int64_t n, int64_t base, int64_t* to, int64_t room) noexcept;

struct MaskKernels {
  CountMask count;
  CompressMask compress[5];  // indexed by item_size_index (kernels/copy/layout.h)
  ExpandMask expand[5];
  MaskPositions positions;
};
const MaskKernels* mask_kernels(Target target) noexcept;

}  // namespace nds
