// Sets and orders by several keys: the frame is read, a plan is run.
#include "binding/compute.h"
#include "plan/lexsort.h"
#include "plan/membership.h"
#include "plan/scratch.h"

namespace nds::binding {

namespace {

// isMember(): args dtype, address and number of contiguous elements, the same of those to look among, invert, whether a
// table is wanted, address of bools. Result: 1 where no table could be made, 0 else.
napi_value is_member(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  MembershipPlan plan;
  plan.dtype = static_cast<DType>(frame.integer(kArgs));
  plan.items = frame.address(kArgs + 1);
  plan.n = frame.integer(kArgs + 2);
  plan.others = frame.address(kArgs + 3);
  plan.m = frame.integer(kArgs + 4);
  plan.invert = frame.number(kArgs + 5) != 0;
  plan.table = frame.number(kArgs + 6) != 0;
  plan.out = reinterpret_cast<uint8_t*>(frame.address(kArgs + 7));
  const ErrorCode code = run_membership(plan);
  if (code == ErrorCode::kInvalidArgument) {
    frame.result(0, 1);
    return status_value(env, 0);
  }
  frame.result(0, 0);
  return status_value(env, report(state, code));
}

// The range of keys as the frame has it: four halves of 32 bits.
void put_range(const Frame& frame, KeyRange range) {
  frame.result(0, static_cast<double>(range.least >> 32));
  frame.result(1, static_cast<double>(range.least & 0xFFFFFFFF));
  frame.result(2, static_cast<double>(range.span >> 32));
  frame.result(3, static_cast<double>(range.span & 0xFFFFFFFF));
}

TallyPlan read_tally(const Frame& frame) {
  const auto word = [&frame](int slot) {
    return static_cast<uint64_t>(frame.number(slot)) << 32 | static_cast<uint64_t>(frame.number(slot + 1));
  };
  return {static_cast<DType>(frame.integer(kArgs)), frame.address(kArgs + 1), frame.integer(kArgs + 2),
          KeyRange{word(kArgs + 3), word(kArgs + 5)}};
}

// keyRange(): args dtype, address and number (not 0) of contiguous integers. Results: the least key, and the distance
// to the greatest, in halves.
napi_value key_range(napi_env env, napi_callback_info info) {
  const Frame& frame = env_of(env, info).frame;
  put_range(frame, run_key_range(static_cast<DType>(frame.integer(kArgs)), frame.address(kArgs + 1),
                                 frame.integer(kArgs + 2)));
  return status_value(env, 0);
}

// tally(): args dtype, address, number of contiguous integers, their key range in halves, address of bytes, or 0, of
// counts, or 0. Result: how many are different.
napi_value tally(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  int64_t different = 0;
  const ErrorCode code = run_tally(read_tally(frame), reinterpret_cast<uint8_t*>(frame.address(kArgs + 7)),
                                   reinterpret_cast<int64_t*>(frame.address(kArgs + 8)), &different);
  if (code == ErrorCode::kOk) frame.result(0, static_cast<double>(different));
  return status_value(env, report(state, code));
}

// writeTally(): args as of tally(), then addresses of values, first positions, counts, the inverse (0: not wanted).
napi_value write_tally_call(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const TallyOutputs out = {frame.address(kArgs + 9), reinterpret_cast<int64_t*>(frame.address(kArgs + 10)),
                            reinterpret_cast<int64_t*>(frame.address(kArgs + 11)),
                            reinterpret_cast<int64_t*>(frame.address(kArgs + 12))};
  const ErrorCode code = write_tally(read_tally(frame), reinterpret_cast<const uint8_t*>(frame.address(kArgs + 7)),
                                     reinterpret_cast<const int64_t*>(frame.address(kArgs + 8)), out);
  return status_value(env, report(state, code));
}

// lexsort(): args number of keys, address of pairs of float64 (address, dtype; the first is the primary key), rows, n,
// address of int64 positions.
napi_value lexsort_call(napi_env env, napi_callback_info info) {
  const Env& state = env_of(env, info);
  const Frame& frame = state.frame;
  const int64_t count = frame.integer(kArgs);
  const double* list = reinterpret_cast<const double*>(frame.address(kArgs + 1));
  Scratch scratch;
  const ErrorCode refused = scratch.allocate(count * static_cast<int64_t>(sizeof(LexKey)));
  if (refused != ErrorCode::kOk) return status_value(env, report(state, refused));
  LexKey* keys = reinterpret_cast<LexKey*>(scratch.data());
  for (int64_t k = 0; k < count; ++k) {
    keys[k] = {reinterpret_cast<const char*>(static_cast<uintptr_t>(list[2 * k])),
               static_cast<DType>(static_cast<int>(list[2 * k + 1]))};
  }
  const ErrorCode code = run_lexsort(keys, count, frame.integer(kArgs + 2), frame.integer(kArgs + 3),
                                     reinterpret_cast<int64_t*>(frame.address(kArgs + 4)));
  return status_value(env, report(state, code));
}

}  // namespace

void register_sets(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "isMember", is_member);
  define(env, exports, state, "keyRange", key_range);
  define(env, exports, state, "tally", tally);
  define(env, exports, state, "writeTally", write_tally_call);
  define(env, exports, state, "lexsort", lexsort_call);
}

}  // namespace nds::binding
