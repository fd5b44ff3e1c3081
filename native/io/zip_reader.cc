#include "io/zip_reader.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <utility>

#include "core/checked.h"
#include "core/error.h"
#include "io/npy_header.h"
#include "io/zip_format.h"

namespace nds {

namespace {

using namespace zip;

constexpr int64_t kMaxComment = 65535;
// No deflate stream makes more of its bytes.
constexpr int64_t kMaxRatio = 1032;

[[noreturn]] void refuse(const std::string& what, int64_t offset) {
  throw Error(ErrorCode::kFormat, "the zip archive is malformed: " + what).at("", offset);
}

[[noreturn]] void refuse_entry(const ZipEntry& entry, const std::string& what) { refuse(what, entry.offset); }

// The fields of an extra block in turn; false at its end. Throws when they do not fill it.
bool next_field(std::string_view* extra, uint16_t* id, std::string_view* field, int64_t offset) {
  if (extra->empty()) return false;
  if (extra->size() < 4) refuse("an extra field is cut", offset);
  *id = load16(extra->data());
  const size_t n = load16(extra->data() + 2);
  if (n > extra->size() - 4) refuse("an extra field is longer than the header that holds it", offset);
  *field = extra->substr(4, n);
  extra->remove_prefix(4 + n);
  return true;
}

// A size of 64 bits that must be one of a file.
int64_t file_size(uint64_t value, const char* what, int64_t offset) {
  if (value > static_cast<uint64_t>(kNpyMaxBytes))
    refuse(std::string(what) + " is beyond what a file can have", offset);
  return static_cast<int64_t>(value);
}

// Takes the next 64-bit value of a zip64 field where the field of 32 bits is full.
int64_t widened(uint32_t narrow, std::string_view* wide, const char* what, int64_t offset) {
  if (narrow != kMax32) return narrow;
  if (wide->size() < 8) refuse(std::string("there is no 64-bit value of ") + what, offset);
  const int64_t value = file_size(load64(wide->data()), what, offset);
  wide->remove_prefix(8);
  return value;
}

// The zip64 field of an extra block; empty when it has none.
std::string_view zip64_field(std::string_view extra, int64_t offset) {
  std::string_view found;
  bool any = false;
  uint16_t id;
  for (std::string_view field; next_field(&extra, &id, &field, offset);) {
    if (id != kExtraZip64) continue;
    if (any) refuse("a header has two zip64 fields", offset);
    any = true;
    found = field;
  }
  return found;
}

std::string_view pieces_field(std::string_view extra, int64_t offset) {
  uint16_t id;
  for (std::string_view field; next_field(&extra, &id, &field, offset);) {
    if (id != kExtraPieces || field.size() < 8 || load32(field.data()) != kPiecesMagic) continue;
    if (uint64_t{load32(field.data() + 4)} * 8 + 8 == field.size()) return field.substr(8);
  }
  return {};
}

std::string number(int64_t n) { return std::to_string(n); }

ZipDirectory::Place narrow_place(const char* end, int64_t offset) {
  if (load16(end + 4) != 0 || load16(end + 6) != 0 || load16(end + 8) != load16(end + 10)) {
    refuse("it is one of several parts", offset);
  }
  return {load32(end + 16), load32(end + 12), load16(end + 10)};
}

// The place that the 64-bit record before the locator gives; what the narrow one has must agree.
ZipDirectory::Place wide_place(std::string_view tail, int64_t tail_offset, int64_t locator_at, const char* narrow) {
  const char* locator = tail.data() + (locator_at - tail_offset);
  const int64_t record_at = file_size(load64(locator + 8), "the offset of the 64-bit end record", locator_at);
  if (load32(locator + 4) != 0 || load32(locator + 16) > 1) refuse("it is one of several parts", locator_at);
  if (record_at != locator_at - kEnd64Bytes || record_at < tail_offset) {
    refuse("the 64-bit end record is not before its locator", locator_at);
  }
  const char* record = tail.data() + (record_at - tail_offset);
  if (load32(record) != kEnd64Signature || load64(record + 4) != static_cast<uint64_t>(kEnd64Bytes - 12)) {
    refuse("the 64-bit end record is damaged", record_at);
  }
  if (load32(record + 16) != 0 || load32(record + 20) != 0 || load64(record + 24) != load64(record + 32)) {
    refuse("it is one of several parts", record_at);
  }
  const ZipDirectory::Place place{file_size(load64(record + 48), "the offset of the directory", record_at),
                                  file_size(load64(record + 40), "the size of the directory", record_at),
                                  file_size(load64(record + 32), "the number of members", record_at)};
  const auto agrees = [](uint64_t narrow_value, int64_t full, int64_t wide_value) {
    return narrow_value == static_cast<uint64_t>(full) || narrow_value == static_cast<uint64_t>(wide_value);
  };
  if (!agrees(load16(narrow + 10), kMax16, place.members) || !agrees(load32(narrow + 12), kMax32, place.bytes) ||
      !agrees(load32(narrow + 16), kMax32, place.offset)) {
    refuse("its two end records differ", record_at);
  }
  return place;
}

}  // namespace

int64_t ZipDirectory::tail_bytes(int64_t file_bytes) noexcept {
  return std::min(file_bytes, kEndBytes + kMaxComment + kLocatorBytes + kEnd64Bytes);
}

ZipDirectory::Place ZipDirectory::locate(std::string_view tail, int64_t file_bytes) {
  const int64_t tail_offset = file_bytes - static_cast<int64_t>(tail.size());
  // The end record with the comment that fills the file behind it. Two of them: one is hidden in the other's comment.
  int64_t found = -1;
  const int64_t last = static_cast<int64_t>(tail.size()) - kEndBytes;
  for (int64_t at = last; at >= 0 && at >= last - kMaxComment; --at) {
    const char* here = tail.data() + at;
    if (load32(here) != kEndSignature || load16(here + 20) != last - at) continue;
    if (found >= 0) refuse("it has two end records", tail_offset + at);
    found = at;
  }
  if (found < 0) {
    throw Error(ErrorCode::kTruncated, "the zip archive is truncated: its directory, which is at its end, is missing")
        .at("", file_bytes);
  }
  const char* end = tail.data() + found;
  const int64_t end_at = tail_offset + found;
  int64_t directory_end = end_at;
  Place place;
  if (found >= kLocatorBytes && load32(end - kLocatorBytes) == kLocatorSignature) {
    directory_end = end_at - kLocatorBytes - kEnd64Bytes;
    place = wide_place(tail, tail_offset, end_at - kLocatorBytes, end);
  } else {
    place = narrow_place(end, end_at);
  }
  int64_t stop;
  if (!checked_add(place.offset, place.bytes, &stop) || stop != directory_end) {
    refuse("its directory should end at byte " + number(directory_end) + ", but begins at " + number(place.offset) +
               " and has " + number(place.bytes) + " bytes",
           end_at);
  }
  if (place.members > kMaxZipMembers || place.bytes > kMaxZipDirectory) {
    throw Error(ErrorCode::kFormat, "the zip archive has " + number(place.members) + " members in a directory of " +
                                        number(place.bytes) + " bytes, more than the " + number(kMaxZipMembers) +
                                        " and " + number(kMaxZipDirectory) + " that are read")
        .at("", end_at);
  }
  if (place.members * kCentralBytes > place.bytes) {
    refuse("its directory of " + number(place.bytes) + " bytes cannot hold " + number(place.members) + " members",
           end_at);
  }
  return place;
}

ZipDirectory::ZipDirectory(std::vector<char> bytes, const Place& place) : bytes_(std::move(bytes)) {
  std::string_view rest(bytes_.data(), bytes_.size());
  entries_.reserve(static_cast<size_t>(place.members));
  const auto at = [&] { return place.offset + place.bytes - static_cast<int64_t>(rest.size()); };
  for (int64_t i = 0; i < place.members; ++i) {
    const int64_t here = at();
    if (rest.size() < static_cast<size_t>(kCentralBytes) || load32(rest.data()) != kCentralSignature) {
      refuse("entry " + number(i) + " of its directory is missing", here);
    }
    const char* p = rest.data();
    const size_t n_name = load16(p + 28);
    const size_t n_extra = load16(p + 30);
    const size_t length = static_cast<size_t>(kCentralBytes) + n_name + n_extra + load16(p + 32);
    if (rest.size() < length) refuse("entry " + number(i) + " of its directory is cut", here);
    ZipEntry entry;
    entry.name = rest.substr(static_cast<size_t>(kCentralBytes), n_name);
    const std::string_view extra = rest.substr(static_cast<size_t>(kCentralBytes) + n_name, n_extra);
    entry.flags = load16(p + 8);
    entry.utf8 = (entry.flags & kFlagUtf8) != 0;
    entry.method = load16(p + 10);
    entry.crc = load32(p + 16);
    std::string_view wide = zip64_field(extra, here);
    entry.size = widened(load32(p + 24), &wide, "a member's size", here);
    entry.compressed = widened(load32(p + 20), &wide, "a member's compressed size", here);
    entry.offset = widened(load32(p + 42), &wide, "a member's offset", here);
    entry.pieces = pieces_field(extra, here);
    if (load16(p + 34) != 0) refuse("it is one of several parts", here);
    if (entry.name.empty() || entry.name.find('\0') != std::string_view::npos) {
      refuse("a member's name is empty or has a NUL", here);
    }
    entries_.push_back(entry);
    rest.remove_prefix(length);
  }
  if (!rest.empty()) refuse("its directory holds more than the " + number(place.members) + " members it counts", at());

  // Each member ends before the next one, the last before the directory.
  std::vector<size_t> order(entries_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return entries_[a].offset < entries_[b].offset; });
  int64_t limit = place.offset;
  for (size_t k = order.size(); k-- > 0;) {
    ZipEntry& entry = entries_[order[k]];
    entry.limit = limit;
    int64_t end;
    if (!checked_add(entry.offset, kLocalBytes + static_cast<int64_t>(entry.name.size()), &end) ||
        !checked_add(end, entry.compressed, &end) || end > limit) {
      refuse("the member at byte " + number(entry.offset) + " overlaps what follows it at byte " + number(limit),
             entry.offset);
    }
    limit = entry.offset;
  }
}

