#include "binding/env.h"

#include "binding/async.h"

#include <cstring>
#include <string>

namespace nds::binding {

namespace {

// Largest change of external memory reported at once: V8 aborts on steps of 32 GiB and more.
constexpr int64_t kExternalStep = int64_t{1} << 30;
// Smaller changes wait until they add up.
constexpr int64_t kExternalGrain = int64_t{8} << 20;

const char* errno_name(int number) noexcept {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 32)
  const char* name = strerrorname_np(number);
  return name != nullptr ? name : "UNKNOWN";
#else
  (void)number;
  return "UNKNOWN";
#endif
}

}  // namespace

Env::Env(napi_env env) : env_(env), jobs_(std::make_unique<Jobs>(*this)) {}

Env::~Env() {
  jobs_.reset();
  for (Owned& owned : entries_) {
    if (owned.storage != nullptr) napi_delete_reference(env_, owned.storage);
    owned.storage = nullptr;
    release(&owned);
  }
}

void Env::release(Owned* owned) noexcept {
  if (owned->block != nullptr) {
    if (owned->reported) external_ -= owned->block->bytes;
    release_block(owned->block);
    owned->block = nullptr;
  }
  owned->mapping.reset();
  if (owned->slab_bytes != 0) {
    account_external(-owned->slab_bytes);
    owned->slab_bytes = 0;
  }
}

int64_t Env::own(napi_value storage, Owned owned) {
  if (napi_create_reference(env_, storage, 0, &owned.storage) != napi_ok) return -1;
  int64_t handle;
  const int64_t bytes = owned.block != nullptr ? owned.block->bytes : 0;
  if (free_.empty()) {
    handle = static_cast<int64_t>(entries_.size());
    entries_.push_back(std::move(owned));
  } else {
    handle = free_.back();
    free_.pop_back();
    entries_[handle] = std::move(owned);
  }
  young_.push_back(handle);
  if (bytes > 0) {
    ++young_blocks_;
    young_bytes_ += bytes;
  }
  return handle;
}

bool Env::rebind(int64_t handle, napi_value storage) {
  Owned* owned = find(handle);
  if (owned == nullptr) return false;
  napi_ref reference = nullptr;
  if (napi_create_reference(env_, storage, 0, &reference) != napi_ok) return false;
  napi_delete_reference(env_, owned->storage);
  owned->storage = reference;
  return true;
}

Owned* Env::find(int64_t handle) noexcept {
  if (handle < 0 || handle >= static_cast<int64_t>(entries_.size())) return nullptr;
  Owned& owned = entries_[handle];
  return owned.storage == nullptr ? nullptr : &owned;
}

void Env::disown(int64_t handle) {
  Owned* owned = find(handle);
  if (owned == nullptr) return;
  napi_delete_reference(env_, owned->storage);
  owned->storage = nullptr;
  release(owned);
  free_.push_back(handle);
}

int64_t Env::sweep(bool all) {
  int64_t released = 0;
  young_blocks_ = 0;
  young_bytes_ = 0;
  // Looking at a weak reference makes the object strong until the scope closes: one scope for each look.
  const auto is_dead = [this](int64_t handle) {
    napi_handle_scope scope = nullptr;
    if (napi_open_handle_scope(env_, &scope) != napi_ok) return false;
    napi_value value = nullptr;
    const bool dead = napi_get_reference_value(env_, entries_[handle].storage, &value) == napi_ok && value == nullptr;
    napi_close_handle_scope(env_, scope);
    return dead;
  };
  if (all) {
    for (int64_t handle = 0; handle < static_cast<int64_t>(entries_.size()); ++handle) {
      if (entries_[handle].storage == nullptr) continue;
      if (is_dead(handle)) {
        disown(handle);
        ++released;
      }
    }
  }
  size_t kept = 0;
  for (const int64_t handle : young_) {
    if (entries_[handle].storage == nullptr) continue;
    if (!all && is_dead(handle)) {
      disown(handle);
      ++released;
      continue;
    }
    young_[kept++] = handle;
    if (entries_[handle].block != nullptr) {
      ++young_blocks_;
      young_bytes_ += entries_[handle].block->bytes;
    }
  }
  young_.resize(kept);
  adjust_external(0);
  return released;
}

