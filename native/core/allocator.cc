#include "core/allocator.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <limits>
#include <mutex>
#include <type_traits>

#include "core/block_pool.h"
#include "core/platform.h"
#include "core/thread_pool.h"

namespace nds {
namespace {

using detail::BlockPool;
using detail::class_bytes;
using detail::class_of;
using detail::kHugePage;
using detail::kMaxSpanBlock;
using detail::kNoClass;
using detail::kSpanBytes;
using detail::Node;

constexpr int64_t kMaxPooled = int64_t{1} << 30;
constexpr int64_t kPooledShare = 8;  // and no more than this part of the machine's memory
constexpr int64_t kIdleMs = 60'000;  // pooled blocks that old go when another is freed
// Pooled blocks below this are cleared by memset (20 MB: 0.4 ms; its huge pages anew 1.2 ms, small ones 11); above it
// their pages are given back, so that large zeros stay lazy.
constexpr int64_t kLazyZeroBytes = int64_t{32} << 20;
constexpr int64_t kClearChunk = int64_t{1} << 20;
// Asking the system for its free memory takes 60 microseconds: for small requests a recent answer does.
constexpr int64_t kStatusMs = 50;
constexpr int64_t kFreshStatusBytes = int64_t{64} << 20;
constexpr int64_t kUncheckedBytes = int64_t{1} << 20;
// Left to the rest of the system: an estimate of what is available is no promise.
constexpr int64_t kMaxMargin = int64_t{64} << 20;
constexpr int64_t kMarginShare = 64;
constexpr int64_t kMinGrowth = int64_t{64} << 10;
constexpr int64_t kMaxGrowth = int64_t{32} << 20;
// Address space beyond a block, at least: it costs nothing until it is used.
constexpr int64_t kRoomToGrow = int64_t{1} << 30;

// Process-wide and never destroyed (trivially so): blocks are released by threads that outlive main.
struct State {
  std::mutex mutex;
  BlockPool pool;
  int64_t live = 0;
  int64_t peak = 0;
  int64_t mapped = 0;
  int64_t blocks = 0;
  int64_t set_limit = 0;      // <= 0: the machine's
  int64_t machine_total = 0;  // 0: not asked yet
  int64_t available = 0;      // as of status_at, less what was mapped since
  int64_t status_at = std::numeric_limits<int64_t>::min() / 2;
  int64_t failure_countdown = 0;
  bool exact_reservations = false;  // the system refused address space beyond a block
};
constinit State state;
static_assert(std::is_trivially_destructible_v<State>);

using Lock = std::unique_lock<std::mutex>;

int64_t now_ms() noexcept {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

int64_t round_up(int64_t bytes, int64_t step) noexcept { return (bytes + step - 1) / step * step; }

// Asked once, before the first use of anything else here: also the place where fork is provided for.
void ensure_started() noexcept {
  static const bool started = [] {
    platform::at_fork([] { state.mutex.lock(); }, [] { state.mutex.unlock(); }, [] { state.mutex.unlock(); });
    const platform::MemoryStatus status = platform::memory_status();
    const Lock lock(state.mutex);
    state.machine_total = status.total;
    return true;
  }();
  (void)started;
}

int64_t limit_now() noexcept { return state.set_limit > 0 ? state.set_limit : state.machine_total; }

int64_t pool_limit() noexcept { return std::min(kMaxPooled, state.machine_total / kPooledShare); }

void note_peak() noexcept { state.peak = std::max(state.peak, state.live); }

// Takes the oldest blocks out of the pool until at most `keep` bytes are left; they are a list by `next`.
Node* evict_to(int64_t keep) noexcept {
  Node* evicted = nullptr;
  while (state.pool.bytes() > std::max<int64_t>(keep, 0)) {
    Node* node = state.pool.take_oldest();
    node->next = evicted;
    evicted = node;
  }
  return evicted;
}

Node* evict_older_than(int64_t time) noexcept {
  Node* evicted = nullptr;
  while (state.pool.oldest_freed_at() < time) {
    Node* node = state.pool.take_oldest();
    node->next = evicted;
    evicted = node;
  }
  return evicted;
}

// Unmaps a list of evicted blocks. The lock is not held meanwhile: unmapping a gigabyte takes a millisecond and more.
void unmap_all(Node* evicted, Lock& lock) noexcept {
  if (evicted == nullptr) return;
  lock.unlock();
  for (Node* node = evicted; node != nullptr; node = node->next) {
    platform::unreserve(node->block.data, static_cast<size_t>(node->block.reserved));
  }
  lock.lock();
  while (evicted != nullptr) {
    Node* next = evicted->next;
    state.pool.free_node(evicted);
    evicted = next;
  }
}

// Counts `bytes` more as live if the limit has room for them.
bool charge(int64_t bytes) noexcept {
  const int64_t limit = limit_now();
  if (bytes > limit || state.live > limit - bytes) return false;
  state.live += bytes;
  return true;
}

// Gives up what is pooled beyond the limit's room. Needed where live grew by other than a pooled block.
void fit_pool_to_limit(Lock& lock) noexcept { unmap_all(evict_to(limit_now() - state.live), lock); }

void ask_for_available(Lock& lock) noexcept {
  lock.unlock();
  const platform::MemoryStatus status = platform::memory_status();
  const int64_t now = now_ms();
  lock.lock();
  state.available = status.available;
  state.status_at = now;
}

// Whether the system has `bytes` of memory to map now, giving up pooled blocks as far as they are needed for it.
bool system_has(int64_t bytes, Lock& lock) noexcept {
  const bool recent = bytes < kFreshStatusBytes && now_ms() - state.status_at <= kStatusMs;
  if (!recent) ask_for_available(lock);
  if (bytes >= kUncheckedBytes) {
    const int64_t wanted = bytes + std::min(kMaxMargin, state.machine_total / kMarginShare);
    if (recent && wanted - state.available > state.pool.bytes()) ask_for_available(lock);
    const int64_t lacking = wanted - state.available;
    const int64_t before = state.pool.bytes();
    if (lacking > before) return false;
    if (lacking > 0) {
      Node* evicted = evict_to(before - lacking);
      state.available += before - state.pool.bytes();
      unmap_all(evicted, lock);
    }
  }
  state.available -= bytes;
  return true;
}

struct Mapping {
  char* data;
  int64_t reserved;
};

// Reserves `reserved` bytes and makes the first `committed` usable. No lock is needed.
Mapping map_fresh(int64_t committed, int64_t reserved) noexcept {
  const auto page = static_cast<int64_t>(platform::page_size());
  reserved = round_up(std::max(reserved, committed), page);
  void* p =
      platform::reserve(static_cast<size_t>(reserved), static_cast<size_t>(reserved >= kHugePage ? kHugePage : page));
  if (p == nullptr) return {nullptr, 0};
  if (!platform::commit(p, static_cast<size_t>(committed), committed >= kHugePage)) {
    platform::unreserve(p, static_cast<size_t>(reserved));
    return {nullptr, 0};
  }
  return {static_cast<char*>(p), reserved};
}

enum class Refusal { kNone, kLimit, kSystem };

// A node over fresh memory of whole pages. After a refusal by the system the pool is emptied and it is asked again.
Node* map_node(int64_t committed, int64_t reserved, int32_t size_class, Lock& lock, Refusal* why) noexcept {
  *why = Refusal::kNone;
  committed = round_up(committed, static_cast<int64_t>(platform::page_size()));
  fit_pool_to_limit(lock);
  if (!system_has(committed, lock)) {
    *why = Refusal::kLimit;
    return nullptr;
  }
  Node* node = state.pool.new_node();
  Mapping mapping = {nullptr, 0};
  if (node != nullptr) {
    lock.unlock();
    mapping = map_fresh(committed, reserved);
    lock.lock();
    if (mapping.data == nullptr && state.pool.bytes() > 0) {
      unmap_all(evict_to(0), lock);
      lock.unlock();
      mapping = map_fresh(committed, reserved);
      lock.lock();
    }
  }
  if (mapping.data == nullptr) {
    if (node != nullptr) state.pool.free_node(node);
    *why = Refusal::kSystem;
    return nullptr;
  }
  node->block.data = mapping.data;
  node->block.capacity = committed;
  node->block.reserved = mapping.reserved;
  node->block.size_class = size_class;
  node->fresh = true;
  return node;
}

// A block of a class, with address space beyond it so that its array can grow where it lies. Where the system has no
// such address space to give (ulimit -v), blocks are exact from then on.
Node* map_class(int64_t capacity, int32_t size_class, Lock& lock, Refusal* why) noexcept {
  if (!state.exact_reservations) {
    Node* node = map_node(capacity, capacity + std::max(capacity, kRoomToGrow), size_class, lock, why);
    if (node != nullptr || *why == Refusal::kLimit) return node;
    state.exact_reservations = true;
  }
  return map_node(capacity, capacity, size_class, lock, why);
}

// A slot of a span, making a span when none has room.
Node* take_small(int32_t size_class, bool* fresh, Lock& lock, Refusal* why) noexcept {
  Node* slot = state.pool.take_slot(size_class, fresh);
  if (slot != nullptr) return slot;
  const int32_t span_class = class_of(kSpanBytes);
  Node* span = state.pool.take(span_class);
  if (span == nullptr) span = map_node(kSpanBytes, kSpanBytes, span_class, lock, why);
  if (span == nullptr) return nullptr;
  state.pool.add_span(span, size_class);
  slot = state.pool.take_slot(size_class, fresh);
  if (slot == nullptr) {  // no memory for a header: a span without slots in use would never be given back
    state.pool.drop_span(span);
    state.pool.put(span, now_ms());
    *why = Refusal::kSystem;
  }
  return slot;
}

void clear(char* data, int64_t bytes) noexcept {
  const int64_t chunks = (bytes + kClearChunk - 1) / kClearChunk;
  if (chunks < 4) {
    std::memset(data, 0, static_cast<size_t>(bytes));
    return;
  }
  parallel_for(chunks, [&](int64_t i) noexcept {
    std::memset(data + i * kClearChunk, 0, static_cast<size_t>(std::min(kClearChunk, bytes - i * kClearChunk)));
  });
}

void clear_reused(Block& block, int64_t bytes) noexcept {
  if (bytes < kLazyZeroBytes) {
    clear(block.data, bytes);
  } else {
    const auto page = static_cast<int64_t>(platform::page_size());
    platform::decommit(block.data, static_cast<size_t>(round_up(bytes, page)));
  }
}

bool failure_is_due() noexcept { return state.failure_countdown > 0 && --state.failure_countdown == 0; }

void set_refusal(Refusal why, bool* over_limit) noexcept {
  if (over_limit != nullptr) *over_limit = why == Refusal::kLimit;
}

Block* hand_out(Node* node, int64_t bytes) noexcept {
  node->block.bytes = bytes;
  node->block.references = 1;
  ++state.blocks;
  note_peak();
  return &node->block;
}

// A block of the class that holds `room` bytes, `bytes` of them counted.
Block* allocate_in_class(int64_t bytes, int64_t room, bool* fresh, bool* over_limit) noexcept {
  Lock lock(state.mutex);
  if (failure_is_due()) return nullptr;
  if (!charge(bytes)) {
    set_refusal(Refusal::kLimit, over_limit);
    return nullptr;
  }
  Refusal why = Refusal::kSystem;
  Node* node = nullptr;
  if (room <= detail::kMaxBlock) {
    const int32_t size_class = class_of(room);
    const int64_t capacity = class_bytes(size_class);
    if (capacity <= kMaxSpanBlock) {
      node = take_small(size_class, fresh, lock, &why);
    } else {
      node = state.pool.take(size_class);
      *fresh = node == nullptr;
      if (node == nullptr) node = map_class(capacity, size_class, lock, &why);
    }
  }
  if (node == nullptr) {
    state.live -= bytes;
    set_refusal(why, over_limit);
    return nullptr;
  }
  return hand_out(node, bytes);
}

}  // namespace

Block* allocate_block(int64_t bytes, bool zeroed, bool* over_limit) noexcept {
  ensure_started();
  set_refusal(Refusal::kNone, over_limit);
  if (bytes < 0) return nullptr;
  bool fresh = false;
  Block* block = allocate_in_class(bytes, bytes, &fresh, over_limit);
  if (block != nullptr && zeroed && !fresh) clear_reused(*block, bytes);
  return block;
}

Block* allocate_growable(int64_t bytes, int64_t reserve_bytes, bool* over_limit) noexcept {
  ensure_started();
  set_refusal(Refusal::kNone, over_limit);
  if (bytes < 0 || bytes > detail::kMaxBlock || reserve_bytes > detail::kMaxBlock) {
    set_refusal(Refusal::kLimit, over_limit);
    return nullptr;
  }
  const int64_t room = std::max(reserve_bytes, bytes);
  if (room <= kMaxSpanBlock) {
    bool fresh = false;
    return allocate_in_class(bytes, room, &fresh, over_limit);
  }
  const int64_t capacity = round_up(std::max<int64_t>(bytes, 1), bytes >= kHugePage ? kHugePage : kMinGrowth);
  Lock lock(state.mutex);
  if (failure_is_due()) return nullptr;
  if (!charge(bytes)) {
    set_refusal(Refusal::kLimit, over_limit);
    return nullptr;
  }
  Refusal why = Refusal::kNone;
  Node* node = map_node(capacity, room, kNoClass, lock, &why);
  // Address space itself may be limited (ulimit -v): then as much as is needed now.
  if (node == nullptr && why == Refusal::kSystem && room > capacity) {
    node = map_node(capacity, capacity, kNoClass, lock, &why);
  }
  if (node == nullptr) {
    state.live -= bytes;
    set_refusal(why, over_limit);
    return nullptr;
  }
  return hand_out(node, bytes);
}

bool grow_block(Block* block, int64_t bytes, bool* over_limit) noexcept {
  set_refusal(Refusal::kNone, over_limit);
  if (bytes > block->reserved) return false;
  const int64_t delta = std::max<int64_t>(bytes - block->bytes, 0);
  Lock lock(state.mutex);
  if (failure_is_due()) return false;
  if (!charge(delta)) {
    set_refusal(Refusal::kLimit, over_limit);
    return false;
  }
  if (bytes > block->capacity) {
    fit_pool_to_limit(lock);
    const int64_t step = std::clamp(block->capacity / 8, kMinGrowth, kMaxGrowth);
    int64_t capacity = std::max(bytes, block->capacity + step);
    capacity = std::min(round_up(capacity, capacity >= kHugePage ? kHugePage : kMinGrowth), block->reserved);
    const int64_t more = capacity - block->capacity;
    Refusal why = Refusal::kNone;
    if (!system_has(more, lock)) {
      why = Refusal::kLimit;
    } else if (!platform::commit(block->data + block->capacity, static_cast<size_t>(more), capacity >= kHugePage)) {
      why = Refusal::kSystem;
    }
    if (why != Refusal::kNone) {
      state.live -= delta;
      set_refusal(why, over_limit);
      return false;
    }
    block->capacity = capacity;
    block->size_class = kNoClass;  // no longer of its class's size: unmapped when released, not pooled
  }
  block->bytes += delta;
  note_peak();
  return true;
}

void retain_block(Block* block) noexcept {
  std::atomic_ref<int32_t>(block->references).fetch_add(1, std::memory_order_relaxed);
}

void release_block(Block* block) noexcept {
  if (std::atomic_ref<int32_t>(block->references).fetch_sub(1, std::memory_order_acq_rel) > 1) return;
  Node* node = reinterpret_cast<Node*>(block);
  const int64_t now = now_ms();
  Lock lock(state.mutex);
  state.live -= block->bytes;
  --state.blocks;
  if (node->span != nullptr) node = state.pool.put_slot(node);
  if (node == nullptr) return;
  const int64_t limit = pool_limit();
  Node* evicted = nullptr;
  if (node->block.size_class == kNoClass || node->block.capacity > limit) {
    node->next = nullptr;
    evicted = node;
  } else {
    state.pool.put(node, now);
    if (state.pool.bytes() > limit) {
      evicted = evict_to(limit);
    } else {
      evicted = evict_older_than(now - kIdleMs);
    }
  }
  unmap_all(evicted, lock);
}

AllocatorStatus allocator_status() noexcept {
  ensure_started();
  const Lock lock(state.mutex);
  return {state.live, state.pool.bytes(), state.peak, state.mapped, limit_now(), state.blocks};
}

void reset_peak() noexcept {
  const Lock lock(state.mutex);
  state.peak = state.live;
}

void set_memory_limit(int64_t bytes) noexcept {
  ensure_started();
  const int64_t total = bytes > 0 ? 0 : platform::memory_status().total;
  Lock lock(state.mutex);
  state.set_limit = std::max<int64_t>(bytes, 0);
  if (total > 0) state.machine_total = total;
  fit_pool_to_limit(lock);
}

bool account_external(int64_t delta) noexcept {
  ensure_started();
  Lock lock(state.mutex);
  if (delta <= 0) {
    state.live += delta;
    return true;
  }
  if (!charge(delta)) return false;
  note_peak();
  fit_pool_to_limit(lock);
  return true;
}

void account_mapped(int64_t delta) noexcept {
  const Lock lock(state.mutex);
  state.mapped += delta;
}

void trim_pool(int64_t keep_bytes) noexcept {
  Lock lock(state.mutex);
  unmap_all(evict_to(keep_bytes), lock);
}

int64_t trim_idle(int64_t max_age_ms) noexcept {
  const int64_t now = now_ms();
  Lock lock(state.mutex);
  unmap_all(evict_older_than(now - std::max<int64_t>(max_age_ms, 0)), lock);
  return state.pool.bytes();
}

void set_allocation_failure(int64_t n) noexcept {
  const Lock lock(state.mutex);
  state.failure_countdown = std::max<int64_t>(n, 0);
}

}  // namespace nds
