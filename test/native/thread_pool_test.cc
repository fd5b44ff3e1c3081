#include "core/thread_pool.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "core/platform.h"
#include "process.h"

using nds::parallel_for;
using test_process::exited_with;
using test_process::in_child;

namespace {

// Restores the thread count that a test changes.
struct ThreadCount {
  explicit ThreadCount(int n) : before(nds::num_threads()) { nds::set_num_threads(n); }
  ~ThreadCount() { nds::set_num_threads(before); }
  int before;
};

// Runs a job whose two tasks wait for each other; true when they met, which takes two threads.
bool two_threads_meet() {
  std::atomic<int> here{0};
  std::atomic<bool> met{true};
  parallel_for(2, [&](int64_t) noexcept {
    here.fetch_add(1);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (here.load() < 2) {
      if (std::chrono::steady_clock::now() > end) {
        met = false;
        return;
      }
      std::this_thread::yield();
    }
  });
  return met;
}

bool each_index_once(int64_t count) {
  auto hits = std::make_unique<std::atomic<int>[]>(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) hits[static_cast<size_t>(i)] = 0;
  parallel_for(count,
               [&](int64_t i) noexcept { hits[static_cast<size_t>(i)].fetch_add(1, std::memory_order_relaxed); });
  for (int64_t i = 0; i < count; ++i) {
    if (hits[static_cast<size_t>(i)] != 1) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("each index is run exactly once, whatever the count and the threads") {
  for (const int threads : {1, 2, 3, 8}) {
    const ThreadCount scope(threads);
    for (const int64_t count : {0, 1, 2, 3, 7, 64, 1000, 20'000}) CHECK(each_index_once(count));
  }
}

TEST_CASE("writes of the tasks are seen by the submitter, and its writes by them") {
  const ThreadCount scope(4);
  std::vector<int> values(1000);
  for (int round = 0; round < 300; ++round) {
    for (int& value : values) value = round;
    parallel_for(10, [&](int64_t i) noexcept {
      for (size_t k = 0; k < 100; ++k) values[static_cast<size_t>(i) * 100 + k] += static_cast<int>(i);
    });
    int64_t sum = 0;
    for (const int value : values) sum += value;
    REQUIRE(sum == 1000 * round + 4500);
  }
}

TEST_CASE("tasks run on more than one thread, also after the workers have parked") {
  const ThreadCount scope(2);
  CHECK(two_threads_meet());
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  CHECK(two_threads_meet());
}

TEST_CASE("one thread means the calling thread, in increasing order") {
  const ThreadCount scope(1);
  const std::thread::id self = std::this_thread::get_id();
  std::vector<int64_t> order;
  bool elsewhere = false;
  parallel_for(100, [&](int64_t i) noexcept {
    elsewhere = elsewhere || std::this_thread::get_id() != self;
    order.push_back(i);
  });
  CHECK_FALSE(elsewhere);
  REQUIRE(order.size() == 100);
  for (int64_t i = 0; i < 100; ++i) CHECK(order[static_cast<size_t>(i)] == i);
}

TEST_CASE("each thread is handed increasing indices") {
  const ThreadCount scope(3);
  static thread_local int64_t last;
  static thread_local int last_job;
  for (int job = 1; job <= 50; ++job) {
    std::atomic<bool> increasing{true};
    parallel_for(500, [&](int64_t i) noexcept {
      if (last_job == job && i <= last) increasing = false;
      last_job = job;
      last = i;
    });
    CHECK(increasing);
  }
}

TEST_CASE("a call inside a task runs inline on its thread") {
  const ThreadCount scope(4);
  std::atomic<int> wrong{0};
  std::atomic<int> inner{0};
  parallel_for(16, [&](int64_t) noexcept {
    const std::thread::id self = std::this_thread::get_id();
    parallel_for(8, [&](int64_t) noexcept {
      inner.fetch_add(1);
      if (std::this_thread::get_id() != self) wrong.fetch_add(1);
    });
  });
  CHECK(inner == 128);
  CHECK(wrong == 0);
}

TEST_CASE("more submitters than slots work at once, while the thread count changes") {
  const ThreadCount scope(3);
  std::atomic<int64_t> sum{0};
  std::atomic<bool> stop{false};
  std::thread changer([&] {
    for (int i = 0; !stop; ++i) {
      nds::set_num_threads(1 + i % 5);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  std::vector<std::thread> submitters;
  for (int s = 0; s < 80; ++s) {
    submitters.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        parallel_for(20, [&](int64_t i) noexcept { sum.fetch_add(i, std::memory_order_relaxed); });
      }
    });
  }
  for (std::thread& submitter : submitters) submitter.join();
  stop = true;
  changer.join();
  CHECK(sum == int64_t{80} * 50 * 190);
}

TEST_CASE("a long task of a helper is waited for") {
  const ThreadCount scope(2);
  for (int round = 0; round < 5; ++round) {
    std::atomic<int> finished{0};
    parallel_for(2, [&](int64_t) noexcept {
      std::this_thread::sleep_for(std::chrono::milliseconds(5 + 3 * round));
      finished.fetch_add(1);
    });
    CHECK(finished == 2);
  }
}

TEST_CASE("the thread count is at least 1, and NDS_NUM_THREADS sets it at start") {
  {
    const ThreadCount scope(-3);
    CHECK(nds::num_threads() == 1);
  }
  CHECK(test_process::ask("NDS_NUM_THREADS=3", "threads") == "3");
  const std::string cores = std::to_string(nds::platform::usable_cores());
  CHECK(test_process::ask("NDS_NUM_THREADS=", "threads") == cores);
  CHECK(test_process::ask("NDS_NUM_THREADS=none", "threads") == cores);
  CHECK(test_process::ask("NDS_NUM_THREADS=-2", "threads") == cores);
}

#if !defined(__SANITIZE_THREAD__)  // which does not support threads in a forked child
TEST_CASE("a forked child has a pool of its own") {
  const ThreadCount scope(2);
  CHECK(two_threads_meet());
  CHECK(exited_with(in_child([] { return each_index_once(1000) && two_threads_meet() ? 0 : 1; }), 0));
  CHECK(two_threads_meet());
}

TEST_CASE("threads that the system refuses are done without") {
  const int status = in_child([] {
    if (geteuid() == 0 && setuid(65534) != 0) return 2;
    const rlimit none = {0, 0};
    if (setrlimit(RLIMIT_NPROC, &none) != 0) return 2;
    if (nds::platform::start_thread([](void*) {}, nullptr)) return 3;
    nds::set_num_threads(4);
    return each_index_once(1000) ? 0 : 1;
  });
  CHECK(exited_with(status, 0));
}
#endif
