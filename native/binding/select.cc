// Indexing by masks and integer arrays: the frame is read, a plan is run.
#include <cstdio>

#include "binding/env.h"
#include "plan/accumulate.h"
#include "plan/select.h"

namespace nds::binding {

namespace {

int report(const Env& state, ErrorCode code) {
  switch (code) {
    case ErrorCode::kOk: return 0;
    case ErrorCode::kMappingLost: return state.fail_lost();
    case ErrorCode::kInvalidArgument:
      return state.fail(code, "a mask was changed by another thread while it was in use");
    default: return state.fail(code, "the operation failed");
  }
}

// Shape, flags and the first operands of a call.
struct MaskCall {
  int ndim;
  int64_t shape[kMaxDims];
  int64_t strides[2][kMaxDims];
  Operand operands[2];
  bool mapped;

  MaskCall(const Frame& frame, int count) {
    ndim = frame.ndim();
    frame.read_shape(shape);
    for (int k = 0; k < count; ++k) operands[k] = frame.operand(k, strides[k]);
    mapped = (frame.flags() & kFlagMapped) != 0;
    if (mapped) arm_bus_handler();
  }
};

// countTrue(): operand mask; result: the number of true elements.
napi_value count_true_call(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const MaskCall call(state.frame, 1);
  int64_t count = 0;
  const int status = report(state, count_true(call.ndim, call.shape, call.operands[0], call.mapped, &count));
  if (status == 0) state.frame.result(0, static_cast<double>(count));
  return status_value(env, status);
}

// compress(): args address of the result, count; operands from, mask.
napi_value compress(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const MaskCall call(frame, 2);
  return status_value(env, report(state, run_compress(call.ndim, call.shape, call.operands[0], call.operands[1],
                                                      frame.address(kArgs), frame.integer(kArgs + 1), call.mapped)));
}

// expand(): args address of the values, count; operands to, mask.
napi_value expand(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const MaskCall call(frame, 2);
  return status_value(env, report(state, run_expand(call.ndim, call.shape, call.operands[0], call.operands[1],
                                                    frame.address(kArgs), frame.integer(kArgs + 1), call.mapped)));
}

// nonzero(): args address of int64 rows, one per axis, and count, their length; operand mask.
napi_value nonzero(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const MaskCall call(frame, 1);
  const int64_t count = frame.integer(kArgs + 1);
  int64_t* rows[kMaxDims];
  for (int i = 0; i < call.ndim; ++i) rows[i] = reinterpret_cast<int64_t*>(frame.address(kArgs)) + i * count;
  return status_value(env,
                      report(state, run_nonzero(call.ndim, call.shape, call.operands[0], rows, count, call.mapped)));
}

// The status of a call that failed. An index out of bounds is kInvalidArgument, its text NumPy's.
napi_value refuse(napi_env env, const Env& state, ErrorCode code, int64_t bad, int64_t axis, int64_t bound) {
  if (code == ErrorCode::kDomain) {
    return status_value(env, state.fail(code, "Integers to negative integer powers are not allowed."));
  }
  if (code != ErrorCode::kInvalidArgument) return status_value(env, report(state, code));
  char message[128];
  std::snprintf(message, sizeof message, "index %lld is out of bounds for axis %lld with size %lld",
                static_cast<long long>(bad), static_cast<long long>(axis), static_cast<long long>(bound));
  return status_value(env, state.fail(code, message));
}

// Index k lies in the text area at kText + k * (kIndexStrides + index dimensions): address, byte step in the array,
// length of its axis, number of the axis, byte strides.
constexpr int kIndexStrides = 4;
constexpr int kIndexSlots = kFrameBytes / static_cast<int>(sizeof(double)) - kText;

// Args: index dimensions, indices, mode (IndexMode), 1 where the index dimensions walk the array themselves. The shape
// is the index shape, then the inner shape. Operands: the result or the values; the array, its strides those of the
// inner shape; bytes in the array that the index dimensions walk.
struct IndexCall {
  MaskCall call;
  GatherPlan plan;
  int64_t strides[kIndexSlots];
  int64_t along[kMaxDims];
  int64_t step[kMaxDims], bound[kMaxDims];
  Operand index[kMaxDims];

