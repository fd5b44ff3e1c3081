#include "kernels/copy/layout.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/copy/layout.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/copy/stream-inl.h"

#include <bit>
#include <utility>

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

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

template <class T>
HWY_INLINE void move_item(char* to, const char* from) {
  store_item<T>(to, load_item<T>(from));
}

// Rows that are contiguous on both sides. Short ones are not worth a call of memcpy.
template <class T>
void copy_rows(const Copy2d& c) {
  const int64_t bytes = c.cols * static_cast<int64_t>(sizeof(T));
  if (c.stream && bytes >= 4096) {
    for (int64_t r = 0; r < c.rows; ++r) stream_copy(c.to + r * c.to_row, c.from + r * c.from_row, bytes);
    hwy::FlushStream();
    return;
  }
  if (bytes >= 64) {
    for (int64_t r = 0; r < c.rows; ++r) {
      bulk_copy(c.to + r * c.to_row, c.from + r * c.from_row, bytes);
    }
    return;
  }
  constexpr int64_t kSize = sizeof(T);
  for (int64_t r = 0; r < c.rows; ++r) {
    char* to = c.to + r * c.to_row;
    const char* from = c.from + r * c.from_row;
    for (int64_t i = 0; i < c.cols; ++i) move_item<T>(to + i * kSize, from + i * kSize);
  }
}

template <class T>
void fill_rows(const Copy2d& c) {
  constexpr int64_t kSize = sizeof(T);
  for (int64_t r = 0; r < c.rows; ++r) {
    const T value = load_item<T>(c.from + r * c.from_row);
    char* to = c.to + r * c.to_row;
    if (c.to_col == kSize) {
      for (int64_t i = 0; i < c.cols; ++i) store_item<T>(to + i * kSize, value);
    } else {
      for (int64_t i = 0; i < c.cols; ++i) store_item<T>(to + i * c.to_col, value);
    }
  }
}

// Few columns: their number is a constant of the loop over rows.
template <class T, int kCols>
void copy_columns(const Copy2d& c) {
  const char* from = c.from;
  char* to = c.to;
  for (int64_t r = 0; r < c.rows; ++r, from += c.from_row, to += c.to_row) {
    T row[kCols];
    for (int i = 0; i < kCols; ++i) row[i] = load_item<T>(from + i * c.from_col);
    for (int i = 0; i < kCols; ++i) store_item<T>(to + i * c.to_col, row[i]);
  }
}

template <class T>
void copy_strided(const Copy2d& c) {
  constexpr int64_t kSize = sizeof(T);
  for (int64_t r = 0; r < c.rows; ++r) {
    const char* from = c.from + r * c.from_row;
    char* to = c.to + r * c.to_row;
    int64_t i = 0;
    if (c.to_col == kSize) {
      for (; i + 4 <= c.cols; i += 4, from += 4 * c.from_col) {
        const T a = load_item<T>(from), b = load_item<T>(from + c.from_col);
        const T d = load_item<T>(from + 2 * c.from_col), e = load_item<T>(from + 3 * c.from_col);
        store_item<T>(to + i * kSize, a);
        store_item<T>(to + (i + 1) * kSize, b);
        store_item<T>(to + (i + 2) * kSize, d);
        store_item<T>(to + (i + 3) * kSize, e);
      }
      for (; i < c.cols; ++i, from += c.from_col) move_item<T>(to + i * kSize, from);
    } else {
      for (; i < c.cols; ++i, from += c.from_col, to += c.to_col) move_item<T>(to, from);
    }
  }
}

// 4 x 4 items of 8 bytes, or 2 x 2 where vectors are shorter. `from` holds columns of the result.
template <class T, HWY_IF_LANE_SIZE(T, 8)>
HWY_INLINE constexpr int tile_side(T) {
  return HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 ? 4 : HWY_TARGET == HWY_SSE4 ? 2 : 0;
}
template <class T, HWY_IF_LANE_SIZE(T, 4)>
HWY_INLINE constexpr int tile_side(T) {
  return HWY_TARGET == HWY_SCALAR ? 0 : HWY_TARGET == HWY_SSE4 ? 4 : 8;
}

