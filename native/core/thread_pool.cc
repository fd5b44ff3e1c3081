#include "core/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <new>
#include <thread>

#include "core/platform.h"

namespace nds {
namespace {

constexpr int kMaxThreads = 1024;
constexpr int kSlots = 64;  // one bit each in Pool::open; a submitter that finds none free works alone
// Waking a parked thread costs 1.6 to 110 microseconds, a spinning one 0.2 (2 cores, 2026-11).
constexpr std::chrono::nanoseconds kWorkerSpin{40'000};
constexpr std::chrono::nanoseconds kSubmitterSpin{60'000};
constexpr std::chrono::nanoseconds kPureSpin{3'000};
// After the system refused a thread, this long before it is asked again.
constexpr std::chrono::seconds kStartRetry{1};

// Bits of Slot::state. A slot is free at 0; helpers attach only while it is open.
constexpr uint32_t kHelperMask = 0xFFFF;
constexpr uint32_t kClaimed = 1u << 16;
constexpr uint32_t kOpen = 1u << 17;
constexpr uint32_t kSubmitterWaits = 1u << 18;

// A job that helpers may join. Slots live as long as the process, so that a late look at one is never at freed memory.
struct Slot {
  alignas(64) std::atomic<uint32_t> state{0};
  std::atomic<uint32_t> max_helpers{0};
  std::atomic<int64_t> count{0};
  TaskFn fn = nullptr;
  void* context = nullptr;
  alignas(64) std::atomic<int64_t> next{0};
};

struct Pool {
  Slot slots[kSlots];
  alignas(64) std::atomic<uint64_t> open{0};   // bit i: slots[i] may have indices left
  alignas(64) std::atomic<uint64_t> epoch{0};  // counts submissions (and changes that parked workers must see)
  std::atomic<int> parked{0};
  std::atomic<int> workers{0};
  std::mutex mutex;  // guards starting and parking, never taken around a task
  std::condition_variable wake;
  std::condition_variable helper_left;
  std::chrono::steady_clock::time_point refused_at{};
  int refused_workers = kMaxThreads;  // so many ran when the system refused another
};

// Raw storage: nothing destroys the pool at exit, while workers may still run.
alignas(Pool) char pool_storage[sizeof(Pool)];
std::atomic<int> configured_threads{0};
std::atomic<bool> spinning_pays{true};
constinit thread_local bool inside_task = false;

void forget_workers_in_child() noexcept { new (pool_storage) Pool; }

Pool& pool() noexcept {
  static Pool* const instance = [] {
    Pool* made = new (pool_storage) Pool;
    platform::at_fork(nullptr, nullptr, forget_workers_in_child);
    return made;
  }();
  return *instance;
}

inline void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Spins until done() or the time is up; returns done(). Soon it yields between looks: on a busy machine the thread that
// is waited for may be queued on this very core.
template <class Done>
bool spin_until(std::chrono::nanoseconds limit, Done&& done) noexcept {
  if (done()) return true;
  if (!spinning_pays.load(std::memory_order_relaxed)) return false;
  const auto start = std::chrono::steady_clock::now();
  for (;;) {
    for (int i = 0; i < 16; ++i) {
      pause();
      if (done()) return true;
    }
    const auto waited = std::chrono::steady_clock::now() - start;
    if (waited >= limit) return false;
    if (waited >= kPureSpin) std::this_thread::yield();
  }
}

void store_threads(int n) noexcept {
  n = std::clamp(n, 1, kMaxThreads);
  spinning_pays.store(n <= platform::usable_cores(), std::memory_order_relaxed);
  configured_threads.store(n, std::memory_order_relaxed);
}

void work_on(Slot& slot) noexcept {
  const int64_t count = slot.count.load(std::memory_order_relaxed);
  for (int64_t i; (i = slot.next.fetch_add(1, std::memory_order_relaxed)) < count;) slot.fn(slot.context, i);
}

// Joins the job of a slot if it is open, has indices left and wants another helper.
bool attach(Slot& slot) noexcept {
  uint32_t state = slot.state.load(std::memory_order_acquire);
  for (;;) {
    if ((state & kOpen) == 0) return false;
    if ((state & kHelperMask) >= slot.max_helpers.load(std::memory_order_relaxed)) return false;
    if (slot.next.load(std::memory_order_relaxed) >= slot.count.load(std::memory_order_relaxed)) return false;
    // Acquire: also when the slot has meanwhile been reopened for another job, that job is what is read from here on.
    if (slot.state.compare_exchange_weak(state, state + 1, std::memory_order_acq_rel, std::memory_order_acquire)) {
      return true;
    }
  }
}

void detach(Pool& p, Slot& slot) noexcept {
  const uint32_t before = slot.state.fetch_sub(1, std::memory_order_acq_rel);
  // From here the slot may belong to another job; only the pool is touched.
  if ((before & kSubmitterWaits) != 0 && (before & kHelperMask) == 1) {
    const std::lock_guard<std::mutex> lock(p.mutex);
    p.helper_left.notify_all();
  }
}

// Helps one open job; false when there is none to help. Fewest helpers first, so that submitters share the workers.
bool help(Pool& p) noexcept {
  uint64_t open = p.open.load(std::memory_order_acquire);
  Slot* best = nullptr;
  uint32_t best_helpers = kHelperMask;
  for (; open != 0; open &= open - 1) {
    Slot& slot = p.slots[__builtin_ctzll(open)];
    const uint32_t state = slot.state.load(std::memory_order_relaxed);
    const uint32_t helpers = state & kHelperMask;
    if ((state & kOpen) == 0 || helpers >= slot.max_helpers.load(std::memory_order_relaxed)) continue;
    if (slot.next.load(std::memory_order_relaxed) >= slot.count.load(std::memory_order_relaxed)) continue;
    if (helpers < best_helpers) {
      best = &slot;
      best_helpers = helpers;
    }
  }
  if (best == nullptr || !attach(*best)) return false;
  work_on(*best);
  detach(p, *best);
  return true;
}

bool is_surplus(const Pool& p) noexcept {
  return p.workers.load(std::memory_order_relaxed) > configured_threads.load(std::memory_order_relaxed) - 1;
}

void worker_main(void*) {
  Pool& p = pool();
  inside_task = true;
  for (;;) {
    const uint64_t seen = p.epoch.load(std::memory_order_seq_cst);
    if (help(p)) continue;
    if (spin_until(kWorkerSpin, [&]() noexcept { return p.epoch.load(std::memory_order_relaxed) != seen; })) continue;
    std::unique_lock<std::mutex> lock(p.mutex);
    p.parked.fetch_add(1, std::memory_order_seq_cst);
    while (p.epoch.load(std::memory_order_seq_cst) == seen && !is_surplus(p)) p.wake.wait(lock);
    p.parked.fetch_sub(1, std::memory_order_relaxed);
    if (is_surplus(p)) {
      p.workers.fetch_sub(1, std::memory_order_relaxed);
      return;
    }
  }
}

void start_workers(Pool& p, int wanted) noexcept {
  const std::lock_guard<std::mutex> lock(p.mutex);
  while (p.workers.load(std::memory_order_relaxed) < wanted) {
    const int workers = p.workers.load(std::memory_order_relaxed);
    const auto now = std::chrono::steady_clock::now();
    if (workers >= p.refused_workers && now - p.refused_at < kStartRetry) return;
    if (!platform::start_thread(worker_main, nullptr)) {
      p.refused_workers = workers;
      p.refused_at = now;
      return;
    }
    p.refused_workers = kMaxThreads;
    p.workers.fetch_add(1, std::memory_order_relaxed);
  }
}

Slot* claim_slot(Pool& p, int* index) noexcept {
  for (int i = 0; i < kSlots; ++i) {
    uint32_t expected = 0;
    Slot& slot = p.slots[i];
    if (slot.state.load(std::memory_order_relaxed) == 0 &&
        slot.state.compare_exchange_strong(expected, kClaimed, std::memory_order_acquire)) {
      *index = i;
      return &slot;
    }
  }
  return nullptr;
}

void wake_workers(Pool& p, int wanted) noexcept {
  p.epoch.fetch_add(1, std::memory_order_seq_cst);
  if (p.parked.load(std::memory_order_seq_cst) == 0) return;
  int parked;
  {
    // A worker between its last look at the epoch and its wait holds the mutex.
    const std::lock_guard<std::mutex> lock(p.mutex);
    parked = p.parked.load(std::memory_order_relaxed);
  }
  if (wanted >= parked) {
    p.wake.notify_all();
  } else {
    for (int i = 0; i < wanted; ++i) p.wake.notify_one();
  }
}

void wait_for_helpers(Pool& p, Slot& slot) noexcept {
  const auto gone = [&]() noexcept { return (slot.state.load(std::memory_order_acquire) & kHelperMask) == 0; };
  if (spin_until(kSubmitterSpin, gone)) return;
  std::unique_lock<std::mutex> lock(p.mutex);
  slot.state.fetch_or(kSubmitterWaits, std::memory_order_acq_rel);
  while (!gone()) p.helper_left.wait(lock);
}

void run_alone(int64_t count, TaskFn fn, void* context) noexcept {
  const bool was_inside = inside_task;
  inside_task = true;
  for (int64_t i = 0; i < count; ++i) fn(context, i);
  inside_task = was_inside;
}

}  // namespace

int num_threads() noexcept {
  const int n = configured_threads.load(std::memory_order_relaxed);
  if (n > 0) return n;
  static const int initial = [] {
    const char* asked = std::getenv("NDS_NUM_THREADS");
    const long number = asked == nullptr ? 0 : std::strtol(asked, nullptr, 10);
    const int wanted = number >= 1 ? static_cast<int>(std::min<long>(number, kMaxThreads)) : platform::usable_cores();
    if (configured_threads.load(std::memory_order_relaxed) == 0) store_threads(wanted);
    return wanted;
  }();
  const int now = configured_threads.load(std::memory_order_relaxed);
  return now > 0 ? now : initial;
}

void set_num_threads(int n) noexcept {
  num_threads();  // so that a first look at the environment does not come later and undo this
  store_threads(n);
  Pool& p = pool();
  {
    const std::lock_guard<std::mutex> lock(p.mutex);
    p.refused_workers = kMaxThreads;
    p.epoch.fetch_add(1, std::memory_order_seq_cst);
  }
  p.wake.notify_all();  // surplus workers leave
}

void parallel_for(int64_t count, TaskFn fn, void* context) noexcept {
  if (count <= 0) return;
  const int threads = num_threads();
  if (count == 1 || threads == 1 || inside_task) return run_alone(count, fn, context);
  Pool& p = pool();
  const int helpers = static_cast<int>(std::min<int64_t>(threads - 1, count - 1));
  if (p.workers.load(std::memory_order_relaxed) < helpers) start_workers(p, helpers);
  int index = 0;
  Slot* slot = p.workers.load(std::memory_order_relaxed) > 0 ? claim_slot(p, &index) : nullptr;
  if (slot == nullptr) return run_alone(count, fn, context);

  slot->fn = fn;
  slot->context = context;
  slot->count.store(count, std::memory_order_relaxed);
  slot->max_helpers.store(static_cast<uint32_t>(helpers), std::memory_order_relaxed);
  slot->next.store(0, std::memory_order_relaxed);
  slot->state.store(kClaimed | kOpen, std::memory_order_release);
  p.open.fetch_or(uint64_t{1} << index, std::memory_order_release);
  wake_workers(p, helpers);

  inside_task = true;
  work_on(*slot);
  inside_task = false;

  p.open.fetch_and(~(uint64_t{1} << index), std::memory_order_relaxed);
  slot->state.fetch_and(~kOpen, std::memory_order_acq_rel);
  wait_for_helpers(p, *slot);
  slot->state.store(0, std::memory_order_release);
}

}  // namespace nds
