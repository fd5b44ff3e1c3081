// The directory and the headers of zip archives. Nothing that an archive says is believed before it was compared with
// the file and with what else the archive says.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

}  // namespace nds
