// The job runner, and plans that stop when their job is cancelled.
#include "core/job_runner.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "core/cancel.h"
#include "core/thread_pool.h"
#include "plan/elementwise.h"
#include "plan/reduce.h"
#include "process.h"

namespace {

using nds::ErrorCode;

// What several jobs tell the test.
class Log {
 public:
  void add(int what) {
    const std::lock_guard<std::mutex> lock(mutex_);
    entries_.push_back(what);
    changed_.notify_all();
  }
  std::vector<int> wait_for(size_t n) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return entries_.size() >= n; });
    return entries_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<int> entries_;
};

class TestJob : public nds::Job {
 public:
  explicit TestJob(std::function<void(TestJob&)> work, std::function<void(bool)> end = nullptr)
      : work_(std::move(work)), end_(std::move(end)) {}

 protected:
  void run() noexcept override { work_(*this); }
  void finish(bool ran) noexcept override {
    if (end_) end_(ran);
  }

 private:
  std::function<void(TestJob&)> work_;
  std::function<void(bool)> end_;
};

std::shared_ptr<TestJob> make(std::function<void(TestJob&)> work, std::function<void(bool)> end = nullptr) {
  return std::make_shared<TestJob>(std::move(work), std::move(end));
}

// Occupies a runner until it is cancelled.
void wait_for_cancel(TestJob& job) {
  while (!job.cancelled().load()) std::this_thread::yield();
}

// A sum over `n` elements that are all the same one.
ErrorCode sum_of_one(const double* element, int64_t n, double* out) {
  const int64_t strides[] = {0};
  const bool reduced[] = {true};
  nds::ReducePlan plan{};
  plan.op = nds::Reduction::kSum;
  plan.ndim = 1;
  plan.shape = &n;
  plan.reduced = reduced;
  plan.in = {reinterpret_cast<char*>(const_cast<double*>(element)), nds::DType::kFloat64, strides};
  plan.out = {reinterpret_cast<char*>(out), nds::DType::kFloat64, strides};
  plan.accumulate = nds::DType::kFloat64;
  return nds::run_reduce(plan);
}

ErrorCode sum_rows(const std::vector<double>& elements, int64_t rows, std::vector<double>* out) {
  const int64_t cols = static_cast<int64_t>(elements.size()) / rows;
  const int64_t shape[] = {rows, cols};
  const int64_t strides[] = {cols * 8, 8};
  const int64_t out_strides[] = {8, 0};
  const bool reduced[] = {false, true};
  out->resize(static_cast<size_t>(rows));
  nds::ReducePlan plan{};
  plan.op = nds::Reduction::kSum;
  plan.ndim = 2;
  plan.shape = shape;
  plan.reduced = reduced;
  plan.in = {reinterpret_cast<char*>(const_cast<double*>(elements.data())), nds::DType::kFloat64, strides};
  plan.out = {reinterpret_cast<char*>(out->data()), nds::DType::kFloat64, out_strides};
  plan.accumulate = nds::DType::kFloat64;
  return nds::run_reduce(plan);
}

}  // namespace

