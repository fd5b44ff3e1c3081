// Memory, cores and disk space on Linux: huge pages, control groups, fallocate.
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/platform_cgroup_linux.h"
#include "core/platform.h"
#include "core/platform_internal.h"

namespace nds::platform {
namespace {

// Bytes of a /proc/meminfo row such as "MemTotal:", or -1.
int64_t meminfo_bytes(const char* text, const char* key) noexcept {
  const char* at = std::strstr(text, key);
  return at == nullptr ? -1 : std::strtoll(at + std::strlen(key), nullptr, 10) * 1024;
}

int64_t resident_bytes() noexcept {
  char text[128];
  if (!read_small_file("/proc/self/statm", text, sizeof(text))) return 0;
  const char* second = std::strchr(text, ' ');
  return second == nullptr ? 0 : std::strtoll(second, nullptr, 10) * static_cast<int64_t>(page_size());
}

int affinity_cores() noexcept {
  for (int cpus = 1024; cpus <= (1 << 20); cpus *= 4) {
    cpu_set_t* set = CPU_ALLOC(cpus);
    if (set == nullptr) break;
    const size_t bytes = CPU_ALLOC_SIZE(cpus);
    const int failed = sched_getaffinity(0, bytes, set);
    const int count = failed == 0 ? CPU_COUNT_S(bytes, set) : 0;
    CPU_FREE(set);
    if (failed == 0) return std::max(count, 1);
    if (errno != EINVAL) break;
  }
  return static_cast<int>(std::max(sysconf(_SC_NPROCESSORS_ONLN), 1L));
}

}  // namespace

void* reserve(size_t bytes, size_t alignment) noexcept {
  // Newer kernels align large anonymous maps to huge pages by themselves: one call is then enough.
  void* p = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return nullptr;
  if (reinterpret_cast<uintptr_t>(p) % alignment == 0) return p;
  munmap(p, bytes);
  const size_t padded = bytes + alignment - page_size();
  if (padded < bytes) return nullptr;
  p = mmap(nullptr, padded, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return nullptr;
  auto* start = static_cast<char*>(p);
  const size_t head = (alignment - reinterpret_cast<uintptr_t>(p) % alignment) % alignment;
  const size_t tail = padded - head - bytes;
  if (head > 0) munmap(start, head);
  if (tail > 0) munmap(start + head + bytes, tail);
  return start + head;
}

bool commit(void* p, size_t bytes, bool huge_pages) noexcept {
  if (mprotect(p, bytes, PROT_READ | PROT_WRITE) != 0) return false;
  if (huge_pages) madvise(p, bytes, MADV_HUGEPAGE);
  return true;
}

void decommit(void* p, size_t bytes) noexcept { madvise(p, bytes, MADV_DONTNEED); }

void unreserve(void* p, size_t bytes) noexcept { munmap(p, bytes); }

MemoryStatus memory_status() noexcept {
  MemoryStatus status = {};
  char text[4096];
  if (read_small_file("/proc/meminfo", text, sizeof(text))) {
    status.total = meminfo_bytes(text, "MemTotal:");
    status.available = meminfo_bytes(text, "MemAvailable:");
    if (status.available < 0) status.available = meminfo_bytes(text, "MemFree:");
  } else {
    const auto page = static_cast<int64_t>(page_size());
    status.total = int64_t{sysconf(_SC_PHYS_PAGES)} * page;
    status.available = int64_t{sysconf(_SC_AVPHYS_PAGES)} * page;
  }
  const CgroupMemory group = cgroup_memory(status.total);
  status.total = std::min(status.total, group.limit);
  status.available = std::max<int64_t>(std::min(status.available, group.available), 0);
  status.rss = resident_bytes();
  return status;
}

int usable_cores() noexcept { return std::max(1, std::min(affinity_cores(), cgroup_cores())); }

long reported_cache_bytes() noexcept {
  return std::max({0L, sysconf(_SC_LEVEL3_CACHE_SIZE), sysconf(_SC_LEVEL2_CACHE_SIZE)});
}

void advise(void* p, size_t bytes, Advice advice) noexcept {
  switch (advice) {
    case Advice::kSequential: madvise(p, bytes, MADV_SEQUENTIAL); break;
    case Advice::kWillNeed: madvise(p, bytes, MADV_WILLNEED); break;
    case Advice::kDontNeed: madvise(p, bytes, MADV_DONTNEED); break;
  }
}

int allocate_disk_space(int fd, int64_t offset, int64_t bytes) noexcept {
  // Not posix_fallocate: glibc's writes into every block where the file system cannot allocate.
  const int failed = fallocate(fd, 0, offset, bytes) == 0 ? 0 : errno;
  return failed == ENOSYS ? EOPNOTSUPP : failed;
}

int zero_disk_space(int fd, int64_t offset, int64_t bytes) noexcept {
  const int failed = fallocate(fd, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE, offset, bytes) == 0 ? 0 : errno;
  return failed == ENOSYS ? EOPNOTSUPP : failed;
}

}  // namespace nds::platform
