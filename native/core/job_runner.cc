#include "core/job_runner.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <new>
#include <utility>

#include "core/cancel.h"
#include "core/platform.h"
#include "core/thread_pool.h"

namespace nds {

namespace {

// Two, so that a file on a slow disk does not hold up a sum; more would share the same cores.
constexpr int kMaxRunners = 2;
// How long exit() waits for jobs to stop. Plans and file transfers look at their flag every few milliseconds.
constexpr int64_t kExitMs = 250;

}  // namespace

class JobRunner {
 public:
  // Never destroyed: its threads outlive main.
  static JobRunner& instance() {
    static JobRunner* const made = [] {
      void* storage = ::operator new (sizeof(JobRunner), std::align_val_t{alignof(JobRunner)});
      JobRunner* runner = new (storage) JobRunner;
      forked = runner;
      platform::at_fork(nullptr, nullptr, forget_threads_in_child);
      std::atexit([] { instance().stop(); });
      return runner;
    }();
    return *made;
  }

  void submit(std::shared_ptr<Job> job) {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      job->state_ = Job::State::kQueued;
      queue_.push_back(job);
      start_threads();
      if (threads_ > 0) {
        wake_.notify_one();
        return;
      }
      queue_.pop_back();
      begin(*job);
    }
    run(*job);
  }

  void cancel(Job& job) noexcept {
    std::shared_ptr<Job> taken;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      job.cancelled_.store(true, std::memory_order_relaxed);
      if (job.state_ != Job::State::kQueued) return;
      const auto at =
          std::find_if(queue_.begin(), queue_.end(), [&](const auto& queued) { return queued.get() == &job; });
      taken = std::move(*at);
      queue_.erase(at);
      job.state_ = Job::State::kDone;
    }
    job.finish(false);
  }

  bool wait_for(const std::vector<std::shared_ptr<Job>>& jobs, int64_t milliseconds) noexcept {
    std::unique_lock<std::mutex> lock(mutex_);
    return done_.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] {
      return std::none_of(jobs.begin(), jobs.end(),
                          [](const auto& job) { return job->state_ == Job::State::kRunning; });
    });
  }

 private:
  JobRunner() = default;

  static void forget_threads_in_child() noexcept { new (forked) JobRunner; }

  static void thread_main(void* self) { static_cast<JobRunner*>(self)->work(); }

  // Under the mutex.
  void start_threads() noexcept {
    const int wanted = std::min(num_threads(), kMaxRunners);
    while (threads_ < wanted && idle_ < static_cast<int>(queue_.size())) {
      if (!platform::start_thread(thread_main, this)) return;
      ++threads_;
      ++idle_;
    }
  }

  void work() noexcept {
    for (;;) {
      std::shared_ptr<Job> job;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [this] { return !queue_.empty(); });
        --idle_;
        job = std::move(queue_.front());
        queue_.pop_front();
        begin(*job);
      }
      run(*job);
      job.reset();
      const std::lock_guard<std::mutex> lock(mutex_);
      ++idle_;
    }
  }

  // Under the mutex.
  void begin(Job& job) noexcept {
    job.state_ = Job::State::kRunning;
    job.next_ = running_;
    running_ = &job;
  }

  void run(Job& job) noexcept {
    {
      const CancelScope scope(&job.cancelled_);
      job.run();
    }
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      job.state_ = Job::State::kDone;
      Job** at = &running_;
      while (*at != &job) at = &(*at)->next_;
      *at = job.next_;
    }
    done_.notify_all();
    job.finish(true);
  }

  // At exit: what is queued never runs, what runs is asked to stop.
  void stop() noexcept {
    std::unique_lock<std::mutex> lock(mutex_);
    queue_.clear();
    for (Job* job = running_; job != nullptr; job = job->next_) job->cancelled_.store(true, std::memory_order_relaxed);
    done_.wait_for(lock, std::chrono::milliseconds(kExitMs), [this] { return running_ == nullptr; });
  }

  static inline JobRunner* forked = nullptr;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  std::deque<std::shared_ptr<Job>> queue_;
  Job* running_ = nullptr;  // a list by next_
  int threads_ = 0;
  int idle_ = 0;  // started and without a job
};

void submit_job(std::shared_ptr<Job> job) { JobRunner::instance().submit(std::move(job)); }

void cancel_job(Job& job) noexcept { JobRunner::instance().cancel(job); }

bool wait_for_jobs(const std::vector<std::shared_ptr<Job>>& jobs, int64_t milliseconds) noexcept {
  return JobRunner::instance().wait_for(jobs, milliseconds);
}

}  // namespace nds
