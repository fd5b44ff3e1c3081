#include "core/cpu.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#if defined(__x86_64__) || defined(__i386__)
#define NDS_X86 1
#include <cpuid.h>
#else
#define NDS_X86 0
#endif

#include "core/platform.h"

namespace nds {
namespace {

constexpr const char* kTargetNames[kTargetCount] = {"scalar", "sse4", "avx2", "avx512"};

#if NDS_X86

struct Registers {
  uint32_t a, b, c, d;
};

Registers cpuid(uint32_t leaf, uint32_t subleaf) noexcept {
  Registers r = {};
  __get_cpuid_count(leaf, subleaf, &r.a, &r.b, &r.c, &r.d);
  return r;
}

constexpr bool all_set(uint32_t value, uint32_t bits) noexcept { return (value & bits) == bits; }

// Registers that the operating system saves (XCR0). Only valid where CPUID says OSXSAVE.
uint64_t saved_registers() noexcept {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t{high} << 32) | low;
}

// The sets of instructions are those that Highway compiles its targets with (hwy/ops/set_macros-inl.h).
Target best_target() noexcept {
  const Registers r1 = cpuid(1, 0);
  constexpr uint32_t kSse4 = bit_SSE3 | bit_SSSE3 | bit_SSE4_1 | bit_SSE4_2 | bit_PCLMUL | bit_AES;
  if (!all_set(r1.d, bit_SSE | bit_SSE2) || !all_set(r1.c, kSse4)) return Target::kScalar;

  constexpr uint32_t kAvxLeaf1 = bit_OSXSAVE | bit_AVX | bit_FMA | bit_F16C;
  constexpr uint32_t kAvx2Leaf7 = bit_AVX2 | bit_BMI | bit_BMI2;
  const Registers r7 = cpuid(7, 0);
  const bool lzcnt = all_set(cpuid(0x80000001u, 0).c, bit_LZCNT);
  if (!all_set(r1.c, kAvxLeaf1) || !all_set(r7.b, kAvx2Leaf7) || !lzcnt) return Target::kSse4;
  const uint64_t saved = saved_registers();
  constexpr uint64_t kYmm = 0x6;   // XMM and upper halves of YMM
  constexpr uint64_t kZmm = 0xE6;  // and mask registers, upper halves of ZMM, upper sixteen ZMM
  if ((saved & kYmm) != kYmm) return Target::kSse4;

  constexpr uint32_t kAvx512Leaf7 = bit_AVX512F | bit_AVX512DQ | bit_AVX512CD | bit_AVX512BW | bit_AVX512VL;
  if (!all_set(r7.b, kAvx512Leaf7) || (saved & kZmm) != kZmm) return Target::kAvx2;
  return Target::kAvx512;
}

// Largest cache in a list of cache descriptions: leaf 4 (Intel) or 0x8000001D (AMD, where it is one core complex's).
long largest_cache(uint32_t leaf) noexcept {
  long largest = 0;
  for (uint32_t i = 0; i < 16; ++i) {
    const Registers r = cpuid(leaf, i);
    if ((r.a & 0x1F) == 0) break;
    const uint64_t ways = ((r.b >> 22) & 0x3FF) + 1;
    const uint64_t partitions = ((r.b >> 12) & 0x3FF) + 1;
    const uint64_t line = (r.b & 0xFFF) + 1;
    largest = std::max(largest, static_cast<long>(ways * partitions * line * (uint64_t{r.c} + 1)));
  }
  return largest;
}

long described_cache() noexcept {
  constexpr uint32_t kTopologyExtensions = 1u << 22;
  const auto last_leaf = static_cast<uint32_t>(__get_cpuid_max(0x80000000u, nullptr));
  const bool amd_leaf = last_leaf >= 0x8000001Du && all_set(cpuid(0x80000001u, 0).c, kTopologyExtensions);
  return largest_cache(amd_leaf ? 0x8000001Du : 4);
}

#else

Target best_target() noexcept { return Target::kScalar; }
long described_cache() noexcept { return 0; }

#endif

Target choose_target() noexcept {
  const Target best = best_target();
  const char* asked = std::getenv("NDS_TARGET");
  if (asked == nullptr) return best;
  for (int i = 0; i <= static_cast<int>(best); ++i) {
    if (std::strcmp(asked, kTargetNames[i]) == 0) return static_cast<Target>(i);
  }
  return best;
}

long find_cache_bytes() noexcept {
  long bytes = described_cache();
#ifdef _SC_LEVEL3_CACHE_SIZE
  if (bytes <= 0) bytes = platform::reported_cache_bytes();
#endif
  return bytes > 0 ? bytes : 32L << 20;
}

}  // namespace

Target active_target() noexcept {
  static const Target target = choose_target();
  return target;
}

const char* target_name(Target target) noexcept { return kTargetNames[static_cast<int>(target)]; }

long cache_bytes() noexcept {
  static const long bytes = find_cache_bytes();
  return bytes;
}

}  // namespace nds
