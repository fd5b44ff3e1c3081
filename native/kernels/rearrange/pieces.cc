#include "kernels/rearrange/pieces.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/rearrange/pieces.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/copy/stream-inl.h"

#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

constexpr int64_t kBuffer = 4096;     // what is assembled in the first-level cache before it is streamed
constexpr int64_t kLongPiece = 2048;  // pieces that are streamed from where they lie

struct Item16 {
  uint64_t words[2];
};

template <class T>
HWY_INLINE T load_item(const char* p) {
  T value;
  std::memcpy(&value, p, sizeof(T));
  return value;
}

template <class T>
HWY_INLINE void store_item(char* p, T value) {
  std::memcpy(p, &value, sizeof(T));
}

// The first and the last item of T cover n bytes, n between one and two items.
template <class T>
HWY_INLINE void move_ends(char* to, const char* from, int64_t n) {
  constexpr auto kSize = static_cast<int64_t>(sizeof(T));
  const T first = load_item<T>(from), last = load_item<T>(from + n - kSize);
  store_item(to, first);
  store_item(to + n - kSize, last);
}

// memcpy of n > 0 bytes without the call where they are few.
HWY_INLINE void move_bytes(char* to, const char* from, int64_t n) {
  if (n > 64) {
    bulk_copy(to, from, n);
  } else if (n >= 32) {
    move_ends<Item16>(to, from, 32);
    move_ends<Item16>(to + n - 32, from + n - 32, 32);
  } else if (n >= 16) {
    move_ends<Item16>(to, from, n);
  } else if (n >= 8) {
    move_ends<uint64_t>(to, from, n);
  } else if (n >= 4) {
    move_ends<uint32_t>(to, from, n);
  } else if (n >= 2) {
    move_ends<uint16_t>(to, from, n);
  } else {
    *to = *from;
  }
}

// Has make(to, n) write the next n of `bytes` bytes, block by block, and streams them to `to`. What make writes may
// run over by the slack.
template <class Make>
HWY_INLINE void stream_assembled(char* to, int64_t bytes, Make make) {
  constexpr int64_t kSlack = 64;
  HWY_ALIGN char buffer[kBuffer + kSlack];
  int64_t n = std::min<int64_t>(bytes, kBuffer - (reinterpret_cast<intptr_t>(to) & (kStreamLine - 1)));
  while (bytes > 0) {
    make(buffer, n, buffer + kBuffer + kSlack);
    stream_copy(to, buffer, n);
    to += n;
    bytes -= n;
    n = std::min(bytes, kBuffer);
  }
  hwy::FlushStream();
}

// Walks the pieces of rows from a byte on.
class PieceWalk {
 public:
  HWY_INLINE explicit PieceWalk(const PieceRows& rows) : rows_(rows), row_(rows.begin / rows.row_bytes), piece_(0) {
    const int64_t at = rows.begin - row_ * rows.row_bytes;
    while (rows.pieces[piece_].offset + rows.pieces[piece_].bytes <= at) ++piece_;
    skip_ = at - rows.pieces[piece_].offset;
  }

  template <class Move>
  HWY_INLINE void take(char* to, int64_t n, Move move) {
    while (n > 0) {
      const Piece& piece = rows_.pieces[piece_];
      const int64_t part = std::min(piece.bytes - skip_, n);
      move(to, piece.from + row_ * piece.from_row + skip_, part);
      to += part;
      n -= part;
      skip_ += part;
      if (skip_ == piece.bytes) next();
    }
  }

  // As take, where every piece is one item of T.
  template <class T>
  HWY_INLINE void take_items(char* to, int64_t n) {
    constexpr auto kSize = static_cast<int64_t>(sizeof(T));
    const auto plain = [](char* t, const char* f, int64_t bytes) HWY_ATTR { move_bytes(t, f, bytes); };
    const int64_t head = skip_ == 0 ? 0 : std::min(n, kSize - skip_);
    take(to, head, plain);
    to += head;
    n -= head;
    while (n >= kSize && piece_ != 0) {
      take(to, kSize, plain);
      to += kSize;
      n -= kSize;
    }
    const int count = rows_.count;
    for (; n >= rows_.row_bytes; n -= rows_.row_bytes, ++row_) {
      for (int k = 0; k < count; ++k, to += kSize) {
        store_item(to, load_item<T>(rows_.pieces[k].from + row_ * rows_.pieces[k].from_row));
      }
    }
    take(to, n, plain);
  }

 private:
  HWY_INLINE void next() {
    skip_ = 0;
    if (++piece_ == rows_.count) {
      piece_ = 0;
      ++row_;
    }
  }

  const PieceRows& rows_;
  int64_t row_;
  int piece_;
  int64_t skip_;
};

template <class T>
void join_items(const PieceRows& rows) {
  PieceWalk walk(rows);
  char* const to = rows.to + rows.begin;
  const int64_t bytes = rows.end - rows.begin;
  if (!rows.stream) return walk.take_items<T>(to, bytes);
  stream_assembled(to, bytes, [&](char* t, int64_t n, const char*) HWY_ATTR { walk.take_items<T>(t, n); });
}

