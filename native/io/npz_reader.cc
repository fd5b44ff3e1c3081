#include "io/npz_reader.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "core/allocator.h"
#include "core/cancel.h"
#include "core/error.h"
#include "core/thread_pool.h"
#include "io/crc32.h"
#include "io/deflate.h"
#include "io/inflate_scan.h"
#include "io/npy.h"
#include "io/spares.h"
#include "io/zip_format.h"

namespace nds {

namespace {

// Read, summed and converted while in the second-level cache.
constexpr int64_t kBlock = int64_t{256} << 10;
// The header of nearly every .npy file, and compressed bytes that are enough for it.
constexpr int64_t kFirstLook = 4096;
constexpr int64_t kFirstCompressed = 16384;
// Members up to this size are inflated aside and copied; larger ones are inflated in place, then moved over their
// header.
constexpr int64_t kInflatedAside = int64_t{1} << 20;

std::string number(int64_t n) { return std::to_string(n); }

// Up to 80 bytes of a name, printable.
std::string shown(std::string_view name) {
  std::string out = "'";
  for (const char c : name.substr(0, 80)) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return out + (name.size() > 80 ? "...'" : "'");
}

[[noreturn]] void malformed(const std::string& what) { throw Error(ErrorCode::kFormat, what); }

// Runs f; what it throws about the file names the path and the member.
template <class F>
auto naming(const platform::File& file, const ZipEntry& entry, F&& f) {
  try {
    return f();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kSystem || error.code() == ErrorCode::kAborted) throw;
    const int64_t offset = error.offset() >= 0 ? error.offset() : entry.offset;
    throw Error(error.code(), "member " + shown(entry.name) + ": " + error.what()).at(file.path(), offset);
  }
}

// Runs each(block) for blocks [0, n) on all threads; the first exception is thrown on.
template <class F>
void for_each_block(int64_t n, const std::atomic<bool>* cancelled, F&& each) {
  std::exception_ptr failure;
  std::atomic<bool> failed{false};
  parallel_for(n, [&](int64_t block) noexcept {
    if (failed.load(std::memory_order_relaxed)) return;
    try {
      if (is_set(cancelled)) throw Error(ErrorCode::kAborted, "the operation was aborted");
      each(block);
    } catch (...) {
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  });
  if (failure) std::rethrow_exception(failure);
}

int64_t blocks_of(int64_t bytes) noexcept { return (bytes + kBlock - 1) / kBlock; }

uint32_t combine_blocks(uint32_t crc, const std::vector<uint32_t>& sums, int64_t bytes) noexcept {
  for (size_t i = 0; i < sums.size(); ++i) {
    crc = crc32_combine(crc, sums[i], std::min(bytes - static_cast<int64_t>(i) * kBlock, kBlock));
  }
  return crc;
}

uint32_t parallel_crc32(const char* bytes, int64_t n) {
  std::vector<uint32_t> sums(static_cast<size_t>(blocks_of(n)));
  parallel_for(blocks_of(n), [&](int64_t block) noexcept {
    const int64_t start = block * kBlock;
    sums[static_cast<size_t>(block)] = crc32(0, bytes + start, std::min(n - start, kBlock));
  });
  return combine_blocks(0, sums, n);
}

// Moves elements from behind their header, at `all`, to `to`: elsewhere, or the same place. In one pass over memory
// they are summed, moved and converted. Gives the CRC of header and elements.
uint32_t settle_elements(const char* all, char* to, const NpyHeader& header) {
  const int64_t n = header.data_bytes;
  const int64_t ahead = header.data_offset;
  const bool in_place = all == to;
  const uint32_t first = crc32(0, all, ahead);
  if (in_place && ahead > kBlock) {
    const uint32_t crc = crc32_combine(first, parallel_crc32(all + ahead, n), n);
    std::memmove(to, all + ahead, static_cast<size_t>(n));
    to_native_elements(to, n, header);
    return crc;
  }
  // In place, a block is written over the end of the one before: those ends are kept aside.
  const int64_t blocks = blocks_of(n);
  const int64_t kept = in_place ? ahead : 0;
  std::vector<char> ends(static_cast<size_t>(blocks * kept));
  for (int64_t block = 0; block + 1 < blocks; ++block) {
    std::copy_n(all + ahead + (block + 1) * kBlock - kept, kept, ends.data() + block * kept);
  }
  std::vector<uint32_t> sums(static_cast<size_t>(blocks));
  parallel_for(blocks, [&](int64_t block) noexcept {
    const int64_t start = block * kBlock;
    const int64_t part = std::min(n - start, kBlock);
    const int64_t whole = block + 1 < blocks ? part - kept : part;
    const char* end = ends.data() + block * kept;
    const uint32_t sum = crc32(0, all + ahead + start, whole);
    sums[static_cast<size_t>(block)] = crc32(sum, end, part - whole);
    std::memmove(to + start, all + ahead + start, static_cast<size_t>(whole));
    std::copy_n(end, part - whole, to + start + whole);
    to_native_elements(to + start, part, header);
  });
  return combine_blocks(first, sums, n);
}

void check_crc(uint32_t found, const ZipEntry& entry) {
  if (found == entry.crc) return;
  char text[80];
  std::snprintf(text, sizeof(text), "its bytes are damaged: expected CRC-32 %08x but found %08x", entry.crc, found);
  malformed(text);
}

void check_inflated(InflateResult result, int64_t size) {
  switch (result) {
    case InflateResult::kOk: return;
    case InflateResult::kTooShort:
      malformed("its compressed data are shorter than the " + number(size) + " bytes that the archive says");
    case InflateResult::kTooLong:
      malformed("its compressed data are longer than the " + number(size) + " bytes that the archive says");
    case InflateResult::kMalformed: malformed("its compressed data are damaged");
  }
}

// Memory outside arrays that counts against the limit while it is held.
class CountedBuffer {
 public:
  explicit CountedBuffer(int64_t bytes) : bytes_(bytes) {
    if (!account_external(bytes)) {
      throw Error(ErrorCode::kMemoryLimit, "reading it takes " + number(bytes) +
                                               " bytes beside the array, which the memory limit does not allow");
    }
    try {
      data_ = std::make_unique_for_overwrite<uint8_t[]>(static_cast<size_t>(bytes));
    } catch (...) {
      account_external(-bytes);
      throw;
    }
  }
  CountedBuffer(const CountedBuffer&) = delete;
  ~CountedBuffer() { account_external(-bytes_); }
  uint8_t* data() const noexcept { return data_.get(); }

 private:
  int64_t bytes_;
  std::unique_ptr<uint8_t[]> data_;
};

void read_exactly(const platform::File& file, void* to, int64_t n, int64_t offset) {
  const int64_t got = file.read_at(to, n, offset);
  if (got == n) return;
  throw Error(ErrorCode::kTruncated, "the file was cut: expected " + number(n) + " bytes at byte " + number(offset) +
                                         " but found " + number(got))
      .at(file.path(), offset + got);
}

// The pieces that a member says it consists of, when they fit it: offsets before and after compression.
struct PieceTable {
  std::vector<int64_t> at;
  std::vector<int64_t> compressed_at;
};

std::optional<PieceTable> piece_table(const ZipEntry& entry, int64_t header_bytes) {
  const auto count = static_cast<int64_t>(entry.pieces.size() / 8);
  if (entry.method != zip::kDeflated || count < 2) return std::nullopt;
  PieceTable table;
  int64_t at = 0;
  int64_t compressed_at = 0;
  for (int64_t i = 0; i < count; ++i) {
    table.at.push_back(at);
    table.compressed_at.push_back(compressed_at);
    at += zip::load32(entry.pieces.data() + 8 * i);
    compressed_at += zip::load32(entry.pieces.data() + 8 * i + 4);
  }
  table.at.push_back(at);
  table.compressed_at.push_back(compressed_at);
  const auto end = static_cast<int64_t>(sizeof(kDeflateEnd));
  if (at != entry.size || compressed_at != entry.compressed - end || table.at[1] != header_bytes) return std::nullopt;
  return table;
}

}  // namespace

NpzReader::NpzReader(platform::File file) : file_(std::move(file)) {
  try {
    const int64_t bytes = file_.size();
    std::string tail(static_cast<size_t>(ZipDirectory::tail_bytes(bytes)), '\0');
    const int64_t tail_at = bytes - static_cast<int64_t>(tail.size());
    read_exactly(file_, tail.data(), static_cast<int64_t>(tail.size()), tail_at);
    const ZipDirectory::Place place = ZipDirectory::locate(tail, bytes);
    std::vector<char> directory(static_cast<size_t>(place.bytes));
    read_exactly(file_, directory.data(), place.bytes, place.offset);
    directory_ = ZipDirectory(std::move(directory), place);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kSystem) throw;
    throw Error(error.code(), error.what()).at(file_.path(), error.offset());
  }
}

