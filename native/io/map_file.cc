#include "io/map_file.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "core/checked.h"
#include "core/error.h"

namespace nds {

namespace {

using platform::File;

platform::MapMode protection_of(MemmapMode mode) noexcept {
  if (mode == MemmapMode::kRead) return platform::MapMode::kReadOnly;
  return mode == MemmapMode::kCopy ? platform::MapMode::kPrivate : platform::MapMode::kShared;
}

// Makes a file of `end` bytes of zeros out of one of `before` bytes. First what a full disk or a limit can refuse.
void fill_with_zeros(File* file, int64_t before, int64_t end, bool sparse) {
  if (!sparse) {
    file->reserve(0, end);
    file->zero(0, std::min(before, end));
  } else {
    if (end > before) file->truncate(end);
    file->truncate(0);
  }
  if (file->size() != end) file->truncate(end);
}

bool failed_with(const Error& error, int number) noexcept { return error.system_errno() == number; }

}  // namespace

MappableFile::MappableFile(const std::string& path, MemmapMode mode) : path_(path), mode_(mode) {
  if (mode != MemmapMode::kCreate) {
    file_ = File::open(path, mode == MemmapMode::kReadWrite ? File::Mode::kReadWrite : File::Mode::kRead);
    return;
  }
  try {
    file_ = File::open(path, File::Mode::kReadWrite);
    return;
  } catch (const Error& error) {
    if (!failed_with(error, ENOENT)) throw;
  }
  try {
    file_ = File::open(path, File::Mode::kCreateNew);
    created_ = true;
  } catch (const Error& error) {
    if (!failed_with(error, EEXIST)) throw;
    // A link to a file that is not there yet, or a file that someone made just now.
    file_ = File::open(path, File::Mode::kCreate);
    created_ = true;
  }
}

MappableFile::MappableFile(File file, MemmapMode mode) noexcept
    : file_(std::move(file)), path_(file_.path()), mode_(mode) {}

MappableFile::~MappableFile() {
  if (!created_) return;
  // The file itself, where the path is a link to it.
  std::error_code ignored;
  const std::filesystem::path real = std::filesystem::canonical(path_, ignored);
  if (!ignored) std::filesystem::remove(real, ignored);
}

// A map may reach beyond the end of its file as long as nobody looks there: so the file is sized after mapping, and
// there is nothing to undo when mapping fails.
std::unique_ptr<MappedFile> MappableFile::map(int64_t offset, int64_t bytes, bool sparse) {
  int64_t end;
  if (offset < 0 || bytes < 0 || !checked_add(offset, bytes, &end)) {
    throw Error(ErrorCode::kDomain, "the offset and the size of a map must not be negative, nor beyond 64 bits");
  }
  const int64_t before = file_.size();
  if (end > before && (mode_ == MemmapMode::kRead || mode_ == MemmapMode::kCopy)) {
    throw Error(ErrorCode::kDomain, "mmap length is greater than file size: expected " + std::to_string(end) +
                                        " bytes but the file has " + std::to_string(before))
        .at(path_, -1);
  }
  std::unique_ptr<MappedFile> mapped;
  try {
    mapped = std::make_unique<MappedFile>(std::move(file_), offset, bytes, protection_of(mode_));
  } catch (const Error& error) {
    // Beyond what the file system has for a file: the same fault whichever call meets it first.
    if (failed_with(error, EOVERFLOW)) throw Error(EFBIG, "mmap", path_);
    throw;
  }
  if (mode_ == MemmapMode::kReadWrite && end > before) mapped->file().truncate(end);
  if (mode_ == MemmapMode::kCreate) fill_with_zeros(&mapped->file(), before, end, sparse);
  created_ = false;
  return mapped;
}

}  // namespace nds
