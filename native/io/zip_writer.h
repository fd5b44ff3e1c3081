// Writes .npz archives: a .npy file for each array, stored or deflated, in a zip archive that NumPy and unzip read.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "core/platform.h"
#include "io/npy_source.h"
#include "io/zip_format.h"

namespace nds {

// Where stored data begin: at multiples of so many bytes, so that they can be mapped in place.
inline constexpr int64_t kNpzAlignment = 64;
inline constexpr int kNpzStored = -1;

// One archive, written atomically as write_npy does: it is there once commit() has returned, and not before. Arrays are
// read block by block into buffers of this writer: whatever happens to their bytes meanwhile, the archive is sound.
class NpzWriter {
 public:
  // `first` is for tests: the offset of the first member, what is before stays a hole. `cancelled` may be null.
  NpzWriter(const std::string& path, const std::atomic<bool>* cancelled, int64_t first = 0);
  NpzWriter(const NpzWriter&) = delete;

  // Adds an array as a member of this name (UTF-8, not there yet). level: kNpzStored, or that of a PieceDeflater.
  // Throws kSystem, kMappingLost, kAborted, kOutOfMemory, kDomain (the name is too long).
  void add(const std::string& name, const NpySource& source, int level);
  void commit();

 private:
  void write_stored(const NpySource& source, const NpyLayout& layout, const std::string& header, zip::Member* member);
  void write_deflated(const NpySource& source, const NpyLayout& layout, const std::string& header, int level,
                      zip::Member* member);

  platform::AtomicFile target_;
  const std::atomic<bool>* cancelled_;
  int64_t end_;            // of what has been written
  std::string directory_;  // the central one, as bytes
  int64_t members_ = 0;
};

}  // namespace nds
