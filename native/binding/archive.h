// Archives as calls and jobs see them.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "binding/files.h"

namespace nds::binding {

// What a file may be that is opened for reading: bits of an argument, and the result that says what it is.
inline constexpr int kAcceptNpy = 1;
inline constexpr int kAcceptNpz = 2;

// Opens a .npy file or an archive, whichever its first bytes say and `accept` allows. Throws.
void open_array_file(OpenFile* file, const std::string& path, platform::File::Mode mode, int64_t max_header_bytes,
                     int accept);
// Leaves in the frame what was opened: the header of a .npy file, or the number of members.
void put_opened(const Frame& frame, const OpenFile& file) noexcept;

// An archive to be written, as TypeScript lists it: names, one after the other, and for each array eight doubles
// (address, dtype, handle, mapped, bytes of its name, dimensions, two unused), its shape and its strides.
class NpzSave {
 public:
  NpzSave(std::string path, int level, const std::string& names, const std::string& list);
  // Throws.
  void run(const std::atomic<bool>* cancelled) const;

  struct Array {
    std::string name;
    NpySource source;
    std::vector<int64_t> shape;
    std::vector<int64_t> strides;
    int64_t handle;
  };
  const std::vector<Array>& arrays() const noexcept { return arrays_; }

 private:
  std::string path_;
  int level_;
  std::vector<Array> arrays_;
};

// The bytes of a Uint8Array. Throws.
std::string bytes_argument(napi_env env, napi_value value);

}  // namespace nds::binding
