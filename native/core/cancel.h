// Cancellation of what a thread runs: while a CancelScope is open, plans look at its flag between pieces of work of a
// few milliseconds, on every thread that helps, and give up with kAborted.
#pragma once
#include <atomic>

namespace nds {

namespace detail {
inline constinit thread_local const std::atomic<bool>* current_cancel_flag = nullptr;
}

// The flag of what this thread runs; null where nobody can cancel it. Helpers of the pool have none: whoever hands them
// work hands the flag on.
inline const std::atomic<bool>* cancel_flag() noexcept { return detail::current_cancel_flag; }

inline bool is_set(const std::atomic<bool>* flag) noexcept {
  return flag != nullptr && flag->load(std::memory_order_relaxed);
}

class CancelScope {
 public:
  explicit CancelScope(const std::atomic<bool>* flag) noexcept : previous_(detail::current_cancel_flag) {
    detail::current_cancel_flag = flag;
  }
  CancelScope(const CancelScope&) = delete;
  ~CancelScope() { detail::current_cancel_flag = previous_; }

 private:
  const std::atomic<bool>* previous_;
};

}  // namespace nds
