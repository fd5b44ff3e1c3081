// A live file mapping, and the guard that turns SIGBUS (the file was cut while mapped) into an error.
#pragma once
#include <atomic>
#include <csetjmp>
#include <cstdint>
#include <string>

#include "core/platform.h"

namespace nds {

// Owns a mapping and its descriptor. The mapped range is registered with the SIGBUS handler for as long as it lives.
class MappedFile {
 public:
  // `bytes` from byte `offset` of the file (any offset; it is rounded to pages inside). The file has been sized by
  // the caller. Zero bytes map nothing and are valid.
  MappedFile(platform::File file, int64_t offset, int64_t bytes, platform::MapMode mode);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  char* data() const noexcept { return data_; }
  int64_t bytes() const noexcept { return bytes_; }
  const std::string& path() const noexcept { return file_.path(); }
  const platform::File& file() const noexcept { return file_; }
  platform::File& file() noexcept { return file_; }
  void flush();  // msync and fsync; throws
  // True once a fault was taken inside the range: sticky. Its values since then are not to be trusted.
  bool lost() const noexcept;
  int64_t expected_file_bytes() const noexcept { return offset_ + bytes_; }
  // Gives resident pages that lie wholly in [offset, offset + bytes) back to the system. Written ones stay in the
  // file's cache; private maps keep theirs (they would lose what was written).
  void forget(int64_t offset, int64_t bytes) const noexcept;

 private:
  platform::File file_;
  platform::MapMode mode_;
  int64_t offset_;
  int64_t bytes_;
  void* base_ = nullptr;  // page-aligned start of the mapping
  size_t mapped_bytes_ = 0;
  char* data_ = nullptr;
  int slot_ = -1;  // in the handler's registry
};

// Runs f (plain loops only: no locks, allocation or destructors inside) and returns false when it touched a part of a
// registered mapping that is no longer backed by its file. NDS_SIGBUS=off leaves signals alone: f just runs.
struct BusGuard {
  sigjmp_buf jump;
  BusGuard* previous;
};
// Initial-exec where glibc would otherwise allocate a thread's copy lazily, inside the signal handler.
#if defined(__GLIBC__)
extern constinit thread_local BusGuard* volatile current_bus_guard __attribute__((tls_model("initial-exec")));
#else
extern constinit thread_local BusGuard* volatile current_bus_guard;
#endif

// Makes sure our SIGBUS handler is the installed one (someone may have replaced it); cheap.
void arm_bus_handler() noexcept;
bool bus_handler_enabled() noexcept;

// ThreadSanitizer's own handler leaves the signal masked; elsewhere saving the mask would cost 110 ns for nothing.
#if defined(__SANITIZE_THREAD__)
inline constexpr int kBusGuardSavesMask = 1;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
inline constexpr int kBusGuardSavesMask = 1;
#else
inline constexpr int kBusGuardSavesMask = 0;
#endif
#else
inline constexpr int kBusGuardSavesMask = 0;
#endif

template <class F>
[[nodiscard]] bool guarded(F&& f) noexcept {
  BusGuard guard;
  guard.previous = current_bus_guard;
  if (sigsetjmp(guard.jump, kBusGuardSavesMask) == 0) {
    current_bus_guard = &guard;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    f();
    std::atomic_signal_fence(std::memory_order_seq_cst);
    current_bus_guard = guard.previous;
    return true;
  }
  current_bus_guard = guard.previous;
  return false;
}

}  // namespace nds
