// Histograms, interpolation, correlation, polynomials: the frame is read, a plan is run.
#include "binding/compute.h"
#include "core/mapped_file.h"
#include "kernels/polynomial/least_squares.h"
#include "kernels/polynomial/roots.h"
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

// polynomialRoots(): args address of the coefficients behind the leading 1, how many, 1 for complex ones, addresses of
// working memory for as many squared, and of the roots (complex128). Memory of blocks and slabs only.
napi_value polynomial_roots(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const int64_t n = frame.integer(kArgs + 1);
  auto* roots = reinterpret_cast<Complex128*>(frame.address(kArgs + 4));
  const bool found = frame.number(kArgs + 2) != 0
                         ? complex_roots(reinterpret_cast<const Complex128*>(frame.address(kArgs)), n,
                                         reinterpret_cast<Complex128*>(frame.address(kArgs + 3)), roots)
                         : real_roots(reinterpret_cast<const double*>(frame.address(kArgs)), n,
                                      reinterpret_cast<double*>(frame.address(kArgs + 3)), roots);
  if (found) return status_value(env, 0);
  return status_value(env, state.fail(ErrorCode::kDomain, "Eigenvalues did not converge"));
}

// leastSquares(): args rows, columns, right-hand sides, addresses of a, b, solution, residuals, values, inverse, work,
// rcond; result: the rank. Memory of blocks and slabs only.
napi_value least_squares(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const auto doubles = [&frame](int slot) { return reinterpret_cast<double*>(frame.address(kArgs + slot)); };
  LeastSquares problem;
  problem.rows = frame.integer(kArgs);
  problem.columns = frame.integer(kArgs + 1);
  problem.sides = frame.integer(kArgs + 2);
  problem.a = doubles(3);
  problem.b = doubles(4);
  problem.solution = doubles(5);
  problem.residuals = doubles(6);
  problem.values = doubles(7);
  problem.inverse = doubles(8);
  problem.work = doubles(9);
  problem.rcond = frame.number(kArgs + 10);
  const bool solved = solve_least_squares(problem);
  frame.result(0, static_cast<double>(problem.rank));
  if (solved) return status_value(env, 0);
  return status_value(env, state.fail(ErrorCode::kDomain, "SVD did not converge in Linear Least Squares"));
}

}  // namespace

void register_statistics(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "histogram", histogram);
  define(env, exports, state, "binPositions", bin_positions);
  define(env, exports, state, "digitize", digitize);
  define(env, exports, state, "interpolate", interpolate);
  define(env, exports, state, "correlate", correlate);
  define(env, exports, state, "polynomialRoots", polynomial_roots);
  define(env, exports, state, "leastSquares", least_squares);
}

}  // namespace nds::binding
