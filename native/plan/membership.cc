#include "plan/membership.h"

#include <algorithm>
#include <cstring>

#include "core/checked.h"
#include "plan/scratch.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kFew = 48;
constexpr int kSeeds = 4;
// Ranges up to this many times the elements, and a floor, are looked up by bits: as NumPy's table, but in bits.
constexpr uint64_t kBitsPerElement = 48;
constexpr uint64_t kLeastBits = uint64_t{1} << 20;

template <class F>
ErrorCode over(int64_t n, int64_t bytes, int cost, F&& f) noexcept {
  return run_chunks(cut_units(n, bytes, cost), false, [&f](int64_t begin, int64_t end) noexcept {
    f(begin, end - begin);
    return 0;
  });
}

}  // namespace

KeyRange run_key_range(DType dtype, const char* items, int64_t n) noexcept {
  constexpr int64_t kParts = 64;
  const FindRange find = range_kernel(dtype);
  const int64_t size = item_size(dtype);
  const int64_t parts = n < 65536 ? 1 : kParts;
  const int64_t each = (n + parts - 1) / parts;
  KeyRange found[kParts];
  over(parts, each * size, 1, [&](int64_t begin, int64_t count) {
    for (int64_t i = begin; i < begin + count; ++i) {
      const int64_t first = std::min(i * each, n - 1);
      found[i] = find(items + first * size, std::max<int64_t>(1, std::min(each, n - first)));
    }
  });
  uint64_t least = found[0].least, greatest = found[0].least + found[0].span;
  for (int64_t i = 1; i < parts; ++i) {
    least = std::min(least, found[i].least);
    greatest = std::max(greatest, found[i].least + found[i].span);
  }
  return {least, greatest - least};
}

ErrorCode run_membership(const MembershipPlan& plan) noexcept {
  const MembershipKernels kernels = membership_kernels(plan.dtype);
  const int64_t size = item_size(plan.dtype);
  const bool is = !plan.invert;
  const TestFew few = few_kernel(active_target(), plan.dtype);
  const auto unaligned = [&plan](const char* p) {
    return reinterpret_cast<uintptr_t>(p) % static_cast<uintptr_t>(item_size(plan.dtype)) != 0;
  };
  if (few != nullptr && plan.m <= kFew && !unaligned(plan.items) && !unaligned(plan.others)) {
    return over(plan.n, size + 1, static_cast<int>(1 + plan.m / 4), [&](int64_t begin, int64_t count) {
      few(plan.items + begin * size, count, plan.others, plan.m, is, plan.out + begin);
    });
  }
  if (plan.m == 0) {
    std::memset(plan.out, is ? 0 : 1, static_cast<size_t>(plan.n));
    return ErrorCode::kOk;
  }
  Scratch scratch;
  if (kernels.mark != nullptr) {
    const KeyRange range = run_key_range(plan.dtype, plan.others, plan.m);
    const uint64_t elements = static_cast<uint64_t>(plan.n) + static_cast<uint64_t>(plan.m);
    if (plan.table || range.span / kBitsPerElement <= elements || range.span < kLeastBits) {
      if (range.span >> 62 != 0) return ErrorCode::kOutOfMemory;
      const int64_t words = static_cast<int64_t>(range.span >> 6) + 1;
      const ErrorCode refused = scratch.allocate(words * 8);
      if (refused != ErrorCode::kOk) return refused;
      uint64_t* bits = reinterpret_cast<uint64_t*>(scratch.data());
      std::memset(bits, 0, static_cast<size_t>(words) * 8);
      kernels.mark(plan.others, plan.m, range, bits);
      return over(plan.n, size + 1, 4, [&](int64_t begin, int64_t count) {
        kernels.test_bits(plan.items + begin * size, count, range, bits, is, plan.out + begin);
      });
    }
  }
  int64_t bytes = 0;
  if (!hash_table_bytes(plan.dtype, plan.m, &bytes)) return ErrorCode::kOutOfMemory;
  const ErrorCode refused = scratch.allocate(bytes);
  if (refused != ErrorCode::kOk) return refused;
  uint64_t seed = 0x243F6A8885A308D3ull ^ reinterpret_cast<uintptr_t>(scratch.data());
  for (int attempt = 0; attempt < kSeeds; ++attempt, seed = seed * 0xD1342543DE82EF95ull + 1) {
    std::memset(scratch.data(), 0, static_cast<size_t>(bytes));
    if (!kernels.fill(plan.others, plan.m, scratch.data(), seed)) continue;
    return over(plan.n, size + 1, 16, [&](int64_t begin, int64_t count) {
      kernels.test_table(plan.items + begin * size, count, scratch.data(), plan.m, seed, is, plan.out + begin);
    });
  }
  return ErrorCode::kInvalidArgument;
}

