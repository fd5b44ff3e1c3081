// Per-environment state (one per Node environment and copy of the facade): the frame, the storages held weakly, and
// the jobs that run. Freed by a cleanup hook when the environment ends.
#pragma once
#include <node_api.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "binding/frame.h"
#include "core/allocator.h"
#include "core/error.h"
#include "core/mapped_file.h"

namespace nds::binding {

// What a storage owns on the native side. The JavaScript storage object is referenced weakly: once the collector has
// taken it, the next sweep releases the bytes.
struct Owned {
  napi_ref storage = nullptr;
  Block* block = nullptr;               // engine block
  std::shared_ptr<MappedFile> mapping;  // or mapped file
  int64_t slab_bytes = 0;               // or a slab, whose bytes V8 owns and this only counts
  int age = 0;                          // forced collections survived; old ones are looked at only by full sweeps
  bool reported = false;                // V8 knows of the block's bytes
};

class Jobs;

class Env {
 public:
  explicit Env(napi_env env);
  ~Env();
  Env(const Env&) = delete;

  napi_env napi() const noexcept { return env_; }
  Frame frame;

  // Takes over what `owned` holds for a storage object; gives its number, or -1 when no reference could be made.
  int64_t own(napi_value storage, Owned owned);
  // Makes another object the holder of an entry.
  bool rebind(int64_t handle, napi_value storage);
  // Gives up an entry: its reference is deleted, its bytes released.
  void disown(int64_t handle);
  Owned* find(int64_t handle) noexcept;
  // Looks at the young entries, or all; gives the number released. What is young and alive is counted.
  int64_t sweep(bool all);
  // The young become old: they no longer count.
  void promote_young();
  int64_t young_blocks() const noexcept { return young_blocks_; }
  int64_t young_bytes() const noexcept { return young_bytes_; }
  int64_t count() const noexcept { return static_cast<int64_t>(entries_.size() - free_.size()); }

  Jobs& jobs() noexcept { return *jobs_; }

  // Tells V8 about memory held outside its heap, in steps small enough for every version.
  void adjust_external(int64_t delta);

  // Leaves the error in the frame and gives its number.
  int fail(const Error& error) const noexcept;
  int fail(ErrorCode code, std::string_view message) const noexcept;
  // kMappingLost, with path and sizes: of the lost map that an operand of the frame reads, or of this one.
  int fail_lost() const noexcept;
  int fail_lost(const MappedFile& map) const noexcept;

 private:
  void release(Owned* owned) noexcept;

  napi_env env_;
  std::unique_ptr<Jobs> jobs_;
  std::vector<Owned> entries_;
  std::vector<int64_t> free_;
  std::vector<int64_t> young_;
  int64_t young_blocks_ = 0;
  int64_t young_bytes_ = 0;
  int64_t external_ = 0;  // bytes that V8 should know of
  int64_t reported_ = 0;  // bytes that it was told of
};

// The Env of a call: every function is registered with it as data.
inline Env& env_of(napi_env env, napi_callback_info info) noexcept {
  void* data = nullptr;
  napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &data);
  return *static_cast<Env*>(data);
}

// Registers `name` on the exports object.
void define(napi_env env, napi_value exports, Env* data, const char* name, napi_callback callback);

inline napi_value status_value(napi_env env, int status) noexcept {
  napi_value result = nullptr;
  napi_create_int32(env, status, &result);
  return result;
}

// Runs f(Env&), which returns an ErrorCode-like int; nds::Error and std::bad_alloc become statuses.
template <class F>
napi_value guarded_call(napi_env env, napi_callback_info info, F&& f) noexcept {
  Env& state = env_of(env, info);
  int status;
  try {
    status = f(state);
  } catch (const Error& error) {
    status = state.fail(error);
  } catch (const std::bad_alloc&) {
    status = state.fail(ErrorCode::kOutOfMemory, "the operating system refused memory");
  } catch (const std::exception& error) {
    status = state.fail(ErrorCode::kInternal, error.what());
  }
  return status_value(env, status);
}

// The families of functions; each registers its own.
void register_memory(napi_env env, napi_value exports, Env* state);
void register_compute(napi_env env, napi_value exports, Env* state);
void register_findings(napi_env env, napi_value exports, Env* state);
void register_select(napi_env env, napi_value exports, Env* state);
void register_rearrange(napi_env env, napi_value exports, Env* state);
void register_bits(napi_env env, napi_value exports, Env* state);
void register_order(napi_env env, napi_value exports, Env* state);
void register_sets(napi_env env, napi_value exports, Env* state);
void register_products(napi_env env, napi_value exports, Env* state);
void register_fold(napi_env env, napi_value exports, Env* state);
void register_multi_index(napi_env env, napi_value exports, Env* state);
void register_random(napi_env env, napi_value exports, Env* state);
void register_statistics(napi_env env, napi_value exports, Env* state);
void register_files(napi_env env, napi_value exports, Env* state);
void register_archives(napi_env env, napi_value exports, Env* state);
void register_async(napi_env env, napi_value exports, Env* state);

}  // namespace nds::binding
