// Reads .npz archives: the .npy files in them, and other members as bytes. Nothing is ever written under a name from an
// archive.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/platform.h"
#include "io/npy_header.h"
#include "io/zip_reader.h"

namespace nds {

// The .npy file that a member is.
struct NpyMember {
  NpyHeader header;
  int64_t data_at;        // of the file: where the member's bytes begin, compressed or not
  int64_t storage_bytes;  // that read_npy() needs: those of the elements, or more
};

class NpzReader {
 public:
  // Throws kSystem, kFormat, kTruncated; all name the path.
  explicit NpzReader(platform::File file);

  const std::vector<ZipEntry>& entries() const noexcept { return directory_.entries(); }
  const platform::File& file() const noexcept { return file_; }

  // The header of the .npy file that member i is. Errors name the member.
  NpyMember open_npy(size_t i, int64_t max_header_bytes) const;
  // Reads and checks its data, in native byte order: `to` has room for storage_bytes bytes.
  void read_npy(size_t i, const NpyMember& member, char* to, const std::atomic<bool>* cancelled) const;
  // Reads and checks the bytes of any member: its size of them.
  void read_bytes(size_t i, char* to) const;

 private:
  int64_t data_of(size_t i) const;
  std::string start_of(const ZipEntry& entry, int64_t data_at, int64_t n) const;
  void inflate_whole(const ZipEntry& entry, int64_t data_at, char* to) const;
  uint32_t read_stored(const ZipEntry& entry, const NpyMember& member, char* to,
                       const std::atomic<bool>* cancelled) const;
  uint32_t read_pieces(const ZipEntry& entry, const NpyMember& member, char* to,
                       const std::atomic<bool>* cancelled) const;

  platform::File file_;
  ZipDirectory directory_;
};

}  // namespace nds
