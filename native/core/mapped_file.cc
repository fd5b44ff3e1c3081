#include "core/mapped_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include "core/allocator.h"
#include "core/error.h"

namespace nds {

#if defined(__GLIBC__)
constinit thread_local BusGuard* volatile current_bus_guard __attribute__((tls_model("initial-exec"))) = nullptr;
#else
constinit thread_local BusGuard* volatile current_bus_guard = nullptr;
#endif

namespace {

constexpr int kChunkSlots = 1024;
constexpr int kChunks = 64;

// A mapped range as the signal handler sees it. version is odd while the other fields change.
struct Range {
  std::atomic<uint32_t> version{0};
  std::atomic<uintptr_t> start{0};
  std::atomic<uintptr_t> end{0};
  std::atomic<bool> lost{false};
};

struct Chunk {
  Range ranges[kChunkSlots];
};

// Chunks are made when needed and never freed: the handler walks them without a lock.
std::atomic<Chunk*> chunks[kChunks];
std::atomic<int> used_slots{0};  // slots at and beyond this were never used
constinit std::mutex registry_mutex;
uint64_t taken[kChunks * kChunkSlots / 64];  // under registry_mutex: one bit for each slot

Range& range_of(int slot) noexcept {
  return chunks[slot / kChunkSlots].load(std::memory_order_acquire)->ranges[slot % kChunkSlots];
}

void store_range(Range& range, uintptr_t start, uintptr_t end) noexcept {
  const uint32_t version = range.version.load(std::memory_order_relaxed);
  range.version.store(version + 1, std::memory_order_seq_cst);
  range.start.store(start, std::memory_order_seq_cst);
  range.end.store(end, std::memory_order_seq_cst);
  range.version.store(version + 2, std::memory_order_seq_cst);
}

bool contains(const Range& range, uintptr_t address) noexcept {
  const uint32_t before = range.version.load(std::memory_order_seq_cst);
  const bool inside =
      range.start.load(std::memory_order_seq_cst) <= address && address < range.end.load(std::memory_order_seq_cst);
  return inside && (before & 1) == 0 && range.version.load(std::memory_order_seq_cst) == before;
}

// In the signal handler, on the thread that took the fault. The range that holds the address is alive, hence stable.
bool on_bus_fault(void* address) {
  const auto at = reinterpret_cast<uintptr_t>(address);
  const int used = used_slots.load(std::memory_order_acquire);
  for (int slot = 0; slot < used; ++slot) {
    Range& range = range_of(slot);
    if (!contains(range, at)) continue;
    range.lost.store(true, std::memory_order_seq_cst);
    BusGuard* guard = current_bus_guard;
    if (guard != nullptr) siglongjmp(guard->jump, 1);
    return platform::replace_page_with_zeros(address);
  }
  return false;
}

// -1 when all slots are taken or there is no memory for more.
int register_range(uintptr_t start, uintptr_t end) noexcept {
  const std::lock_guard<std::mutex> lock(registry_mutex);
  for (int word = 0; word < kChunks * kChunkSlots / 64; ++word) {
    if (taken[word] == ~uint64_t{0}) continue;
    const int slot = word * 64 + __builtin_ctzll(~taken[word]);
    std::atomic<Chunk*>& chunk = chunks[slot / kChunkSlots];
    if (chunk.load(std::memory_order_relaxed) == nullptr) {
      std::unique_ptr<Chunk> made(new (std::nothrow) Chunk);
      if (made == nullptr) return -1;
      chunk.store(made.release(), std::memory_order_release);
    }
    taken[word] |= uint64_t{1} << (slot % 64);
    Range& range = range_of(slot);
    range.lost.store(false, std::memory_order_relaxed);
    store_range(range, start, end);
    if (slot >= used_slots.load(std::memory_order_relaxed)) used_slots.store(slot + 1, std::memory_order_release);
    return slot;
  }
  return -1;
}

void unregister_range(int slot) noexcept {
  const std::lock_guard<std::mutex> lock(registry_mutex);
  store_range(range_of(slot), 0, 0);
  taken[slot / 64] &= ~(uint64_t{1} << (slot % 64));
}

}  // namespace

bool bus_handler_enabled() noexcept {
  static const bool enabled = [] {
    const char* asked = std::getenv("NDS_SIGBUS");
    return asked == nullptr || std::strcmp(asked, "off") != 0;
  }();
  return enabled;
}

void arm_bus_handler() noexcept {
  if (bus_handler_enabled()) platform::install_bus_handler(on_bus_fault);
}

MappedFile::MappedFile(platform::File file, int64_t offset, int64_t bytes, platform::MapMode mode)
    : file_(std::move(file)), mode_(mode), offset_(offset), bytes_(bytes) {
  int64_t end;
  if (offset < 0 || bytes < 0 || __builtin_add_overflow(offset, bytes, &end)) {
    throw Error(ErrorCode::kInvalidArgument, "the offset and size of a file map must be non-negative and fit a file");
  }
  if (bytes == 0) return;
  const int64_t inside_page = offset % static_cast<int64_t>(platform::page_size());
  mapped_bytes_ = static_cast<size_t>(bytes + inside_page);
  base_ = platform::map_file(file_, offset - inside_page, mapped_bytes_, mode);
  data_ = static_cast<char*>(base_) + inside_page;
  // To the end of the last page: an access there faults too when the file ends before that page.
  const auto page = static_cast<uintptr_t>(platform::page_size());
  const auto start = reinterpret_cast<uintptr_t>(base_);
  slot_ = register_range(start, (start + mapped_bytes_ + page - 1) / page * page);
  if (slot_ < 0) {
    platform::unmap(base_, mapped_bytes_);
    throw Error(EMFILE, "mmap", file_.path());
  }
  arm_bus_handler();
  account_mapped(bytes_);
}

void MappedFile::forget(int64_t offset, int64_t bytes) const noexcept {
  if (base_ == nullptr || mode_ == platform::MapMode::kPrivate || offset < 0 || bytes > bytes_ - offset) return;
  const auto page = static_cast<uintptr_t>(platform::page_size());
  const auto from = reinterpret_cast<uintptr_t>(data_) + static_cast<uintptr_t>(offset);
  const uintptr_t first = (from + page - 1) / page * page;
  const uintptr_t last = (from + static_cast<uintptr_t>(bytes)) / page * page;
  if (last > first) platform::advise(reinterpret_cast<void*>(first), last - first, platform::Advice::kDontNeed);
}

MappedFile::~MappedFile() {
  if (base_ == nullptr) return;
  unregister_range(slot_);  // before the addresses can become someone else's
  platform::unmap(base_, mapped_bytes_);
  account_mapped(-bytes_);
}

void MappedFile::flush() {
  if (base_ != nullptr) {
    try {
      platform::sync_map(base_, mapped_bytes_);
    } catch (const Error& error) {
      throw Error(error.system_errno(), "msync", path());
    }
  }
  file_.sync();
}

bool MappedFile::lost() const noexcept { return slot_ >= 0 && range_of(slot_).lost.load(std::memory_order_acquire); }

}  // namespace nds
