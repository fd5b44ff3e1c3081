// Archives (.npz): opened, listed, read member by member, written. native/io does the work.
#include "binding/archive.h"

#include <cstring>
#include <utility>

#include "binding/async.h"
#include "core/mapped_file.h"
#include "io/zip_format.h"
#include "io/zip_writer.h"

namespace nds::binding {

namespace {

constexpr size_t kArraySlots = 8;

NpzReader& archive_of(OpenFile& open) {
  if (!open.archive) throw Error(ErrorCode::kInternal, "not an open archive");
  return *open.archive;
}

size_t index_argument(const Frame& frame, const NpzReader& archive) {
  const int64_t index = frame.integer(kArgs);
  if (index < 0 || index >= static_cast<int64_t>(archive.entries().size())) {
    throw Error(ErrorCode::kInternal, "no such member");
  }
  return static_cast<size_t>(index);
}

// The member whose header was read last, which is the one that room was made for.
const NpyMember& member_of(const OpenFile& open, size_t index) {
  if (!open.member || open.member->first != index) throw Error(ErrorCode::kInternal, "the header was not read");
  return open.member->second;
}

// Runs f(Env&, OpenFile&) on the open file that is the first argument.
template <class F>
napi_value with_file(napi_env env, napi_callback_info info, F&& f) noexcept {
  size_t argc = 1;
  napi_value file = nullptr;
  napi_get_cb_info(env, info, &argc, &file, nullptr, nullptr);
  return guarded_call(env, info, [&](Env& state) { return f(state, file_argument(env, file)); });
}

// npzNames(file): the members in a buffer: for each the bytes of its name, whether they are UTF-8, its size (4, 4 and 8
// bytes), then the name. A status when that fails.
napi_value npz_names(napi_env env, napi_callback_info info) {
  napi_value result = nullptr;
  const napi_value status = with_file(env, info, [&](const Env& state, OpenFile& open) {
    std::string list;
    for (const ZipEntry& entry : archive_of(open).entries()) {
      zip::append_le(&list, entry.name.size(), 4);
      zip::append_le(&list, entry.utf8 ? 1 : 0, 4);
      zip::append_le(&list, static_cast<uint64_t>(entry.size), 8);
      list += entry.name;
    }
    if (napi_create_buffer_copy(env, list.size(), list.data(), nullptr, &result) == napi_ok) return 0;
    result = nullptr;
    return state.fail(ErrorCode::kOutOfMemory, "no buffer for the names could be made");
  });
  return result != nullptr ? result : status;
}

// npzHeader(file): args member, longest header. Results: the header's; bytes to read it into; where the elements are in
// the file (-1: not as they are).
napi_value npz_header(napi_env env, napi_callback_info info) {
  return with_file(env, info, [](const Env& state, OpenFile& open) {
    const NpzReader& archive = archive_of(open);
    const size_t index = index_argument(state.frame, archive);
    open.member.reset();
    const NpyMember member = archive.open_npy(index, state.frame.integer(kArgs + 1));
    open.member.emplace(index, member);
    put_header(state.frame, member.header);
    const bool stored = archive.entries()[index].method == zip::kStored;
    state.frame.result(5, static_cast<double>(member.storage_bytes));
    state.frame.result(6, stored ? static_cast<double>(member.data_at + member.header.data_offset) : -1);
    return 0;
  });
}

// npzRead(file): args the member of the last npzHeader, the address to read to.
napi_value npz_read(napi_env env, napi_callback_info info) {
  return with_file(env, info, [](const Env& state, OpenFile& open) {
    const NpzReader& archive = archive_of(open);
    const size_t index = index_argument(state.frame, archive);
    archive.read_npy(index, member_of(open, index), state.frame.address(kArgs + 1), nullptr);
    return 0;
  });
}

// npzReadBytes(file): args member, address.
napi_value npz_read_bytes(napi_env env, napi_callback_info info) {
  return with_file(env, info, [](const Env& state, OpenFile& open) {
    const NpzReader& archive = archive_of(open);
    archive.read_bytes(index_argument(state.frame, archive), state.frame.address(kArgs + 1));
    return 0;
  });
}

// npzMappable(file): args mode. The archive once more, as a file to be mapped.
napi_value npz_mappable(napi_env env, napi_callback_info info) {
  napi_value result = nullptr;
  const napi_value status = with_file(env, info, [&](const Env& state, OpenFile& open) {
    auto file = std::make_unique<OpenFile>();
    file->mappable.emplace(archive_of(open).file().duplicate(), static_cast<MemmapMode>(state.frame.integer(kArgs)));
    result = external_of(env, std::move(file));
    return result != nullptr ? 0 : state.fail(ErrorCode::kInternal, "no value for the open file could be made");
  });
  return result != nullptr ? result : status;
}

NpzSave save_arguments(napi_env env, napi_callback_info info, const Frame& frame) {
  size_t argc = 3;
  napi_value values[3] = {};
  napi_get_cb_info(env, info, &argc, values, nullptr, nullptr);
  return NpzSave(path_argument(env, values[0]), static_cast<int>(frame.integer(kArgs)), bytes_argument(env, values[1]),
                 bytes_argument(env, values[2]));
}

// saveNpz(path, names, list): args the level, or -1 to store.
napi_value save_npz(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [&](Env& state) {
    const NpzSave save = save_arguments(env, info, state.frame);
    try {
      save.run(nullptr);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kMappingLost) throw;
      for (const NpzSave::Array& array : save.arrays()) {
        const Owned* owned = array.source.mapped ? state.find(array.handle) : nullptr;
        if (owned != nullptr && owned->mapping && owned->mapping->lost()) return state.fail_lost(*owned->mapping);
      }
      throw;
    }
    return 0;
  });
}

