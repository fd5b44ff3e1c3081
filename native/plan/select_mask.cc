#include <algorithm>

#include "kernels/select/mask.h"
#include "plan/select.h"
#include "plan/select_sequence.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kBlock = 2048;  // elements packed at a time where an operand is not contiguous
constexpr int64_t kMaxParts = 512;
constexpr int kMoveCost = 2;  // of a byte, beside one that is copied in order

using Buffer = char[kBlock * 16];

Copy2dKernel copy_kernel(int64_t size) noexcept { return layout_kernels(active_target())->copy[item_size_index(size)]; }

// Parts of a mask, each done by one thread: where the elements of a part go is known once those before are counted.
struct Parts {
  Chunks chunks;
  int64_t counts[kMaxParts];  // true elements of each part; then of all parts before it

  Parts(int64_t elements, int64_t bytes_per_element, int cost) noexcept
      : chunks(cut_units(elements, bytes_per_element, cost)) {
    if (chunks.chunks <= kMaxParts) return;
    chunks.grain = (elements + kMaxParts - 1) / kMaxParts;
    chunks.first = chunks.grain;
    chunks.chunks = (elements + chunks.grain - 1) / chunks.grain;
  }
  int64_t part_of(int64_t begin) const noexcept { return begin / chunks.grain; }
};

// Counts true elements of [begin, end).
int64_t count_range(const Sequence& mask, int64_t begin, int64_t end) noexcept {
  const CountMask count = mask_kernels(active_target())->count;
  if (mask.contiguous()) return count(reinterpret_cast<const uint8_t*>(mask.data()) + begin, end - begin);
  const Copy2dKernel copy = copy_kernel(1);
  char buffer[kBlock];
  int64_t total = 0;
  for (int64_t at = begin; at < end; at += kBlock) {
    const int64_t n = std::min(kBlock, end - at);
    total += count(reinterpret_cast<const uint8_t*>(mask.read(copy, at, n, buffer)), n);
  }
  return total;
}

// Counts the parts and turns the counts into starts; gives the total.
ErrorCode count_parts(Parts& parts, const Sequence& mask, bool mapped, int64_t* total) noexcept {
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    parts.counts[parts.part_of(begin)] = count_range(mask, begin, end);
    return 0;
  };
  const ErrorCode code = run_chunks(parts.chunks, mapped, chunk);
  if (code != ErrorCode::kOk) return code;
  int64_t sum = 0;
  for (int64_t i = 0; i < parts.chunks.chunks; ++i) {
    const int64_t count = parts.counts[i];
    parts.counts[i] = sum;
    sum += count;
  }
  *total = sum;
  return ErrorCode::kOk;
}

// Runs f(begin, end, first, room) on parts of the mask: the true elements of [begin, end) are numbers [first, first +
// room) of all; f gives how many it found, or -1.
template <class F>
ErrorCode run_parts(const Sequence& mask, int64_t bytes_per_element, int64_t count, bool mapped, F&& f) noexcept {
  if (mask.size() == 0) return count == 0 ? ErrorCode::kOk : ErrorCode::kInvalidArgument;
  Parts parts(mask.size(), bytes_per_element, kMoveCost);
  if (parts.chunks.chunks == 1) {
    parts.counts[0] = 0;
  } else {
    int64_t total = 0;
    const ErrorCode code = count_parts(parts, mask, mapped, &total);
    if (code != ErrorCode::kOk) return code;
    if (total != count) return ErrorCode::kInvalidArgument;
  }
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    const int64_t part = parts.part_of(begin);
    const int64_t first = parts.counts[part];
    const int64_t room = (part + 1 < parts.chunks.chunks ? parts.counts[part + 1] : count) - first;
    return f(begin, end, first, room) == room ? 0 : static_cast<int>(ErrorCode::kInvalidArgument);
  };
  return run_chunks(parts.chunks, mapped, chunk);
}

}  // namespace

ErrorCode count_true(int ndim, const int64_t* shape, const Operand& mask, bool mapped, int64_t* count) noexcept {
  const Sequence sequence(ndim, shape, mask);
  *count = 0;
  if (sequence.size() == 0) return ErrorCode::kOk;
  Parts parts(sequence.size(), 1, 1);
  return count_parts(parts, sequence, mapped, count);
}