void Env::promote_young() {
  // Survivors of two rounds are old; the others get another look, for a minor collection may have kept them once.
  size_t kept = 0;
  for (const int64_t handle : young_) {
    Owned& owned = entries_[handle];
    if (owned.storage == nullptr) continue;
    if (++owned.age < 2) {
      young_[kept++] = handle;
    } else if (owned.block != nullptr && !owned.reported) {
      // Only what lasts is told to V8: told of every block, it would run major collections of its own, which make
      // short-lived results old and so keep them alive.
      owned.reported = true;
      external_ += owned.block->bytes;
    }
  }
  adjust_external(0);
  young_.resize(kept);
  young_blocks_ = 0;
  young_bytes_ = 0;
}

void Env::adjust_external(int64_t delta) {
  external_ += delta;
  int64_t change = external_ - reported_;
  if (change < kExternalGrain && change > -kExternalGrain) return;
  while (change != 0) {
    const int64_t step = change > kExternalStep ? kExternalStep : change < -kExternalStep ? -kExternalStep : change;
    int64_t now = 0;
    napi_adjust_external_memory(env_, step, &now);
    reported_ += step;
    change -= step;
  }
}

int Env::fail(const Error& error) const noexcept {
  size_t at = kText * sizeof(double);
  frame.text(&at, error.what());
  frame.text(&at, error.system_errno() != 0 ? errno_name(error.system_errno()) : "");
  frame.text(&at, error.syscall());
  frame.text(&at, error.path());
  frame.result(0, error.system_errno());
  frame.result(1, static_cast<double>(error.offset()));
  frame.result(2, -1);
  return static_cast<int>(error.code());
}

int Env::fail(ErrorCode code, std::string_view message) const noexcept {
  size_t at = kText * sizeof(double);
  frame.text(&at, message);
  for (int i = 0; i < 3; ++i) frame.text(&at, "");
  frame.result(0, 0);
  frame.result(1, -1);
  frame.result(2, -1);
  return static_cast<int>(code);
}

int Env::fail_lost() const noexcept {
  const auto is_operand_of = [this](const MappedFile& map) {
    for (int k = 0; k < kMaxOperands; ++k) {
      const char* at = frame.address(kOperands + k * kOperandSlots);
      if (at >= map.data() && at < map.data() + map.bytes()) return true;
    }
    return false;
  };
  const MappedFile* lost = nullptr;
  for (const Owned& owned : entries_) {
    if (owned.mapping == nullptr || !owned.mapping->lost()) continue;
    if (lost == nullptr || is_operand_of(*owned.mapping)) lost = owned.mapping.get();
  }
  if (lost != nullptr) return fail_lost(*lost);
  return fail(ErrorCode::kMappingLost, "a mapped file was cut while its array was in use");
}

int Env::fail_lost(const MappedFile& map) const noexcept {
  int64_t actual = -1;
  try {
    actual = map.file().size();
  } catch (const Error&) {
    // What the message can do without.
  }
  const int64_t expected = map.expected_file_bytes();
  const std::string what = actual < expected
                               ? "was cut while it was mapped: expected " + std::to_string(expected) +
                                     " bytes but found " + std::to_string(actual)
                               : "could not be read or written while it was mapped (a full or failing disk?)";
  const int status = fail(Error(ErrorCode::kMappingLost, "the file '" + map.path() + "' " + what +
                                                             "; values are lost, and an output may be partly written")
                              .at(map.path(), -1));
  frame.result(2, static_cast<double>(expected));
  frame.result(3, static_cast<double>(actual));
  return status;
}

void define(napi_env env, napi_value exports, Env* data, const char* name, napi_callback callback) {
  napi_value function = nullptr;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, data, &function) == napi_ok) {
    napi_set_named_property(env, exports, name, function);
  }
}

}  // namespace nds::binding