class SaveNpzJob final : public AsyncJob {
 public:
  explicit SaveNpzJob(NpzSave save) : save_(std::move(save)) {}

 protected:
  ErrorCode work() override {
    save_.run(&cancelled());
    return ErrorCode::kOk;
  }

 private:
  NpzSave save_;
};

// startSaveNpz(path, names, list): as saveNpz. Holds the storages that the list names.
napi_value start_save_npz(napi_env env, napi_callback_info info) {
  return guarded_call(env, info, [&](Env& state) {
    NpzSave save = save_arguments(env, info, state.frame);
    std::vector<const Owned*> used;
    for (const NpzSave::Array& array : save.arrays()) {
      const Owned* owned = state.find(array.handle);
      if (owned == nullptr) return state.fail(ErrorCode::kInternal, "a storage of the job is gone");
      used.push_back(owned);
    }
    auto job = std::make_shared<SaveNpzJob>(std::move(save));
    for (const Owned* owned : used) job->hold(*owned);
    return start_job(state, std::move(job));
  });
}

class ReadNpzJob final : public AsyncJob {
 public:
  ReadNpzJob(std::shared_ptr<NpzReader> archive, size_t index, const NpyMember& member, char* to)
      : archive_(std::move(archive)), index_(index), member_(member), to_(to) {}

 protected:
  ErrorCode work() override {
    archive_->read_npy(index_, member_, to_, &cancelled());
    return ErrorCode::kOk;
  }

 private:
  std::shared_ptr<NpzReader> archive_;
  size_t index_;
  NpyMember member_;
  char* to_;
};

// startNpzRead(file): as npzRead.
napi_value start_npz_read(napi_env env, napi_callback_info info) {
  return with_file(env, info, [](Env& state, OpenFile& open) {
    const size_t index = index_argument(state.frame, archive_of(open));
    const NpyMember& member = member_of(open, index);
    return start_job(state, std::make_shared<ReadNpzJob>(open.archive, index, member, state.frame.address(kArgs + 1)));
  });
}

}  // namespace

