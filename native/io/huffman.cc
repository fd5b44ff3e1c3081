#include "io/huffman.h"

#include <algorithm>
#include <cstddef>

#include "io/deflate_codes.h"

namespace nds::deflate {

namespace {

struct Leaf {
  uint32_t key;  // frequency, then what the algorithm makes of it, then the length
  uint32_t symbol;
};

// Code lengths, in place, of leaves sorted by frequency. Two at least.
// Moffat and Katajainen, "In-Place Calculation of Minimum-Redundancy Codes", WADS 1995.
void minimum_redundancy(Leaf* a, int n) noexcept {
  // Internal nodes take the places of the leaves that they swallow; each ends up with the index of its parent.
  int leaf = 0;
  int root = 0;
  for (int next = 0; next < n - 1; ++next) {
    uint32_t sum = 0;
    for (int child = 0; child < 2; ++child) {
      if (leaf >= n || (root < next && a[root].key < a[leaf].key)) {
        sum += a[root].key;
        a[root++].key = static_cast<uint32_t>(next);
      } else {
        sum += a[leaf++].key;
      }
    }
    a[next].key = sum;
  }
  // Parents become depths.
  a[n - 2].key = 0;
  for (int next = n - 3; next >= 0; --next) a[next].key = a[a[next].key].key + 1;
  // Depths of internal nodes become those of the leaves, the rarest last.
  int available = 1;
  uint32_t depth = 0;
  int next = n - 1;
  root = n - 2;
  while (available > 0) {
    int used = 0;
    while (root >= 0 && a[root].key == depth) {
      ++used;
      --root;
    }
    for (; available > used; --available) a[next--].key = depth;
    available = 2 * used;
    ++depth;
  }
}

}  // namespace

void huffman_lengths(const uint32_t* frequency, int n, int limit, uint8_t* lengths) noexcept {
  Leaf leaves[kLiteralSymbols];
  int used = 0;
  for (int i = 0; i < n; ++i) {
    lengths[i] = 0;
    if (frequency[i] != 0) leaves[used++] = {frequency[i], static_cast<uint32_t>(i)};
  }
  if (used < 2) {
    const uint32_t there = used == 1 ? leaves[0].symbol : 0;
    lengths[there] = 1;
    lengths[there == 0 ? 1 : 0] = 1;
    return;
  }
  std::sort(leaves, leaves + used,
            [](const Leaf& x, const Leaf& y) { return x.key != y.key ? x.key < y.key : x.symbol < y.symbol; });
  minimum_redundancy(leaves, used);

  // How many codes there are of each length. Those beyond the limit are cut to it, and room for them is made by
  // lengthening shorter ones until the code is complete again.
  int count[kLiteralSymbols + 1] = {};
  for (int i = 0; i < used; ++i) ++count[std::min(leaves[i].key, static_cast<uint32_t>(limit))];
  int64_t total = 0;
  for (int bits = 1; bits <= limit; ++bits) total += static_cast<int64_t>(count[bits]) << (limit - bits);
  for (; total > int64_t{1} << limit; --total) {
    --count[limit];
    int bits = limit - 1;
    while (count[bits] == 0) --bits;
    --count[bits];
    count[bits + 1] += 2;
  }
  int at = used;
  for (int bits = 1; bits <= limit; ++bits) {
    for (int k = 0; k < count[bits]; ++k) lengths[leaves[--at].symbol] = static_cast<uint8_t>(bits);
  }
}

void huffman_codes(const uint8_t* lengths, int n, uint16_t* codes) noexcept {
  uint32_t count[kMaxBits + 1] = {};
  for (int i = 0; i < n; ++i) ++count[lengths[i]];
  count[0] = 0;  // symbols without a code
  uint32_t next[kMaxBits + 1] = {};
  for (int bits = 1; bits <= kMaxBits; ++bits) next[bits] = (next[bits - 1] + count[bits - 1]) << 1;
  for (int i = 0; i < n; ++i) {
    const int bits = lengths[i];
    if (bits == 0) continue;
    uint32_t code = next[bits]++;
    uint32_t reversed = 0;
    for (int k = 0; k < bits; ++k, code >>= 1) reversed = reversed << 1 | (code & 1);
    codes[i] = static_cast<uint16_t>(reversed);
  }
}

}  // namespace nds::deflate
