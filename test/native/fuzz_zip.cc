// libFuzzer target: whatever bytes come, a zip archive is read or refused with an error, and members that are read lie
// within it, one after the other; what deflate streams hold, the small reader and the library agree on.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "io/deflate.h"
#include "io/inflate_scan.h"
#include "io/zip_format.h"
#include "io/zip_reader.h"

namespace {

void require(bool ok) {
  if (!ok) std::abort();
}

constexpr size_t kMost = 1 << 14;

void inflate(std::string_view data) {
  const auto* in = reinterpret_cast<const uint8_t*>(data.data());
  std::vector<uint8_t> start(kMost);
  const int64_t made = nds::inflate_start(in, data.size(), start.data(), start.size());
  const nds::DeflateEnd end = nds::find_deflate_end(in, data.size());
  if (end.found) require(end.end_bit <= static_cast<int64_t>(data.size()) * 8 && end.last_header_bit < end.end_bit);
  if (made < 0 || made == static_cast<int64_t>(start.size())) return;
  // A whole stream.
  require(end.found);
  std::vector<uint8_t> all(static_cast<size_t>(made));
  const auto n = static_cast<size_t>((end.end_bit + 7) / 8);
  nds::Inflater inflater;
  require(inflater.inflate(in, n, all.data(), all.size()) == nds::InflateResult::kOk);
  require(all.empty() || std::memcmp(all.data(), start.data(), all.size()) == 0);
}

void round_trip(const uint8_t* data, size_t size) {
  static nds::PieceDeflater deflater(nds::kDefaultDeflateLevel);
  static nds::Inflater inflater;
  std::vector<uint8_t> stream(deflater.bound(size) + sizeof(nds::kDeflateEnd));
  const size_t made = deflater.deflate(data, size, size_t{1} << size % 4, stream.data());
  require(made <= deflater.bound(size));
  std::memcpy(stream.data() + made, nds::kDeflateEnd, sizeof(nds::kDeflateEnd));
  std::vector<uint8_t> back(size);
  require(inflater.inflate(stream.data(), made + sizeof(nds::kDeflateEnd), back.data(), size) ==
          nds::InflateResult::kOk);
  require(size == 0 || std::memcmp(back.data(), data, size) == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const auto bytes = static_cast<int64_t>(size);
  inflate(file);
  if (size % 8 == 0) round_trip(data, size);  // slow under sanitizers
  try {
    const auto tail = static_cast<size_t>(nds::ZipDirectory::tail_bytes(bytes));
    const nds::ZipDirectory::Place place = nds::ZipDirectory::locate(file.substr(size - tail), bytes);
    const auto directory = file.substr(static_cast<size_t>(place.offset), static_cast<size_t>(place.bytes));
    const nds::ZipDirectory zip({directory.begin(), directory.end()}, place);
    require(static_cast<int64_t>(zip.entries().size()) == place.members);
    for (const nds::ZipEntry& entry : zip.entries()) {
      require(entry.offset >= 0 && entry.compressed >= 0 && entry.size >= 0 && entry.limit <= place.offset);
      const std::string_view rest = file.substr(static_cast<size_t>(entry.offset));
      const int64_t length = nds::local_header_length(rest.substr(0, nds::zip::kLocalBytes), entry);
      nds::check_local_header(rest.substr(0, static_cast<size_t>(length)), entry);
      require(entry.offset + length + entry.compressed <= entry.limit);
      inflate(rest.substr(static_cast<size_t>(length), static_cast<size_t>(entry.compressed)));
    }
  } catch (const nds::Error& error) {
    require(error.offset() >= 0);
  }
  return 0;
}
