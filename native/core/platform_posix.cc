// Memory, cores and disk space by portable calls alone. What a machine's memory is used for cannot be asked portably:
// memory_status() gives upper bounds.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "core/platform.h"
#include "core/platform_internal.h"

namespace nds::platform {
namespace {

int64_t peak_rss() noexcept {
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
#if defined(__APPLE__)
  return usage.ru_maxrss;
#else
  return int64_t{usage.ru_maxrss} * 1024;
#endif
}

int64_t physical_bytes() noexcept {
  const long pages = sysconf(_SC_PHYS_PAGES);
  if (pages <= 0) return std::numeric_limits<int64_t>::max();
  return int64_t{pages} * static_cast<int64_t>(page_size());
}

}  // namespace

void* reserve(size_t bytes, size_t alignment) noexcept {
  const size_t padded = bytes + alignment - page_size();
  if (padded < bytes) return nullptr;
  void* p = mmap(nullptr, padded, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return nullptr;
  auto* start = static_cast<char*>(p);
  const size_t head = (alignment - reinterpret_cast<uintptr_t>(p) % alignment) % alignment;
  const size_t tail = padded - head - bytes;
  if (head > 0) munmap(start, head);
  if (tail > 0) munmap(start + head + bytes, tail);
  return start + head;
}

bool commit(void* p, size_t bytes, bool) noexcept { return mprotect(p, bytes, PROT_READ | PROT_WRITE) == 0; }

void decommit(void* p, size_t bytes) noexcept {
  mmap(p, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

void unreserve(void* p, size_t bytes) noexcept { munmap(p, bytes); }

MemoryStatus memory_status() noexcept {
  MemoryStatus status;
  status.total = physical_bytes();
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    status.total = std::min(status.total, static_cast<int64_t>(limit.rlim_cur));
  }
  status.rss = peak_rss();
  status.available = std::max<int64_t>(status.total - status.rss, 0);
#ifdef _SC_AVPHYS_PAGES
  // After a peak has passed the free pages say more than the peak does.
  const int64_t free_bytes = int64_t{sysconf(_SC_AVPHYS_PAGES)} * static_cast<int64_t>(page_size());
  status.available = std::min(std::max(status.available, free_bytes), status.total);
#endif
  return status;
}

int usable_cores() noexcept {
  const long cores = sysconf(_SC_NPROCESSORS_ONLN);
  return static_cast<int>(std::clamp<long>(cores, 1, 1 << 16));
}

long reported_cache_bytes() noexcept { return 0; }

void advise(void* p, size_t bytes, Advice advice) noexcept {
  switch (advice) {
    case Advice::kSequential: posix_madvise(p, bytes, POSIX_MADV_SEQUENTIAL); break;
    case Advice::kWillNeed: posix_madvise(p, bytes, POSIX_MADV_WILLNEED); break;
    case Advice::kDontNeed: posix_madvise(p, bytes, POSIX_MADV_DONTNEED); break;
  }
}

int allocate_disk_space(int fd, int64_t offset, int64_t bytes) noexcept {
#if defined(_POSIX_ADVISORY_INFO) && _POSIX_ADVISORY_INFO > 0
  const int failed = posix_fallocate(fd, static_cast<off_t>(offset), static_cast<off_t>(bytes));
  return failed == EINVAL ? EOPNOTSUPP : failed;  // EINVAL is what POSIX has for a file system that cannot
#else
  (void)fd;
  (void)offset;
  (void)bytes;
  return EOPNOTSUPP;
#endif
}

int zero_disk_space(int, int64_t, int64_t) noexcept { return EOPNOTSUPP; }

}  // namespace nds::platform
