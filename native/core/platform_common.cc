// The part of the platform that POSIX alone provides: files, file maps, threads.
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>
#include <utility>

#include "core/error.h"
#include "core/platform.h"
#include "core/platform_internal.h"

namespace nds::platform {
namespace {

// One transfer stays below the limit of every system (macOS: INT_MAX, Linux: 2 GiB less a page).
constexpr int64_t kMaxTransfer = int64_t{1} << 30;
// Beyond what libc gives by default where that is small (musl: 128 KiB).
constexpr size_t kThreadStackBytes = size_t{4} << 20;

// Holds SIGXFSZ back while a file grows, so that RLIMIT_FSIZE is EFBIG and not the end of the process.
class FileSizeSignalBlock {
 public:
  FileSizeSignalBlock() noexcept {
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGXFSZ) == 1;
    sigemptyset(&signal_);
    sigaddset(&signal_, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &signal_, &previous_);
  }
  FileSizeSignalBlock(const FileSizeSignalBlock&) = delete;
  ~FileSizeSignalBlock() {
    const int saved = errno;
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    if (!was_pending_ && sigismember(&pending, SIGXFSZ) == 1) {
      int signal = 0;
      sigwait(&signal_, &signal);
    }
    pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
    errno = saved;
  }

 private:
  sigset_t signal_;
  sigset_t previous_;
  bool was_pending_;
};

// Throws unless fd is a regular file.
void require_regular(int fd, const std::string& path) {
  struct stat status;
  if (fstat(fd, &status) != 0) throw Error(errno, "fstat", path);
  if (S_ISDIR(status.st_mode)) throw Error(EISDIR, "open", path);
  if (!S_ISREG(status.st_mode)) throw Error(ENXIO, "open", path);
}

void write_whole(int fd, const char* from, int64_t n, int64_t offset, const std::string& path) {
  while (n > 0) {
    const ssize_t done = pwrite(fd, from, static_cast<size_t>(std::min(n, kMaxTransfer)), static_cast<off_t>(offset));
    if (done < 0) {
      if (errno == EINTR) continue;
      throw Error(errno, "write", path);
    }
    if (done == 0) throw Error(EIO, "write", path);
    from += done;
    n -= done;
    offset += done;
  }
}

void write_zeros(int fd, int64_t offset, int64_t end, const std::string& path) {
  static constexpr char kZeros[1 << 16] = {};
  while (offset < end) {
    const int64_t n = std::min<int64_t>(end - offset, sizeof(kZeros));
    write_whole(fd, kZeros, n, offset, path);
    offset += n;
  }
}

void truncate_whole(int fd, int64_t bytes, const std::string& path) {
  int failed;
  do {
    failed = ftruncate(fd, static_cast<off_t>(bytes));
  } while (failed != 0 && errno == EINTR);
  if (failed != 0) throw Error(errno, "ftruncate", path);
}

struct ThreadStart {
  void (*fn)(void*);
  void* argument;
};

void* thread_main(void* raw) {
  const ThreadStart start = *std::unique_ptr<ThreadStart>(static_cast<ThreadStart*>(raw));
  start.fn(start.argument);
  return nullptr;
}

}  // namespace

size_t page_size() noexcept {
  static const size_t bytes = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

bool start_thread(void (*fn)(void*), void* argument) noexcept {
  std::unique_ptr<ThreadStart> start(new (std::nothrow) ThreadStart{fn, argument});
  pthread_attr_t attributes;
  if (start == nullptr || pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, kThreadStackBytes);
  sigset_t blocked;
  sigset_t previous;
  sigfillset(&blocked);
  for (const int fault : {SIGBUS, SIGSEGV, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT}) sigdelset(&blocked, fault);
  pthread_sigmask(SIG_SETMASK, &blocked, &previous);
  pthread_t thread;
  const int failed = pthread_create(&thread, &attributes, thread_main, start.get());
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  pthread_attr_destroy(&attributes);
  if (failed != 0) return false;
  start.release();  // the thread's now
  return true;
}

void at_fork(void (*prepare)(), void (*parent)(), void (*child)()) noexcept { pthread_atfork(prepare, parent, child); }

File File::open(const std::string& path, Mode mode, int permissions) {
  // A NUL would silently cut the path short.
  if (path.find('\0') != std::string::npos) throw Error(EINVAL, "open", path);
  // O_NONBLOCK: a FIFO must not wait for its other end before it can be refused.
  int flags = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  flags |= mode == Mode::kRead ? O_RDONLY : O_RDWR;
  if (mode == Mode::kCreate) flags |= O_CREAT;
  if (mode == Mode::kCreateNew) flags |= O_CREAT | O_EXCL;
  File file;
  file.path_ = path;
  do {
    file.fd_ = ::open(path.c_str(), flags, static_cast<mode_t>(permissions));
  } while (file.fd_ < 0 && errno == EINTR);
  if (file.fd_ < 0) throw Error(errno, "open", path);
  require_regular(file.fd_, path);
  const int status_flags = fcntl(file.fd_, F_GETFL);
  if (status_flags >= 0) fcntl(file.fd_, F_SETFL, status_flags & ~O_NONBLOCK);
  if (mode == Mode::kCreate) file.truncate(0);
  return file;
}

File::File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = std::exchange(other.fd_, -1);
    path_ = std::move(other.path_);
  }
  return *this;
}

