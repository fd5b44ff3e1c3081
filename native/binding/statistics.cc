// Histograms, interpolation, correlation: the frame is read, a plan is run.
#include "binding/compute.h"
#include "core/mapped_file.h"
#include "plan/correlate.h"
#include "plan/histogram.h"
#include "plan/interpolate.h"

namespace nds::binding {

namespace {

bool reads_map(const Frame& frame) noexcept {
  const bool mapped = (frame.flags() & kFlagMapped) != 0;
  if (mapped) arm_bus_handler();
  return mapped;
}

// Args: binning, dtype, bins, address of the edges, first, last, span, 1 for float16 and 2 for
// wide quotients, address of the result, its dtype, whether
// there are weights; operands: elements, weights.
HistogramPlan histogram_plan(const Frame& frame, int64_t* shape, int64_t* strides) noexcept {
  frame.read_shape(shape);
  HistogramPlan plan;
  plan.binning = static_cast<Binning>(frame.integer(kArgs));
  plan.ndim = frame.ndim();
  plan.shape = shape;
  plan.in = frame.operand(0, strides);
  plan.dtype = static_cast<DType>(frame.integer(kArgs + 1));
  plan.bins.count = frame.integer(kArgs + 2);
  plan.bins.edges = frame.address(kArgs + 3);
  plan.bins.first = frame.number(kArgs + 4);
  plan.bins.last = frame.number(kArgs + 5);
  plan.bins.span = frame.number(kArgs + 6);
  plan.bins.half = (frame.integer(kArgs + 7) & 1) != 0;
  plan.bins.wide = (frame.integer(kArgs + 7) & 2) != 0;
  plan.out = frame.address(kArgs + 8);
  plan.out_dtype = static_cast<DType>(frame.integer(kArgs + 9));
  plan.weights = nullptr;
  plan.mapped = reads_map(frame);
  return plan;
}

napi_value histogram(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  int64_t shape[kMaxDims], strides[2][kMaxDims];
  HistogramPlan plan = histogram_plan(state.frame, shape, strides[0]);
  Operand weights;
  if (state.frame.number(kArgs + 10) != 0) {
    weights = state.frame.operand(1, strides[1]);
    plan.weights = &weights;
  }
  return status_value(env, report(state, run_histogram(plan)));
}

// As histogram(); the result is int64 positions.
napi_value bin_positions(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  int64_t shape[kMaxDims], strides[kMaxDims];
  const HistogramPlan plan = histogram_plan(state.frame, shape, strides);
  return status_value(env, report(state, run_bin_positions(plan)));
}

// As histogram(), with 1 in place of the weights for right; the result is int64 numbers of bins.
napi_value digitize(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  int64_t shape[kMaxDims], strides[kMaxDims];
  const HistogramPlan plan = histogram_plan(state.frame, shape, strides);
  return status_value(env, report(state, run_digitize(plan, state.frame.number(kArgs + 10) != 0)));
}

// interpolate(): args points, addresses of their places and values, 1 for complex values, address of the result, left
// and right in two parts each; the operand x.
napi_value interpolate(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  int64_t shape[kMaxDims], strides[kMaxDims];
  frame.read_shape(shape);
  InterpolatePlan plan;
  plan.ndim = frame.ndim();
  plan.shape = shape;
  plan.x = frame.operand(0, strides);
  plan.n = frame.integer(kArgs);
  plan.at = reinterpret_cast<const double*>(frame.address(kArgs + 1));
  plan.values = frame.address(kArgs + 2);
  plan.complex = frame.number(kArgs + 3) != 0;
  plan.out = frame.address(kArgs + 4);
  for (int part = 0; part < 2; ++part) {
    plan.left[part] = frame.number(kArgs + 5 + part);
    plan.right[part] = frame.number(kArgs + 7 + part);
  }
  plan.mapped = reads_map(frame);
  return status_value(env, report(state, run_interpolate(plan)));
}

// correlate(): args dtype, address and elements of the longer run, of the shorter one, the first shift, outputs,
// address of the result.
napi_value correlate(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  CorrelateCall call;
  call.a = frame.address(kArgs + 1);
  call.n = frame.integer(kArgs + 2);
  call.v = frame.address(kArgs + 3);
  call.m = frame.integer(kArgs + 4);
  call.first = frame.integer(kArgs + 5);
  call.count = frame.integer(kArgs + 6);
  call.out = frame.address(kArgs + 7);
  return status_value(env, report(state, run_correlate(static_cast<DType>(frame.integer(kArgs)), call)));
}

}  // namespace

void register_statistics(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "histogram", histogram);
  define(env, exports, state, "binPositions", bin_positions);
  define(env, exports, state, "digitize", digitize);
  define(env, exports, state, "interpolate", interpolate);
  define(env, exports, state, "correlate", correlate);
}

}  // namespace nds::binding
