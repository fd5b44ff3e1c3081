#include "io/zip_format.h"

#include <algorithm>

namespace nds::zip {

namespace {

constexpr uint16_t kVersion = 20;
constexpr uint16_t kVersion64 = 45;
constexpr uint16_t kMadeOnUnix = 3 << 8;
constexpr uint32_t kRegularFile = uint32_t{0100644} << 16;
// 1 January 1980: the same arrays make the same bytes.
constexpr uint32_t kDate = (1 << 5 | 1) << 16;
constexpr int64_t kExtraHeader = 4;
constexpr int64_t kLocalZip64 = kExtraHeader + 16;
constexpr int64_t kLeastPadding = kExtraHeader + 2;

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

uint16_t flags_of(const Member& member) noexcept { return is_ascii(member.name) ? 0 : kFlagUtf8; }

int64_t padding_of(const Member& member, bool zip64, int64_t alignment) noexcept {
  const auto name = static_cast<int64_t>(member.name.size());
  const int64_t end = member.offset + kLocalBytes + name + (zip64 ? kLocalZip64 : 0);
  int64_t padding = (alignment - end % alignment) % alignment;
  while (padding != 0 && padding < kLeastPadding) padding += alignment;
  return padding;
}

void append_common(std::string* out, const Member& member, bool zip64, bool saturated) {
  append_le(out, zip64 ? kVersion64 : kVersion, 2);
  append_le(out, flags_of(member), 2);
  append_le(out, member.method, 2);
  append_le(out, kDate, 4);
  append_le(out, member.crc, 4);
  append_le(out, saturated ? kMax32 : static_cast<uint64_t>(std::min(member.compressed, kMax32)), 4);
  append_le(out, saturated ? kMax32 : static_cast<uint64_t>(std::min(member.size, kMax32)), 4);
  append_le(out, member.name.size(), 2);
}

}  // namespace

int64_t local_header_bytes(const Member& member, bool zip64, int64_t alignment) noexcept {
  return kLocalBytes + static_cast<int64_t>(member.name.size()) + (zip64 ? kLocalZip64 : 0) +
         padding_of(member, zip64, alignment);
}

std::string local_header(const Member& member, bool zip64, int64_t alignment) {
  const int64_t padding = padding_of(member, zip64, alignment);
  std::string out;
  append_le(&out, kLocalSignature, 4);
  append_common(&out, member, zip64, zip64);
  append_le(&out, static_cast<uint64_t>((zip64 ? kLocalZip64 : 0) + padding), 2);
  out += member.name;
  if (zip64) {
    append_le(&out, kExtraZip64, 2);
    append_le(&out, 16, 2);
    append_le(&out, static_cast<uint64_t>(member.size), 8);
    append_le(&out, static_cast<uint64_t>(member.compressed), 8);
  }
  if (padding > 0) {
    append_le(&out, kExtraAlignment, 2);
    append_le(&out, static_cast<uint64_t>(padding - kExtraHeader), 2);
    append_le(&out, static_cast<uint64_t>(alignment), 2);
    out.append(static_cast<size_t>(padding - kLeastPadding), '\0');
  }
  return out;
}

std::string central_header(const Member& member) {
  std::string wide;  // in this order, each only where its own field is full
  if (member.size >= kMax32) append_le(&wide, static_cast<uint64_t>(member.size), 8);
  if (member.compressed >= kMax32) append_le(&wide, static_cast<uint64_t>(member.compressed), 8);
  if (member.offset >= kMax32) append_le(&wide, static_cast<uint64_t>(member.offset), 8);
  std::string extra;
  if (!wide.empty()) {
    append_le(&extra, kExtraZip64, 2);
    append_le(&extra, wide.size(), 2);
    extra += wide;
  }
  if (!member.pieces.empty()) {
    append_le(&extra, kExtraPieces, 2);
    append_le(&extra, 8 + 8 * member.pieces.size(), 2);
    append_le(&extra, kPiecesMagic, 4);
    append_le(&extra, member.pieces.size(), 4);
    for (const Piece& piece : member.pieces) {
      append_le(&extra, piece.size, 4);
      append_le(&extra, piece.compressed, 4);
    }
  }
  std::string out;
  append_le(&out, kCentralSignature, 4);
  append_le(&out, kMadeOnUnix | (wide.empty() ? kVersion : kVersion64), 2);
  append_common(&out, member, !wide.empty(), false);
  append_le(&out, extra.size(), 2);
  append_le(&out, 0, 2);  // comment
  append_le(&out, 0, 2);  // disk
  append_le(&out, 0, 2);  // internal attributes
  append_le(&out, kRegularFile, 4);
  append_le(&out, static_cast<uint64_t>(std::min(member.offset, kMax32)), 4);
  out += member.name;
  return out + extra;
}

std::string end_of_directory(int64_t members, int64_t directory_offset, int64_t directory_bytes) {
  std::string out;
  if (members >= kMax16 || directory_offset >= kMax32 || directory_bytes >= kMax32) {
    append_le(&out, kEnd64Signature, 4);
    append_le(&out, kEnd64Bytes - 12, 8);
    append_le(&out, kMadeOnUnix | kVersion64, 2);
    append_le(&out, kVersion64, 2);
    append_le(&out, 0, 4);  // disk
    append_le(&out, 0, 4);  // disk of the directory
    append_le(&out, static_cast<uint64_t>(members), 8);
    append_le(&out, static_cast<uint64_t>(members), 8);
    append_le(&out, static_cast<uint64_t>(directory_bytes), 8);
    append_le(&out, static_cast<uint64_t>(directory_offset), 8);
    append_le(&out, kLocatorSignature, 4);
    append_le(&out, 0, 4);  // disk
    append_le(&out, static_cast<uint64_t>(directory_offset + directory_bytes), 8);
    append_le(&out, 1, 4);  // disks
  }
  append_le(&out, kEndSignature, 4);
  append_le(&out, 0, 2);
  append_le(&out, 0, 2);
  append_le(&out, static_cast<uint64_t>(std::min(members, kMax16)), 2);
  append_le(&out, static_cast<uint64_t>(std::min(members, kMax16)), 2);
  append_le(&out, static_cast<uint64_t>(std::min(directory_bytes, kMax32)), 4);
  append_le(&out, static_cast<uint64_t>(std::min(directory_offset, kMax32)), 4);
  append_le(&out, 0, 2);  // comment
  return out;
}

}  // namespace nds::zip