TEST_CASE("jobs run on other threads, the first submitted first") {
  Log log;
  const std::thread::id here = std::this_thread::get_id();
  const int runners = std::min(nds::num_threads(), 2);
  std::vector<std::shared_ptr<nds::Job>> blockers;
  for (int i = 0; i < runners; ++i) {
    blockers.push_back(make([&](TestJob& job) {
      log.add(std::this_thread::get_id() == here ? -1 : 0);
      wait_for_cancel(job);
    }));
    nds::submit_job(blockers.back());
  }
  std::vector<int> expected(static_cast<size_t>(runners));
  CHECK(log.wait_for(expected.size()) == expected);
  for (int i = 1; i <= 20; ++i) {
    nds::submit_job(make([&log, i](TestJob&) { log.add(i); }));
    expected.push_back(i);
  }
  // One runner takes all of them.
  nds::cancel_job(*blockers[0]);
  CHECK(log.wait_for(expected.size()) == expected);
  nds::cancel_job(*blockers.back());
  CHECK(nds::wait_for_jobs(blockers, 10'000));
}

TEST_CASE("a job that is cancelled while it waits ends without having run") {
  Log log;
  std::vector<std::shared_ptr<nds::Job>> blockers;
  for (int i = 0; i < 2; ++i) {
    blockers.push_back(make(wait_for_cancel, [&](bool ran) { log.add(ran ? 1 : -1); }));
    nds::submit_job(blockers.back());
  }
  const auto waiting = make([&](TestJob&) { log.add(99); }, [&](bool ran) { log.add(ran ? 98 : 2); });
  nds::submit_job(waiting);
  nds::cancel_job(*waiting);
  nds::cancel_job(*waiting);
  CHECK(log.wait_for(1) == std::vector<int>{2});
  for (const auto& job : blockers) nds::cancel_job(*job);
  const std::vector<int> ends = log.wait_for(3);
  CHECK(ends.size() == 3);
  CHECK(nds::wait_for_jobs(blockers, 10'000));
}

TEST_CASE("waiting for a job that goes on gives up") {
  Log log;
  const auto job = make([&](TestJob& self) {
    log.add(1);
    wait_for_cancel(self);
  });
  nds::submit_job(job);
  log.wait_for(1);
  CHECK_FALSE(nds::wait_for_jobs({job}, 1));
  nds::cancel_job(*job);
  CHECK(nds::wait_for_jobs({job}, 10'000));
}

TEST_CASE("plans of a cancelled job stop") {
  Log log;
  const double one = 1;
  double sum = 0;
  const auto job = make([&](TestJob&) {
    log.add(0);
    log.add(static_cast<int>(sum_of_one(&one, int64_t{1} << 43, &sum)));
  });
  nds::submit_job(job);
  log.wait_for(1);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  nds::cancel_job(*job);
  CHECK(log.wait_for(2)[1] == static_cast<int>(ErrorCode::kAborted));
}

TEST_CASE("elementwise plans stop, and write nothing once cancelled") {
  std::vector<double> in(100'000, 1), out(100'000, 0);
  const int64_t shape = static_cast<int64_t>(in.size());
  const int64_t strides[] = {8};
  nds::ElementwisePlan plan{};
  plan.loop = nds::LoopId{};
  for (int loop = 0; loop < nds::kLoopCount; ++loop) {
    const nds::LoopInfo& row = nds::kLoops[loop];
    if (std::string_view(row.name) == "add" && row.in[0] == nds::DType::kFloat64)
      plan.loop = static_cast<nds::LoopId>(loop);
  }
  plan.ndim = 1;
  plan.shape = &shape;
  for (int k = 0; k < 2; ++k) plan.in[k] = {reinterpret_cast<char*>(in.data()), nds::DType::kFloat64, strides};
  plan.out = {reinterpret_cast<char*>(out.data()), nds::DType::kFloat64, strides};
  std::atomic<bool> flag{true};
  {
    const nds::CancelScope scope(&flag);
    CHECK(nds::run_elementwise(plan) == ErrorCode::kAborted);
    CHECK(out[0] == 0);
    flag = false;
    CHECK(nds::run_elementwise(plan) == ErrorCode::kOk);
  }
  CHECK(nds::cancel_flag() == nullptr);
  CHECK(out.back() == 2);
}

TEST_CASE("that a sum can be cancelled does not change its bits") {
  std::vector<double> elements(3'300'001);
  for (size_t i = 0; i < elements.size(); ++i) elements[i] = 1.0 / static_cast<double>(i + 1);
  const int threads = nds::num_threads();
  const std::atomic<bool> flag{false};
  for (const int n : {1, threads, 4}) {
    nds::set_num_threads(n);
    for (const int64_t rows : {1, 2, 9, 1000}) {
      std::vector<double> plain, cancellable;
      CHECK(sum_rows(elements, rows, &plain) == ErrorCode::kOk);
      const nds::CancelScope scope(&flag);
      CHECK(sum_rows(elements, rows, &cancellable) == ErrorCode::kOk);
      CHECK(plain == cancellable);
    }
  }
  nds::set_num_threads(threads);
}

#if !defined(__SANITIZE_THREAD__)  // which does not support threads in a forked child
using test_process::exited_with;
using test_process::in_child;

TEST_CASE("a forked child has runners of its own") {
  Log log;
  nds::submit_job(make([&](TestJob&) { log.add(1); }));
  log.wait_for(1);
  const int status = in_child([] {
    Log own;
    const std::thread::id here = std::this_thread::get_id();
    nds::submit_job(make([&](TestJob&) { own.add(std::this_thread::get_id() == here ? 1 : 7); }));
    return own.wait_for(1)[0];
  });
  CHECK(exited_with(status, 7));
}

TEST_CASE("exit() stops jobs that run, and drops those that wait") {
  const int status = in_child([] {
    for (int i = 0; i < 5; ++i) nds::submit_job(make(wait_for_cancel));
    std::exit(3);
    return 0;
  });
  CHECK(exited_with(status, 3));
}

TEST_CASE("a job runs where it was submitted when the system refuses threads") {
  const int status = in_child([] {
    if (geteuid() == 0 && setuid(65534) != 0) return 2;
    const rlimit none = {0, 0};
    if (setrlimit(RLIMIT_NPROC, &none) != 0) return 2;
    bool ran = false, finished = false;
    nds::submit_job(make([&](TestJob&) { ran = true; }, [&](bool) { finished = true; }));
    return ran && finished ? 0 : 1;
  });
  CHECK(exited_with(status, 0));
}
#endif
