#include "io/zip_writer.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "core/cancel.h"
#include "core/error.h"
#include "core/mapped_file.h"
#include "core/thread_pool.h"
#include "io/crc32.h"
#include "io/deflate.h"
#include "io/npy_header.h"
#include "io/spares.h"

namespace nds {

namespace {

// Copied, summed and written while in the second-level cache.
constexpr int64_t kStoredBlock = int64_t{256} << 10;
// One piece of a deflated member: each is read on its own thread.
constexpr int64_t kPieceBytes = int64_t{1} << 20;
// Members up to this size are one piece with their header.
constexpr int64_t kOnePiece = int64_t{64} << 10;
// So many fit the extra field of a directory entry, beside a zip64 field.
constexpr int64_t kMaxPieces = 8000;
// Beyond this size a member's header has room for 64-bit sizes: deflated data may be a little longer than the original.
constexpr int64_t kWideMember = int64_t{0xfff00000};

void check_cancelled(const std::atomic<bool>* cancelled) {
  if (is_set(cancelled)) throw Error(ErrorCode::kAborted, "the operation was aborted");
}

// The first failure of several threads.
class Failure {
 public:
  bool any() const noexcept { return any_.load(std::memory_order_relaxed); }
  void take_current() noexcept {
    if (!any_.exchange(true)) failure_ = std::current_exception();
  }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::atomic<bool> any_{false};
  std::exception_ptr failure_;
};

std::unique_ptr<char[]> make_buffer(size_t bytes) { return std::make_unique_for_overwrite<char[]>(bytes); }

void copy_bytes(char* to, const char* from, int64_t n, bool mapped) {
  if (!mapped) {
    std::memcpy(to, from, static_cast<size_t>(n));
    return;
  }
  if (!guarded([&] { std::memcpy(to, from, static_cast<size_t>(n)); })) throw save_lost();
}

// Calls each(bytes, n, is_shared) with the array's bytes in turn: all at once where they lie so, which others may then
// change; otherwise what was gathered of them.
template <class F>
void for_each_run(const NpySource& source, const NpyLayout& layout, F&& each) {
  if (layout.bytes == 0) return;
  if (layout.contiguous) {
    each(source.array.data, layout.bytes, source.mapped);
    return;
  }
  NpyGather gather(source, layout.bytes);
  for (std::string_view run = gather.next(); !run.empty(); run = gather.next()) {
    each(run.data(), static_cast<int64_t>(run.size()), false);
  }
}

// What threads made of consecutive blocks, written in the order of the blocks.
class InOrder {
 public:
  // Blocks further ahead of the one that is to be written wait.
  InOrder(platform::File* file, int64_t at, int64_t ahead) : file_(file), at_(at), ahead_(ahead) {}

  // Waits until block i is near. The block that is next never waits, so somebody always goes on.
  void wait_for_turn(int64_t i, const Failure& failure) {
    std::unique_lock<std::mutex> lock(mutex_);
    written_.wait(lock, [&] { return failure.any() || i < next_ + ahead_; });
  }

  void write(int64_t i, const uint8_t* bytes, size_t n) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (i != next_ || writing_) {
      pending_.emplace(i, std::string(reinterpret_cast<const char*>(bytes), n));
      return;
    }
    writing_ = true;
    std::string kept;
    for (;;) {
      const int64_t at = at_;
      lock.unlock();
      try {
        file_->write_at(bytes, static_cast<int64_t>(n), at);
      } catch (...) {
        lock.lock();
        writing_ = false;
        throw;
      }
      lock.lock();
      at_ += static_cast<int64_t>(n);
      ++next_;
      written_.notify_all();
      const auto following = pending_.find(next_);
      if (following == pending_.end()) break;
      kept = std::move(following->second);
      pending_.erase(following);
      bytes = reinterpret_cast<const uint8_t*>(kept.data());
      n = kept.size();
    }
    writing_ = false;
  }

  void give_up() {
    const std::lock_guard<std::mutex> lock(mutex_);
    written_.notify_all();
  }

  int64_t end() const noexcept { return at_; }

