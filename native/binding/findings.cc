// Comparisons of whole arrays, and what operations met: the frame is read, a plan is run.
#include "binding/compute.h"
#include "core/cpu.h"
#include "core/mapped_file.h"
#include "generated/loops.h"
#include "kernels/elementwise/close.h"
#include "kernels/elementwise/float_status.h"
#include "plan/elementwise_blocks.h"
#include "plan/findings.h"

namespace nds::binding {

namespace {

// What a comparison costs beside an addition.
constexpr int kCloseCost = 2;
constexpr int kComplexCloseCost = 20;
constexpr int kStatusCost = 4;

// A plan over the first operands of the frame.
struct FramePlan {
  FindingsPlan plan;
  int64_t shape[kMaxDims];
  int64_t strides[4][kMaxDims];

  FramePlan(const Frame& frame, int inputs) noexcept {
    frame.read_shape(shape);
    plan.inputs = inputs;
    plan.ndim = frame.ndim();
    plan.shape = shape;
    for (int k = 0; k < inputs; ++k) plan.in[k] = frame.operand(k, strides[k]);
    plan.where = nullptr;
    plan.mapped = (frame.flags() & kFlagMapped) != 0;
    plan.cost = 1;
    plan.flip = 0;
    plan.enough = 1;
    if (plan.mapped) arm_bus_handler();
  }
};

// Elementwise into operand 3.
ErrorCode store_close(const FindingsPlan& plan, const Operand& out) noexcept {
  const Operand* operands[] = {&plan.in[0], &plan.in[1], &plan.in[2], &out};
  BlockPlan blocks;
  for (int k = 0; k < 3; ++k) blocks.operands[k] = {plan.in[k].dtype, plan.as[k], false};
  blocks.operands[3] = {out.dtype, DType::kBool, false};
  coalesce(blocks.nest, plan.ndim, plan.shape, operands, 4, 3);
  if (nest_size(blocks.nest) == 0) return ErrorCode::kOk;
  blocks.kernel = plan.kernel;
  blocks.inputs = 3;
  blocks.masked = false;
  blocks.mapped = plan.mapped;
  blocks.may_stream = false;
  blocks.cost = plan.cost;
  return run_blocks(blocks);
}

// close(): args dtype of the difference, dtype of the limit, equal nan, 1 to write bools to operand 3; operands x, y,
// (rtol, atol) as complex numbers. Result, where nothing is written: whether all are close.
napi_value close(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  FramePlan read(frame, 3);
  FindingsPlan& plan = read.plan;
  const auto dtype = static_cast<DType>(frame.integer(kArgs));
  const auto limit = static_cast<DType>(frame.integer(kArgs + 1));
  plan.kernel = close_kernel(active_target(), dtype, limit, frame.number(kArgs + 2) != 0);
  plan.as[0] = plan.as[1] = close_operand(dtype);
  plan.as[2] = tolerance_dtype(limit);
  plan.cost = dtype == DType::kComplex64 || dtype == DType::kComplex128 ? kComplexCloseCost : kCloseCost;
  if (frame.number(kArgs + 3) != 0) {
    return status_value(env, report(state, store_close(plan, frame.operand(3, read.strides[3]))));
  }
  plan.flip = 1;
  uint8_t seen;
  const ErrorCode code = run_findings(plan, seen);
  frame.result(0, seen == 0 ? 1 : 0);
  return status_value(env, report(state, code));
}

// differ(): args the loop of notEqual, or -1 and the dtype for comparing with nans taken for equal; operands x, y.
// Result: whether some element differs.
napi_value differ(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  FramePlan read(frame, 2);
  FindingsPlan& plan = read.plan;
  const int64_t loop = frame.integer(kArgs);
  if (loop >= 0) {
    const LoopInfo& row = kLoops[loop];
    plan.kernel = elementwise_kernels(active_target())[loop];
    plan.as[0] = row.in[0];
    plan.as[1] = row.in[1];
  } else {
    const auto dtype = static_cast<DType>(frame.integer(kArgs + 1));
    plan.kernel = differ_kernel(active_target(), dtype);
    plan.as[0] = plan.as[1] = close_operand(dtype);
  }
  uint8_t seen;
  const ErrorCode code = run_findings(plan, seen);
  frame.result(0, seen);
  return status_value(env, report(state, code));
}

// What kernels read a dtype as.
DType widened(DType dtype) noexcept { return dtype == DType::kFloat16 ? DType::kFloat32 : dtype; }

// Runs a plan for the bits of a FloatStatus; result: those seen.
napi_value find_status(napi_env env, const Env& state, FindingsPlan& plan) noexcept {
  uint8_t seen = 0;
  plan.enough = 0;
  const ErrorCode code = plan.kernel == nullptr ? ErrorCode::kOk : run_findings(plan, seen);
  state.frame.result(0, seen);
  return status_value(env, report(state, code));
}

// floatStatus(): the frame of an elementwise operation that has run (args loop; its inputs, its output, the mask where
// flagged), args[1] a StatusRule. The operands still hold what was computed from.
napi_value float_status(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const LoopInfo& row = kLoops[frame.integer(kArgs)];
  FramePlan read(frame, 3);
  FindingsPlan& plan = read.plan;
  // Operands of other dtypes, such as ldexp's exponents, have no part in it.
  if (row.inputs != 2 || row.in[1] != row.in[0]) plan.in[1] = plan.in[0];
  plan.in[2] = frame.operand(row.inputs, read.strides[2]);
  Operand where;
  if ((frame.flags() & kFlagWhere) != 0) {
    where = frame.operand(row.inputs + 1, read.strides[3]);
    plan.where = &where;
  }
  plan.kernel = status_kernel(static_cast<StatusRule>(frame.integer(kArgs + 1)), row.in[0], row.out);
  plan.as[0] = plan.as[1] = widened(row.in[0]);
  plan.as[2] = widened(row.out);
  plan.cost = kStatusCost;
  return find_status(env, state, plan);
}

// castStatus(): the frame of a copy that has run (operands from, to, the mask where flagged).
napi_value cast_status(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  FramePlan read(frame, 1);
  FindingsPlan& plan = read.plan;
  Operand where;
  if ((frame.flags() & kFlagWhere) != 0) {
    where = frame.operand(2, read.strides[3]);
    plan.where = &where;
  }
  plan.kernel = cast_status_kernel(plan.in[0].dtype, frame.operand(1, read.strides[2]).dtype);
  plan.as[0] = widened(plan.in[0].dtype);
  plan.cost = kStatusCost;
  return find_status(env, state, plan);
}

// numberKinds(): operand 0; result: kOverflow for an infinity among its elements, kInvalid for a nan.
napi_value number_kinds(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  FramePlan read(state.frame, 1);
  FindingsPlan& plan = read.plan;
  plan.inputs = 3;
  plan.in[1] = plan.in[2] = plan.in[0];
  plan.kernel = status_kernel(StatusRule::kKinds, plan.in[0].dtype, plan.in[0].dtype);
  plan.as[0] = plan.as[1] = plan.as[2] = widened(plan.in[0].dtype);
  plan.cost = kStatusCost;
  return find_status(env, state, plan);
}

}  // namespace

void register_findings(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "close", close);
  define(env, exports, state, "differ", differ);
  define(env, exports, state, "floatStatus", float_status);
  define(env, exports, state, "castStatus", cast_status);
  define(env, exports, state, "numberKinds", number_kinds);
}

}  // namespace nds::binding
