// What platform_common.cc asks of the chosen platform_*.cc and nobody else needs.
#pragma once
#include <cstdint>

namespace nds::platform {

// Allocates disk space for [offset, offset+bytes) and extends the file. 0 or an errno; EOPNOTSUPP when the file system
// cannot do it.
int allocate_disk_space(int fd, int64_t offset, int64_t bytes) noexcept;
// Makes [offset, offset+bytes) of a file read as zeros without writing them. As above; the size does not change.
int zero_disk_space(int fd, int64_t offset, int64_t bytes) noexcept;

}  // namespace nds::platform
