// Limits of the control groups (versions 1 and 2) that this process and its ancestors are in.
#pragma once
#include <cstddef>
#include <cstdint>

namespace nds::platform {

// Reads a file of /proc or /sys whole (cut to `size` - 1 bytes) and ends it with a NUL. No allocation.
bool read_small_file(const char* path, char* to, size_t size) noexcept;

struct CgroupMemory {
  int64_t limit;      // the lowest limit on the way to the root; INT64_MAX when none is below the machine's total
  int64_t available;  // the least that a limited group has left, its file cache counted as free; INT64_MAX likewise
};
// Groups with limits of `machine_total` or more are not looked into. About 20 microseconds.
CgroupMemory cgroup_memory(int64_t machine_total) noexcept;

// Cores that the processor quota amounts to, rounded up; INT_MAX without one.
int cgroup_cores() noexcept;

}  // namespace nds::platform
