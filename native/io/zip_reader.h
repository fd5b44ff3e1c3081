// Reads zip archives, and the .npy files in them. Nothing that an archive says is believed before it was compared with
// the file and with what else the archive says; nothing is ever written under a name from an archive.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform.h"
#include "io/npy_header.h"

namespace nds {

// More members than these are refused before they are read, as is a directory of more bytes.
inline constexpr int64_t kMaxZipMembers = int64_t{1} << 18;
inline constexpr int64_t kMaxZipDirectory = int64_t{1} << 28;

struct ZipEntry {
  std::string_view name;  // bytes as they are
  bool utf8;              // the archive says so
  uint16_t flags;
  uint16_t method;
  uint32_t crc;
  int64_t compressed;
  int64_t size;
  int64_t offset;           // of the local header
  int64_t limit;            // where whatever comes next in the file begins
  std::string_view pieces;  // sizes before and after compression, 4 bytes each; may be empty
};

// The directory of an archive, read from the last bytes of a file.
class ZipDirectory {
 public:
  struct Place {
    int64_t offset;
    int64_t bytes;
    int64_t members;
  };
  // How much of the end of a file locate() wants to see.
  static int64_t tail_bytes(int64_t file_bytes) noexcept;
  // Where the directory is. Throws kFormat with the offset.
  static Place locate(std::string_view tail, int64_t file_bytes);

  // Takes the bytes of the directory. Throws kFormat with the offset.
  ZipDirectory(std::vector<char> bytes, const Place& place);
  ZipDirectory() = default;

  const std::vector<ZipEntry>& entries() const noexcept { return entries_; }

 private:
  std::vector<char> bytes_;  // what the entries look into: stays where it is when moved
  std::vector<ZipEntry> entries_;
};

// How long the local header of an entry is, of which the first 30 bytes are given. Throws kFormat.
int64_t local_header_length(std::string_view bytes, const ZipEntry& entry);
// Compares a whole local header with the entry, and where its data end with what comes next. Throws kFormat.
void check_local_header(std::string_view bytes, const ZipEntry& entry);

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
