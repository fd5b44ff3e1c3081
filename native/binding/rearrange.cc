// Joining and repeating: the frame is read, a plan is run.
#include "binding/compute.h"
#include "binding/env.h"
#include "core/mapped_file.h"
#include "plan/rearrange.h"

namespace nds::binding {

namespace {

constexpr int kPieceSlots = 3;
constexpr int kMostPieces = (static_cast<int>(kFrameBytes / sizeof(double)) - kText) / kPieceSlots;

bool reads_map(const Frame& frame) noexcept {
  const bool mapped = (frame.flags() & kFlagMapped) != 0;
  if (mapped) arm_bus_handler();
  return mapped;
}

// joinRows(): args address of the result, rows, pieces. Piece k lies in the text area at kText + 3 k: address, bytes
// between rows, bytes of a row.
napi_value join_rows(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  Piece pieces[kMostPieces];
  JoinPlan plan{frame.address(kArgs), frame.integer(kArgs + 1), static_cast<int>(frame.integer(kArgs + 2)), pieces,
                reads_map(frame)};
  if (plan.count > kMostPieces) return status_value(env, state.fail(ErrorCode::kInternal, "too many pieces"));
  for (int k = 0; k < plan.count; ++k) {
    const int base = kText + k * kPieceSlots;
    pieces[k] = {frame.address(base), frame.integer(base + 1), frame.integer(base + 2), 0};
  }
  const ErrorCode code = run_join(plan);
  // Nothing comes back when all is well: making even a number costs as much as joining ten elements.
  return code == ErrorCode::kOk ? nullptr : status_value(env, report(state, code));
}

// repeatBlocks(): args addresses of the result, of the blocks and of the counts (0: none), outer, n, bytes of a block,
// count, blocks in a row of the result.
napi_value repeat_blocks(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  RepeatPlan plan;
  plan.to = frame.address(kArgs);
  plan.from = frame.address(kArgs + 1);
  plan.counts = reinterpret_cast<const int64_t*>(frame.address(kArgs + 2));
  plan.outer = frame.integer(kArgs + 3);
  plan.n = frame.integer(kArgs + 4);
  plan.block_bytes = frame.integer(kArgs + 5);
  plan.count = frame.integer(kArgs + 6);
  plan.total = frame.integer(kArgs + 7);
  plan.mapped = reads_map(frame);
  const ErrorCode code = run_repeat(plan);
  if (code == ErrorCode::kOk) return nullptr;
  if (code != ErrorCode::kInvalidArgument) return status_value(env, report(state, code));
  return status_value(env, state.fail(code, "the counts were changed by another thread while they were in use"));
}

// addCounts(): args address of int64 counts, n; result: their sum.
napi_value add_counts_call(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  int64_t total = 0;
  const ErrorCode code = add_counts(reinterpret_cast<const int64_t*>(frame.address(kArgs)), frame.integer(kArgs + 1),
                                    reads_map(frame), &total);
  frame.result(0, static_cast<double>(total));
  if (code == ErrorCode::kDomain) {
    return status_value(env, state.fail(code, "repeats may not contain negative values."));
  }
  if (code == ErrorCode::kInvalidArgument) {
    return status_value(env, state.fail(code, "array is too big: the sum of the repeats overflows"));
  }
  return status_value(env, report(state, code));
}

// triangle(): args addresses of the result and the source, matrices, rows, columns, bytes of an item, the column at
// which row 0 is cut, 1 for the upper triangle.
napi_value triangle(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  TriangleRows plan{};
  plan.to = frame.address(kArgs);
  plan.from = frame.address(kArgs + 1);
  plan.rows = frame.integer(kArgs + 3);
  plan.columns = frame.integer(kArgs + 4);
  plan.item = frame.integer(kArgs + 5);
  plan.diagonal = frame.integer(kArgs + 6);
  plan.upper = frame.number(kArgs + 7) != 0;
  return status_value(env, report(state, run_triangle(plan, frame.integer(kArgs + 2), reads_map(frame))));
}

// insertPlaces(): args addresses of positions, of zeros (length + 1), of the places and of the mask; n, length.
// Result, with status 4: the position that is out of range.
napi_value insert_places_call(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  int64_t bad = 0;
  const ErrorCode code = insert_places(reinterpret_cast<const int64_t*>(frame.address(kArgs)), frame.integer(kArgs + 4),
                                       frame.integer(kArgs + 5), reinterpret_cast<int64_t*>(frame.address(kArgs + 1)),
                                       reinterpret_cast<int64_t*>(frame.address(kArgs + 2)),
                                       reinterpret_cast<uint8_t*>(frame.address(kArgs + 3)), &bad);
  frame.result(0, static_cast<double>(bad));
  return status_value(env, static_cast<int>(code));
}

}  // namespace

void register_rearrange(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "joinRows", join_rows);
  define(env, exports, state, "repeatBlocks", repeat_blocks);
  define(env, exports, state, "addCounts", add_counts_call);
  define(env, exports, state, "triangle", triangle);
  define(env, exports, state, "insertPlaces", insert_places_call);
}

}  // namespace nds::binding
