#include "binding/async.h"

#include "binding/compute.h"

namespace nds::binding {

namespace {

// How long the end of an environment waits for its jobs.
constexpr int64_t kTeardownMs = 250;

// On the environment's thread, from its event loop; without an environment when that has ended.
void settle_done(napi_env env, napi_value callback, void* context, void*) {
  if (env == nullptr) return;
  auto& completions = *static_cast<Completions*>(context);
  napi_value receiver = nullptr;
  if (napi_get_undefined(env, &receiver) != napi_ok) return;
  for (;;) {
    int64_t id;
    {
      const std::lock_guard<std::mutex> lock(completions.mutex);
      if (completions.done.empty()) return;
      id = completions.done.front();
      completions.done.erase(completions.done.begin());
    }
    napi_handle_scope scope = nullptr;
    if (napi_open_handle_scope(env, &scope) != napi_ok) return;
    napi_value argument = nullptr;
    napi_create_int64(env, id, &argument);
    const bool called = napi_call_function(env, receiver, callback, 1, &argument, nullptr) == napi_ok;
    napi_close_handle_scope(env, scope);
    if (!called) return;  // the environment is being terminated
  }
}

}  // namespace

void AsyncJob::hold(const Owned& owned) {
  if (owned.block != nullptr) {
    blocks_.push_back(owned.block);
    retain_block(owned.block);
  }
  if (owned.mapping) maps_.push_back(owned.mapping);
}

void AsyncJob::let_go() noexcept {
  for (Block* block : blocks_) release_block(block);
  blocks_.clear();
  maps_.clear();
}

void AsyncJob::run() noexcept {
  try {
    code_ = work();
  } catch (const Error& error) {
    code_ = error.code();
    failure_ = std::current_exception();
  } catch (...) {
    code_ = ErrorCode::kInternal;
    failure_ = std::current_exception();
  }
  if (code_ != ErrorCode::kMappingLost) return;
  for (const auto& map : maps_) {
    if (map->lost()) lost_ = map;
  }
}

void AsyncJob::finish(bool ran) noexcept {
  if (!ran) code_ = ErrorCode::kAborted;
  let_go();  // whoever hears of the end finds the memory free
  const std::lock_guard<std::mutex> lock(completions_->mutex);
  completions_->done.push_back(id_);
  if (completions_->notify == nullptr) return;
  // Anything but success means that the environment is ending: the function must not be touched again.
  const napi_status status = napi_call_threadsafe_function(completions_->notify, nullptr, napi_tsfn_nonblocking);
  if (status != napi_ok) completions_->notify = nullptr;
}

int AsyncJob::settle(Env& env, napi_value*) {
  if (lost_) return env.fail_lost(*lost_);
  if (failure_) std::rethrow_exception(failure_);
  return report(env, code_);
}

Jobs::~Jobs() {
  if (completions_ == nullptr) return;
  {
    const std::lock_guard<std::mutex> lock(completions_->mutex);
    completions_->notify = nullptr;
  }
  std::vector<std::shared_ptr<Job>> jobs;
  for (const auto& [id, job] : jobs_) {
    cancel_job(*job);
    jobs.push_back(job);
  }
  wait_for_jobs(jobs, kTeardownMs);
}

bool Jobs::listen(napi_value callback) {
  if (completions_ != nullptr) return true;
  auto completions = std::make_shared<Completions>();
  napi_value name = nullptr;
  const napi_env env = env_.napi();
  if (napi_create_string_utf8(env, "ndstride", NAPI_AUTO_LENGTH, &name) != napi_ok) return false;
  napi_threadsafe_function notify = nullptr;
  if (napi_create_threadsafe_function(env, callback, nullptr, name, 0, 1, nullptr, nullptr, completions.get(),
                                      settle_done, &notify) != napi_ok) {
    return false;
  }
  napi_unref_threadsafe_function(env, notify);  // idle, it keeps no process alive
  completions->notify = notify;
  completions_ = std::move(completions);
  return true;
}

int64_t Jobs::start(std::shared_ptr<AsyncJob> job) {
  const Frame& frame = env_.frame;
  const auto held = static_cast<int>(frame.integer(kHeldCount));
  for (int k = 0; k < held && k < kMaxHeld; ++k) {
    const Owned* owned = env_.find(frame.integer(kHeldCount + 1 + k));
    if (owned == nullptr) return 0;
    job->hold(*owned);
  }
  const int64_t id = ++last_id_;
  job->id_ = id;
  job->completions_ = completions_;
  {
    const std::lock_guard<std::mutex> lock(completions_->mutex);
    completions_->done.reserve(jobs_.size() + 1);
  }
  jobs_.emplace(id, job);
  submit_job(std::move(job));
  if (jobs_.size() == 1) napi_ref_threadsafe_function(env_.napi(), completions_->notify);
  return id;
}

void Jobs::cancel(int64_t id) noexcept {
  const auto at = jobs_.find(id);
  if (at != jobs_.end()) cancel_job(*at->second);
}

std::shared_ptr<AsyncJob> Jobs::take(int64_t id) {
  const auto at = jobs_.find(id);
  if (at == jobs_.end()) return nullptr;
  std::shared_ptr<AsyncJob> job = std::move(at->second);
  jobs_.erase(at);
  if (jobs_.empty()) napi_unref_threadsafe_function(env_.napi(), completions_->notify);
  return job;
}

int start_job(Env& env, std::shared_ptr<AsyncJob> job) {
  const int64_t id = env.jobs().start(std::move(job));
  if (id == 0) return env.fail(ErrorCode::kInternal, "a storage of the job is gone");
  env.frame.result(0, static_cast<double>(id));
  return 0;
}

namespace {

// listenToJobs(callback): callback(id) is called for each job that is done.
napi_value listen_to_jobs(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value callback = nullptr;
  napi_get_cb_info(env, info, &argc, &callback, nullptr, nullptr);
  return guarded_call(env, info, [&](Env& state) {
    if (state.jobs().listen(callback)) return 0;
    return state.fail(ErrorCode::kInternal, "the environment takes no more callbacks");
  });
}

// cancelJob(): args id. The job still ends and is to be settled.
napi_value cancel(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [](Env& state) {
    state.jobs().cancel(state.frame.integer(kArgs));
    return 0;
  });
}

// settleJob(): args id. Gives a status, or a value; results and scalars are in the frame.
napi_value settle(napi_env env, napi_callback_info info) {
  napi_value value = nullptr;
  const napi_value status = guarded_call(env, info, [&](Env& state) {
    const std::shared_ptr<AsyncJob> job = state.jobs().take(state.frame.integer(kArgs));
    if (job == nullptr) return state.fail(ErrorCode::kInternal, "no such job");
    return job->settle(state, &value);
  });
  return value != nullptr ? value : status;
}

}  // namespace

void register_async(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "listenToJobs", listen_to_jobs);
  define(env, exports, state, "cancelJob", cancel);
  define(env, exports, state, "settleJob", settle);
  register_compute_jobs(env, exports, state);
  register_file_jobs(env, exports, state);
}

}  // namespace nds::binding
