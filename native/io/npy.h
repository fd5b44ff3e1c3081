// Reading and writing .npy files. Knows nothing of Node: synchronous calls and jobs on other threads both use it.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>

#include "core/platform.h"
#include "io/npy_header.h"
#include "io/npy_source.h"

namespace nds {

// An open .npy file whose header was read and whose data, as long as the header says, were there when it was opened.
class NpyFile {
 public:
  // Throws kSystem, kFormat, kDtype, kShape, or kTruncated; all name the path. kReadWrite is for maps.
  static NpyFile open(const std::string& path, platform::File::Mode mode = platform::File::Mode::kRead,
                      int64_t max_header_bytes = kNpyMaxHeaderBytes);

  // The same of a file that is open.
  static NpyFile of(platform::File file, int64_t max_header_bytes);

  const NpyHeader& header() const noexcept { return header_; }
  const std::string& path() const noexcept { return file_.path(); }

  // Reads the data into header().data_bytes bytes at `to`, in native byte order (in the order of dimensions that the
  // file has). Uses several threads unless called from a task of the pool. `cancelled` (may be null) is looked at
  // between blocks: kAborted. A file cut meanwhile is kTruncated. After an error the bytes at `to` are undefined.
  void read(void* to, const std::atomic<bool>* cancelled) const;

  // Gives the descriptor away: for a map of the data.
  platform::File take_file() && { return std::move(file_); }

 private:
  platform::File file_;
  NpyHeader header_ = {};
};

// Elements as a file has them, in place, to what kernels take: native byte order, bools of 0 and 1. n bytes: whole
// ones.
void to_native_elements(char* bytes, int64_t n, const NpyHeader& header) noexcept;

// Writes a .npy file as numpy.save does (F order where the array is contiguous in that order only), atomically: under
// `path` is the old file or the new one, whatever happens; also when the array is a map of that very file. Arrays that
// are not contiguous go through a buffer of a few MiB. Throws kSystem, kMappingLost, kAborted, kOutOfMemory.
void write_npy(const std::string& path, const NpySource& source, const std::atomic<bool>* cancelled);

}  // namespace nds
