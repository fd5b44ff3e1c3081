// Products of matrices: the frame is read, a plan is run.
#include "binding/compute.h"
#include "core/mapped_file.h"
#include "plan/matmul.h"

namespace nds::binding {

namespace {

napi_value matmul(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  return status_value(env, report(state, matmul_of(state.frame)));
}

}  // namespace

ErrorCode matmul_of(const Frame& frame) noexcept {
  int64_t shape[kMaxDims];
  int64_t strides[3][kMaxDims];
  frame.read_shape(shape);
  MatmulPlan plan;
  plan.ndim = frame.ndim();
  plan.shape = shape;
  plan.k = frame.integer(kArgs);
  plan.conjugate = frame.number(kArgs + 1) != 0;
  plan.a = frame.operand(0, strides[0]);
  plan.b = frame.operand(1, strides[1]);
  plan.c = frame.operand(2, strides[2]);
  plan.dtype = plan.c.dtype;
  plan.mapped = (frame.flags() & kFlagMapped) != 0;
  if (plan.mapped) arm_bus_handler();
  return run_matmul(plan);
}

void register_products(napi_env env, napi_value exports, Env* state) { define(env, exports, state, "matmul", matmul); }

}  // namespace nds::binding