ErrorCode run_tally(const TallyPlan& plan, uint8_t* seen, int64_t* counts, int64_t* different) noexcept {
  const TallyKernels kernels = tally_kernels(plan.dtype);
  const int64_t size = static_cast<int64_t>(plan.range.span) + 1;
  *different = 0;
  if (counts == nullptr) {
    std::memset(seen, 0, static_cast<size_t>(size));
    kernels.mark(plan.items, plan.n, plan.range, seen);
    for (int64_t i = 0; i < size; ++i) *different += seen[i];
    return ErrorCode::kOk;
  }
  Scratch scratch;
  int64_t bytes = 0;
  if (!checked_mul(size, kTallies * 8, &bytes)) return ErrorCode::kOutOfMemory;
  const ErrorCode refused = scratch.allocate(bytes);
  if (refused != ErrorCode::kOk) return refused;
  int64_t* tables = reinterpret_cast<int64_t*>(scratch.data());
  std::memset(tables, 0, static_cast<size_t>(bytes));
  kernels.tally(plan.items, plan.n, plan.range, tables);
  for (int64_t i = 0; i < size; ++i) {
    counts[i] = 0;
    for (int k = 0; k < kTallies; ++k) counts[i] += tables[k * size + i];
    *different += counts[i] != 0;
  }
  return ErrorCode::kOk;
}

ErrorCode write_tally(const TallyPlan& plan, const uint8_t* seen, const int64_t* counts,
                      const TallyOutputs& out) noexcept {
  const TallyKernels kernels = tally_kernels(plan.dtype);
  const int64_t size = static_cast<int64_t>(plan.range.span) + 1;
  const int64_t item = item_size(plan.dtype);
  Scratch scratch;
  int64_t* table = nullptr;
  if (out.first != nullptr || out.inverse != nullptr) {
    int64_t bytes = 0;
    if (!checked_mul(size, 8, &bytes)) return ErrorCode::kOutOfMemory;
    const ErrorCode refused = scratch.allocate(bytes);
    if (refused != ErrorCode::kOk) return refused;
    table = reinterpret_cast<int64_t*>(scratch.data());
    std::memset(table, 0, static_cast<size_t>(bytes));
    if (out.first != nullptr) kernels.first(plan.items, plan.n, plan.range, table);
  }
  int64_t next = 0;
  for (int64_t i = 0; i < size; ++i) {
    if (counts == nullptr ? seen[i] == 0 : counts[i] == 0) continue;
    kernels.item(plan.range.least + static_cast<uint64_t>(i), out.values + next * item);
    if (out.first != nullptr) out.first[next] = table[i];
    if (out.counts != nullptr) out.counts[next] = counts[i];
    if (table != nullptr) table[i] = next;
    ++next;
  }
  if (out.inverse == nullptr) return ErrorCode::kOk;
  return over(plan.n, item + 8, 2, [&](int64_t begin, int64_t count) {
    kernels.rank(plan.items + begin * item, count, plan.range, table, out.inverse + begin);
  });
}

}  // namespace nds