void join_pieces(const PieceRows& rows) noexcept {
  switch (rows.item) {
    case 1: return join_items<uint8_t>(rows);
    case 2: return join_items<uint16_t>(rows);
    case 4: return join_items<uint32_t>(rows);
    case 8: return join_items<uint64_t>(rows);
    case 16: return join_items<Item16>(rows);
    default: break;
  }
  PieceWalk walk(rows);
  char* const to = rows.to + rows.begin;
  const int64_t bytes = rows.end - rows.begin;
  const auto plain = [](char* t, const char* f, int64_t n) HWY_ATTR { move_bytes(t, f, n); };
  if (!rows.stream) return walk.take(to, bytes, plain);
  if (rows.row_bytes >= kLongPiece * rows.count) {
    walk.take(to, bytes, [](char* t, const char* f, int64_t n) HWY_ATTR { stream_copy(t, f, n); });
    hwy::FlushStream();
    return;
  }
  stream_assembled(to, bytes, [&](char* t, int64_t n, const char*) HWY_ATTR { walk.take(t, n, plain); });
}

#if HWY_TARGET == HWY_SCALAR
template <class T>
inline constexpr int kSplatBytes = sizeof(T);
#else
template <class T>
inline constexpr int kSplatBytes = HWY_TARGET <= HWY_AVX3   ? 64
                                   : HWY_TARGET <= HWY_AVX2 ? 32
                                                            : 16;
#endif

// An item as often as it fits in a vector, stored whole; what a store writes too much is written over by the next run.
template <class T, int kWidth = kSplatBytes<T>>
class Splat {
 public:
  static constexpr int64_t kBytes = kWidth;
#if HWY_TARGET == HWY_SCALAR
  HWY_INLINE void load(const char* from) { value_ = load_item<T>(from); }
  HWY_INLINE void store(char* to) const { store_item(to, value_); }

 private:
  T value_;
#else
  HWY_INLINE void load(const char* from) {
    if constexpr (sizeof(T) == 16) {
      HWY_ALIGN uint64_t words[2];
      std::memcpy(words, from, sizeof(words));
      value_ = hn::LoadDup128(D(), words);
    } else {
      value_ = hn::Set(D(), load_item<T>(from));
    }
  }
  HWY_INLINE void store(char* to) const { hn::StoreU(value_, D(), reinterpret_cast<Lane*>(to)); }

 private:
  using Lane = std::conditional_t<sizeof(T) == 16, uint64_t, T>;
  using D = hn::CappedTag<Lane, static_cast<size_t>(kWidth) / sizeof(Lane)>;
  hn::Vec<D> value_;
#endif
};

// An item as often as it fits in kWidth bytes.
template <class T, int kWidth>
class Run {
 public:
  HWY_INLINE explicit Run(const char* from) {
    if constexpr (kWidth == 8) {
      const auto word = static_cast<uint64_t>(load_item<T>(from));
      if constexpr (sizeof(T) == 1) bits_ = word * 0x0101010101010101;
      if constexpr (sizeof(T) == 2) bits_ = word * 0x0001000100010001;
      if constexpr (sizeof(T) == 4) bits_ = word << 32 | word;
      if constexpr (sizeof(T) == 8) bits_ = word;
    } else {
      bits_.load(from);
    }
  }
  HWY_INLINE void store(char* to) const {
    if constexpr (kWidth == 8) {
      store_item(to, bits_);
    } else {
      bits_.store(to);
    }
  }

 private:
  std::conditional_t<kWidth == 8, uint64_t, Splat<T, kWidth>> bits_;
};

// Runs of `run` bytes, at most kWidth, that fill n bytes but for less than two; each store may run over into the next
// run, never past n. Gives the number of runs.
template <class T, int kWidth>
HWY_INLINE int64_t fill_short_runs(char* to, const char* from, int64_t items, int64_t run, int64_t n) {
  if (n < kWidth) return 0;
  const int64_t runs = std::min(items, (n - kWidth) / run + 1);
  for (int64_t i = 0; i < runs; ++i, to += run) {
    Run<T, kWidth>(from + i * static_cast<int64_t>(sizeof(T))).store(to);
  }
  return runs;
}

template <class T>
HWY_INLINE int64_t fill_runs(char* to, const char* from, int64_t items, int64_t run, int64_t n) {
  if constexpr (sizeof(T) <= 8) {
    if (run <= 8) return fill_short_runs<T, 8>(to, from, items, run, n);
  }
#if HWY_TARGET != HWY_SCALAR
  if (run <= 16) return fill_short_runs<T, 16>(to, from, items, run, n);
#if HWY_TARGET <= HWY_AVX2
  if (run <= 32) return fill_short_runs<T, 32>(to, from, items, run, n);
#endif
#if HWY_TARGET <= HWY_AVX3
  if (run <= 64) return fill_short_runs<T, 64>(to, from, items, run, n);
#endif
#endif
  return 0;
}

