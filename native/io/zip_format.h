// The records of zip archives (APPNOTE.TXT 6.3) that .npz files consist of, as bytes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nds::zip {

inline constexpr uint32_t kLocalSignature = 0x04034b50;
inline constexpr uint32_t kCentralSignature = 0x02014b50;
inline constexpr uint32_t kEndSignature = 0x06054b50;
inline constexpr uint32_t kEnd64Signature = 0x06064b50;
inline constexpr uint32_t kLocatorSignature = 0x07064b50;
inline constexpr int64_t kLocalBytes = 30;
inline constexpr int64_t kCentralBytes = 46;
inline constexpr int64_t kEndBytes = 22;
inline constexpr int64_t kEnd64Bytes = 56;
inline constexpr int64_t kLocatorBytes = 20;
inline constexpr uint16_t kStored = 0;
inline constexpr uint16_t kDeflated = 8;
inline constexpr uint16_t kFlagEncrypted = 1 | 1 << 6 | 1 << 13;
inline constexpr uint16_t kFlagDescriptor = 1 << 3;  // sizes and CRC stand behind the data
inline constexpr uint16_t kFlagUtf8 = 1 << 11;
inline constexpr uint16_t kExtraZip64 = 1;
inline constexpr uint16_t kExtraAlignment = 0xd935;  // zipalign's
// This project's: where the pieces of a deflated member are (native/io/deflate.h). Others skip it.
inline constexpr uint16_t kExtraPieces = 0x444e;
inline constexpr uint32_t kPiecesMagic = 0x3142444e;  // "NDB1"
inline constexpr int64_t kMaxName = 65535;
inline constexpr int64_t kMax16 = 0xffff;
inline constexpr int64_t kMax32 = 0xffffffff;

inline uint64_t load_le(const char* p, int bytes) noexcept {
  uint64_t value = 0;
  for (int i = bytes - 1; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(p[i]);
  return value;
}
inline uint16_t load16(const char* p) noexcept { return static_cast<uint16_t>(load_le(p, 2)); }
inline uint32_t load32(const char* p) noexcept { return static_cast<uint32_t>(load_le(p, 4)); }
inline uint64_t load64(const char* p) noexcept { return load_le(p, 8); }

inline void append_le(std::string* out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i, value >>= 8) *out += static_cast<char>(value & 0xff);
}

// Bytes of a stream of pieces before and after compression.
struct Piece {
  uint32_t size;
  uint32_t compressed;
};

// A member as its headers tell of it.
struct Member {
  std::string name;
  uint16_t method = kStored;
  uint32_t crc = 0;
  int64_t compressed = 0;
  int64_t size = 0;
  int64_t offset = 0;         // of the local header
  std::vector<Piece> pieces;  // of a deflated member; may be empty
};

// The local header: with a zip64 field when `zip64`, and filled up so that what follows begins at a multiple of
// `alignment` (1: no matter) of the file.
std::string local_header(const Member& member, bool zip64, int64_t alignment);
// How long that is.
int64_t local_header_bytes(const Member& member, bool zip64, int64_t alignment) noexcept;
// An entry of the central directory; zip64 where needed.
std::string central_header(const Member& member);
// What stands behind the central directory; zip64 where needed.
std::string end_of_directory(int64_t members, int64_t directory_offset, int64_t directory_bytes);

}  // namespace nds::zip