int64_t local_header_length(std::string_view bytes, const ZipEntry& entry) {
  if (bytes.size() < static_cast<size_t>(kLocalBytes) || load32(bytes.data()) != kLocalSignature) {
    refuse_entry(entry, "there is no local header where its directory says");
  }
  const int64_t length = kLocalBytes + load16(bytes.data() + 26) + load16(bytes.data() + 28);
  int64_t end;
  if (!checked_add(entry.offset + length, entry.compressed, &end) || end > entry.limit) {
    refuse_entry(entry, "its data overlap what follows at byte " + number(entry.limit));
  }
  return length;
}

void check_local_header(std::string_view bytes, const ZipEntry& entry) {
  const char* p = bytes.data();
  const size_t n_name = load16(p + 26);
  const auto differs = [&](const char* what) {
    refuse_entry(entry, std::string("its local header and the directory differ in ") + what);
  };
  if (bytes.substr(static_cast<size_t>(kLocalBytes), n_name) != entry.name) differs("the name");
  const uint16_t flags = load16(p + 6);
  if ((flags & (kFlagEncrypted | kFlagDescriptor)) != (entry.flags & (kFlagEncrypted | kFlagDescriptor))) {
    differs("the flags");
  }
  if (load16(p + 8) != entry.method) differs("the method");
  const std::string_view extra = bytes.substr(static_cast<size_t>(kLocalBytes) + n_name);
  std::string_view wide = zip64_field(extra, entry.offset);
  const int64_t size = widened(load32(p + 22), &wide, "a member's size", entry.offset);
  const int64_t compressed = widened(load32(p + 18), &wide, "a member's compressed size", entry.offset);
  const uint32_t crc = load32(p + 14);
  // With a descriptor behind the data the header may leave them out.
  const bool later = (flags & kFlagDescriptor) != 0;
  if (crc != entry.crc && !(later && crc == 0)) differs("the CRC");
  if (size != entry.size && !(later && size == 0)) differs("the size");
  if (compressed != entry.compressed && !(later && compressed == 0)) differs("the compressed size");
  if ((flags & kFlagEncrypted) != 0) refuse_entry(entry, "it is encrypted, which is not supported");
  if (entry.method != kStored && entry.method != kDeflated) {
    refuse_entry(entry, "it is compressed by method " + number(entry.method) +
                            ", which is not supported: expected 0 (stored) or 8 (deflate)");
  }
  if (entry.method == kStored && size != compressed && !later) differs("the size of what is stored");
  if (entry.method == kStored && entry.size != entry.compressed) differs("the size of what is stored");
  if (entry.method == kDeflated && entry.size / kMaxRatio > entry.compressed) {
    refuse_entry(entry,
                 "it cannot be that its " + number(entry.compressed) + " compressed bytes make " + number(entry.size));
  }
}

}  // namespace nds
