#include "io/npy.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <memory>
#include <string_view>

#include "core/error.h"
#include "core/mapped_file.h"
#include "core/thread_pool.h"
#include "plan/copy.h"

namespace nds {

namespace {

// The header of nearly every file, with its prologue, is within this.
constexpr int64_t kFirstRead = 4096;
// One read; several threads take them in turn. Between two of them a job looks whether it was cancelled.
constexpr int64_t kReadBlock = int64_t{2} << 20;
// Swapped or normalised while still in the second-level cache.
constexpr int64_t kConvertBlock = int64_t{256} << 10;
constexpr int64_t kWriteBlock = int64_t{16} << 20;
constexpr int64_t kGatherBytes = int64_t{8} << 20;

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

template <class Word>
void swap_words(char* bytes, int64_t n) noexcept {
  for (int64_t i = 0; i < n; i += static_cast<int64_t>(sizeof(Word))) {
    Word word;
    std::memcpy(&word, bytes + i, sizeof(Word));
    if constexpr (sizeof(Word) == 2) word = __builtin_bswap16(word);
    if constexpr (sizeof(Word) == 4) word = __builtin_bswap32(word);
    if constexpr (sizeof(Word) == 8) word = __builtin_bswap64(word);
    std::memcpy(bytes + i, &word, sizeof(Word));
  }
}

void swap_elements(char* bytes, int64_t n, int64_t itemsize) noexcept {
  switch (itemsize) {
    case 2: return swap_words<uint16_t>(bytes, n);
    case 4: return swap_words<uint32_t>(bytes, n);
    case 8: return swap_words<uint64_t>(bytes, n);
    default: return;
  }
}

// A bool is 0 or 1 to the kernels; files may say otherwise.
void normalise_bools(char* bytes, int64_t n) noexcept {
  for (int64_t i = 0; i < n; ++i) bytes[i] = bytes[i] != 0;
}

void read_block(const platform::File& file, const NpyHeader& header, char* to, int64_t start, int64_t n) {
  const bool is_bool = header.dtype == DType::kBool;
  const int64_t step = header.swapped || is_bool ? kConvertBlock : n;
  for (int64_t done = 0; done < n; done += step) {
    const int64_t part = std::min(step, n - done);
    char* at = to + start + done;
    if (file.read_at(at, part, header.data_offset + start + done) != part) {
      throw truncated(header, file.size(), file.path());
    }
    if (header.swapped) swap_elements(at, part, item_size(header.dtype));
    if (is_bool) normalise_bools(at, part);
  }
}

bool contiguous(const NpySource& source, bool fortran_order) noexcept {
  int64_t expected = item_size(source.array.dtype);
  for (int k = 0; k < source.ndim; ++k) {
    const int i = fortran_order ? k : source.ndim - 1 - k;
    if (source.shape[i] == 1) continue;
    if (source.array.strides[i] != expected) return false;
    expected *= source.shape[i];
  }
  return true;
}

Error lost() {
  return Error(ErrorCode::kMappingLost, "a mapped file was cut while its array was being saved: nothing was saved");
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
      throw lost();
    }
    at += n;
  }
}

// Elements in C order, box by box: axes before `axis` one index at a time, `axis` in runs, those after it whole.
class Gather {
 public:
  Gather(const NpySource& source, int64_t bytes)
      : source_(source),
        buffer_(std::make_unique_for_overwrite<char[]>(static_cast<size_t>(std::min(bytes, kGatherBytes)))) {
    const int64_t itemsize = item_size(source.array.dtype);
    inner_bytes_ = itemsize;
    axis_ = source.ndim - 1;
    while (axis_ > 0 && inner_bytes_ * source.shape[axis_] <= kGatherBytes) inner_bytes_ *= source.shape[axis_--];
    run_ = std::max<int64_t>(kGatherBytes / inner_bytes_, 1);
    int64_t stride = itemsize;
    for (int i = source.ndim - 1; i >= axis_; --i) {
      shape_[i] = source.shape[i];
      strides_[i] = stride;
      stride *= source.shape[i];
    }
  }

  // The next bytes in C order, or none.
  std::string_view next() {
    if (done_) return {};
    const int64_t count = std::min(run_, source_.shape[axis_] - start_);
    const char* from = source_.array.data + start_ * source_.array.strides[axis_];
    for (int i = 0; i < axis_; ++i) from += index_[i] * source_.array.strides[i];
    shape_[axis_] = count;
    CopyPlan plan;
    plan.ndim = source_.ndim - axis_;
    plan.shape = shape_ + axis_;
    plan.from = {const_cast<char*>(from), source_.array.dtype, source_.array.strides + axis_};
    plan.to = {buffer_.get(), source_.array.dtype, strides_ + axis_};
    plan.where = nullptr;
    plan.mapped = source_.mapped;
    plan.swap_from = false;
    plan.swap_to = false;
    const ErrorCode code = run_copy(plan);
    if (code == ErrorCode::kMappingLost) throw lost();
    if (code != ErrorCode::kOk) throw Error(code, "the array could not be read");
    advance(count);
    return {buffer_.get(), static_cast<size_t>(count * inner_bytes_)};
  }

 private:
  void advance(int64_t count) noexcept {
    start_ += count;
    if (start_ < source_.shape[axis_]) return;
    start_ = 0;
    int i = axis_ - 1;
    while (i >= 0 && ++index_[i] == source_.shape[i]) index_[i--] = 0;
    done_ = i < 0;
  }

  const NpySource& source_;
  std::unique_ptr<char[]> buffer_;
  int axis_;
  int64_t inner_bytes_;  // of one index of `axis_`
  int64_t run_;          // indices of `axis_` that fit the buffer
  int64_t shape_[kMaxDims] = {};
  int64_t strides_[kMaxDims] = {};
  int64_t index_[kMaxDims] = {};
  int64_t start_ = 0;
  bool done_ = false;
};

}  // namespace

NpyFile NpyFile::open(const std::string& path, platform::File::Mode mode, int64_t max_header_bytes) {
  NpyFile npy;
  npy.file_ = platform::File::open(path, mode);
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
  int64_t bytes = item_size(source.array.dtype);
  for (int i = 0; i < source.ndim; ++i) bytes *= source.shape[i];
  const bool c_order = bytes == 0 || contiguous(source, false);
  const bool f_order = !c_order && contiguous(source, true);
  const std::string header = format_npy_header(source.array.dtype, f_order, source.ndim, source.shape);
  check_cancelled(cancelled);
  platform::AtomicFile target(path);
  platform::File& file = target.file();
  auto at = static_cast<int64_t>(header.size());
  file.write_at(header.data(), at, 0);
  if (c_order || f_order) {
    write_contiguous(file, source, bytes, at, cancelled);
  } else {
    Gather gather(source, bytes);
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
