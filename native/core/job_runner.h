// Jobs: work that its submitter does not wait for, on one or two threads of their own, first come, first served. A job
// may use parallel_for like any other caller. The threads start with the first job and are never joined; at exit() jobs
// are cancelled, and those that run are given a moment to stop, so that files in the making are removed.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace nds {

class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  virtual ~Job() = default;

  // What cancel_job sets: for functions that take a flag. Plans see it by themselves (core/cancel.h).
  const std::atomic<bool>& cancelled() const noexcept { return cancelled_; }

 protected:
  // The work: on a runner; on the submitter's thread where the system refuses a first one.
  virtual void run() noexcept = 0;
  // After run(), or in place of it for a job that was cancelled before it began. Once, on whichever thread ends the
  // job.
  virtual void finish(bool ran) noexcept = 0;

 private:
  friend class JobList;
  friend class JobRunner;
  enum class State { kIdle, kQueued, kRunning, kDone };
  std::atomic<bool> cancelled_{false};
  State state_ = State::kIdle;  // this and next_ under the runner's mutex
  std::shared_ptr<Job> next_;
};

void submit_job(std::shared_ptr<Job> job) noexcept;
// A queued job ends here and now; a running one is told to stop; one that is done stays as it is.
void cancel_job(Job& job) noexcept;
// Waits until none of the jobs runs; false when some still do after so many milliseconds.
bool wait_for_jobs(const std::vector<std::shared_ptr<Job>>& jobs, int64_t milliseconds) noexcept;

}  // namespace nds