 private:
  platform::File* file_;
  std::mutex mutex_;
  std::condition_variable written_;
  int64_t at_;
  int64_t ahead_;
  int64_t next_ = 0;
  bool writing_ = false;
  std::map<int64_t, std::string> pending_;
};

struct Worker {
  Worker(int level, int64_t piece) : deflater(level), in(make_buffer(static_cast<size_t>(piece))) {
    out_bytes = deflater.bound(static_cast<size_t>(piece));
    out = std::make_unique_for_overwrite<uint8_t[]>(out_bytes);
  }
  PieceDeflater deflater;
  std::unique_ptr<char[]> in;
  std::unique_ptr<uint8_t[]> out;
  size_t out_bytes;
};

}  // namespace

NpzWriter::NpzWriter(const std::string& path, const std::atomic<bool>* cancelled, int64_t first)
    : target_(path), cancelled_(cancelled), end_(first) {}

void NpzWriter::write_stored(const NpySource& source, const NpyLayout& layout, const std::string& header,
                             zip::Member* member) {
  platform::File& file = target_.file();
  file.write_at(header.data(), static_cast<int64_t>(header.size()), end_);
  member->crc = crc32(0, header.data(), static_cast<int64_t>(header.size()));
  end_ += static_cast<int64_t>(header.size());
  Spares<char[]> buffers([] { return make_buffer(static_cast<size_t>(kStoredBlock)); });
  for_each_run(source, layout, [&](const char* bytes, int64_t n, bool mapped) {
    const int64_t blocks = (n + kStoredBlock - 1) / kStoredBlock;
    std::vector<uint32_t> sums(static_cast<size_t>(blocks));
    Failure failure;
    parallel_for(blocks, [&](int64_t block) noexcept {
      if (failure.any()) return;
      try {
        check_cancelled(cancelled_);
        const int64_t start = block * kStoredBlock;
        const int64_t part = std::min(n - start, kStoredBlock);
        std::unique_ptr<char[]> buffer = buffers.take();
        copy_bytes(buffer.get(), bytes + start, part, mapped);
        sums[static_cast<size_t>(block)] = crc32(0, buffer.get(), part);
        file.write_at(buffer.get(), part, end_ + start);
        buffers.give(std::move(buffer));
      } catch (...) {
        failure.take_current();
      }
    });
    failure.rethrow();
    for (int64_t block = 0; block < blocks; ++block) {
      const int64_t part = std::min(n - block * kStoredBlock, kStoredBlock);
      member->crc = crc32_combine(member->crc, sums[static_cast<size_t>(block)], part);
    }
    end_ += n;
  });
  member->compressed = member->size;
}

