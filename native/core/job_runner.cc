#include "core/job_runner.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
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

// A list of jobs by their next_. Holds no memory of its own, so that a forked child can forget it.
class JobList {
 public:
  bool empty() const noexcept { return first_ == nullptr; }
  int size() const noexcept { return size_; }
  const std::shared_ptr<Job>& first() const noexcept { return first_; }

  void push(std::shared_ptr<Job> job) noexcept {
    Job* const last = job.get();
    (last_ == nullptr ? first_ : last_->next_) = std::move(job);
    last_ = last;
    ++size_;
  }

  // Takes a job that is in the list.
  std::shared_ptr<Job> take(const Job* job) noexcept {
    std::shared_ptr<Job>* at = &first_;
    Job* before = nullptr;
    while (at->get() != job) {
      before = at->get();
      at = &before->next_;
    }
    std::shared_ptr<Job> taken = std::move(*at);
    *at = std::move(taken->next_);
    if (last_ == job) last_ = before;
    --size_;
    return taken;
  }

 private:
  std::shared_ptr<Job> first_;
  Job* last_ = nullptr;
  int size_ = 0;
};

class JobRunner {
 public:
  // In raw storage: nothing destroys it at exit, when its threads may still run.
  static JobRunner& instance() noexcept {
    alignas(JobRunner) static char storage[sizeof(JobRunner)];
    static JobRunner* const made = [] {
      JobRunner* runner = new (storage) JobRunner;
      forked = runner;
      platform::at_fork(nullptr, nullptr, forget_threads_in_child);
      std::atexit([] { instance().stop(); });
      return runner;
    }();
    return *made;
  }

  void submit(std::shared_ptr<Job> job) noexcept {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      job->state_ = Job::State::kQueued;
      queue_.push(job);
      start_threads();
      if (threads_ > 0) {
        wake_.notify_one();
        return;
      }
      begin(queue_.take(job.get()));
    }
    run(*job);
  }

  void cancel(Job& job) noexcept {
    std::shared_ptr<Job> taken;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      job.cancelled_.store(true, std::memory_order_relaxed);
      if (job.state_ != Job::State::kQueued) return;
      taken = queue_.take(&job);
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
    while (threads_ < wanted && idle_ < queue_.size()) {
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
        job = queue_.take(queue_.first().get());
        begin(job);
      }
      run(*job);
      job.reset();
      const std::lock_guard<std::mutex> lock(mutex_);
      ++idle_;
    }
  }

  // Under the mutex.
  void begin(std::shared_ptr<Job> job) noexcept {
    job->state_ = Job::State::kRunning;
    running_.push(std::move(job));
  }

  void run(Job& job) noexcept {
    {
      const CancelScope scope(&job.cancelled_);
      job.run();
    }
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      job.state_ = Job::State::kDone;
      running_.take(&job);
    }
    done_.notify_all();
    job.finish(true);
  }

  // At exit: what is queued never runs, what runs is asked to stop.
  void stop() noexcept {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!queue_.empty()) queue_.take(queue_.first().get());
    for (Job* job = running_.first().get(); job != nullptr; job = job->next_.get()) {
      job->cancelled_.store(true, std::memory_order_relaxed);
    }
    done_.wait_for(lock, std::chrono::milliseconds(kExitMs), [this] { return running_.empty(); });
  }

  static inline JobRunner* forked = nullptr;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  JobList queue_;
  JobList running_;
  int threads_ = 0;
  int idle_ = 0;  // started and without a job
};

void submit_job(std::shared_ptr<Job> job) noexcept { JobRunner::instance().submit(std::move(job)); }

void cancel_job(Job& job) noexcept { JobRunner::instance().cancel(job); }

bool wait_for_jobs(const std::vector<std::shared_ptr<Job>>& jobs, int64_t milliseconds) noexcept {
  return JobRunner::instance().wait_for(jobs, milliseconds);
}

}  // namespace nds
