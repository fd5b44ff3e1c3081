// Packed bits: the frame is read, a plan is run.
#include "plan/bits.h"

#include "binding/compute.h"
#include "core/mapped_file.h"

namespace nds::binding {

namespace {

// packBits(), unpackBits(): args from, to, rows, elements per row, bytes of bits per row, little; flag mapped.
BitsPlan plan_of(const Frame& frame) noexcept {
  BitsPlan plan;
  plan.from = frame.address(kArgs);
  plan.to = frame.address(kArgs + 1);
  plan.rows = frame.integer(kArgs + 2);
  plan.bytes = frame.integer(kArgs + 3);
  plan.packed = frame.integer(kArgs + 4);
  plan.little = frame.number(kArgs + 5) != 0;
  plan.mapped = (frame.flags() & kFlagMapped) != 0;
  if (plan.mapped) arm_bus_handler();
  return plan;
}

napi_value pack_bits(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  return status_value(env, report(state, run_pack_bits(plan_of(state.frame))));
}

napi_value unpack_bits(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  return status_value(env, report(state, run_unpack_bits(plan_of(state.frame))));
}

}  // namespace

void register_bits(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "packBits", pack_bits);
  define(env, exports, state, "unpackBits", unpack_bits);
}

}  // namespace nds::binding