#if HWY_TARGET != HWY_SCALAR
template <class T, HWY_IF_LANE_SIZE(T, 8)>
HWY_INLINE void transpose_tile(char* to, int64_t to_row, const char* from, int64_t from_col) {
  constexpr int kSide = tile_side(T{});
  const hn::CappedTag<T, kSide> d;
  const auto in = [&](int i) HWY_ATTR { return hn::LoadU(d, reinterpret_cast<const T*>(from + i * from_col)); };
  const auto out = [&](int i, auto v) HWY_ATTR { hn::StoreU(v, d, reinterpret_cast<T*>(to + i * to_row)); };
  if constexpr (kSide == 4) {
    const auto a = in(0), b = in(1), c = in(2), e = in(3);
    const auto ab0 = hn::InterleaveLower(d, a, b), ab1 = hn::InterleaveUpper(d, a, b);
    const auto ce0 = hn::InterleaveLower(d, c, e), ce1 = hn::InterleaveUpper(d, c, e);
    out(0, hn::ConcatLowerLower(d, ce0, ab0));
    out(1, hn::ConcatLowerLower(d, ce1, ab1));
    out(2, hn::ConcatUpperUpper(d, ce0, ab0));
    out(3, hn::ConcatUpperUpper(d, ce1, ab1));
  } else {
    const auto a = in(0), b = in(1);
    out(0, hn::InterleaveLower(d, a, b));
    out(1, hn::InterleaveUpper(d, a, b));
  }
}

template <class T, HWY_IF_LANE_SIZE(T, 4)>
HWY_INLINE void transpose_tile(char* to, int64_t to_row, const char* from, int64_t from_col) {
  constexpr int kSide = tile_side(T{});
  const hn::CappedTag<T, kSide> d;
  const hn::Repartition<uint64_t, decltype(d)> d64;
  const auto in = [&](int i) HWY_ATTR { return hn::LoadU(d, reinterpret_cast<const T*>(from + i * from_col)); };
  const auto out = [&](int i, auto v)
                       HWY_ATTR { hn::StoreU(hn::BitCast(d, v), d, reinterpret_cast<T*>(to + i * to_row)); };
  // Pairs of rows, then pairs of pairs: quad q holds rows q*4..q*4+3 of columns {c, c+4}.
  constexpr int kQuads = kSide / 4;
  decltype(hn::Zero(d64)) quads[kQuads][4];
  for (int q = 0; q < kQuads; ++q) {
    const auto a = in(q * 4), b = in(q * 4 + 1), c = in(q * 4 + 2), e = in(q * 4 + 3);
    const auto ab0 = hn::BitCast(d64, hn::InterleaveLower(d, a, b)),
               ab1 = hn::BitCast(d64, hn::InterleaveUpper(d, a, b));
    const auto ce0 = hn::BitCast(d64, hn::InterleaveLower(d, c, e)),
               ce1 = hn::BitCast(d64, hn::InterleaveUpper(d, c, e));
    quads[q][0] = hn::InterleaveLower(d64, ab0, ce0);
    quads[q][1] = hn::InterleaveUpper(d64, ab0, ce0);
    quads[q][2] = hn::InterleaveLower(d64, ab1, ce1);
    quads[q][3] = hn::InterleaveUpper(d64, ab1, ce1);
  }
  for (int i = 0; i < 4; ++i) {
    if constexpr (kSide == 8) {
      out(i, hn::ConcatLowerLower(d64, quads[1][i], quads[0][i]));
      out(i + 4, hn::ConcatUpperUpper(d64, quads[1][i], quads[0][i]));
    } else {
      out(i, quads[0][i]);
    }
  }
}
#endif

// Squares of 8 x 8 bytes or 4 x 4 items of 2 bytes in 64-bit words: halves, quarters and eighths change places.
template <class T>
HWY_INLINE void transpose_words(char* to, int64_t to_row, const char* from, int64_t from_col) {
  constexpr int kSide = 8 / sizeof(T);
  uint64_t w[kSide];
  for (int i = 0; i < kSide; ++i) w[i] = load_item<uint64_t>(from + i * from_col);
  const auto exchange = [&w](int distance, int bits, uint64_t low) HWY_ATTR {
    for (int i = 0; i < kSide; ++i) {
      if ((i & distance) != 0) continue;
      const uint64_t moved = ((w[i] >> bits) ^ w[i + distance]) & low;
      w[i] ^= moved << bits;
      w[i + distance] ^= moved;
    }
  };
  exchange(kSide / 2, 32, 0x00000000FFFFFFFF);
  exchange(kSide / 4, 16, 0x0000FFFF0000FFFF);
  if constexpr (kSide == 8) exchange(1, 8, 0x00FF00FF00FF00FF);
  for (int i = 0; i < kSide; ++i) store_item<uint64_t>(to + i * to_row, w[i]);
}

// A square of a transpose and its side, 0 where items are moved one by one.
template <class T>
constexpr int64_t square_side() {
  if constexpr (sizeof(T) <= 2) return std::endian::native == std::endian::little ? 8 / sizeof(T) : 0;
  if constexpr (sizeof(T) == 4 || sizeof(T) == 8) return HWY_TARGET == HWY_SCALAR ? 0 : tile_side(T{});
  return 0;
}

