// Sorting, scans, searches in sorted arrays and unique: the frame is read, a plan is run.
#include <cstdio>
#include <string>

#include "binding/compute.h"
#include "core/mapped_file.h"
#include "kernels/sort/search.h"
#include "plan/partition.h"
#include "plan/scan.h"
#include "plan/search.h"
#include "plan/sort.h"
#include "plan/unique.h"

namespace nds::binding {

namespace {

napi_value sort(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  return status_value(env, report(state, sort_of(state.frame)));
}

napi_value scan(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  return status_value(env, report(state, scan_of(state.frame)));
}

// sortRows(): args address of contiguous rows, dtype, n, width, address of int64 positions.
napi_value sort_rows(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const ErrorCode code =
      run_sort_rows(frame.address(kArgs), static_cast<DType>(frame.integer(kArgs + 1)), frame.integer(kArgs + 2),
                    frame.integer(kArgs + 3), reinterpret_cast<int64_t*>(frame.address(kArgs + 4)));
  return status_value(env, report(state, code));
}

// searchSorted(): args n, address, stride, sorter's address or 0, its stride, address of int64 results, right; the
// operand keys.
napi_value search_sorted(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  int64_t shape[kMaxDims], strides[kMaxDims];
  frame.read_shape(shape);
  SearchPlan plan;
  plan.n = frame.integer(kArgs);
  plan.items = frame.address(kArgs + 1);
  plan.stride = frame.integer(kArgs + 2);
  plan.sorter = frame.address(kArgs + 3);
  plan.sorter_stride = frame.integer(kArgs + 4);
  plan.out = reinterpret_cast<int64_t*>(frame.address(kArgs + 5));
  plan.right = frame.number(kArgs + 6) != 0;
  plan.ndim = frame.ndim();
  plan.shape = shape;
  plan.keys = frame.operand(0, strides);
  plan.mapped = (frame.flags() & kFlagMapped) != 0;
  if (plan.mapped) arm_bus_handler();
  const ErrorCode code = run_search(plan);
  if (code == ErrorCode::kInvalidArgument) {
    return status_value(env, state.fail(ErrorCode::kDomain, "Sorter index out of range."));
  }
  return status_value(env, report(state, code));
}

// findRuns(): args address of contiguous rows, dtype, n, width, equal nan, address of n int64 for where runs start;
// result: their number. Memory of blocks and slabs only.
napi_value find_runs(napi_env env, napi_callback_info info) {
  const Frame& frame = env_of(env, info).frame;
  const FindRuns kernel = runs_kernel(static_cast<DType>(frame.integer(kArgs + 1)));
  const int64_t runs = kernel(frame.address(kArgs), frame.integer(kArgs + 2), frame.integer(kArgs + 3),
                              frame.number(kArgs + 4) != 0, reinterpret_cast<int64_t*>(frame.address(kArgs + 5)));
  frame.result(0, static_cast<double>(runs));
  return status_value(env, 0);
}

// keepFirsts(): args address of contiguous elements, dtype, n, equal nan; result: how many are left.
napi_value keep_firsts(napi_env env, napi_callback_info info) {
  const Frame& frame = env_of(env, info).frame;
  const KeepFirsts kernel = firsts_kernel(static_cast<DType>(frame.integer(kArgs + 1)));
  const int64_t left = kernel(frame.address(kArgs), frame.integer(kArgs + 2), frame.number(kArgs + 3) != 0);
  frame.result(0, static_cast<double>(left));
  return status_value(env, 0);
}

// runInverse(), runCounts(): args n, address of starts, runs, address of the result, address of positions.
napi_value run_inverse_call(napi_env env, napi_callback_info info) {
  const Frame& frame = env_of(env, info).frame;
  run_inverse(reinterpret_cast<const int64_t*>(frame.address(kArgs + 4)), frame.integer(kArgs),
              reinterpret_cast<const int64_t*>(frame.address(kArgs + 1)), frame.integer(kArgs + 2),
              reinterpret_cast<int64_t*>(frame.address(kArgs + 3)));
  return status_value(env, 0);
}

napi_value run_counts_call(napi_env env, napi_callback_info info) {
  const Frame& frame = env_of(env, info).frame;
  run_counts(frame.integer(kArgs), reinterpret_cast<const int64_t*>(frame.address(kArgs + 1)), frame.integer(kArgs + 2),
             reinterpret_cast<int64_t*>(frame.address(kArgs + 3)));
  return status_value(env, 0);
}

// partition(): args axis, positions, whether the result is new memory, number of kth, address of those (sorted,
// different int64); operands from, to.
napi_value partition(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  return status_value(env, report(state, partition_of(state.frame)));
}

// orderStatistics(): args axis, number of ranks, address of int64 ranks, whether each row has its own, whether nans
// spread, elements of a plane; operands from, to.
napi_value order_statistics(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  return status_value(env, report(state, order_statistics_of(state.frame)));
}

}  // namespace

ErrorCode partition_of(const Frame& frame) noexcept {
  int64_t shape[kMaxDims];
  int64_t strides[2][kMaxDims];
  frame.read_shape(shape);
  PartitionPlan plan;
  plan.ndim = frame.ndim();
  plan.shape = shape;
  plan.axis = static_cast<int>(frame.integer(kArgs));
  plan.positions = frame.number(kArgs + 1) != 0;
  plan.fresh = frame.number(kArgs + 2) != 0;
  plan.count = frame.integer(kArgs + 3);
  plan.kth = reinterpret_cast<const int64_t*>(frame.address(kArgs + 4));
  plan.from = frame.operand(0, strides[0]);
  plan.to = frame.operand(1, strides[1]);
  plan.mapped = (frame.flags() & kFlagMapped) != 0;
  if (plan.mapped) arm_bus_handler();
  return run_partition(plan);
}

ErrorCode order_statistics_of(const Frame& frame) noexcept {
  int64_t shape[kMaxDims];
  int64_t strides[2][kMaxDims];
  frame.read_shape(shape);
  OrderPlan plan;
  plan.ndim = frame.ndim();
  plan.shape = shape;
  plan.axis = static_cast<int>(frame.integer(kArgs));
  plan.count = frame.integer(kArgs + 1);
  plan.ranks = reinterpret_cast<const int64_t*>(frame.address(kArgs + 2));
  plan.rank_per_row = frame.number(kArgs + 3) != 0;
  plan.spread_nan = frame.number(kArgs + 4) != 0;
  plan.plane = frame.integer(kArgs + 5);
  plan.from = frame.operand(0, strides[0]);
  plan.to = frame.operand(1, strides[1]);
  plan.mapped = (frame.flags() & kFlagMapped) != 0;
  if (plan.mapped) arm_bus_handler();
  return run_order_statistics(plan);
}

ErrorCode sort_of(const Frame& frame) noexcept {
  int64_t shape[kMaxDims];
  int64_t strides[2][kMaxDims];
  frame.read_shape(shape);
  SortPlan plan;
  plan.ndim = frame.ndim();
  plan.shape = shape;
  plan.axis = static_cast<int>(frame.integer(kArgs));
  plan.positions = frame.number(kArgs + 1) != 0;
  plan.descending = frame.number(kArgs + 2) != 0;
  plan.fresh = frame.number(kArgs + 3) != 0;
  plan.from = frame.operand(0, strides[0]);
  plan.to = frame.operand(1, strides[1]);
  plan.mapped = (frame.flags() & kFlagMapped) != 0;
  if (plan.mapped) arm_bus_handler();
  return run_sort(plan);
}

ErrorCode scan_of(const Frame& frame) noexcept {
  int64_t shape[kMaxDims];
  int64_t strides[2][kMaxDims];
  frame.read_shape(shape);
  ScanPlan plan;
  plan.op = static_cast<Scan>(frame.integer(kArgs));
  plan.ndim = frame.ndim();
  plan.shape = shape;
  plan.axis = static_cast<int>(frame.integer(kArgs + 1));
  plan.skip_nan = frame.number(kArgs + 2) != 0;
  plan.from = frame.operand(0, strides[0]);
  plan.to = frame.operand(1, strides[1]);
  plan.mapped = (frame.flags() & kFlagMapped) != 0;
  if (plan.mapped) arm_bus_handler();
  return run_scan(plan);
}

void register_order(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "sort", sort);
  define(env, exports, state, "sortRows", sort_rows);
  define(env, exports, state, "scan", scan);
  define(env, exports, state, "partition", partition);
  define(env, exports, state, "orderStatistics", order_statistics);
  define(env, exports, state, "searchSorted", search_sorted);
  define(env, exports, state, "findRuns", find_runs);
  define(env, exports, state, "keepFirsts", keep_firsts);
  define(env, exports, state, "runInverse", run_inverse_call);
  define(env, exports, state, "runCounts", run_counts_call);
}

}  // namespace nds::binding
