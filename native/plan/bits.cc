#include "plan/bits.h"

#include <algorithm>

#include "kernels/copy/bits.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kBits = 8;
constexpr int64_t kUnit = 512;  // bytes of bits, at most, that are one piece of work

// f(row, first byte of bits, their number) for every row, cut for the threads.
template <class F>
ErrorCode for_each_run(const BitsPlan& plan, F&& f) noexcept {
  const int64_t per_row = (plan.packed + kUnit - 1) / kUnit;
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    while (begin < end) {
      const int64_t row = begin / per_row;
      const int64_t stop = std::min(end, (row + 1) * per_row);
      const int64_t first = (begin - row * per_row) * kUnit;
      const int64_t last = std::min(plan.packed, (stop - row * per_row) * kUnit);
      f(row, first, last - first);
      begin = stop;
    }
    return 0;
  };
  const int64_t unit_bytes = std::min(plan.packed, kUnit) * (kBits + 1);
  return run_chunks(cut_units(plan.rows * per_row, unit_bytes, 1), plan.mapped, chunk);
}

}  // namespace

ErrorCode run_pack_bits(const BitsPlan& plan) noexcept {
  const BitKernels& kernels = *bit_kernels(active_target());
  const auto* const from = reinterpret_cast<const uint8_t*>(plan.from);
  auto* const to = reinterpret_cast<uint8_t*>(plan.to);
  return for_each_run(plan, [&](int64_t row, int64_t first, int64_t n) noexcept {
    const int64_t at = first * kBits;
    kernels.pack(from + row * plan.bytes + at, std::min(n * kBits, plan.bytes - at), plan.little,
                 to + row * plan.packed + first);
  });
}

ErrorCode run_unpack_bits(const BitsPlan& plan) noexcept {
  const BitKernels& kernels = *bit_kernels(active_target());
  const auto* const from = reinterpret_cast<const uint8_t*>(plan.from);
  auto* const to = reinterpret_cast<uint8_t*>(plan.to);
  return for_each_run(plan, [&](int64_t row, int64_t first, int64_t n) noexcept {
    const int64_t at = first * kBits;
    if (at >= plan.bytes) return;
    kernels.unpack(from + row * plan.packed + first, std::min(n * kBits, plan.bytes - at), plan.little,
                   to + row * plan.bytes + at);
  });
}

}  // namespace nds