ErrorCode run_compress(int ndim, const int64_t* shape, const Operand& from, const Operand& mask, char* to,
                       int64_t count, bool mapped) noexcept {
  const Sequence elements(ndim, shape, from), truths(ndim, shape, mask);
  const int64_t size = elements.item();
  const CompressMask compress = mask_kernels(active_target())->compress[item_size_index(size)];
  const Copy2dKernel copy = copy_kernel(size), copy_mask = copy_kernel(1);
  const auto part = [&](int64_t begin, int64_t end, int64_t first, int64_t room) noexcept -> int64_t {
    char* out = to + first * size;
    if (elements.contiguous() && truths.contiguous()) {
      const uint8_t* bytes = reinterpret_cast<const uint8_t*>(truths.data()) + begin;
      return compress(elements.data() + begin * size, bytes, end - begin, out, room);
    }
    Buffer packed;
    char mask_packed[kBlock];
    int64_t done = 0;
    for (int64_t at = begin; at < end; at += kBlock) {
      const int64_t n = std::min(kBlock, end - at);
      const auto* bytes = reinterpret_cast<const uint8_t*>(truths.read(copy_mask, at, n, mask_packed));
      const int64_t found = compress(elements.read(copy, at, n, packed), bytes, n, out + done * size, room - done);
      if (found < 0) return -1;
      done += found;
    }
    return done;
  };
  return run_parts(truths, 2 * size + 1, count, mapped, part);
}

ErrorCode run_expand(int ndim, const int64_t* shape, const Operand& to, const Operand& mask, const char* values,
                     int64_t count, bool mapped) noexcept {
  const Sequence elements(ndim, shape, to), truths(ndim, shape, mask);
  const int64_t size = elements.item();
  const ExpandMask expand = mask_kernels(active_target())->expand[item_size_index(size)];
  const Copy2dKernel copy_mask = copy_kernel(1);
  const auto part = [&](int64_t begin, int64_t end, int64_t first, int64_t room) noexcept -> int64_t {
    const char* from = values + first * size;
    char mask_packed[kBlock];
    int64_t done = 0;
    bool kept = true;
    for (int64_t at = begin; at < end && kept; at += kBlock) {
      const int64_t n = std::min(kBlock, end - at);
      const auto* bytes = reinterpret_cast<const uint8_t*>(truths.read(copy_mask, at, n, mask_packed));
      elements.rows(at, n, [&](char* row, int64_t cols, int64_t stride) noexcept {
        const int64_t used = kept ? expand(row, stride, bytes, cols, from + done * size, room - done) : -1;
        kept = used >= 0;
        done += kept ? used : 0;
        bytes += cols;
      });
    }
    return kept ? done : -1;
  };
  return run_parts(truths, 2 * size + 1, count, mapped, part);
}

ErrorCode run_nonzero(int ndim, const int64_t* shape, const Operand& mask, int64_t* const* out, int64_t count,
                      bool mapped) noexcept {
  const Sequence truths(ndim, shape, mask);
  const MaskPositions positions = mask_kernels(active_target())->positions;
  const Copy2dKernel copy_mask = copy_kernel(1);
  const auto part = [&](int64_t begin, int64_t end, int64_t first, int64_t room) noexcept -> int64_t {
    char mask_packed[kBlock];
    int64_t done = 0;
    for (int64_t at = begin; at < end; at += kBlock) {
      const int64_t n = std::min(kBlock, end - at);
      const auto* bytes = reinterpret_cast<const uint8_t*>(truths.read(copy_mask, at, n, mask_packed));
      // Flat positions first, in the place of those along the last axis; then they are taken apart.
      int64_t* flat = out[ndim - 1] + first + done;
      const int64_t found = positions(bytes, n, at, flat, room - done);
      if (found < 0) return -1;
      for (int axis = ndim - 1; axis > 0; --axis) {
        int64_t* inner = out[axis] + first + done;
        int64_t* outer = out[axis - 1] + first + done;
        const int64_t length = shape[axis];
        for (int64_t i = 0; i < found; ++i) {
          const int64_t index = inner[i];
          outer[i] = index / length;
          inner[i] = index - outer[i] * length;
        }
      }
      done += found;
    }
    return done;
  };
  return run_parts(truths, 9, count, mapped, part);
}

}  // namespace nds
