#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

#include "core/platform_cgroup_linux.h"

namespace nds::platform {
namespace {

constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();
constexpr size_t kPathBytes = 1024;

// Where a hierarchy is mounted, and which of its groups is the root of that mount (in a container: the container's).
struct Mount {
  char point[kPathBytes];
  char root[kPathBytes];
  bool found;
};

struct Mounts {
  Mount memory_v1;
  Mount cpu_v1;
  Mount unified;
};

int open_for_reading(const char* path) noexcept {
  int fd;
  do {
    fd = open(path, O_RDONLY | O_CLOEXEC);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

size_t read_some(int fd, char* to, size_t size) noexcept {
  size_t total = 0;
  while (total < size) {
    const ssize_t got = read(fd, to + total, size - total);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    total += static_cast<size_t>(got);
  }
  return total;
}

// True when `word` is one of the comma-separated words of [text, text+length).
bool has_word(const char* text, size_t length, const char* word) noexcept {
  const size_t n = std::strlen(word);
  for (size_t at = 0; at < length;) {
    const void* comma = std::memchr(text + at, ',', length - at);
    const size_t end = comma == nullptr ? length : static_cast<size_t>(static_cast<const char*>(comma) - text);
    if (end - at == n && std::memcmp(text + at, word, n) == 0) return true;
    at = end + 1;
  }
  return false;
}

// Copies a mountinfo field; blanks in it are written as \040 and the like.
bool copy_field(const char* from, size_t length, char* to) noexcept {
  size_t n = 0;
  for (size_t i = 0; i < length; ++i) {
    char c = from[i];
    if (c == '\\' && i + 3 < length) {
      c = static_cast<char>((from[i + 1] - '0') * 64 + (from[i + 2] - '0') * 8 + (from[i + 3] - '0'));
      i += 3;
    }
    if (n + 1 >= kPathBytes) return false;
    to[n++] = c;
  }
  to[n] = '\0';
  return true;
}

// One line of mountinfo: "id parent dev root point options [optional]... - type source super_options".
void take_mount(const char* line, Mounts* mounts) noexcept {
  const char* fields[5];
  const char* at = line;
  for (const char*& field : fields) {
    field = at;
    at = std::strchr(at, ' ');
    if (at == nullptr) return;
    ++at;
  }
  const char* tail = std::strstr(at, " - ");
  if (tail == nullptr) return;
  const char* type = tail + 3;
  const bool unified = std::strncmp(type, "cgroup2 ", 8) == 0;
  if (!unified && std::strncmp(type, "cgroup ", 7) != 0) return;
  const char* options = std::strrchr(type, ' ') + 1;
  const size_t options_length = std::strlen(options);
  const auto take = [&](Mount* mount) {
    if (mount->found) return;
    const auto root_length = static_cast<size_t>(fields[4] - 1 - fields[3]);
    const auto point_length = static_cast<size_t>(std::strchr(fields[4], ' ') - fields[4]);
    mount->found = copy_field(fields[3], root_length, mount->root) && copy_field(fields[4], point_length, mount->point);
  };
  if (unified) {
    take(&mounts->unified);
  } else {
    if (has_word(options, options_length, "memory")) take(&mounts->memory_v1);
    if (has_word(options, options_length, "cpu")) take(&mounts->cpu_v1);
  }
}

Mounts find_mounts() noexcept {
  Mounts mounts = {};
  std::FILE* file = std::fopen("/proc/self/mountinfo", "re");
  if (file == nullptr) return mounts;
  char line[4 * kPathBytes];
  while (std::fgets(line, sizeof(line), file) != nullptr) {
    line[std::strcspn(line, "\n")] = '\0';
    take_mount(line, &mounts);
  }
  std::fclose(file);
  return mounts;
}

const Mounts& mounts() noexcept {
  static const Mounts found = find_mounts();
  return found;
}

// The path of this process in the hierarchy with `controller` (null: version 2), out of the text of /proc/self/cgroup.
bool group_path(const char* text, const char* controller, char* to) noexcept {
  for (const char* line = text; line != nullptr && *line != '\0';) {
    const char* newline = std::strchr(line, '\n');
    const size_t length = newline == nullptr ? std::strlen(line) : static_cast<size_t>(newline - line);
    const auto* first = static_cast<const char*>(std::memchr(line, ':', length));
    if (first != nullptr) {
      ++first;
      const size_t rest = length - static_cast<size_t>(first - line);
      const auto* second = static_cast<const char*>(std::memchr(first, ':', rest));
      if (second != nullptr) {
        const auto words = static_cast<size_t>(second - first);
        const bool match = controller == nullptr ? words == 0 : has_word(first, words, controller);
        const size_t path_length = rest - words - 1;
        if (match && path_length < kPathBytes) {
          std::memcpy(to, second + 1, path_length);
          to[path_length] = '\0';
          return true;
        }
      }
    }
    line = newline == nullptr ? nullptr : newline + 1;
  }
  return false;
}

// Calls visit(folder) for this process's group and its ancestors as far as the mount shows them.
template <class Visit>
void for_each_group(const Mount& mount, const char* cgroup_text, const char* controller, Visit&& visit) noexcept {
  char group[kPathBytes];
  if (!mount.found || !group_path(cgroup_text, controller, group)) return;
  // Below the mount's root the rest is the folder; a group outside of what is mounted leaves the mount point alone.
  const size_t root_length = std::strcmp(mount.root, "/") == 0 ? 0 : std::strlen(mount.root);
  const bool inside = std::strncmp(group, mount.root, root_length) == 0 &&
                      (group[root_length] == '/' || group[root_length] == '\0') && std::strstr(group, "/..") == nullptr;
  char folder[2 * kPathBytes];
  const int written = std::snprintf(folder, sizeof(folder), "%s%s", mount.point, inside ? group + root_length : "");
  if (written < 0 || static_cast<size_t>(written) >= sizeof(folder)) return;
  size_t length = static_cast<size_t>(written);
  const size_t stop = std::strlen(mount.point);
  while (length > stop && folder[length - 1] == '/') folder[--length] = '\0';
  for (;;) {
    visit(static_cast<const char*>(folder));
    if (length <= stop) return;
    while (length > stop && folder[length - 1] != '/') --length;
    while (length > stop && folder[length - 1] == '/') --length;
    folder[length] = '\0';
  }
}

bool read_in(const char* folder, const char* name, char* to, size_t size) noexcept {
  char path[2 * kPathBytes + 64];
  std::snprintf(path, sizeof(path), "%s/%s", folder, name);
  return read_small_file(path, to, size);
}

// The number in a file; kNoLimit for "max", -1 when there is no such file.
int64_t read_number(const char* folder, const char* name) noexcept {
  char text[64];
  if (!read_in(folder, name, text, sizeof(text))) return -1;
  if (std::strncmp(text, "max", 3) == 0) return kNoLimit;
  return std::strtoll(text, nullptr, 10);
}

// Sum of the rows of memory.stat with these names; both stand at the start of a line.
int64_t file_cache(const char* folder, const char* inactive, const char* active) noexcept {
  char text[8192];
  text[0] = '\n';
  if (!read_in(folder, "memory.stat", text + 1, sizeof(text) - 1)) return 0;
  int64_t sum = 0;
  for (const char* key : {inactive, active}) {
    const char* at = std::strstr(text, key);
    if (at != nullptr) sum += std::strtoll(at + std::strlen(key), nullptr, 10);
  }
  return sum;
}

}  // namespace

bool read_small_file(const char* path, char* to, size_t size) noexcept {
  const int fd = open_for_reading(path);
  if (fd < 0) return false;
  const size_t n = read_some(fd, to, size - 1);
  close(fd);
  to[n] = '\0';
  return n > 0;
}

CgroupMemory cgroup_memory(int64_t machine_total) noexcept {
  CgroupMemory result = {kNoLimit, kNoLimit};
  char text[4096];
  if (!read_small_file("/proc/self/cgroup", text, sizeof(text))) return result;
  const auto consider = [&](int64_t limit, int64_t usage, int64_t cache) {
    result.limit = std::min(result.limit, limit);
    if (usage >= 0) result.available = std::min(result.available, limit - std::max<int64_t>(usage - cache, 0));
  };
  for_each_group(mounts().memory_v1, text, "memory", [&](const char* folder) {
    const int64_t limit = read_number(folder, "memory.limit_in_bytes");
    if (limit < 0 || limit >= machine_total) return;
    consider(limit, read_number(folder, "memory.usage_in_bytes"),
             file_cache(folder, "\ntotal_inactive_file ", "\ntotal_active_file "));
  });
  for_each_group(mounts().unified, text, nullptr, [&](const char* folder) {
    int64_t limit = read_number(folder, "memory.max");
    if (limit < 0) return;
    const int64_t high = read_number(folder, "memory.high");  // beyond it the group is throttled
    if (high >= 0) limit = std::min(limit, high);
    if (limit >= machine_total) return;
    consider(limit, read_number(folder, "memory.current"), file_cache(folder, "\ninactive_file ", "\nactive_file "));
  });
  return result;
}

int cgroup_cores() noexcept {
  int cores = INT_MAX;
  char text[4096];
  if (!read_small_file("/proc/self/cgroup", text, sizeof(text))) return cores;
  const auto consider = [&](int64_t quota, int64_t period) {
    if (quota > 0 && period > 0) cores = static_cast<int>(std::min<int64_t>(cores, (quota + period - 1) / period));
  };
  for_each_group(mounts().cpu_v1, text, "cpu", [&](const char* folder) {
    consider(read_number(folder, "cpu.cfs_quota_us"), read_number(folder, "cpu.cfs_period_us"));
  });
  for_each_group(mounts().unified, text, nullptr, [&](const char* folder) {
    char row[128];
    if (!read_in(folder, "cpu.max", row, sizeof(row)) || std::strncmp(row, "max", 3) == 0) return;
    char* rest = nullptr;
    const int64_t quota = std::strtoll(row, &rest, 10);
    consider(quota, std::strtoll(rest, nullptr, 10));
  });
  return cores;
}

}  // namespace nds::platform
