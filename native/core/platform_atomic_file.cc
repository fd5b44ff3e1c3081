#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "core/error.h"
#include "core/platform.h"

namespace nds::platform {
namespace {

constexpr int kMaxLinks = 40;       // as the kernels have it
constexpr size_t kMaxName = 255;    // bytes of a file name on every file system in use
constexpr size_t kSuffixRoom = 64;  // for ".nds-<pid>-<counter>-<random>.tmp" and the dot before
constexpr int kMaxScanned = 4096;   // entries of a folder looked at for leftovers
constexpr time_t kLeftoverAge = 60;
constexpr const char* kTail = ".tmp";

struct Place {
  std::string folder;
  std::string name;
};

Place split(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

std::string join(const std::string& folder, const std::string& name) {
  return folder.back() == '/' ? folder + name : folder + "/" + name;
}

// The path without symbolic links in it; empty with errno when it does not resolve.
std::string resolved(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), &std::free);
  return real == nullptr ? std::string() : std::string(real.get());
}

// Where a save to `path` goes: absolute, links followed, also one that points at nothing yet. The last component need
// not exist, its folder must.
std::string resolve_target(const std::string& path) {
  std::string at = path;
  for (int links = 0; links <= kMaxLinks; ++links) {
    const Place place = split(at);
    if (place.name.empty()) throw Error(path.empty() ? ENOENT : EISDIR, "open", path);
    const std::string folder = resolved(place.folder);
    if (folder.empty()) throw Error(errno, "open", path);
    at = join(folder, place.name);
    char link[PATH_MAX];
    const ssize_t length = readlink(at.c_str(), link, sizeof(link) - 1);
    if (length < 0) {
      if (errno == EINVAL || errno == ENOENT) return at;
      throw Error(errno, "open", path);
    }
    const std::string to(link, static_cast<size_t>(length));
    at = !to.empty() && to[0] == '/' ? to : join(folder, to);
  }
  throw Error(ELOOP, "open", path);
}

// ".<base>.nds-": what temporaries for this name begin with. A long name is cut, at the start of a UTF-8 character.
std::string temporary_prefix(const std::string& name) {
  size_t length = name.size();
  if (length > kMaxName - kSuffixRoom) {
    length = kMaxName - kSuffixRoom;
    while (length > 0 && (static_cast<unsigned char>(name[length]) & 0xC0) == 0x80) --length;
  }
  std::string prefix = ".";
  prefix.append(name, 0, length);
  return prefix += ".nds-";
}

uint64_t random_number() noexcept {
  static std::atomic<uint64_t> calls{0};
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  uint64_t x = static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
  x ^= reinterpret_cast<uintptr_t>(&calls) ^ (calls.fetch_add(1, std::memory_order_relaxed) << 40);
  // The finaliser of SplitMix64.
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

struct flock whole_file_lock() noexcept {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

bool ends_with(const char* text, const char* tail) noexcept {
  const size_t n = std::strlen(text);
  const size_t m = std::strlen(tail);
  return n >= m && std::strcmp(text + n - m, tail) == 0;
}

// Removes a temporary whose writer is gone: its process does not exist here, nobody (in another container, on another
// host) holds the lock that a writer holds, and it was not made just now.
void remove_if_abandoned(const std::string& path, long pid) noexcept {
  if (pid <= 0 || pid == static_cast<long>(getpid())) return;
  if (kill(static_cast<pid_t>(pid), 0) == 0 || errno != ESRCH) return;
  struct stat status;
  if (lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  if (time(nullptr) - status.st_mtime < kLeftoverAge) return;
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (fd < 0) return;
  struct flock lock = whole_file_lock();
  if (fcntl(fd, F_SETLK, &lock) == 0) unlink(path.c_str());
  close(fd);
}

void remove_leftovers(const std::string& folder, const std::string& prefix) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(folder.c_str()), &closedir);
  if (entries == nullptr) return;
  for (int i = 0; i < kMaxScanned; ++i) {
    const dirent* entry = readdir(entries.get());
    if (entry == nullptr) return;
    if (std::strncmp(entry->d_name, prefix.c_str(), prefix.size()) != 0 || !ends_with(entry->d_name, kTail)) continue;
    char* end = nullptr;
    const long pid = std::strtol(entry->d_name + prefix.size(), &end, 10);
    if (*end == '-') remove_if_abandoned(join(folder, entry->d_name), pid);
  }
}

// Mode bits of the file that is replaced, and its owner where this process may give files away.
void copy_ownership(int fd, const struct stat& target, const std::string& path) {
  struct stat mine;
  mode_t mode = target.st_mode & 07777;
  if (fstat(fd, &mine) != 0) throw Error(errno, "fstat", path);
  if (mine.st_uid != target.st_uid || mine.st_gid != target.st_gid) {
    if (fchown(fd, target.st_uid, target.st_gid) != 0) mode &= 0777;  // set-user-ID is for that user only
  }
  if (fchmod(fd, mode) != 0) throw Error(errno, "fchmod", path);
}

void sync_folder(const std::string& folder, const std::string& path) {
  const int fd = open(folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == EACCES) return;  // a folder that may be written but not listed
    throw Error(errno, "open", path);
  }
  int failed;
  do {
    failed = fsync(fd);
  } while (failed != 0 && errno == EINTR);
  const int why = errno;
  ::close(fd);
  if (failed != 0 && why != EINVAL) throw Error(why, "fsync", path);  // EINVAL: folders cannot be synced there
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) {
  if (path.find('\0') != std::string::npos) throw Error(EINVAL, "open", path);
  target_ = resolve_target(path);
  struct stat status;
  const bool exists = stat(target_.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) throw Error(errno, "stat", path);
  if (exists) {
    if (S_ISDIR(status.st_mode)) throw Error(EISDIR, "open", path);
    if (!S_ISREG(status.st_mode)) throw Error(ENXIO, "open", path);
    // A rename would replace a file that this process may not write.
    if (faccessat(AT_FDCWD, target_.c_str(), W_OK, AT_EACCESS) != 0) throw Error(errno, "open", path);
  }
  const Place place = split(target_);
  const std::string prefix = temporary_prefix(place.name);
  remove_leftovers(place.folder, prefix);

  static std::atomic<uint32_t> counter{0};
  for (;;) {
    char suffix[kSuffixRoom];
    std::snprintf(suffix, sizeof(suffix), "%ld-%u-%08x%s", static_cast<long>(getpid()),
                  counter.fetch_add(1, std::memory_order_relaxed), static_cast<unsigned>(random_number()), kTail);
    const std::string temporary = join(place.folder, prefix + suffix);
    try {
      file_ = File::open(temporary, File::Mode::kCreateNew, exists ? 0600 : 0666);
    } catch (const Error& error) {
      if (error.system_errno() == EEXIST) continue;
      throw Error(error.system_errno(), "open", path);
    }
    temporary_ = temporary;
    break;
  }
  file_.path_ = path;
  struct flock lock = whole_file_lock();
  fcntl(file_.fd(), F_SETLK,
        &lock);  // says that the writer lives; where locks are not supported the process id must do
  if (!exists) return;
  try {
    copy_ownership(file_.fd(), status, path);
  } catch (const Error&) {
    unlink(temporary_.c_str());
    throw;
  }
}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void AtomicFile::commit() {
  const std::string path = file_.path();
  file_.sync();
  file_.close();
  if (rename(temporary_.c_str(), target_.c_str()) != 0) throw Error(errno, "rename", path);
  temporary_.clear();
  sync_folder(split(target_).folder, path);
}

}  // namespace nds::platform