File::~File() {
  if (fd_ >= 0) ::close(fd_);
}

File File::duplicate() const {
  File file;
  file.path_ = path_;
  file.fd_ = fcntl(fd_, F_DUPFD_CLOEXEC, 0);
  if (file.fd_ < 0) throw Error(errno, "dup", path_);
  return file;
}

int64_t File::size() const {
  struct stat status;
  if (fstat(fd_, &status) != 0) throw Error(errno, "fstat", path_);
  return status.st_size;
}

int64_t File::read_at(void* to, int64_t n, int64_t offset) const {
  auto* out = static_cast<char*>(to);
  int64_t total = 0;
  while (total < n) {
    const auto request = static_cast<size_t>(std::min(n - total, kMaxTransfer));
    const ssize_t got = pread(fd_, out + total, request, static_cast<off_t>(offset + total));
    if (got < 0) {
      if (errno == EINTR) continue;
      throw Error(errno, "read", path_);
    }
    if (got == 0) break;
    total += got;
  }
  return total;
}

void File::write_at(const void* from, int64_t n, int64_t offset) {
  const FileSizeSignalBlock block;
  write_whole(fd_, static_cast<const char*>(from), n, offset, path_);
}

void File::truncate(int64_t bytes) {
  const FileSizeSignalBlock block;
  truncate_whole(fd_, bytes, path_);
}

void File::reserve(int64_t offset, int64_t bytes) {
  if (bytes <= 0) return;
  int64_t end;
  if (__builtin_add_overflow(offset, bytes, &end)) throw Error(EFBIG, "fallocate", path_);
  const int64_t before = size();
  const FileSizeSignalBlock block;
  int failed;
  do {
    failed = allocate_disk_space(fd_, offset, bytes);
  } while (failed == EINTR);
  if (failed == 0) return;
  try {
    if (failed != EOPNOTSUPP) throw Error(failed, "fallocate", path_);
    write_zeros(fd_, std::max(before, offset), end, path_);
  } catch (const Error&) {
    if (ftruncate(fd_, static_cast<off_t>(before)) != 0) {
      // The first error is the one to report.
    }
    throw;
  }
}

void File::zero(int64_t offset, int64_t bytes) {
  if (bytes <= 0) return;
  const FileSizeSignalBlock block;
  int failed;
  do {
    failed = zero_disk_space(fd_, offset, bytes);
  } while (failed == EINTR);
  if (failed == EOPNOTSUPP) {
    write_zeros(fd_, offset, offset + bytes, path_);
  } else if (failed != 0) {
    throw Error(failed, "fallocate", path_);
  }
}

void File::sync() {
  int failed;
  do {
    failed = fsync(fd_);
  } while (failed != 0 && errno == EINTR);
  if (failed != 0) throw Error(errno, "fsync", path_);
}

void File::close() {
  if (fd_ < 0) return;
  // The descriptor is gone whatever close says; EINTR is no failure of the file.
  const int failed = ::close(std::exchange(fd_, -1));
  if (failed != 0 && errno != EINTR) throw Error(errno, "close", path_);
}

void* map_file(const File& file, int64_t offset, size_t bytes, MapMode mode) {
  const int protection = mode == MapMode::kReadOnly ? PROT_READ : PROT_READ | PROT_WRITE;
  int flags = mode == MapMode::kPrivate ? MAP_PRIVATE : MAP_SHARED;
#ifdef MAP_NORESERVE
  // A private map of a file larger than memory is fine as long as little of it is written.
  if (mode == MapMode::kPrivate) flags |= MAP_NORESERVE;
#endif
  void* p = mmap(nullptr, bytes, protection, flags, file.fd(), static_cast<off_t>(offset));
  if (p == MAP_FAILED) throw Error(errno, "mmap", file.path());
  return p;
}

void unmap(void* p, size_t bytes) noexcept { munmap(p, bytes); }

void sync_map(void* p, size_t bytes) {
  if (msync(p, bytes, MS_SYNC) != 0) throw Error(errno, "msync", "");
}

}  // namespace nds::platform
