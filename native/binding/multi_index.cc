// Coordinates and flat positions: the frame is read, a plan is run.
#include <cstdio>

#include "binding/compute.h"
#include "plan/multi_index.h"

namespace nds::binding {

namespace {

// Of dimension k, in the text area at kText + 4 * k: its length, the stride in elements (or its place in the order of
// unravelling), the mode, the address of the int64 coordinates.
constexpr int kSlots = 4;

// ravelMultiIndex(): args address of the int64 result, n; the shape is the number of dimensions only.
napi_value ravel_multi_index(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  int64_t dims[kMaxDims], strides[kMaxDims];
  CoordinateMode modes[kMaxDims];
  const int64_t* coordinates[kMaxDims];
  const int ndim = frame.ndim();
  for (int k = 0; k < ndim; ++k) {
    const int slot = kText + k * kSlots;
    dims[k] = frame.integer(slot);
    strides[k] = frame.integer(slot + 1);
    modes[k] = static_cast<CoordinateMode>(frame.integer(slot + 2));
    coordinates[k] = reinterpret_cast<const int64_t*>(frame.address(slot + 3));
  }
  const ErrorCode code =
      run_ravel_multi_index({ndim, dims, strides, modes, coordinates, reinterpret_cast<int64_t*>(frame.address(kArgs)),
                             frame.integer(kArgs + 1)});
  if (code == ErrorCode::kInvalidArgument) {
    return status_value(env, state.fail(ErrorCode::kDomain, "invalid entry in coordinates array"));
  }
  return status_value(env, report(state, code));
}

// unravelIndex(): args address of the int64 positions, n, size of the array.
napi_value unravel_index(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  int64_t dims[kMaxDims];
  int order[kMaxDims];
  int64_t* coordinates[kMaxDims];
  const int ndim = frame.ndim();
  for (int k = 0; k < ndim; ++k) {
    const int slot = kText + k * kSlots;
    dims[k] = frame.integer(slot);
    order[frame.integer(slot + 1)] = k;
    coordinates[k] = reinterpret_cast<int64_t*>(frame.address(slot + 3));
  }
  int64_t bad = 0;
  const int64_t size = frame.integer(kArgs + 2);
  const ErrorCode code =
      run_unravel_index({ndim, dims, order, size, reinterpret_cast<const int64_t*>(frame.address(kArgs)), coordinates,
                         frame.integer(kArgs + 1)},
                        &bad);
  if (code == ErrorCode::kInvalidArgument) {
    char message[112];
    std::snprintf(message, sizeof message, "index %lld is out of bounds for array with size %lld",
                  static_cast<long long>(bad), static_cast<long long>(size));
    return status_value(env, state.fail(ErrorCode::kDomain, message));
  }
  return status_value(env, report(state, code));
}

}  // namespace

void register_multi_index(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "ravelMultiIndex", ravel_multi_index);
  define(env, exports, state, "unravelIndex", unravel_index);
}

}  // namespace nds::binding