template <class T>
HWY_INLINE void transpose_square(char* to, int64_t to_row, const char* from, int64_t from_col) {
  if constexpr (sizeof(T) <= 2) {
    transpose_words<T>(to, to_row, from, from_col);
  } else {
    transpose_tile<T>(to, to_row, from, from_col);
  }
}

// Columns of `from` are contiguous, rows of `to` too. Blocks keep the lines of both sides in the first-level cache;
// within a block whole lines of `to` are finished before the next.
template <class T>
void transpose(const Copy2d& c) {
  constexpr int64_t kSize = sizeof(T);
  constexpr int64_t kSide = square_side<T>();
  constexpr int64_t kBlock = 64;
  for (int64_t c0 = 0; c0 < c.cols; c0 += kBlock) {
    const int64_t c1 = std::min(c.cols, c0 + kBlock);
    for (int64_t r0 = 0; r0 < c.rows; r0 += kBlock) {
      const int64_t r1 = std::min(c.rows, r0 + kBlock);
      int64_t r = r0;
      if constexpr (kSide > 0) {
        for (; r + kSide <= r1; r += kSide) {
          int64_t col = c0;
          for (; col + kSide <= c1; col += kSide) {
            transpose_square<T>(c.to + r * c.to_row + col * kSize, c.to_row, c.from + r * kSize + col * c.from_col,
                                c.from_col);
          }
          for (; col < c1; ++col) {
            for (int64_t i = r; i < r + kSide; ++i) {
              move_item<T>(c.to + i * c.to_row + col * kSize, c.from + i * kSize + col * c.from_col);
            }
          }
        }
      }
      for (; r < r1; ++r) {
        char* to = c.to + r * c.to_row;
        const char* from = c.from + r * kSize;
        for (int64_t col = c0; col < c1; ++col) move_item<T>(to + col * kSize, from + col * c.from_col);
      }
    }
  }
}

template <class T>
void copy2d(const Copy2d& call) noexcept {
  constexpr int64_t kSize = sizeof(T);
  Copy2d c = call;
  // Rows become columns where that makes a column contiguous on the side that is written, or columns longer.
  const bool row_first = c.to_row == kSize && c.to_col != kSize && c.rows > 1;
  if (row_first) {
    std::swap(c.rows, c.cols);
    std::swap(c.to_row, c.to_col);
    std::swap(c.from_row, c.from_col);
  }
  if (c.cols == 1 && c.rows > 1) {
    std::swap(c.rows, c.cols);
    std::swap(c.to_row, c.to_col);
    std::swap(c.from_row, c.from_col);
  }
  if (c.from_col == kSize && c.to_col == kSize) return copy_rows<T>(c);
  if (c.from_col == 0) return fill_rows<T>(c);
  if (c.to_col == kSize && c.from_row == kSize && c.rows >= 4 && c.cols >= 4) return transpose<T>(c);
  if (c.cols == 2) return copy_columns<T, 2>(c);
  if (c.cols == 3) return copy_columns<T, 3>(c);
  if (c.cols == 4) return copy_columns<T, 4>(c);
  copy_strided<T>(c);
}

HWY_INLINE uint8_t swap_bytes(uint8_t x) { return x; }
HWY_INLINE uint16_t swap_bytes(uint16_t x) { return __builtin_bswap16(x); }
HWY_INLINE uint32_t swap_bytes(uint32_t x) { return __builtin_bswap32(x); }
HWY_INLINE uint64_t swap_bytes(uint64_t x) { return __builtin_bswap64(x); }

template <class T>
void swap_items(void* items, int64_t n) noexcept {
  char* p = static_cast<char*>(items);
  for (int64_t i = 0; i < n; ++i) {
    store_item<T>(p + i * static_cast<int64_t>(sizeof(T)),
                  swap_bytes(load_item<T>(p + i * static_cast<int64_t>(sizeof(T)))));
  }
}

template <class T>
void store_masked(char* to, int64_t to_stride, const char* from, const uint8_t* mask, int64_t n) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    if (mask[i] != 0) move_item<T>(to + i * to_stride, from + i * static_cast<int64_t>(sizeof(T)));
  }
}

}  // namespace

extern const LayoutKernels kLayoutKernels;
const LayoutKernels kLayoutKernels = {
    {&copy2d<uint8_t>, &copy2d<uint16_t>, &copy2d<uint32_t>, &copy2d<uint64_t>, &copy2d<Item16>},
    {&swap_items<uint8_t>, &swap_items<uint16_t>, &swap_items<uint32_t>, &swap_items<uint64_t>},
    {&store_masked<uint8_t>, &store_masked<uint16_t>, &store_masked<uint32_t>, &store_masked<uint64_t>,
     &store_masked<Item16>},
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.h"

namespace nds {
NDS_EXPORT(layout_kernels, kLayoutKernels)
}  // namespace nds
#endif  // HWY_ONCE
