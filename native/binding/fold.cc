// Folds with elementwise loops: the frame is read, a plan is run.
#include <cstdio>

#include "binding/compute.h"
#include "core/mapped_file.h"
#include "plan/fold_loop.h"

namespace nds::binding {

namespace {

// Args: loop, axis. Operands: from, to, the mask where flagged.
struct FoldCall {
  int64_t shape[kMaxDims];
  int64_t strides[3][kMaxDims];
  Operand where;
  FoldLoopPlan plan = {};

  explicit FoldCall(const Frame& frame) {
    frame.read_shape(shape);
    plan.loop = static_cast<LoopId>(frame.integer(kArgs));
    plan.axis = static_cast<int>(frame.integer(kArgs + 1));
    plan.ndim = frame.ndim();
    plan.shape = shape;
    plan.from = frame.operand(0, strides[0]);
    plan.to = frame.operand(1, strides[1]);
    if ((frame.flags() & kFlagWhere) != 0) {
      where = frame.operand(2, strides[2]);
      plan.where = &where;
    }
    plan.mapped = (frame.flags() & kFlagMapped) != 0;
    if (plan.mapped) arm_bus_handler();
  }
  FoldCall(const FoldCall&) = delete;
};

// foldLoop(): further args accumulate, any order, has initial (scalar 0), has neutral (scalar 1).
napi_value fold_loop(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  FoldCall call(frame);
  call.plan.accumulate = frame.number(kArgs + 2) != 0;
  call.plan.any_order = frame.number(kArgs + 3) != 0;
  call.plan.initial = frame.number(kArgs + 4) != 0 ? frame.scalar(0) : nullptr;
  call.plan.neutral = frame.number(kArgs + 5) != 0 ? frame.scalar(1) : nullptr;
  return status_value(env, report(state, run_fold_loop(call.plan)));
}

// reduceat(): further args any order, Reduction or -1, address and number of contiguous int64 starts, which are our own
// copy. Result: the first start that is out of bounds, of which the status is kInvalidArgument.
napi_value reduceat(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  FoldCall call(frame);
  call.plan.any_order = frame.number(kArgs + 2) != 0;
  const auto* starts = reinterpret_cast<const int64_t*>(frame.address(kArgs + 4));
  const int64_t count = frame.integer(kArgs + 5), length = call.shape[call.plan.axis];
  for (int64_t i = 0; i < count; ++i) {
    if (starts[i] >= 0 && starts[i] < length) continue;
    char message[96];
    std::snprintf(message, sizeof message, "index %lld out-of-bounds in reduceat [0, %lld)",
                  static_cast<long long>(starts[i]), static_cast<long long>(length));
    return status_value(env, state.fail(ErrorCode::kInvalidArgument, message));
  }
  const ReduceatPlan plan = {call.plan, static_cast<int>(frame.integer(kArgs + 3)), starts, count};
  return status_value(env, report(state, run_reduceat(plan)));
}

}  // namespace

void register_fold(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "foldLoop", fold_loop);
  define(env, exports, state, "reduceat", reduceat);
}

}  // namespace nds::binding
