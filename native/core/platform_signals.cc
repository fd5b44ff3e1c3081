// SIGBUS: one handler for the process, never uninstalled, that passes on what is not ours. SIGSEGV belongs to V8.
#include <signal.h>
#include <sys/mman.h>

#include <atomic>
#include <cstdint>

#include "core/platform.h"

namespace nds::platform {
namespace {

// Actions that were there before ours. The handler may read one while another is stored, so each has its own slot that
// is written once; a program that replaces the handler more often than this keeps the last one known.
constexpr int kMaxPrevious = 64;
struct sigaction previous_actions[kMaxPrevious];
std::atomic<int> previous_count{0};
std::atomic<BusFaultFn> bus_fault{nullptr};
std::atomic_flag installing = ATOMIC_FLAG_INIT;

// How often the fault at this address was passed on without coming back. A previous action may in turn call ours, which
// it had found installed, and so on for ever; one that leaves by a jump is counted too, until another address faults.
struct Passing {
  const void* address;
  int depth;
};
constexpr int kMaxPassingDepth = 8;
// Initial-exec: see current_bus_guard.
#if defined(__GLIBC__)
__attribute__((tls_model("initial-exec")))
#endif
constinit thread_local Passing passing = {nullptr, 0};

void restore_default() noexcept {
  struct sigaction standard = {};
  standard.sa_handler = SIG_DFL;
  sigemptyset(&standard.sa_mask);
  sigaction(SIGBUS, &standard, nullptr);
}

void pass_on(int signal, siginfo_t* info, void* context) noexcept {
  const int count = previous_count.load(std::memory_order_acquire);
  const struct sigaction* previous = count > 0 ? &previous_actions[count - 1] : nullptr;
  const bool sent = info == nullptr || info->si_code <= 0;
  const bool is_function =
      previous != nullptr &&
      ((previous->sa_flags & SA_SIGINFO) != 0 || (previous->sa_handler != SIG_DFL && previous->sa_handler != SIG_IGN));
  const void* address = sent ? nullptr : info->si_addr;
  if (passing.address != address) passing = {address, 0};
  if (is_function && passing.depth < kMaxPassingDepth) {
    ++passing.depth;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    if ((previous->sa_flags & SA_SIGINFO) != 0) {
      previous->sa_sigaction(signal, info, context);
    } else {
      previous->sa_handler(signal);
    }
    std::atomic_signal_fence(std::memory_order_seq_cst);
    passing.depth = 0;
    return;
  }
  if (sent && previous != nullptr && !is_function && previous->sa_handler == SIG_IGN) return;
  // The access is repeated on return and then ends the process with the right signal; a sent signal is sent again.
  restore_default();
  if (sent) raise(SIGBUS);
}

void on_bus(int signal, siginfo_t* info, void* context) {
  const BusFaultFn fn = bus_fault.load(std::memory_order_acquire);
  if (fn != nullptr && info != nullptr && info->si_code > 0 && fn(info->si_addr)) return;
  pass_on(signal, info, context);
}

bool is_ours(const struct sigaction& action) noexcept {
  return (action.sa_flags & SA_SIGINFO) != 0 && action.sa_sigaction == on_bus;
}

}  // namespace

void install_bus_handler(BusFaultFn fn) noexcept {
  bus_fault.store(fn, std::memory_order_release);
  struct sigaction present;
  if (sigaction(SIGBUS, nullptr, &present) == 0 && is_ours(present)) return;
  while (installing.test_and_set(std::memory_order_acquire)) {
  }
  if (sigaction(SIGBUS, nullptr, &present) == 0 && !is_ours(present)) {
    const int count = previous_count.load(std::memory_order_relaxed);
    if (count < kMaxPrevious) {
      previous_actions[count] = present;
      previous_count.store(count + 1, std::memory_order_release);
    }
    struct sigaction ours = {};
    ours.sa_sigaction = on_bus;
    // The mask stays empty and SIGBUS deliverable: siglongjmp out of the handler restores no mask.
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigemptyset(&ours.sa_mask);
    sigaction(SIGBUS, &ours, nullptr);
  }
  installing.clear(std::memory_order_release);
}

bool replace_page_with_zeros(void* address) noexcept {
  const uintptr_t page = reinterpret_cast<uintptr_t>(address) & ~(static_cast<uintptr_t>(page_size()) - 1);
  void* p = mmap(reinterpret_cast<void*>(page), page_size(), PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  return p != MAP_FAILED;
}

}  // namespace nds::platform