void NpzWriter::write_deflated(const NpySource& source, const NpyLayout& layout, const std::string& header, int level,
                               zip::Member* member) {
  platform::File& file = target_.file();
  const int64_t start = end_;
  const auto item = static_cast<size_t>(item_size(source.array.dtype));
  const auto header_bytes = static_cast<int64_t>(header.size());
  int64_t piece = kPieceBytes;
  while (layout.bytes / piece > kMaxPieces) piece *= 2;
  Spares<Worker> workers([&] { return std::make_unique<Worker>(level, std::min(piece, member->size)); });

  if (member->size <= kOnePiece) {
    const std::unique_ptr<Worker> worker = workers.take();
    std::memcpy(worker->in.get(), header.data(), header.size());
    int64_t at = header_bytes;
    for_each_run(source, layout, [&](const char* bytes, int64_t n, bool mapped) {
      copy_bytes(worker->in.get() + at, bytes, n, mapped);
      at += n;
    });
    member->crc = crc32(0, worker->in.get(), at);
    const size_t made = worker->deflater.deflate(worker->in.get(), static_cast<size_t>(at), item, worker->out.get());
    file.write_at(worker->out.get(), static_cast<int64_t>(made), end_);
    end_ += static_cast<int64_t>(made);
  } else {
    {
      std::unique_ptr<Worker> worker = workers.take();
      const size_t made = worker->deflater.deflate(header.data(), header.size(), 1, worker->out.get());
      file.write_at(worker->out.get(), static_cast<int64_t>(made), end_);
      end_ += static_cast<int64_t>(made);
      member->pieces.push_back({static_cast<uint32_t>(header_bytes), static_cast<uint32_t>(made)});
      workers.give(std::move(worker));
    }
    member->crc = crc32(0, header.data(), header_bytes);
    for_each_run(source, layout, [&](const char* bytes, int64_t n, bool mapped) {
      const int64_t blocks = (n + piece - 1) / piece;
      std::vector<uint32_t> sums(static_cast<size_t>(blocks));
      const size_t first = member->pieces.size();
      member->pieces.resize(first + static_cast<size_t>(blocks));
      InOrder order(&file, end_, 4 * int64_t{num_threads()});
      Failure failure;
      parallel_for(blocks, [&](int64_t block) noexcept {
        if (failure.any()) return;
        try {
          check_cancelled(cancelled_);
          order.wait_for_turn(block, failure);
          if (failure.any()) return;
          const int64_t from = block * piece;
          const int64_t part = std::min(n - from, piece);
          std::unique_ptr<Worker> worker = workers.take();
          copy_bytes(worker->in.get(), bytes + from, part, mapped);
          sums[static_cast<size_t>(block)] = crc32(0, worker->in.get(), part);
          const size_t made =
              worker->deflater.deflate(worker->in.get(), static_cast<size_t>(part), item, worker->out.get());
          member->pieces[first + static_cast<size_t>(block)] = {static_cast<uint32_t>(part),
                                                                static_cast<uint32_t>(made)};
          order.write(block, worker->out.get(), made);
          workers.give(std::move(worker));
        } catch (...) {
          failure.take_current();
          order.give_up();
        }
      });
      failure.rethrow();
      for (int64_t block = 0; block < blocks; ++block) {
        const int64_t part = std::min(n - block * piece, piece);
        member->crc = crc32_combine(member->crc, sums[static_cast<size_t>(block)], part);
      }
      end_ = order.end();
    });
    if (static_cast<int64_t>(member->pieces.size()) > kMaxPieces) member->pieces.clear();
  }
  file.write_at(kDeflateEnd, sizeof(kDeflateEnd), end_);
  end_ += static_cast<int64_t>(sizeof(kDeflateEnd));
  member->compressed = end_ - start;
}

void NpzWriter::add(const std::string& name, const NpySource& source, int level) {
  if (static_cast<int64_t>(name.size()) > zip::kMaxName) {
    throw Error(ErrorCode::kDomain, "the name of an array is " + std::to_string(name.size()) +
                                        " bytes long, more than the 65535 that zip archives allow");
  }
  check_cancelled(cancelled_);
  const NpyLayout layout = npy_layout(source);
  const std::string header = format_npy_header(source.array.dtype, layout.fortran_order, source.ndim, source.shape);
  if (source.mapped) arm_bus_handler();
  zip::Member member;
  member.name = name;
  member.method = level == kNpzStored ? zip::kStored : zip::kDeflated;
  member.size = static_cast<int64_t>(header.size()) + layout.bytes;
  member.offset = end_;
  const bool wide = member.size >= kWideMember;
  const int64_t alignment = level == kNpzStored ? kNpzAlignment : 1;
  end_ += zip::local_header_bytes(member, wide, alignment);
  if (level == kNpzStored) {
    write_stored(source, layout, header, &member);
  } else {
    write_deflated(source, layout, header, level, &member);
  }
  // The header last: it says what came out.
  const std::string local = zip::local_header(member, wide, alignment);
  target_.file().write_at(local.data(), static_cast<int64_t>(local.size()), member.offset);
  directory_ += zip::central_header(member);
  ++members_;
}

void NpzWriter::commit() {
  check_cancelled(cancelled_);
  const auto bytes = static_cast<int64_t>(directory_.size());
  directory_ += zip::end_of_directory(members_, end_, bytes);
  target_.file().write_at(directory_.data(), static_cast<int64_t>(directory_.size()), end_);
  check_cancelled(cancelled_);
  target_.commit();
}

}  // namespace nds