int64_t NpzReader::data_of(size_t i) const {
  const ZipEntry& entry = entries()[i];
  std::string header(static_cast<size_t>(zip::kLocalBytes), '\0');
  read_exactly(file_, header.data(), zip::kLocalBytes, entry.offset);
  const int64_t length = local_header_length(header, entry);
  header.resize(static_cast<size_t>(length));
  read_exactly(file_, header.data() + zip::kLocalBytes, length - zip::kLocalBytes, entry.offset + zip::kLocalBytes);
  check_local_header(header, entry);
  return entry.offset + length;
}

// The first n bytes of a member, or all where it has fewer.
std::string NpzReader::start_of(const ZipEntry& entry, int64_t data_at, int64_t n) const {
  std::string start(static_cast<size_t>(std::min(n, entry.size)), '\0');
  if (entry.method == zip::kStored) {
    read_exactly(file_, start.data(), static_cast<int64_t>(start.size()), data_at);
    return start;
  }
  std::vector<uint8_t> in;
  for (int64_t look = std::max(kFirstCompressed, n);; look *= 4) {
    look = std::min(look, entry.compressed);
    in.resize(static_cast<size_t>(look));
    read_exactly(file_, in.data(), look, data_at);
    const int64_t got = inflate_start(in.data(), in.size(), reinterpret_cast<uint8_t*>(start.data()), start.size());
    if (got == static_cast<int64_t>(start.size())) return start;
    if (got >= 0) check_inflated(InflateResult::kTooShort, entry.size);
    if (got == -1 || look == entry.compressed) malformed("its compressed data are damaged");
  }
}

