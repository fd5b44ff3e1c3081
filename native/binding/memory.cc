// Blocks, slabs and the ArrayBuffers handed out over blocks.
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "binding/env.h"
#include "core/allocator.h"
#include "core/mapped_file.h"
#include "core/platform.h"

namespace nds::binding {

namespace {

enum AllocateFlags : int64_t { kZeroed = 1, kGrowable = 2 };

std::string gigabytes(int64_t bytes) {
  char text[64];
  std::snprintf(text, sizeof text, "%.3f GB", static_cast<double>(bytes) / 1e9);
  return text;
}

int refuse(const Env& state, bool over_limit, int64_t bytes) {
  if (!over_limit) {
    return state.fail(ErrorCode::kOutOfMemory, "the operating system refused " + gigabytes(bytes));
  }
  const AllocatorStatus status = allocator_status();
  const platform::MemoryStatus memory = platform::memory_status();
  return state.fail(ErrorCode::kMemoryLimit, "Unable to allocate " + gigabytes(bytes) + ": " + gigabytes(status.live) +
                                                 " of a limit of " + gigabytes(status.limit) + " are in use and " +
                                                 gigabytes(memory.available) +
                                                 " of memory are available; nothing was allocated");
}

// allocate(storage): args bytes, flags, reserve; results address, handle, capacity.
napi_value allocate(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument = nullptr;
  napi_get_cb_info(env, info, &argc, &argument, nullptr, nullptr);
  return guarded_call(env, info, [&](Env& state) {
    const int64_t bytes = state.frame.integer(kArgs);
    const int64_t flags = state.frame.integer(kArgs + 1);
    bool over_limit = false;
    Block* block = (flags & kGrowable) != 0 ? allocate_growable(bytes, state.frame.integer(kArgs + 2), &over_limit)
                                            : allocate_block(bytes, (flags & kZeroed) != 0, &over_limit);
    if (block == nullptr) return refuse(state, over_limit, bytes);
    Owned owned;
    owned.block = block;
    const int64_t handle = state.own(argument, std::move(owned));
    if (handle < 0) {
      release_block(block);
      return state.fail(ErrorCode::kInternal, "no reference to the storage could be made");
    }
    state.frame.result_address(0, block->data);
    state.frame.result(1, static_cast<double>(handle));
    state.frame.result(2, static_cast<double>(block->capacity));
    return 0;
  });
}

// grow(): args handle, bytes; result: capacity, or -1 beside a status when the reservation is too small.
napi_value grow(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [](Env& state) {
    Owned* owned = state.find(state.frame.integer(kArgs));
    const int64_t bytes = state.frame.integer(kArgs + 1);
    if (owned == nullptr || owned->block == nullptr) return state.fail(ErrorCode::kInternal, "not a block");
    Block* block = owned->block;
    const int64_t before = block->bytes;
    if (bytes > block->reserved) {
      const int status = state.fail(ErrorCode::kOutOfMemory, "the address space reserved for the array is used up");
      state.frame.result(0, -1);
      return status;
    }
    bool over_limit = false;
    if (!grow_block(block, bytes, &over_limit)) return refuse(state, over_limit, bytes);
    if (owned->reported) state.adjust_external(block->bytes - before);
    state.frame.result(0, static_cast<double>(block->bytes));
    return 0;
  });
}

// release(): args handle.
napi_value release(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [](Env& state) {
    state.disown(state.frame.integer(kArgs));
    return 0;
  });
}

// rebind(storage): args handle.
napi_value rebind(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument = nullptr;
  napi_get_cb_info(env, info, &argc, &argument, nullptr, nullptr);
  return guarded_call(env, info, [&](Env& state) {
    if (state.rebind(state.frame.integer(kArgs), argument)) return 0;
    return state.fail(ErrorCode::kInternal, "the block could not change its holder");
  });
}

// holder(): args handle. The storage object, or nothing.
napi_value holder(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  const Owned* owned = state.find(state.frame.integer(kArgs));
  napi_value value = nullptr;
  if (owned != nullptr) napi_get_reference_value(env, owned->storage, &value);
  return value;
}

// sweep(): args 0 young, 1 all, 2 none but the young become old. Results: released, young blocks, young bytes.
napi_value sweep(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [](Env& state) {
    const int64_t what = state.frame.integer(kArgs);
    int64_t released = 0;
    if (what == 2) {
      state.promote_young();
    } else {
      released = state.sweep(what == 1);
    }
    state.frame.result(0, static_cast<double>(released));
    state.frame.result(1, static_cast<double>(state.young_blocks()));
    state.frame.result(2, static_cast<double>(state.young_bytes()));
    return 0;
  });
}

