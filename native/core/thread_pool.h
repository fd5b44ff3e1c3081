// The compute pool: one per process, started on first use, never destroyed (a pool destroyed at exit aborts the
// process when a worker still runs; see RELIABILITY facts in docs/architecture.md). Any thread may submit, several at
// once; the submitter works on its own job. Workers spin briefly after a job, then park. They run with SIGBUS
// unblocked.
#pragma once
#include <cstdint>
#include <type_traits>

namespace nds {

// Threads that parallel_for may use, the caller included. At least 1. Default: NDS_NUM_THREADS or the cores the
// process may run on (affinity and cgroup quota respected).
int num_threads() noexcept;
// n < 1 is taken as 1. Threads that cannot be created (EAGAIN) are done without.
void set_num_threads(int n) noexcept;

using TaskFn = void (*)(void* context, int64_t index) noexcept;

// Calls fn(context, i) for each i in [0, count), each exactly once, on up to num_threads() threads; returns when all
// are done. Indices are handed out in increasing order. Runs on the calling thread alone when count is 1 or the pool
// has one thread, or when called from inside a task.
void parallel_for(int64_t count, TaskFn fn, void* context) noexcept;

// The same for a callable: parallel_for(n, [&](int64_t i) noexcept { ... }).
template <class F>
void parallel_for(int64_t count, F&& f) noexcept {
  using Callable = std::remove_reference_t<F>;
  parallel_for(
      count, [](void* c, int64_t i) noexcept { (*static_cast<Callable*>(c))(i); },
      const_cast<void*>(static_cast<const void*>(&f)));
}

}  // namespace nds
