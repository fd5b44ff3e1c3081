// What is asked of the operating system: memory, files, maps, threads, signals. Two implementations:
// platform_posix.cc (portable calls only) and platform_linux.cc (huge pages, mremap, cgroups, fallocate), chosen by
// NDS_PLATFORM. Functions throw nds::Error unless noexcept.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace nds::platform {

// ---- memory
size_t page_size() noexcept;
// Reserves address space (no memory is used yet), aligned to `alignment` (a power of two, at least a page).
// Null when the system refuses.
void* reserve(size_t bytes, size_t alignment) noexcept;
// Makes [p, p+bytes) of a reservation usable; it reads as zeros until written. False when refused.
bool commit(void* p, size_t bytes, bool huge_pages) noexcept;
// Gives the pages back; they read as zeros when next touched (contents are lost). Address space stays reserved.
void decommit(void* p, size_t bytes) noexcept;
void unreserve(void* p, size_t bytes) noexcept;

struct MemoryStatus {
  int64_t total;      // bytes of the machine or of the memory cgroup, the lesser
  int64_t available;  // bytes that can be taken without swapping or an out-of-memory kill, cgroup-aware
  int64_t rss;        // resident bytes of this process
};
MemoryStatus memory_status() noexcept;

// The last-level cache as the system reports it, in bytes; 0 where it does not.
long reported_cache_bytes() noexcept;

// ---- threads
int usable_cores() noexcept;  // affinity mask and cgroup quota respected
// Starts a detached thread with SIGBUS (and the other fault signals) unblocked and all other signals blocked. False
// when the system refuses (EAGAIN).
bool start_thread(void (*fn)(void*), void* argument) noexcept;
// Runs around every fork() of the process from now on: `prepare` and `parent` in the parent, `child` in the child.
void at_fork(void (*prepare)(), void (*parent)(), void (*child)()) noexcept;

// ---- files
class File {  // owns a descriptor; opened with O_CLOEXEC, regular files only (a FIFO or directory is an Error, at once)
 public:
  // kCreate: read-write, made if absent, truncated. kCreateNew: read-write, an Error (EEXIST) if it is there.
  enum class Mode { kRead, kReadWrite, kCreate, kCreateNew };
  static File open(const std::string& path, Mode mode, int permissions = 0666);
  File() = default;
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  ~File();
  // The same open file under another descriptor.
  File duplicate() const;
  bool is_open() const noexcept { return fd_ >= 0; }
  int fd() const noexcept { return fd_; }
  const std::string& path() const noexcept { return path_; }
  int64_t size() const;
  // Whole transfers: loops over short reads and EINTR. read_at returns the bytes read (less than n only at end of
  // file).
  int64_t read_at(void* to, int64_t n, int64_t offset) const;
  void write_at(const void* from, int64_t n, int64_t offset);
  void truncate(int64_t bytes);
  // Allocates disk space and extends the file to offset + bytes; a full disk is an Error here (ENOSPC), the size is
  // then as before. Where the file system cannot allocate, zeros are written beyond the present size.
  void reserve(int64_t offset, int64_t bytes);
  // Makes [offset, offset+bytes), which lies within the file, read as zeros; its disk space stays allocated.
  void zero(int64_t offset, int64_t bytes);
  void sync();
  void close();  // reports errors that the destructor would swallow

 private:
  friend class AtomicFile;
  int fd_ = -1;
  std::string path_;
};

// Writes a file atomically: a temporary beside `path` is written, synced and renamed onto it, then the directory is
// synced. Destroyed before commit(), it removes the temporary and leaves `path` as it was. A symbolic link is followed;
// mode bits of an existing target are kept (and its owner, where the process may). A target without write permission is
// EACCES. Temporaries that killed processes left for the same target are removed. Errors of file() name `path`.
class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path);
  AtomicFile(const AtomicFile&) = delete;
  ~AtomicFile();
  File& file() noexcept { return file_; }
  void commit();

 private:
  File file_;
  std::string target_;
  std::string temporary_;
};

// ---- maps
enum class MapMode { kReadOnly, kShared, kPrivate };
// Maps [offset, offset+bytes) of a file; offset is a multiple of page_size(). Throws.
void* map_file(const File& file, int64_t offset, size_t bytes, MapMode mode);
void unmap(void* p, size_t bytes) noexcept;
void sync_map(void* p, size_t bytes);  // msync(MS_SYNC); throws
enum class Advice { kSequential, kWillNeed, kDontNeed };
// kDontNeed is not for private maps: it would drop what was written.
void advise(void* p, size_t bytes, Advice advice) noexcept;

// ---- signals
// Decides on a memory access fault (SIGBUS) at `address`; runs in the signal handler: async-signal-safe, may
// siglongjmp. True: the access can be repeated. False: the fault is not ours and goes to whoever handled SIGBUS before.
using BusFaultFn = bool (*)(void* address);
// Makes fn the first to see SIGBUS, also when someone else has replaced the handler since; cheap when all is in place.
void install_bus_handler(BusFaultFn fn) noexcept;
// Puts a page of zeros over the page of `address`. Async-signal-safe.
bool replace_page_with_zeros(void* address) noexcept;

}  // namespace nds::platform
