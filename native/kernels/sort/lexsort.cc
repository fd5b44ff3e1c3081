#include "kernels/sort/lexsort.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "kernels/sort/order.h"

namespace nds {
namespace {

constexpr uint64_t kRunStart = uint64_t{1} << 63;

// A key in words of 64 bits: complex numbers of 128 bits have two, which sort as they do.
int parts_of(DType dtype) noexcept { return dtype == DType::kComplex128 ? 2 : 1; }

template <class T>
uint64_t part_of(T item, int part) noexcept {
  if constexpr (std::is_same_v<T, Complex128>) {
    using Real = Order<double>;
    // Keys of numbers leave those above that of infinity free.
    constexpr uint64_t kNanImaginary = ~uint64_t{0} - 2, kNanReal = ~uint64_t{0} - 1;
    const bool nan_re = item.re != item.re, nan_im = item.im != item.im;
    if (!nan_re && !nan_im) return part == 0 ? Real::key(item.re) : Real::key(item.im);
    if (part == 0) return nan_re && nan_im ? ~uint64_t{0} : nan_re ? kNanReal : kNanImaginary;
    return nan_re && nan_im ? 0 : nan_re ? Real::key(item.im) : Real::key(item.re);
  } else {
    static_cast<void>(part);
    return Order<T>::key(item);
  }
}

struct Sorter {
  const LexKey* keys;
  int64_t count;
  const LexRoom& room;

  // keys = a part of one key, of the elements at `positions`.
  void read(int64_t key, int part, const int64_t* positions, int64_t n, uint64_t* to) const noexcept {
    visit_order(keys[key].dtype, [&]<class T>() {
      for (int64_t i = 0; i < n; ++i) {
        T item;
        std::memcpy(&item, keys[key].items + positions[i] * static_cast<int64_t>(sizeof(T)), sizeof(T));
        to[i] = part_of(item, part);
      }
    });
  }

  bool less(int64_t a, int64_t b, int64_t key, int part) const noexcept {
    for (; key < count; ++key, part = 0) {
      for (; part < parts_of(keys[key].dtype); ++part) {
        uint64_t words[2];
        const int64_t both[2] = {a, b};
        read(key, part, both, 2, words);
        if (words[0] != words[1]) return words[0] < words[1];
      }
    }
    return false;
  }

  // Sorts positions, whose order is that of equals, by the keys from `key` on. Unless `exact`, the last key that is
  // looked at may be cut to what has room beside the positions: those that are equal in it are sorted by it once more.
  void sort(int64_t key, int part, int64_t* positions, int64_t n, bool exact) const noexcept {
    constexpr int64_t kFew = 8;
    if (n <= kFew) {
      for (int64_t i = 1; i < n; ++i) {
        const int64_t item = positions[i];
        int64_t at = i;
        for (; at > 0 && less(item, positions[at - 1], key, part); --at) positions[at] = positions[at - 1];
        positions[at] = item;
      }
      return;
    }
    constexpr int kLeastCut = 8;
    const int index_bits = std::bit_width(static_cast<uint64_t>(n - 1));
    const int most = exact ? 64 : 64 - index_bits;
    int bits = 0;
    bool cut = false;
    std::fill_n(room.packed, n, uint64_t{0});
    while (key < count) {
      read(key, part, positions, n, room.keys);
      const auto [least, greatest] = std::minmax_element(room.keys, room.keys + n);
      const uint64_t low = *least;
      const int width = std::bit_width(*greatest - low);
      const int kept = std::min(width, most - bits);
      if (kept < width && bits > 0 && (exact || kept < kLeastCut)) break;
      cut = kept < width;
      for (int64_t i = 0; i < n; ++i) {
        room.packed[i] = (kept < 64 ? room.packed[i] << kept : uint64_t{0}) | (room.keys[i] - low) >> (width - kept);
      }
      bits += kept;
      if (cut) break;
      if (++part == parts_of(keys[key].dtype)) {
        ++key;
        part = 0;
      }
    }
    if (bits == 0) return;
    const bool last = key == count;
    uint64_t* const moved = room.keys;
    if (bits + index_bits <= 64) {
      for (int64_t i = 0; i < n; ++i) room.packed[i] = room.packed[i] << index_bits | static_cast<uint64_t>(i);
      room.sort(room.packed, n, nullptr);
      const uint64_t mask = (uint64_t{1} << index_bits) - 1;
      for (int64_t i = 0; i < n; ++i) {
        const bool starts = i == 0 || room.packed[i] >> index_bits != room.packed[i - 1] >> index_bits;
        moved[i] = static_cast<uint64_t>(positions[room.packed[i] & mask]) | (starts ? kRunStart : 0);
      }
    } else {
      room.sort_positions(room.packed, n, room.order, room.sort_scratch);
      for (int64_t i = 0; i < n; ++i) {
        const bool starts = i == 0 || room.packed[room.order[i]] != room.packed[room.order[i - 1]];
        moved[i] = static_cast<uint64_t>(positions[room.order[i]]) | (starts ? kRunStart : 0);
      }
    }
    if (last) {
      for (int64_t i = 0; i < n; ++i) positions[i] = static_cast<int64_t>(moved[i] & ~kRunStart);
      return;
    }
    std::memcpy(positions, moved, static_cast<size_t>(n) * 8);
    for (int64_t begin = 0; begin < n;) {
      int64_t end = begin + 1;
      while (end < n && positions[end] >= 0) ++end;
      positions[begin] = static_cast<int64_t>(static_cast<uint64_t>(positions[begin]) & ~kRunStart);
      if (end - begin > 1) sort(key, part, positions + begin, end - begin, cut);
      begin = end;
    }
  }
};

}  // namespace

void lexsort(const LexKey* keys, int64_t count, int64_t n, int64_t* positions, const LexRoom& room) noexcept {
  for (int64_t i = 0; i < n; ++i) positions[i] = i;
  Sorter{keys, count, room}.sort(0, 0, positions, n, false);
}

}  // namespace nds
