// Elementwise operations, reductions, copies and fills: the frame is read, a plan is run.
#include "binding/compute.h"

#include "core/cpu.h"
#include "core/mapped_file.h"
#include "core/thread_pool.h"
#include "kernels/kernel.h"
#include "plan/copy.h"
#include "plan/elementwise.h"
#include "plan/reduce.h"

namespace nds::binding {

namespace {

// Up to this many elements a flat operation runs on the calling thread, straight through its kernel.
constexpr int64_t kDirectElements = 4096;

bool aligned(const void* p, DType dtype) noexcept { return is_aligned(reinterpret_cast<uintptr_t>(p), dtype); }

// elementwiseFlat(): args loop, n, in0, in1, in2, out, scalars. Contiguous operands of the loop's own dtypes.
napi_value elementwise_flat(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const auto loop = static_cast<LoopId>(frame.integer(kArgs));
  const LoopInfo& row = kLoops[loop];
  const int64_t n = frame.integer(kArgs + 1);
  ElementwiseCall call;
  bool direct = n <= kDirectElements;
  for (int k = 0; k < row.inputs; ++k) {
    call.in[k] = frame.address(kArgs + 2 + k);
    direct = direct && aligned(call.in[k], row.in[k]);
  }
  call.out = frame.address(kArgs + 5);
  call.n = n;
  call.scalars = static_cast<uint32_t>(frame.integer(kArgs + 6));
  call.stream = false;
  if (direct) {
    static const ElementwiseKernel* const kernels = elementwise_kernels(active_target());
    const int code = kernels[loop](call);
    // Nothing comes back when all is well: making even a number costs as much as adding ten.
    return code == 0 ? nullptr : status_value(env, report(state, static_cast<ErrorCode>(code)));
  }
  ElementwisePlan plan;
  plan.loop = loop;
  plan.ndim = 1;
  plan.shape = &n;
  int64_t strides[4];
  for (int k = 0; k < row.inputs; ++k) {
    strides[k] = (call.scalars >> k & 1) != 0 ? 0 : item_size(row.in[k]);
    plan.in[k] = {static_cast<char*>(const_cast<void*>(call.in[k])), row.in[k], &strides[k]};
  }
  strides[3] = item_size(row.out);
  plan.out = {static_cast<char*>(call.out), row.out, &strides[3]};
  plan.where = nullptr;
  plan.mapped = false;
  const ErrorCode failure = run_elementwise(plan);
  return failure == ErrorCode::kOk ? nullptr : status_value(env, report(state, failure));
}

napi_value elementwise(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  return status_value(env, report(state, elementwise_of(state.frame)));
}

napi_value reduce(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  return status_value(env, report(state, reduction_of(state.frame)));
}

// copy(): operands from, to, the mask where flagged.
napi_value copy(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  int64_t shape[kMaxDims];
  int64_t strides[3][kMaxDims];
  frame.read_shape(shape);
  CopyPlan plan;
  plan.ndim = frame.ndim();
  plan.shape = shape;
  plan.from = frame.operand(0, strides[0]);
  plan.to = frame.operand(1, strides[1]);
  Operand where;
  plan.where = nullptr;
  const uint32_t flags = frame.flags();
  if ((flags & kFlagWhere) != 0) {
    where = frame.operand(2, strides[2]);
    plan.where = &where;
  }
  plan.mapped = (flags & kFlagMapped) != 0;
  plan.swap_from = (flags & kFlagSwapFrom) != 0;
  plan.swap_to = (flags & kFlagSwapTo) != 0;
  if (plan.mapped) arm_bus_handler();
  return status_value(env, report(state, run_copy(plan)));
}

Complex128 complex_scalar(const Frame& frame, int k) noexcept {
  Complex128 value;
  std::memcpy(&value, frame.scalar(k), sizeof(value));
  return value;
}

// arange(): args to, dtype, n, start, delta (or scalars 0 and 1 as start and delta: int64 with args[5] = 1, complex128
// with 2).
napi_value arange(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const auto dtype = static_cast<DType>(frame.integer(kArgs + 1));
  int64_t stride = item_size(dtype);
  const Operand to = {frame.address(kArgs), dtype, &stride};
  const int64_t n = frame.integer(kArgs + 2);
  if (frame.integer(kArgs + 5) == 1) {
    int64_t start;
    int64_t delta;
    std::memcpy(&start, frame.scalar(0), 8);
    std::memcpy(&delta, frame.scalar(1), 8);
    return status_value(env, report(state, run_arange_integer(to, n, start, delta)));
  }
  if (frame.integer(kArgs + 5) == 2) {
    return status_value(env,
                        report(state, run_arange_complex(to, n, complex_scalar(frame, 0), complex_scalar(frame, 1))));
  }
  return status_value(env, report(state, run_arange(to, n, frame.number(kArgs + 3), frame.number(kArgs + 4))));
}

// linspace(): args to, dtype, n, start, stop, step, endpoint (or, with 2 more there, scalars 0 and 1 as complex128
// start and stop).
napi_value linspace(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const auto dtype = static_cast<DType>(frame.integer(kArgs + 1));
  int64_t stride = item_size(dtype);
  const Operand to = {frame.address(kArgs), dtype, &stride};
  const int64_t n = frame.integer(kArgs + 2), kind = frame.integer(kArgs + 6);
  const bool endpoint = (kind & 1) != 0;
  const ErrorCode error =
      kind >= 2
          ? run_linspace_complex(to, n, complex_scalar(frame, 0), complex_scalar(frame, 1), endpoint)
          : run_linspace(to, n, frame.number(kArgs + 3), frame.number(kArgs + 4), frame.number(kArgs + 5), endpoint);
  return status_value(env, report(state, error));
}

// element(): args address, itemsize, 0 to read into scalar 0, 1 to write from it. Memory of blocks only.
napi_value element(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  void* scalar = const_cast<void*>(frame.scalar(0));
  const auto bytes = static_cast<size_t>(frame.integer(kArgs + 1));
  if (frame.number(kArgs + 2) == 0) {
    std::memcpy(scalar, frame.address(kArgs), bytes);
  } else {
    std::memcpy(frame.address(kArgs), scalar, bytes);
  }
  return nullptr;
}

// threads(): args n to set, or 0; result: the number now.
napi_value threads(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const int64_t n = state.frame.integer(kArgs);
  if (n > 0) set_num_threads(static_cast<int>(n));
  state.frame.result(0, num_threads());
  return status_value(env, 0);
}

napi_value target(napi_env env, napi_callback_info) {
  napi_value result = nullptr;
  napi_create_string_utf8(env, target_name(active_target()), NAPI_AUTO_LENGTH, &result);
  return result;
}

}  // namespace

ErrorCode elementwise_of(const Frame& frame) noexcept {
  int64_t shape[kMaxDims];
  int64_t strides[6][kMaxDims];
  frame.read_shape(shape);
  ElementwisePlan plan;
  plan.loop = static_cast<LoopId>(frame.integer(kArgs));
  plan.ndim = frame.ndim();
  plan.shape = shape;
  const int inputs = kLoops[plan.loop].inputs;
  for (int k = 0; k < inputs; ++k) plan.in[k] = frame.operand(k, strides[k]);
  const int outputs = kLoops[plan.loop].outputs;
  plan.out = frame.operand(inputs, strides[3]);
  if (outputs == 2) plan.second = frame.operand(inputs + 1, strides[5]);
  Operand where;
  plan.where = nullptr;
  if ((frame.flags() & kFlagWhere) != 0) {
    where = frame.operand(inputs + outputs, strides[4]);
    plan.where = &where;
  }
  plan.mapped = (frame.flags() & kFlagMapped) != 0;
  if (plan.mapped) arm_bus_handler();
  return run_elementwise(plan);
}

ErrorCode reduction_of(const Frame& frame) noexcept {
  int64_t shape[kMaxDims];
  int64_t strides[3][kMaxDims];
  bool reduced[kMaxDims];
  frame.read_shape(shape);
  ReducePlan plan;
  plan.op = static_cast<Reduction>(frame.integer(kArgs));
  plan.ndim = frame.ndim();
  plan.shape = shape;
  for (int i = 0; i < plan.ndim; ++i) reduced[i] = frame.number(kAxes + i) != 0;
  plan.reduced = reduced;
  plan.in = frame.operand(0, strides[0]);
  plan.out = frame.operand(1, strides[1]);
  Operand where;
  plan.where = nullptr;
  if ((frame.flags() & kFlagWhere) != 0) {
    where = frame.operand(2, strides[2]);
    plan.where = &where;
  }
  plan.accumulate = static_cast<DType>(frame.integer(kArgs + 1));
  plan.ddof = frame.number(kArgs + 2);
  plan.initial = frame.number(kArgs + 3) != 0 ? frame.scalar(0) : nullptr;
  plan.skip_nan = frame.number(kArgs + 4) != 0;
  plan.mapped = (frame.flags() & kFlagMapped) != 0;
  if (plan.mapped) arm_bus_handler();
  return run_reduce(plan);
}

int report(const Env& state, ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::kOk: return 0;
    case ErrorCode::kMappingLost: return state.fail_lost();
    case ErrorCode::kMemoryLimit: return state.fail(code, "Unable to allocate working memory within the memory limit");
    case ErrorCode::kOutOfMemory: return state.fail(code, "the operating system refused working memory");
    case ErrorCode::kDomain: return state.fail(code, "Integers to negative integer powers are not allowed.");
    default: return state.fail(code, "the operation failed");
  }
}

void register_compute(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "elementwiseFlat", elementwise_flat);
  define(env, exports, state, "elementwise", elementwise);
  define(env, exports, state, "copy", copy);
  define(env, exports, state, "reduce", reduce);
  define(env, exports, state, "arange", arange);
  define(env, exports, state, "linspace", linspace);
  define(env, exports, state, "element", element);
  define(env, exports, state, "threads", threads);
  define(env, exports, state, "targetName", target);
}

}  // namespace nds::binding