template <class T>
void repeat_items(const RepeatRuns& runs) noexcept {
  constexpr auto kSize = static_cast<int64_t>(sizeof(T));
  constexpr int64_t kVector = Splat<T>::kBytes;
  Splat<T> splat;
  T item{};
  int64_t block = 0, left = 0, skip = runs.skip;
  // Writes n bytes at `to`, which is a whole number of items; nothing from `limit` on.
  const auto fill = [&](char* to, int64_t n, const char* limit) HWY_ATTR {
    while (n > 0) {
      if (left == 0) {
        if (skip == 0 && runs.counts == nullptr) {
          const int64_t run = runs.count * kSize;
          const int64_t filled = fill_runs<T>(to, runs.from + block * kSize, runs.blocks - block, run, n);
          block += filled;
          to += filled * run;
          n -= filled * run;
        } else if (skip == 0) {
          while (n >= kVector && block < runs.blocks) {
            const int64_t run = runs.counts[block] * kSize;
            if (run < 0 || run > kVector) break;
            splat.load(runs.from + block * kSize);
            splat.store(to);
            ++block;
            to += run;
            n -= run;
          }
        }
        if (n == 0 || block == runs.blocks) return;
        left = (runs.counts != nullptr ? runs.counts[block] : runs.count) * kSize - skip;
        skip = 0;
        splat.load(runs.from + block * kSize);
        item = load_item<T>(runs.from + block * kSize);
        ++block;
        if (left <= 0) {
          left = 0;
          continue;
        }
      }
      const int64_t part = std::min(left, n);
      int64_t at = 0;
      if (limit - to >= part + kVector) {
        do {
          splat.store(to + at);
          at += kVector;
        } while (at < part);
      } else {
        for (; at + kVector <= part; at += kVector) splat.store(to + at);
        for (; at < part; at += kSize) store_item(to + at, item);
      }
      to += part;
      n -= part;
      left -= part;
    }
  };
  if (!runs.stream) return fill(runs.to, runs.bytes, runs.to + runs.bytes);
  stream_assembled(runs.to, runs.bytes, fill);
}

void repeat_blocks(const RepeatRuns& runs) noexcept {
  const int64_t size = runs.block_bytes;
  int64_t block = -1, left = 0, skip = runs.skip;  // bytes left of the run of `block`
  const auto fill = [&](char* to, int64_t n, auto move) HWY_ATTR {
    while (n > 0) {
      if (left == 0) {
        if (++block == runs.blocks) return;
        left = (runs.counts != nullptr ? runs.counts[block] : runs.count) * size - skip;
        skip = 0;
        if (left <= 0) {
          left = 0;
          continue;
        }
      }
      const int64_t rest = left % size;  // of the copy that is being written; 0: a whole one
      const int64_t part = std::min(rest == 0 ? size : rest, n);
      move(to, runs.from + block * size + (rest == 0 ? 0 : size - rest), part);
      to += part;
      n -= part;
      left -= part;
    }
  };
  const auto plain = [](char* t, const char* f, int64_t n) HWY_ATTR { move_bytes(t, f, n); };
  if (!runs.stream) return fill(runs.to, runs.bytes, plain);
  if (size >= kLongPiece) {
    fill(runs.to, runs.bytes, [](char* t, const char* f, int64_t n) HWY_ATTR { stream_copy(t, f, n); });
    hwy::FlushStream();
    return;
  }
  stream_assembled(runs.to, runs.bytes, [&](char* t, int64_t n, const char*) HWY_ATTR { fill(t, n, plain); });
}

void triangle_rows(const TriangleRows& rows) noexcept {
  for (int64_t r = rows.begin; r < rows.end; ++r) {
    const int64_t row = r % rows.rows;
    const int64_t split = std::clamp(row + rows.diagonal, int64_t{0}, rows.columns) * rows.item;
    const int64_t bytes = rows.columns * rows.item;
    char* const to = rows.to + r * bytes;
    const char* const from = rows.from + r * bytes;
    const int64_t first = rows.upper ? split : 0, last = rows.upper ? bytes : split;
    std::memset(to, 0, static_cast<size_t>(first));
    if (rows.stream) {
      stream_copy(to + first, from + first, last - first);
    } else {
      std::memcpy(to + first, from + first, static_cast<size_t>(last - first));
    }
    std::memset(to + last, 0, static_cast<size_t>(bytes - last));
  }
  if (rows.stream) hwy::FlushStream();
}

}  // namespace

extern const RearrangeKernels kRearrangeKernels;
const RearrangeKernels kRearrangeKernels = {
    &join_pieces,
    {&repeat_items<uint8_t>, &repeat_items<uint16_t>, &repeat_items<uint32_t>, &repeat_items<uint64_t>,
     &repeat_items<Item16>},
    &repeat_blocks,
    &triangle_rows,
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.h"

namespace nds {
NDS_EXPORT(rearrange_kernels, kRearrangeKernels)
}  // namespace nds
#endif  // HWY_ONCE
