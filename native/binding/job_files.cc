// Jobs that open, read and write .npy files.
#include <cstring>
#include <utility>

#include "binding/archive.h"
#include "binding/async.h"
#include "binding/files.h"

namespace nds::binding {

namespace {

class OpenNpyJob final : public AsyncJob {
 public:
  OpenNpyJob(std::string path, platform::File::Mode mode, int64_t max_header_bytes, int accept)
      : path_(std::move(path)), mode_(mode), max_header_bytes_(max_header_bytes), accept_(accept) {}

  int settle(Env& env, napi_value* value) override {
    const int status = AsyncJob::settle(env, value);
    if (status != 0) return status;
    put_opened(env.frame, *file_);
    *value = external_of(env.napi(), std::move(file_));
    return *value != nullptr ? 0 : env.fail(ErrorCode::kInternal, "no value for the open file could be made");
  }

 protected:
  ErrorCode work() override {
    file_ = std::make_unique<OpenFile>();
    open_array_file(file_.get(), path_, mode_, max_header_bytes_, accept_);
    return ErrorCode::kOk;
  }

 private:
  std::string path_;
  platform::File::Mode mode_;
  int64_t max_header_bytes_;
  int accept_;
  std::unique_ptr<OpenFile> file_;
};

class ReadNpyJob final : public AsyncJob {
 public:
  ReadNpyJob(NpyFile file, char* to) : file_(std::move(file)), to_(to) {}

 protected:
  ErrorCode work() override {
    file_.read(to_, &cancelled());
    return ErrorCode::kOk;
  }

 private:
  NpyFile file_;
  char* to_;
};

class SaveNpyJob final : public AsyncJob {
 public:
  SaveNpyJob(std::string path, const Frame& frame)
      : path_(std::move(path)), slots_(std::make_unique_for_overwrite<double[]>(kText)) {
    std::memcpy(slots_.get(), frame.slots(), kText * sizeof(double));
  }

 protected:
  ErrorCode work() override {
    save_operand(Frame(slots_.get()), path_, &cancelled());
    return ErrorCode::kOk;
  }

 private:
  std::string path_;
  std::unique_ptr<double[]> slots_;
};

// startOpenNpy(path): args as openNpy. Settles to the open file, with the header in the frame.
napi_value start_open_npy(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value path = nullptr;
  napi_get_cb_info(env, info, &argc, &path, nullptr, nullptr);
  return guarded_call(env, info, [&](Env& state) {
    const auto mode = state.frame.number(kArgs) != 0 ? platform::File::Mode::kReadWrite : platform::File::Mode::kRead;
    return start_job(state, std::make_shared<OpenNpyJob>(path_argument(env, path), mode, state.frame.integer(kArgs + 1),
                                                         static_cast<int>(state.frame.integer(kArgs + 2))));
  });
}

// startReadNpy(file): args the address to read to. The file is closed when it was read.
napi_value start_read_npy(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value file = nullptr;
  napi_get_cb_info(env, info, &argc, &file, nullptr, nullptr);
  return guarded_call(env, info, [&](Env& state) {
    OpenFile& open = file_argument(env, file);
    if (!open.npy) return state.fail(ErrorCode::kInternal, "not an open .npy file");
    auto job = std::make_shared<ReadNpyJob>(std::move(*open.npy), state.frame.address(kArgs));
    open.npy.reset();
    return start_job(state, std::move(job));
  });
}

// startSaveNpy(path): operand 0, its shape; flagged where it is mapped.
napi_value start_save_npy(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value path = nullptr;
  napi_get_cb_info(env, info, &argc, &path, nullptr, nullptr);
  return guarded_call(env, info, [&](Env& state) {
    return start_job(state, std::make_shared<SaveNpyJob>(path_argument(env, path), state.frame));
  });
}

}  // namespace

void register_file_jobs(napi_env env, napi_value exports, Env* state) {
  define(env, exports, state, "startOpenNpy", start_open_npy);
  define(env, exports, state, "startReadNpy", start_read_npy);
  define(env, exports, state, "startSaveNpy", start_save_npy);
}

}  // namespace nds::binding
