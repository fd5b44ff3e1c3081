// Asynchronous operations: jobs that run on the core's runners and are settled on the environment's own thread. A job
// touches no memory of V8's and no value of JavaScript's; what it uses it holds by references of its own, so it ends
// safely whatever becomes of the arrays, and of the environment, meanwhile.
#pragma once
#include <node_api.h>

#include <exception>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "binding/env.h"
#include "core/job_runner.h"

namespace nds::binding {

// Calls that start a job find the number of storages it uses at kHeldCount, then their handles.
inline constexpr int kHeldCount = kArgs + 8;
inline constexpr int kMaxHeld = 7;

// The jobs that are done and not yet settled: any thread adds, the environment's takes. Outlives both.
struct Completions {
  std::mutex mutex;
  std::vector<int64_t> done;                  // room for every job is reserved as it starts
  napi_threadsafe_function notify = nullptr;  // null before the first job, and when the environment has ended
};

// A job of an environment.
class AsyncJob : public Job {
 public:
  ~AsyncJob() override { let_go(); }

  // Takes a reference of its own to what a storage owns.
  void hold(const Owned& owned);
  // On the environment's thread, once the job is done: leaves its results in the frame and gives a status, or throws
  // what work() threw. `value` may be set instead: to what the call that settles returns.
  virtual int settle(Env& env, napi_value* value);

 protected:
  // The work. May throw.
  virtual ErrorCode work() = 0;

  void run() noexcept final;
  void finish(bool ran) noexcept final;

 private:
  friend class Jobs;
  void let_go() noexcept;

  std::shared_ptr<Completions> completions_;
  int64_t id_ = 0;
  std::vector<Block*> blocks_;
  std::vector<std::shared_ptr<MappedFile>> maps_;
  ErrorCode code_ = ErrorCode::kOk;
  std::exception_ptr failure_;        // where work() threw
  std::shared_ptr<MappedFile> lost_;  // of the maps, the one that was cut
};

// The jobs of an environment. Used by its thread alone.
class Jobs {
 public:
  explicit Jobs(Env& env) : env_(env) {}
  Jobs(const Jobs&) = delete;
  // The environment ends: what is queued never runs, what runs is told to stop and given a moment; jobs that take
  // longer end by themselves and are heard of no more.
  ~Jobs();

  // callback(id) is called, from the event loop, for each job that is done. False when that cannot be arranged.
  bool listen(napi_value callback);
  // Holds the storages that the frame names and starts the job; its number, or 0 when a storage is gone.
  int64_t start(std::shared_ptr<AsyncJob> job);
  void cancel(int64_t id) noexcept;
  std::shared_ptr<AsyncJob> take(int64_t id);

 private:
  Env& env_;
  std::shared_ptr<Completions> completions_;
  std::unordered_map<int64_t, std::shared_ptr<AsyncJob>> jobs_;
  int64_t last_id_ = 0;
};

// Starts a job for a call: the status, with the job's number as the first result.
int start_job(Env& env, std::shared_ptr<AsyncJob> job);

// The families of jobs; each registers its calls.
void register_compute_jobs(napi_env env, napi_value exports, Env* state);
void register_file_jobs(napi_env env, napi_value exports, Env* state);

}  // namespace nds::binding
