// Jobs that run what a frame describes.
#include <cstring>

#include "binding/async.h"
#include "binding/compute.h"

namespace nds::binding {

namespace {

using FrameOperation = ErrorCode (*)(const Frame& frame) noexcept;

// A copy of the frame as it was when the job started. Scalars lie in it, so results come back through it.
class FrameJob final : public AsyncJob {
 public:
  FrameJob(const Frame& frame, FrameOperation operation)
      : slots_(std::make_unique_for_overwrite<double[]>(kText)), operation_(operation) {
    std::memcpy(slots_.get(), frame.slots(), kText * sizeof(double));
    const char* from = reinterpret_cast<const char*>(frame.slots());
    for (int k = 0; k < kMaxOperands; ++k) {
      const int slot = kOperands + k * kOperandSlots;
      const char* at = frame.address(slot);
      if (at < from || at >= from + kFrameBytes) continue;
      const char* moved = reinterpret_cast<const char*>(slots_.get()) + (at - from);
      slots_[slot] = static_cast<double>(reinterpret_cast<uintptr_t>(moved));
    }
  }

  int settle(Env& env, napi_value* value) override {
    const int status = AsyncJob::settle(env, value);
    if (status == 0) std::memcpy(env.frame.slots() + kScalars, slots_.get() + kScalars, 16 * sizeof(double));
    return status;
  }

 protected:
  ErrorCode work() override { return operation_(Frame(slots_.get())); }

 private:
  std::unique_ptr<double[]> slots_;
  FrameOperation operation_;
};

template <FrameOperation operation>
napi_value start(napi_env env, napi_callback_info info) {
  return guarded_call(env, info,
                      [](Env& state) { return start_job(state, std::make_shared<FrameJob>(state.frame, operation)); });
}

}  // namespace

void register_compute_jobs(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "startElementwise", start<elementwise_of>);
  define(env, exports, state, "startReduce", start<reduction_of>);
  define(env, exports, state, "startSort", start<sort_of>);
  define(env, exports, state, "startPartition", start<partition_of>);
  define(env, exports, state, "startScan", start<scan_of>);
  define(env, exports, state, "startMatmul", start<matmul_of>);
}

}  // namespace nds::binding
