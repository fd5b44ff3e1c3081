// Seeding, bit generators and distributions. A bit generator's state (Pcg64State) lies in an ArrayBuffer that callers
// never see; its address comes with each call.
#include <algorithm>
#include <cstring>
#include <memory>

#include "binding/env.h"
#include "core/mapped_file.h"
#include "kernels/random/distributions.h"
#include "kernels/random/pcg64.h"
#include "kernels/random/seed_sequence.h"
#include "plan/split.h"

namespace nds::binding {

namespace {

enum Distribution : int64_t { kRandom, kStandardNormal };

// A mapped output is filled through a block of this size, in engine memory.
constexpr int64_t kBounceBytes = int64_t{4} << 20;

Pcg64State* state_at(const Frame& frame, int slot) noexcept {
  return reinterpret_cast<Pcg64State*>(frame.address(slot));
}

uint64_t scalar_word(const Frame& frame, int k) noexcept {
  uint64_t word;
  std::memcpy(&word, frame.scalar(k), sizeof(word));
  return word;
}

// seedWords(): args entropy, its words, spawn key, its words, pool size, out, words wanted. All words of 32 bits.
napi_value seed_words(napi_env env, napi_callback_info info) {
  const Frame& frame = env_of(env, info).frame;
  seed_sequence_generate(reinterpret_cast<const uint32_t*>(frame.address(kArgs)), frame.integer(kArgs + 1),
                         reinterpret_cast<const uint32_t*>(frame.address(kArgs + 2)), frame.integer(kArgs + 3),
                         static_cast<int>(frame.integer(kArgs + 4)),
                         reinterpret_cast<uint32_t*>(frame.address(kArgs + 5)), frame.integer(kArgs + 6));
  return status_value(env, 0);
}

// pcg64Seed(): args state; the four 64-bit seed words lie in scalars 0 and 1.
napi_value pcg64_seed_state(napi_env env, napi_callback_info info) {
  const Frame& frame = env_of(env, info).frame;
  uint64_t words[4];
  std::memcpy(words, frame.scalar(0), sizeof(words));
  pcg64_seed(state_at(frame, kArgs), words);
  return status_value(env, 0);
}

// pcg64Advance(): args state; scalar 0 is the lower, scalar 1 the upper word of the distance.
napi_value pcg64_advance_state(napi_env env, napi_callback_info info) {
  const Frame& frame = env_of(env, info).frame;
  pcg64_advance(state_at(frame, kArgs), scalar_word(frame, 1), scalar_word(frame, 0));
  return status_value(env, 0);
}

// pcg64Jump(): args state, jumps.
napi_value pcg64_jump_state(napi_env env, napi_callback_info info) {
  const Frame& frame = env_of(env, info).frame;
  pcg64_jump(state_at(frame, kArgs), frame.integer(kArgs + 1));
  return status_value(env, 0);
}

void fill(int64_t distribution, DType dtype, Pcg64State* s, void* out, int64_t n) noexcept {
  const bool normal = distribution == kStandardNormal;
  if (dtype == DType::kFloat32) {
    (normal ? fill_standard_normal_f32 : fill_random_f32)(s, static_cast<float*>(out), n);
  } else {
    (normal ? fill_standard_normal_f64 : fill_random_f64)(s, static_cast<double*>(out), n);
  }
}

// The state stays whole whatever becomes of the file: only plain copies touch the mapping.
ErrorCode fill_mapped(int64_t distribution, DType dtype, Pcg64State* s, char* out, int64_t n) {
  const int64_t size = item_size(dtype);
  const int64_t room = std::min(n, kBounceBytes / size);
  const std::unique_ptr<char[]> block(new char[static_cast<size_t>(room * size)]);
  const char* const from = block.get();
  for (int64_t done = 0; done < n; done += room) {
    const int64_t count = std::min(room, n - done);
    char* const to = out + done * size;
    fill(distribution, dtype, s, block.get(), count);
    const auto copy = [from, to, size](int64_t begin, int64_t end) noexcept {
      std::memcpy(to + begin * size, from + begin * size, static_cast<size_t>((end - begin) * size));
      return 0;
    };
    if (const ErrorCode code = run_chunks(cut_elements(count, size, 1, to, size), true, copy); code != ErrorCode::kOk) {
      return code;
    }
  }
  return ErrorCode::kOk;
}

// randomFill(): args distribution, dtype, state, out, n; the flags tell whether `out` is mapped.
napi_value random_fill(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [](Env& state) {
    const Frame& frame = state.frame;
    const int64_t distribution = frame.integer(kArgs);
    const auto dtype = static_cast<DType>(frame.integer(kArgs + 1));
    Pcg64State* const s = state_at(frame, kArgs + 2);
    char* const out = frame.address(kArgs + 3);
    const int64_t n = frame.integer(kArgs + 4);
    if ((frame.flags() & kFlagMapped) == 0) {
      fill(distribution, dtype, s, out, n);
      return 0;
    }
    const ErrorCode code = fill_mapped(distribution, dtype, s, out, n);
    if (code == ErrorCode::kOk) return 0;
    return state.fail(code, "a mapped file was cut while its array was in use: its values are lost");
  });
}

// randomIntegers(): args dtype, state, out, n; scalar 0 is the lowest value, scalar 1 the distance to the highest.
napi_value random_integers(napi_env env, napi_callback_info info) {
  const Frame& frame = env_of(env, info).frame;
  const auto dtype = static_cast<DType>(frame.integer(kArgs));
  Pcg64State* const s = state_at(frame, kArgs + 1);
  char* const out = frame.address(kArgs + 2);
  const int64_t n = frame.integer(kArgs + 3);
  const uint64_t low = scalar_word(frame, 0);
  const uint64_t range = scalar_word(frame, 1);
  if (dtype == DType::kBool) {
    fill_bool(s, reinterpret_cast<uint8_t*>(out), n, static_cast<uint8_t>(low), static_cast<uint8_t>(range));
  } else {
    fill_integers(s, static_cast<int>(item_size(dtype)), out, n, low, range);
  }
  return status_value(env, 0);
}

}  // namespace

void register_random(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "seedWords", seed_words);
  define(env, exports, state, "pcg64Seed", pcg64_seed_state);
  define(env, exports, state, "pcg64Advance", pcg64_advance_state);
  define(env, exports, state, "pcg64Jump", pcg64_jump_state);
  define(env, exports, state, "randomFill", random_fill);
  define(env, exports, state, "randomIntegers", random_integers);
}

}  // namespace nds::binding