void open_array_file(OpenFile* file, const std::string& path, platform::File::Mode mode, int64_t max_header_bytes,
                     int accept) {
  platform::File opened = platform::File::open(path, mode);
  char magic[4] = {};
  opened.read_at(magic, sizeof(magic), 0);
  const uint32_t first = zip::load32(magic);
  const bool is_zip = first == zip::kLocalSignature || first == zip::kEndSignature || first == zip::kEnd64Signature;
  if (is_zip && (accept & kAcceptNpz) == 0) {
    throw Error(ErrorCode::kFormat, "expected a .npy file but found a zip archive").at(path, 0);
  }
  if (is_zip || (accept & kAcceptNpy) == 0) {
    // An archive may begin with something else: its directory is at its end.
    if (std::memcmp(magic, "\x93NUM", sizeof(magic)) == 0) {
      throw Error(ErrorCode::kFormat, "expected a zip archive but found a .npy file").at(path, 0);
    }
    if (!is_zip) throw Error(ErrorCode::kFormat, "expected a zip archive but found something else").at(path, 0);
    if (mode != platform::File::Mode::kRead) {
      throw Error(ErrorCode::kFormat, "an archive cannot be opened for writing").at(path, 0);
    }
    file->archive = std::make_shared<NpzReader>(std::move(opened));
    return;
  }
  file->npy = NpyFile::of(std::move(opened), max_header_bytes);
}

void put_opened(const Frame& frame, const OpenFile& file) noexcept {
  if (file.npy) put_header(frame, file.npy->header());
  frame.result(5, file.archive ? kAcceptNpz : kAcceptNpy);
}

NpzSave::NpzSave(std::string path, int level, const std::string& names, const std::string& list)
    : path_(std::move(path)), level_(level) {
  std::vector<double> slots(list.size() / sizeof(double));
  if (!slots.empty()) std::memcpy(slots.data(), list.data(), slots.size() * sizeof(double));
  const auto integer = [&](size_t at) { return static_cast<int64_t>(slots[at]); };
  size_t name_at = 0;
  for (size_t at = 0; at + kArraySlots <= slots.size();) {
    Array array;
    const auto name_bytes = static_cast<size_t>(slots[at + 4]);
    const auto ndim = static_cast<size_t>(slots[at + 5]);
    if (name_bytes > names.size() - name_at || ndim > kMaxDims || at + kArraySlots + 2 * ndim > slots.size()) {
      throw Error(ErrorCode::kInternal, "the list of arrays is cut");
    }
    array.name = names.substr(name_at, name_bytes);
    array.source.array.data = reinterpret_cast<char*>(static_cast<uintptr_t>(slots[at]));
    array.source.array.dtype = static_cast<DType>(integer(at + 1));
    array.handle = integer(at + 2);
    array.source.mapped = slots[at + 3] != 0;
    array.source.ndim = static_cast<int>(ndim);
    for (size_t i = 0; i < ndim; ++i) array.shape.push_back(integer(at + kArraySlots + i));
    for (size_t i = 0; i < ndim; ++i) array.strides.push_back(integer(at + kArraySlots + ndim + i));
    name_at += name_bytes;
    at += kArraySlots + 2 * ndim;
    arrays_.push_back(std::move(array));
  }
}

void NpzSave::run(const std::atomic<bool>* cancelled) const {
  NpzWriter writer(path_, cancelled);
  for (const Array& array : arrays_) {
    NpySource source = array.source;
    source.shape = array.shape.data();
    source.array.strides = array.strides.data();
    writer.add(array.name, source, level_);
  }
  writer.commit();
}

std::string bytes_argument(napi_env env, napi_value value) {
  void* data = nullptr;
  size_t length = 0;
  if (napi_get_buffer_info(env, value, &data, &length) != napi_ok) {
    throw Error(ErrorCode::kInternal, "not a Uint8Array");
  }
  return length == 0 ? std::string() : std::string(static_cast<const char*>(data), length);
}

void register_archives(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "npzNames", npz_names);
  define(env, exports, state, "npzHeader", npz_header);
  define(env, exports, state, "npzRead", npz_read);
  define(env, exports, state, "npzReadBytes", npz_read_bytes);
  define(env, exports, state, "npzMappable", npz_mappable);
  define(env, exports, state, "saveNpz", save_npz);
  define(env, exports, state, "startSaveNpz", start_save_npz);
  define(env, exports, state, "startNpzRead", start_npz_read);
}

}  // namespace nds::binding
