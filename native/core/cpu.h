// Which instruction set the kernels run with.
#pragma once

namespace nds {

enum class Target : int { kScalar = 0, kSse4 = 1, kAvx2 = 2, kAvx512 = 3 };
inline constexpr int kTargetCount = 4;

// The best target that this processor and operating system support, or the one that NDS_TARGET
// (scalar|sse4|avx2|avx512) names if it is supported. Decided once; thread-safe.
Target active_target() noexcept;
const char* target_name(Target) noexcept;
// Last-level cache of the machine in bytes (32 MiB where it cannot be told).
long cache_bytes() noexcept;

}  // namespace nds
