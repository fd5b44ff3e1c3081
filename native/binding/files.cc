// Files: .npy read and written, maps made, flushed and checked. Open files are given to TypeScript as external values,
// so that what was looked at is what is read; one that is forgotten is closed when it is collected.
#include "binding/files.h"

#include <utility>

#include "binding/archive.h"
#include "core/mapped_file.h"

namespace nds::binding {

namespace {

void close_collected(napi_env, void* data, void*) { delete static_cast<OpenFile*>(data); }

// Runs open(OpenFile&), which may throw; gives the external value, or a status.
template <class F>
napi_value open_with(napi_env env, napi_callback_info info, F&& open) noexcept {
  napi_value result = nullptr;
  const napi_value status = guarded_call(env, info, [&](Env& state) {
    auto file = std::make_unique<OpenFile>();
    open(state, file.get());
    result = external_of(env, std::move(file));
    return result != nullptr ? 0 : state.fail(ErrorCode::kInternal, "no value for the open file could be made");
  });
  return result != nullptr ? result : status;
}

// openNpy(path): args writable, largest header, what is accepted. Results: the header's, and what it is.
napi_value open_npy(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value path = nullptr;
  napi_get_cb_info(env, info, &argc, &path, nullptr, nullptr);
  return open_with(env, info, [&](const Env& state, OpenFile* file) {
    const Frame& frame = state.frame;
    const auto mode = frame.number(kArgs) != 0 ? platform::File::Mode::kReadWrite : platform::File::Mode::kRead;
    open_array_file(file, path_argument(env, path), mode, frame.integer(kArgs + 1),
                    static_cast<int>(frame.integer(kArgs + 2)));
    put_opened(frame, *file);
  });
}

// readNpy(file): args the address to read to.
napi_value read_npy(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value file = nullptr;
  napi_get_cb_info(env, info, &argc, &file, nullptr, nullptr);
  return guarded_call(env, info, [&](Env& state) {
    OpenFile& open = file_argument(env, file);
    if (!open.npy) return state.fail(ErrorCode::kInternal, "not an open .npy file");
    open.npy->read(state.frame.address(kArgs), nullptr);
    return 0;
  });
}

// saveNpy(path): operand 0, its shape; flagged where it is mapped.
napi_value save_npy(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value path = nullptr;
  napi_get_cb_info(env, info, &argc, &path, nullptr, nullptr);
  return guarded_call(env, info, [&](Env& state) {
    try {
      save_operand(state.frame, path_argument(env, path), nullptr);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kMappingLost) throw;
      return state.fail_lost();
    }
    return 0;
  });
}

// openMap(path): args mode. Result: the size of the file.
napi_value open_map(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value path = nullptr;
  napi_get_cb_info(env, info, &argc, &path, nullptr, nullptr);
  return open_with(env, info, [&](const Env& state, OpenFile* file) {
    file->mappable.emplace(path_argument(env, path), static_cast<MemmapMode>(state.frame.integer(kArgs)));
    state.frame.result(0, static_cast<double>(file->mappable->size()));
  });
}

// mapFile(file, storage): args mode, offset, bytes, sparse; results address, handle. The file is closed by it, whether
// it ends well or not; the mapping has it.
napi_value map_file(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value values[2] = {};
  napi_get_cb_info(env, info, &argc, values, nullptr, nullptr);
  return guarded_call(env, info, [&](Env& state) {
    OpenFile& open = file_argument(env, values[0]);
    const Frame& frame = state.frame;
    const int64_t bytes = frame.integer(kArgs + 2);
    if (open.npy) {
      open.mappable.emplace(std::move(*open.npy).take_file(), static_cast<MemmapMode>(frame.integer(kArgs)));
      open.npy.reset();
    }
    if (!open.mappable) return state.fail(ErrorCode::kInternal, "not an open file");
    Owned owned;
    try {
      owned.mapping = open.mappable->map(frame.integer(kArgs + 1), bytes, frame.number(kArgs + 3) != 0);
    } catch (...) {
      open.mappable.reset();
      throw;
    }
    open.mappable.reset();
    // Nothing is mapped for no bytes, but 0 is the address of what was disposed.
    static constexpr char kNothing = 0;
    const char* address = bytes == 0 ? &kNothing : owned.mapping->data();
    const int64_t handle = state.own(values[1], std::move(owned));
    if (handle < 0) return state.fail(ErrorCode::kInternal, "no reference to the storage could be made");
    frame.result_address(0, address);
    frame.result(1, static_cast<double>(handle));
    return 0;
  });
}

// closeFile(file): at once rather than when it is collected.
napi_value close_file(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value file = nullptr;
  napi_get_cb_info(env, info, &argc, &file, nullptr, nullptr);
  return guarded_call(env, info, [&](Env&) {
    OpenFile& open = file_argument(env, file);
    open.npy.reset();
    open.mappable.reset();
    open.archive.reset();
    return 0;
  });
}

// The mapping of the handle that is the first argument; null when there is none.
MappedFile* mapping_argument(napi_env env, napi_callback_info info) noexcept {
  size_t argc = 1;
  napi_value value = nullptr;
  void* data = nullptr;
  napi_get_cb_info(env, info, &argc, &value, nullptr, &data);
  int64_t handle = -1;
  if (napi_get_value_int64(env, value, &handle) != napi_ok) return nullptr;
  const Owned* owned = static_cast<Env*>(data)->find(handle);
  return owned == nullptr ? nullptr : owned->mapping.get();
}

// mapStatus(handle): 0, or kMappingLost. Leaves the frame alone when all is well: called before each use of a map.
napi_value map_status(napi_env env, napi_callback_info info) {
  const MappedFile* mapping = mapping_argument(env, info);
  if (mapping != nullptr && !mapping->lost()) return status_value(env, 0);
  const Env& state = env_of(env, info);
  if (mapping != nullptr) return status_value(env, state.fail_lost(*mapping));
  return status_value(env, state.fail(ErrorCode::kInternal, "not a map"));
}

// flushMap(handle): on disk when it returns.
napi_value flush_map(napi_env env, napi_callback_info info) {
  MappedFile* mapping = mapping_argument(env, info);
  return guarded_call(env, info, [&](const Env& state) {
    if (mapping == nullptr) return state.fail(ErrorCode::kInternal, "not a map");
    if (mapping->lost()) return state.fail_lost(*mapping);
    mapping->flush();
    return 0;
  });
}

}  // namespace