void drop_mapping(napi_env, void*, void* hint) { delete static_cast<std::shared_ptr<MappedFile>*>(hint); }

void drop_reference_to_block(napi_env, void*, void* hint) { release_block(static_cast<Block*>(hint)); }

// handOut(): args handle, bytes. The ArrayBuffer holds the block, not the storage: whatever becomes of the buffer
// (transfer() gives its bytes to another), the memory stays until its last holder is gone.
napi_value hand_out(napi_env env, napi_callback_info info) {
  Env& state = env_of(env, info);
  Owned* owned = state.find(state.frame.integer(kArgs));
  if (owned == nullptr || (owned->block == nullptr && !owned->mapping)) {
    return status_value(env, state.fail(ErrorCode::kInternal, "neither a block nor a map"));
  }
  napi_value buffer = nullptr;
  if (owned->mapping) {
    auto* holder = new std::shared_ptr<MappedFile>(owned->mapping);
    if (napi_create_external_arraybuffer(env, owned->mapping->data(),
                                         static_cast<size_t>(state.frame.integer(kArgs + 1)), drop_mapping, holder,
                                         &buffer) == napi_ok) {
      return buffer;
    }
    delete holder;
    return status_value(env, state.fail(ErrorCode::kUnsupported, "this runtime does not allow ArrayBuffers over maps"));
  }
  Block* block = owned->block;
  retain_block(block);
  const napi_status status = napi_create_external_arraybuffer(
      env, block->data, static_cast<size_t>(state.frame.integer(kArgs + 1)), drop_reference_to_block, block, &buffer);
  if (status == napi_ok) return buffer;
  release_block(block);
  return status_value(
      env, state.fail(ErrorCode::kUnsupported, "this runtime does not allow ArrayBuffers over engine memory"));
}

// retract(buffer): detaches a handed-out ArrayBuffer.
napi_value retract(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument = nullptr;
  napi_get_cb_info(env, info, &argc, &argument, nullptr, nullptr);
  bool detached = true;
  if (napi_is_detached_arraybuffer(env, argument, &detached) == napi_ok && !detached) {
    napi_detach_arraybuffer(env, argument);
  }
  return status_value(env, 0);
}

// addressOf(buffer): the address of an ArrayBuffer or SharedArrayBuffer.
napi_value address_of(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument = nullptr;
  napi_get_cb_info(env, info, &argc, &argument, nullptr, nullptr);
  void* data = nullptr;
  size_t length = 0;
  if (napi_get_arraybuffer_info(env, argument, &data, &length) != napi_ok) {
    // Not an ArrayBuffer: a SharedArrayBuffer's address is had through a typed array over it.
    napi_value typed = nullptr;
    napi_value global = nullptr;
    napi_value constructor = nullptr;
    napi_get_global(env, &global);
    napi_get_named_property(env, global, "Uint8Array", &constructor);
    if (napi_new_instance(env, constructor, 1, &argument, &typed) == napi_ok) {
      napi_typedarray_type type;
      napi_get_typedarray_info(env, typed, &type, &length, &data, nullptr, nullptr);
    }
  }
  napi_value result = nullptr;
  napi_create_double(env, static_cast<double>(reinterpret_cast<uintptr_t>(data)), &result);
  return result;
}

// trackSlab(buffer): counts a slab's bytes for as long as it lives.
napi_value track_slab(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument = nullptr;
  napi_get_cb_info(env, info, &argc, &argument, nullptr, nullptr);
  return guarded_call(env, info, [&](Env& state) {
    void* data = nullptr;
    size_t length = 0;
    napi_get_arraybuffer_info(env, argument, &data, &length);
    Owned owned;
    owned.slab_bytes = static_cast<int64_t>(length);
    account_external(owned.slab_bytes);
    if (state.own(argument, std::move(owned)) < 0) account_external(-static_cast<int64_t>(length));
    return 0;
  });
}

// copyBytes(): args to, from, bytes.
napi_value copy_bytes(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [](Env& state) {
    std::memmove(state.frame.address(kArgs), state.frame.address(kArgs + 1),
                 static_cast<size_t>(state.frame.integer(kArgs + 2)));
    return 0;
  });
}

