#include "io/npy.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/mapped_file.h"
#include "core/thread_pool.h"
#include "kernels/copy/layout.h"

namespace nds {

namespace {

// The header of nearly every file, with its prologue, is within this.
constexpr int64_t kFirstRead = 4096;
// One read; several threads take them in turn. Between two of them a job looks whether it was cancelled.
constexpr int64_t kReadBlock = int64_t{2} << 20;
// Swapped or normalised while still in the second-level cache.
constexpr int64_t kConvertBlock = int64_t{256} << 10;
constexpr int64_t kWriteBlock = int64_t{16} << 20;

void check_cancelled(const std::atomic<bool>* cancelled) {
  if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed)) {
    throw Error(ErrorCode::kAborted, "the operation was aborted");
  }
}

Error named(const Error& error, const std::string& path) {
  return Error(error.code(), error.what()).at(path, error.offset());
}

Error truncated(const NpyHeader& header, int64_t file_bytes, const std::string& path) {
  const int64_t there = std::max<int64_t>(file_bytes - header.data_offset, 0);
  return Error(ErrorCode::kTruncated, "the .npy file is truncated: expected " + std::to_string(header.data_bytes) +
                                          " bytes of data but found " + std::to_string(there))
      .at(path, file_bytes);
}

// A bool is 0 or 1 to the kernels; files may say otherwise.
void normalise_bools(char* bytes, int64_t n) noexcept {
  for (int64_t i = 0; i < n; ++i) bytes[i] = bytes[i] != 0;
}

}  // namespace

void to_native_elements(char* bytes, int64_t n, const NpyHeader& header) noexcept {
  static const LayoutKernels* const kernels = layout_kernels(active_target());
  if (header.swapped) swap_elements(*kernels, header.dtype, bytes, n / item_size(header.dtype));
  if (header.dtype == DType::kBool) normalise_bools(bytes, n);
}

namespace {

void read_block(const platform::File& file, const NpyHeader& header, char* to, int64_t start, int64_t n) {
  const bool is_bool = header.dtype == DType::kBool;
  const int64_t step = header.swapped || is_bool ? kConvertBlock : n;
  for (int64_t done = 0; done < n; done += step) {
    const int64_t part = std::min(step, n - done);
    char* at = to + start + done;
    if (file.read_at(at, part, header.data_offset + start + done) != part) {
      throw truncated(header, file.size(), file.path());
    }
    to_native_elements(at, part, header);
  }
}

// The kernel refuses to read pages that a map has lost; touching them marks the map.
void mark_lost(const char* bytes, int64_t n) {
  if (!bus_handler_enabled()) return;
  arm_bus_handler();
  const auto page = static_cast<int64_t>(platform::page_size());
  const bool whole = guarded([&] {
    for (int64_t at = 0; at < n; at += page) static_cast<void>(*static_cast<const volatile char*>(bytes + at));
    static_cast<void>(*static_cast<const volatile char*>(bytes + n - 1));
  });
  static_cast<void>(whole);
}

void write_contiguous(platform::File& file, const NpySource& source, int64_t bytes, int64_t offset,
                      const std::atomic<bool>* cancelled) {
  for (int64_t at = 0; at < bytes;) {
    check_cancelled(cancelled);
    const int64_t n = std::min(bytes - at, kWriteBlock);
    try {
      file.write_at(source.array.data + at, n, offset + at);
    } catch (const Error& error) {
      if (!source.mapped || error.system_errno() != EFAULT) throw;
      mark_lost(source.array.data + at, n);
      throw save_lost();
    }
    at += n;
  }
}

}  // namespace

NpyFile NpyFile::open(const std::string& path, platform::File::Mode mode, int64_t max_header_bytes) {
  return of(platform::File::open(path, mode), max_header_bytes);
}

NpyFile NpyFile::of(platform::File file, int64_t max_header_bytes) {
  const std::string path = file.path();
  NpyFile npy;
  npy.file_ = std::move(file);
  const int64_t file_bytes = npy.file_.size();
  std::string text(static_cast<size_t>(std::min(file_bytes, kFirstRead)), '\0');
  text.resize(static_cast<size_t>(npy.file_.read_at(text.data(), static_cast<int64_t>(text.size()), 0)));
  try {
    const NpyPrologue prologue = parse_npy_prologue(text);
    if (prologue.header_bytes > max_header_bytes) {
      throw Error(ErrorCode::kFormat, "the .npy header is " + std::to_string(prologue.header_bytes) +
                                          " bytes long, more than the " + std::to_string(max_header_bytes) +
                                          " that maxHeaderSize allows")
          .at("", 8);
    }
    const int64_t end = prologue.header_offset + prologue.header_bytes;
    if (end > file_bytes) {
      throw Error(ErrorCode::kFormat, "the .npy file ends within its header: expected " + std::to_string(end) +
                                          " bytes but found " + std::to_string(file_bytes))
          .at("", file_bytes);
    }
    const auto had = static_cast<int64_t>(text.size());
    text.resize(static_cast<size_t>(end));
    if (end > had && npy.file_.read_at(text.data() + had, end - had, had) != end - had) {
      throw Error(ErrorCode::kFormat, "the .npy file was cut while its header was read").at("", had);
    }
    npy.header_ = parse_npy_header(std::string_view(text).substr(static_cast<size_t>(prologue.header_offset)),
                                   prologue.header_offset);
  } catch (const Error& error) {
    throw named(error, path);
  }
  if (file_bytes - npy.header_.data_offset < npy.header_.data_bytes) throw truncated(npy.header_, file_bytes, path);
  return npy;
}

void NpyFile::read(void* to, const std::atomic<bool>* cancelled) const {
  const int64_t bytes = header_.data_bytes;
  const int64_t blocks = (bytes + kReadBlock - 1) / kReadBlock;
  std::exception_ptr failure;
  std::atomic<bool> failed{false};
  parallel_for(blocks, [&](int64_t block) noexcept {
    if (failed.load(std::memory_order_relaxed)) return;
    const int64_t start = block * kReadBlock;
    try {
      check_cancelled(cancelled);
      read_block(file_, header_, static_cast<char*>(to), start, std::min(bytes - start, kReadBlock));
    } catch (...) {
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  });
  if (failure) std::rethrow_exception(failure);
}

void write_npy(const std::string& path, const NpySource& source, const std::atomic<bool>* cancelled) {
  const NpyLayout layout = npy_layout(source);
  const std::string header = format_npy_header(source.array.dtype, layout.fortran_order, source.ndim, source.shape);
  check_cancelled(cancelled);
  platform::AtomicFile target(path);
  platform::File& file = target.file();
  auto at = static_cast<int64_t>(header.size());
  file.write_at(header.data(), at, 0);
  if (layout.contiguous) {
    write_contiguous(file, source, layout.bytes, at, cancelled);
  } else {
    NpyGather gather(source, layout.bytes);
    for (std::string_view part = gather.next(); !part.empty(); part = gather.next()) {
      check_cancelled(cancelled);
      file.write_at(part.data(), static_cast<int64_t>(part.size()), at);
      at += static_cast<int64_t>(part.size());
    }
  }
  check_cancelled(cancelled);
  target.commit();
}

}  // namespace nds