napi_value external_of(napi_env env, std::unique_ptr<OpenFile> file) {
  napi_value value = nullptr;
  if (napi_create_external(env, file.get(), close_collected, nullptr, &value) != napi_ok) return nullptr;
  static_cast<void>(file.release());
  return value;
}

OpenFile& file_argument(napi_env env, napi_value value) {
  void* data = nullptr;
  if (napi_get_value_external(env, value, &data) != napi_ok) {
    throw Error(ErrorCode::kInternal, "not an open file");
  }
  return *static_cast<OpenFile*>(data);
}

std::string path_argument(napi_env env, napi_value value) {
  void* data = nullptr;
  size_t length = 0;
  if (napi_get_buffer_info(env, value, &data, &length) != napi_ok) {
    throw Error(ErrorCode::kInternal, "the path is not a Uint8Array");
  }
  return std::string(static_cast<const char*>(data), length);
}

void put_header(const Frame& frame, const NpyHeader& header) noexcept {
  frame.result(0, static_cast<double>(header.dtype));
  frame.result(1, header.swapped ? 1 : 0);
  frame.result(2, header.fortran_order ? 1 : 0);
  frame.result(3, static_cast<double>(header.data_offset));
  frame.result(4, static_cast<double>(header.data_bytes));
  frame.slots()[kNdim] = header.ndim;
  for (int i = 0; i < header.ndim; ++i) frame.slots()[kShape + i] = static_cast<double>(header.shape[i]);
}

void save_operand(const Frame& frame, const std::string& path, const std::atomic<bool>* cancelled) {
  int64_t shape[kMaxDims];
  int64_t strides[kMaxDims];
  NpySource source;
  frame.read_shape(shape);
  source.array = frame.operand(0, strides);
  source.ndim = frame.ndim();
  source.shape = shape;
  source.mapped = (frame.flags() & kFlagMapped) != 0;
  if (source.mapped) arm_bus_handler();
  write_npy(path, source, cancelled);
}

void register_files(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "openNpy", open_npy);
  define(env, exports, state, "readNpy", read_npy);
  define(env, exports, state, "saveNpy", save_npy);
  define(env, exports, state, "openMap", open_map);
  define(env, exports, state, "mapFile", map_file);
  define(env, exports, state, "closeFile", close_file);
  define(env, exports, state, "mapStatus", map_status);
  define(env, exports, state, "flushMap", flush_map);
}

}  // namespace nds::binding
