// Files made ready for mapping, as numpy.memmap does: opened, made, extended, and left as they were when that fails.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "core/mapped_file.h"
#include "core/platform.h"

namespace nds {

// numpy.memmap's modes 'r', 'r+', 'w+' and 'c' (writes stay private).
enum class MemmapMode : int { kRead = 0, kReadWrite = 1, kCreate = 2, kCopy = 3 };

class MappableFile {
 public:
  // kCreate makes the file where it is absent; all else happens in map().
  MappableFile(const std::string& path, MemmapMode mode);
  // A file that is open already (with write permission for kReadWrite); not for kCreate.
  MappableFile(platform::File file, MemmapMode mode) noexcept;
  MappableFile(const MappableFile&) = delete;
  ~MappableFile();  // removes a file that it made, unless that was mapped

  int64_t size() const { return file_.size(); }

  // Maps [offset, offset + bytes); call it once. A file that is too short is kDomain for kRead and kCopy, extended
  // (sparse) for kReadWrite. kCreate makes the file read as zeros, offset + bytes long, with disk space for all of it
  // unless `sparse`. When this throws, the file is as it was (kCreate: but for faults of the disk while zeroing).
  std::unique_ptr<MappedFile> map(int64_t offset, int64_t bytes, bool sparse);

 private:
  platform::File file_;
  std::string path_;
  MemmapMode mode_;
  bool created_ = false;
};

}  // namespace nds