  explicit IndexCall(const Frame& frame) : call(frame, 2) {
    plan.index_ndim = static_cast<int>(frame.integer(kArgs));
    plan.index_count = static_cast<int>(frame.integer(kArgs + 1));
    plan.mode = static_cast<IndexMode>(frame.integer(kArgs + 2));
    plan.index_shape = call.shape;
    plan.inner_ndim = call.ndim - plan.index_ndim;
    plan.inner_shape = call.shape + plan.index_ndim;
    plan.other = call.operands[0];
    plan.array = call.operands[1];
    plan.mapped = call.mapped;
    for (int k = 0; k < plan.index_count; ++k) {
      const int base = slot(k);
      int64_t* own = strides + k * plan.index_ndim;
      for (int i = 0; i < plan.index_ndim; ++i) own[i] = frame.integer(base + kIndexStrides + i);
      index[k] = {frame.address(base), DType::kInt64, own};
      step[k] = frame.integer(base + 1);
      bound[k] = frame.integer(base + 2);
    }
    plan.index = index;
    plan.step = step;
    plan.bound = bound;
    if (frame.integer(kArgs + 3) == 0) return;
    constexpr int kAlong = kOperands + 2 * kOperandSlots + kOperandStrides;
    for (int i = 0; i < plan.index_ndim; ++i) along[i] = frame.integer(kAlong + i);
    plan.along = along;
  }
  IndexCall(const IndexCall&) = delete;

  int slot(int k) const noexcept { return kText + k * (kIndexStrides + plan.index_ndim); }

  napi_value finish(napi_env env, const Env& state, ErrorCode code, int64_t bad, int bad_index) const {
    if (code == ErrorCode::kOk) return status_value(env, 0);
    return refuse(env, state, code, bad, state.frame.integer(slot(bad_index) + 3), bound[bad_index]);
  }
};

napi_value gather(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const IndexCall call(state.frame);
  int64_t bad = 0;
  int bad_index = 0;
  const ErrorCode code = run_gather(call.plan, &bad, &bad_index);
  return call.finish(env, state, code, bad, bad_index);
}

napi_value scatter(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const IndexCall call(state.frame);
  int64_t bad = 0;
  int bad_index = 0;
  const ErrorCode code = run_scatter(call.plan, &bad, &bad_index);
  return call.finish(env, state, code, bad, bad_index);
}

// takeRows(): args result, array, dtype, elements of a row, rows, int64 indices, how many, mode: all contiguous and in
// memory of ours. Gives nothing when all is well. putRows(): the same with the values in the place of the result, and
// in args[8] 0 where they are one element (of a row of one), 1 where they are as many as the rows.
napi_value move_rows(napi_env env, napi_callback_info info, bool put) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const auto dtype = static_cast<DType>(frame.integer(kArgs + 2));
  const int64_t size = item_size(dtype);
  const int64_t cols = frame.integer(kArgs + 3), rows = frame.integer(kArgs + 4), n = frame.integer(kArgs + 6);
  const int64_t step = cols * size;
  const int64_t eight = sizeof(int64_t);
  const int64_t strides[] = {put && frame.number(kArgs + 8) == 0 ? 0 : step, size};
  const Operand index = {frame.address(kArgs + 5), DType::kInt64, &eight};
  GatherPlan plan = {1,
                     &n,
                     1,
                     &index,
                     &step,
                     &rows,
                     cols == 1 ? 0 : 1,
                     &cols,
                     {frame.address(kArgs + 1), dtype, &size},
                     {frame.address(kArgs), dtype, strides},
                     false};
  plan.mode = static_cast<IndexMode>(frame.integer(kArgs + 7));
  BadIndex bad;
  const ErrorCode code = put ? run_scatter(plan, &bad.value, &bad.index) : run_gather(plan, &bad.value, &bad.index);
  return code == ErrorCode::kOk ? nullptr : refuse(env, state, code, bad.value, 0, rows);
}

napi_value take_rows(napi_env env, napi_callback_info info) { return move_rows(env, info, false); }
napi_value put_rows(napi_env env, napi_callback_info info) { return move_rows(env, info, true); }

// accumulate(): as scatter, with the loop in args[4].
napi_value accumulate(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const IndexCall call(state.frame);
  BadIndex bad;
  const auto loop = static_cast<LoopId>(state.frame.integer(kArgs + 4));
  const ErrorCode code = run_accumulate({call.plan, loop}, &bad);
  return call.finish(env, state, code, bad.value, bad.index);
}

}  // namespace

void register_select(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "countTrue", count_true_call);
  define(env, exports, state, "compress", compress);
  define(env, exports, state, "expand", expand);
  define(env, exports, state, "nonzero", nonzero);
  define(env, exports, state, "gather", gather);
  define(env, exports, state, "scatter", scatter);
  define(env, exports, state, "takeRows", take_rows);
  define(env, exports, state, "putRows", put_rows);
  define(env, exports, state, "accumulate", accumulate);
}

}  // namespace nds::binding