NpyMember NpzReader::open_npy(size_t i, int64_t max_header_bytes) const {
  const ZipEntry& entry = entries()[i];
  return naming(file_, entry, [&] {
    NpyMember member;
    member.data_at = data_of(i);
    std::string text = start_of(entry, member.data_at, kFirstLook);
    const NpyPrologue prologue = parse_npy_prologue(text);
    if (prologue.header_bytes > max_header_bytes) {
      malformed("the .npy header is " + number(prologue.header_bytes) + " bytes long, more than the " +
                number(max_header_bytes) + " that maxHeaderSize allows");
    }
    const int64_t end = prologue.header_offset + prologue.header_bytes;
    if (end > entry.size) {
      malformed("the .npy file ends within its header: expected " + number(end) + " bytes but found " +
                number(entry.size));
    }
    if (end > static_cast<int64_t>(text.size())) text = start_of(entry, member.data_at, end);
    text.resize(static_cast<size_t>(end));
    member.header = parse_npy_header(std::string_view(text).substr(static_cast<size_t>(prologue.header_offset)),
                                     prologue.header_offset);
    const int64_t there = entry.size - member.header.data_offset;
    if (there != member.header.data_bytes) {
      throw Error(there < member.header.data_bytes ? ErrorCode::kTruncated : ErrorCode::kFormat,
                  "its .npy header expects " + number(member.header.data_bytes) + " bytes of data but the member has " +
                      number(there));
    }
    const bool whole =
        entry.method == zip::kDeflated && entry.size > kInflatedAside && !piece_table(entry, member.header.data_offset);
    member.storage_bytes = whole ? entry.size : member.header.data_bytes;
    return member;
  });
}

uint32_t NpzReader::read_stored(const ZipEntry& entry, const NpyMember& member, char* to,
                                const std::atomic<bool>* cancelled) const {
  const int64_t bytes = member.header.data_bytes;
  const std::string header = start_of(entry, member.data_at, member.header.data_offset);
  std::vector<uint32_t> sums(static_cast<size_t>(blocks_of(bytes)));
  for_each_block(blocks_of(bytes), cancelled, [&](int64_t block) {
    const int64_t start = block * kBlock;
    const int64_t part = std::min(bytes - start, kBlock);
    read_exactly(file_, to + start, part, member.data_at + member.header.data_offset + start);
    sums[static_cast<size_t>(block)] = crc32(0, to + start, part);
    to_native_elements(to + start, part, member.header);
  });
  return combine_blocks(crc32(0, header.data(), static_cast<int64_t>(header.size())), sums, bytes);
}