// forgetPages(): args handle, offset, bytes.
napi_value forget_pages(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [](Env& state) {
    const Owned* owned = state.find(state.frame.integer(kArgs));
    if (owned != nullptr && owned->mapping) {
      owned->mapping->forget(state.frame.integer(kArgs + 1), state.frame.integer(kArgs + 2));
    }
    return 0;
  });
}

// One step of a hash of 64-bit words: multiply and fold, two lanes with different odd constants (as wyhash mixes).
uint64_t mix(uint64_t hash, uint64_t word, uint64_t constant) noexcept {
  const unsigned __int128 product = static_cast<unsigned __int128>(hash ^ word) * constant;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64) ^ (word * 0x9E3779B97F4A7C15u);
}

// hash(): args address, bytes. Results: two 64-bit hashes as four 32-bit numbers.
napi_value hash(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [](Env& state) {
    const char* data = state.frame.address(kArgs);
    const int64_t bytes = state.frame.integer(kArgs + 1);
    uint64_t lanes[2] = {0x243F6A8885A308D3u ^ static_cast<uint64_t>(bytes), 0x13198A2E03707344u};
    const auto run = [&] {
      int64_t at = 0;
      for (; at + 8 <= bytes; at += 8) {
        uint64_t word;
        std::memcpy(&word, data + at, 8);
        lanes[0] = mix(lanes[0], word, 0xA0761D6478BD642Fu);
        lanes[1] = mix(lanes[1], word, 0xE7037ED1A0B428DBu);
      }
      uint64_t tail = 0;
      std::memcpy(&tail, data + at, static_cast<size_t>(bytes - at));
      lanes[0] = mix(lanes[0], tail, 0xA0761D6478BD642Fu);
      lanes[1] = mix(lanes[1], tail, 0xE7037ED1A0B428DBu);
    };
    if ((state.frame.flags() & kFlagMapped) == 0) {
      run();
    } else if (!guarded(run)) {
      return state.fail_lost();
    }
    for (int i = 0; i < 4; ++i) {
      state.frame.result(i, static_cast<double>(static_cast<uint32_t>(lanes[i / 2] >> (32 * (i % 2)))));
    }
    return 0;
  });
}

// memoryStatus(): results live, pooled, peak, mapped, limit, blocks, rss, available; args[0] total, args[1] entries.
napi_value memory_status(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [](Env& state) {
    const AllocatorStatus status = allocator_status();
    const platform::MemoryStatus memory = platform::memory_status();
    const int64_t values[] = {status.live,  status.pooled, status.peak, status.mapped,
                              status.limit, status.blocks, memory.rss,  memory.available};
    for (int i = 0; i < 8; ++i) state.frame.result(i, static_cast<double>(values[i]));
    state.frame.slots()[kArgs] = static_cast<double>(memory.total);
    state.frame.slots()[kArgs + 1] = static_cast<double>(state.count());
    return 0;
  });
}

// configureMemory(): args what (0 limit, 1 reset peak, 2 trim to bytes, 3 trim what is older than milliseconds; result:
// blocks that are live or still pooled), value.
napi_value configure_memory(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [](Env& state) {
    const int64_t value = state.frame.integer(kArgs + 1);
    switch (state.frame.integer(kArgs)) {
      case 0: set_memory_limit(value); break;
      case 1: reset_peak(); break;
      case 2: trim_pool(value); break;
      default: state.frame.result(0, static_cast<double>(trim_idle(value) + allocator_status().blocks));
    }
    return 0;
  });
}

}  // namespace

void register_memory(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "allocate", allocate);
  define(env, exports, state, "grow", grow);
  define(env, exports, state, "release", release);
  define(env, exports, state, "rebind", rebind);
  define(env, exports, state, "holder", holder);
  define(env, exports, state, "sweep", sweep);
  define(env, exports, state, "handOut", hand_out);
  define(env, exports, state, "retract", retract);
  define(env, exports, state, "addressOf", address_of);
  define(env, exports, state, "trackSlab", track_slab);
  define(env, exports, state, "copyBytes", copy_bytes);
  define(env, exports, state, "forgetPages", forget_pages);
  define(env, exports, state, "hash", hash);
  define(env, exports, state, "memoryStatus", memory_status);
  define(env, exports, state, "configureMemory", configure_memory);
}

}  // namespace nds::binding
