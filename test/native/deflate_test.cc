#include "io/deflate.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "io/crc32.h"
#include "io/deflate_codes.h"
#include "io/deflate_fast.h"
#include "io/huffman.h"
#include "io/inflate_scan.h"

using Bytes = std::vector<uint8_t>;

namespace {

template <class T, class F>
Bytes bytes_of(size_t n, F&& f) {
  Bytes out(n * sizeof(T));
  for (size_t i = 0; i < n; ++i) {
    const T value = f(i);
    std::memcpy(out.data() + i * sizeof(T), &value, sizeof(T));
  }
  return out;
}

struct Sample {
  std::string what;
  size_t item;
  Bytes bytes;
};

// What arrays hold, and what would trip an encoder: runs, repeats at and beyond the window, all lengths about blocks.
std::vector<Sample> samples() {
  std::mt19937_64 random(1);
  std::vector<Sample> out;
  for (const size_t n : {0, 1, 2, 3, 7, 15, 16, 17, 18, 31, 64, 257, 258, 259, 300, 1000}) {
    out.push_back({"zeros " + std::to_string(n), 1, Bytes(n, 0)});
    out.push_back({"random " + std::to_string(n), 8, bytes_of<uint8_t>(n, [&](size_t) { return random(); })});
  }
  out.push_back({"arange int64", 8, bytes_of<int64_t>(200'000, [](size_t i) { return i; })});
  out.push_back({"arange int32", 4, bytes_of<int32_t>(300'001, [](size_t i) { return i; })});
  out.push_back({"random bytes", 1, bytes_of<uint8_t>(900'001, [&](size_t) { return random(); })});
  out.push_back({"sines", 8, bytes_of<double>(100'000, [](size_t i) { return std::sin(static_cast<double>(i)); })});
  out.push_back({"zeros", 8, Bytes(3'000'000, 0)});
  out.push_back({"categories", 8, bytes_of<int64_t>(100'000, [&](size_t) { return random() % 7; })});
  for (const size_t period : {size_t{32767}, size_t{32768}, size_t{32769}, size_t{24000}}) {
    const Bytes unit = bytes_of<uint8_t>(period, [&](size_t) { return random(); });
    out.push_back({"period " + std::to_string(period), 8,
                   bytes_of<uint8_t>(period * 9 + 5, [&](size_t i) { return unit[i % period]; })});
  }
  // Frequencies like Fibonacci numbers: the longest codes there can be.
  Bytes skewed;
  size_t a = 1;
  size_t b = 1;
  for (uint8_t symbol = 0; symbol < 26; ++symbol) {
    skewed.insert(skewed.end(), a, symbol);
    b += a;
    std::swap(a, b);
  }
  std::shuffle(skewed.begin(), skewed.end(), random);
  out.push_back({"skewed", 1, skewed});
  // Short matches only, more of them than a block has room for.
  out.push_back({"short matches", 4, bytes_of<uint32_t>(400'000, [&](size_t) {
                   return uint32_t{0x01020300} | static_cast<uint32_t>(random() % 251);
                 })});
  return out;
}

Bytes deflate(nds::PieceDeflater& deflater, const Sample& sample) {
  Bytes out(deflater.bound(sample.bytes.size()));
  const size_t n = deflater.deflate(sample.bytes.data(), sample.bytes.size(), sample.item, out.data());
  REQUIRE(n <= out.size());
  out.resize(n);
  return out;
}

Bytes ended(Bytes stream) {
  stream.insert(stream.end(), std::begin(nds::kDeflateEnd), std::end(nds::kDeflateEnd));
  return stream;
}

nds::InflateResult inflate(const Bytes& stream, Bytes* out) {
  nds::Inflater inflater;
  return inflater.inflate(stream.data(), stream.size(), out->data(), out->size());
}

}  // namespace

TEST_CASE("deflate: pieces of every level come back, alone and joined") {
  const std::vector<Sample> all = samples();
  for (const int level : {0, 1, 2, 6, 9, 12}) {
    nds::PieceDeflater deflater(level);
    Bytes joined;
    Bytes originals;
    for (const Sample& sample : all) {
      if (level > 2 && sample.bytes.size() > 1'000'000) continue;
      CAPTURE(sample.what);
      CAPTURE(level);
      const Bytes piece = deflate(deflater, sample);
      Bytes back(sample.bytes.size());
      CHECK(inflate(ended(piece), &back) == nds::InflateResult::kOk);
      CHECK(back == sample.bytes);
      joined.insert(joined.end(), piece.begin(), piece.end());
      originals.insert(originals.end(), sample.bytes.begin(), sample.bytes.end());
    }
    Bytes back(originals.size());
    CHECK(inflate(ended(joined), &back) == nds::InflateResult::kOk);
    CHECK(back == originals);
    const nds::DeflateEnd end = nds::find_deflate_end(ended(joined).data(), joined.size() + 2);
    CHECK(end.found);
    CHECK(end.last_header_bit == static_cast<int64_t>(joined.size()) * 8);
  }
}

TEST_CASE("deflate: the fast encoder makes what it should of numbers") {
  nds::FastDeflate fast;
  const auto ratio = [&](const Sample& sample) {
    Bytes out(nds::FastDeflate::bound(sample.bytes.size()));
    return static_cast<double>(sample.bytes.size()) /
           static_cast<double>(fast.compress(sample.bytes.data(), sample.bytes.size(), sample.item, out.data()));
  };
  for (const Sample& sample : samples()) {
    CAPTURE(sample.what);
    if (sample.what == "arange int64") CHECK(ratio(sample) > 5.2);
    if (sample.what == "zeros") CHECK(ratio(sample) > 500);
    if (sample.what == "period 24000") CHECK(ratio(sample) > 7);
    if (sample.what == "random bytes") CHECK(ratio(sample) > 0.999);
  }
}

TEST_CASE("deflate: random structure, ten thousand times, by the fast encoder") {
  std::mt19937_64 random(7);
  nds::PieceDeflater deflater(nds::kDefaultDeflateLevel);
  for (int round = 0; round < 10'000; ++round) {
    Sample sample{"", size_t{1} << random() % 5, {}};
    const size_t n = random() % (round % 100 == 0 ? 200'000 : 600);
    while (sample.bytes.size() < n) {
      const size_t left = n - sample.bytes.size();
      const size_t run = 1 + random() % std::min<size_t>(left, random() % 4 == 0 ? 700 : 12);
      if (random() % 2 == 0 && !sample.bytes.empty()) {
        const size_t distance = 1 + random() % std::min<size_t>(sample.bytes.size(), 40'000);
        for (size_t k = 0; k < run; ++k) sample.bytes.push_back(sample.bytes[sample.bytes.size() - distance]);
      } else {
        const uint64_t mask = random() % 2 == 0 ? 255 : 3;
        for (size_t k = 0; k < run; ++k) sample.bytes.push_back(static_cast<uint8_t>(random() & mask));
      }
    }
    const Bytes stream = ended(deflate(deflater, sample));
    Bytes back(sample.bytes.size());
    REQUIRE(inflate(stream, &back) == nds::InflateResult::kOk);
    REQUIRE(back == sample.bytes);
    const size_t most = 1 + random() % (n + 1);
    Bytes start(most);
    const int64_t made = nds::inflate_start(stream.data(), stream.size(), start.data(), most);
    REQUIRE(made == static_cast<int64_t>(std::min(most, n)));
    REQUIRE(std::equal(start.begin(), start.begin() + made, sample.bytes.begin()));
  }
}

TEST_CASE("inflate: exactly as many bytes as asked for") {
  const Sample sample{"", 8, bytes_of<int64_t>(1000, [](size_t i) { return i; })};
  nds::PieceDeflater deflater(nds::kDefaultDeflateLevel);
  const Bytes stream = ended(deflate(deflater, sample));
  Bytes longer(sample.bytes.size() + 1, 0xee);
  CHECK(inflate(stream, &longer) == nds::InflateResult::kTooShort);
  Bytes shorter(sample.bytes.size() - 1);
  CHECK(inflate(stream, &shorter) == nds::InflateResult::kTooLong);
  Bytes none;
  CHECK(inflate(stream, &none) == nds::InflateResult::kTooLong);
  Bytes back(sample.bytes.size());
  Bytes trailing = stream;
  trailing.push_back(0);
  CHECK(inflate(trailing, &back) == nds::InflateResult::kMalformed);
  for (size_t n = 0; n < stream.size(); ++n) {
    CHECK(inflate(Bytes(stream.begin(), stream.begin() + static_cast<ptrdiff_t>(n)), &back) != nds::InflateResult::kOk);
    CHECK_FALSE(nds::find_deflate_end(stream.data(), n).found);
  }
}

TEST_CASE("huffman: complete codes within the limit") {
  using namespace nds::deflate;
  std::mt19937_64 random(3);
  for (int round = 0; round < 2000; ++round) {
    const int n = 2 + static_cast<int>(random() % 285);
    const int limit = 9 + static_cast<int>(random() % 7);
    std::vector<uint32_t> frequency(static_cast<size_t>(n));
    for (uint32_t& f : frequency) f = random() % 3 == 0 ? 0 : static_cast<uint32_t>(random() >> (40 + random() % 24));
    std::vector<uint8_t> lengths(static_cast<size_t>(n));
    huffman_lengths(frequency.data(), n, limit, lengths.data());
    int64_t kraft = 0;
    for (size_t i = 0; i < lengths.size(); ++i) {
      CHECK(lengths[i] <= limit);
      if (frequency[i] != 0) CHECK(lengths[i] > 0);
      if (lengths[i] > 0) kraft += int64_t{1} << (kMaxBits - lengths[i]);
    }
    CHECK(kraft == int64_t{1} << kMaxBits);
  }
}

TEST_CASE("crc32: that of zip, and of pieces") {
  CHECK(nds::crc32(0, "123456789", 9) == 0xCBF43926);
  CHECK(nds::crc32(0, "", 0) == 0);
  CHECK(nds::crc32(5, nullptr, 0) == 5);
  std::mt19937_64 random(5);
  const Bytes bytes = bytes_of<uint8_t>(70'000, [&](size_t) { return random(); });
  const auto whole = nds::crc32(0, bytes.data(), static_cast<int64_t>(bytes.size()));
  for (const size_t cut : {size_t{0}, size_t{1}, size_t{255}, size_t{65'536}, bytes.size()}) {
    const auto rest = static_cast<int64_t>(bytes.size() - cut);
    const uint32_t first = nds::crc32(0, bytes.data(), static_cast<int64_t>(cut));
    CHECK(nds::crc32(first, bytes.data() + cut, rest) == whole);
    CHECK(nds::crc32_combine(first, nds::crc32(0, bytes.data() + cut, rest), rest) == whole);
  }
  // zlib's crc32_combine(0x12345678, 0x9abcdef0, 5 << 32).
  CHECK(nds::crc32_combine(0x12345678, 0x9abcdef0, int64_t{5} << 32) == 0xe6ee181f);
}