uint32_t NpzReader::read_pieces(const ZipEntry& entry, const NpyMember& member, char* to,
                                const std::atomic<bool>* cancelled) const {
  const PieceTable table = *piece_table(entry, member.header.data_offset);
  const int64_t item = item_size(member.header.dtype);
  const size_t count = table.at.size() - 1;
  std::vector<uint32_t> sums(count);
  std::vector<char> header(static_cast<size_t>(table.at[1]));
  struct Worker {
    Inflater inflater;
    std::vector<uint8_t> in;
  };
  Spares<Worker> workers([] { return std::make_unique<Worker>(); });
  for_each_block(static_cast<int64_t>(count), cancelled, [&](int64_t block) {
    const auto i = static_cast<size_t>(block);
    const int64_t n = table.at[i + 1] - table.at[i];
    const int64_t n_in = table.compressed_at[i + 1] - table.compressed_at[i];
    const auto end = static_cast<int64_t>(sizeof(kDeflateEnd));
    std::unique_ptr<Worker> worker = workers.take();
    std::vector<uint8_t>& in = worker->in;
    if (in.size() < static_cast<size_t>(n_in + end)) in.resize(static_cast<size_t>(n_in + end));
    read_exactly(file_, in.data(), n_in, member.data_at + table.compressed_at[i]);
    std::copy_n(kDeflateEnd, end, in.data() + n_in);
    char* out = i == 0 ? header.data() : to + (table.at[i] - table.at[1]);
    check_inflated(worker->inflater.inflate(in.data(), static_cast<size_t>(n_in + end), reinterpret_cast<uint8_t*>(out),
                                            static_cast<size_t>(n)),
                   n);
    workers.give(std::move(worker));
    sums[i] = crc32(0, out, n);
    // Pieces that cut an element in two are those of a table that is not ours.
    if (i > 0 && n % item != 0) malformed("its table of pieces is damaged");
    if (i > 0) to_native_elements(out, n, member.header);
  });
  uint32_t crc = 0;
  for (size_t i = 0; i < count; ++i) crc = crc32_combine(crc, sums[i], table.at[i + 1] - table.at[i]);
  return crc;
}

void NpzReader::inflate_whole(const ZipEntry& entry, int64_t data_at, char* to) const {
  const CountedBuffer in(entry.compressed);
  read_exactly(file_, in.data(), entry.compressed, data_at);
  Inflater inflater;
  check_inflated(inflater.inflate(in.data(), static_cast<size_t>(entry.compressed), reinterpret_cast<uint8_t*>(to),
                                  static_cast<size_t>(entry.size)),
                 entry.size);
}

void NpzReader::read_npy(size_t i, const NpyMember& member, char* to, const std::atomic<bool>* cancelled) const {
  const ZipEntry& entry = entries()[i];
  naming(file_, entry, [&] {
    const NpyHeader& header = member.header;
    if (entry.method == zip::kStored) {
      check_crc(read_stored(entry, member, to, cancelled), entry);
    } else if (piece_table(entry, header.data_offset)) {
      check_crc(read_pieces(entry, member, to, cancelled), entry);
    } else {
      std::vector<char> aside;
      char* all = to;
      if (member.storage_bytes != entry.size) {
        aside.resize(static_cast<size_t>(entry.size));
        all = aside.data();
      }
      if (is_set(cancelled)) throw Error(ErrorCode::kAborted, "the operation was aborted");
      inflate_whole(entry, member.data_at, all);
      check_crc(settle_elements(all, to, header), entry);
    }
  });
}

void NpzReader::read_bytes(size_t i, char* to) const {
  const ZipEntry& entry = entries()[i];
  naming(file_, entry, [&] {
    const int64_t data_at = data_of(i);
    if (entry.method == zip::kStored) {
      read_exactly(file_, to, entry.size, data_at);
    } else {
      inflate_whole(entry, data_at, to);
    }
    check_crc(parallel_crc32(to, entry.size), entry);
  });
}

}  // namespace nds
