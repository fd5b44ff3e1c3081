#include "kernels/select/mask.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/select/mask.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "simd/dispatch.h"
#include "simd/simd-inl.h"

#include <bit>

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

constexpr int64_t kWord = 64;  // mask bytes looked at together

struct Item16 {
  uint64_t words[2];
};

template <class T>
HWY_INLINE void move_item(char* to, const char* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  std::memcpy(to, &value, sizeof(T));
}

// Bit i is set where mask[i] is true.
HWY_INLINE uint64_t word_bits(const uint8_t* mask) {
  uint64_t bits = 0;
#if HWY_TARGET == HWY_SCALAR
  constexpr uint64_t kLow7 = 0x7F7F7F7F7F7F7F7Full;
  for (int i = 0; i < 8; ++i) {
    uint64_t bytes;
    std::memcpy(&bytes, mask + 8 * i, 8);
    const uint64_t high = (((bytes & kLow7) + kLow7) | bytes) & ~kLow7;
    // The multiplication moves the lowest bit of byte k to bit 56 + k.
    bits |= (((high >> 7) * 0x0102040810204080ull) >> 56) << (8 * i);
  }
#else
  const hn::CappedTag<uint8_t, 64> d;
  constexpr int64_t kLanes = hn::MaxLanes(hn::CappedTag<uint8_t, 64>());
  for (int64_t i = 0; i < kWord; i += kLanes) {
    uint64_t part = 0;
    hn::StoreMaskBits(d, hn::Ne(hn::LoadU(d, mask + i), hn::Zero(d)), reinterpret_cast<uint8_t*>(&part));
    bits |= part << i;
  }
#endif
  return bits;
}

// The same for n < kWord mask bytes.
HWY_INLINE uint64_t tail_bits(const uint8_t* mask, int64_t n) {
  uint8_t padded[kWord] = {};
  std::memcpy(padded, mask, static_cast<size_t>(n));
  return word_bits(padded);
}

int64_t count_mask(const uint8_t* mask, int64_t n) noexcept {
  int64_t count = 0, i = 0;
  for (; i + kWord <= n; i += kWord) count += std::popcount(word_bits(mask + i));
  if (i < n) count += std::popcount(tail_bits(mask + i, n - i));
  return count;
}

// Elements come from memory, or are positions.
template <class T>
struct ItemSource {
  using Type = T;
  const char* from;
  HWY_INLINE void move(char* to, int64_t i) const { move_item<T>(to, from + i * static_cast<int64_t>(sizeof(T))); }
#if HWY_TARGET != HWY_SCALAR
  template <class D>
  HWY_INLINE hn::Vec<D> load(D d, int64_t i) const {
    return hn::LoadU(d, reinterpret_cast<const T*>(from) + i);
  }
#endif
};

// Highway's own Iota (1.0) writes the lanes to the stack at every call, and waits for them.
alignas(64) constexpr int64_t kSteps[8] = {0, 1, 2, 3, 4, 5, 6, 7};

struct PositionSource {
  using Type = int64_t;
  int64_t base;
  HWY_INLINE void move(char* to, int64_t i) const {
    const int64_t value = base + i;
    std::memcpy(to, &value, 8);
  }
#if HWY_TARGET != HWY_SCALAR
  template <class D>
  HWY_INLINE hn::Vec<D> load(D d, int64_t i) const {
    return hn::Add(hn::Set(d, base + i), hn::Load(d, kSteps));
  }
#endif
};

#if HWY_TARGET != HWY_SCALAR

// Row b lists the numbers of the bits set in b, the others after them; each number stands for kParts parts of a lane.
// Static: g++ 12 copies the tables inside Highway's own Compress to the stack at every call.
template <int kLanes, int kParts>
struct CompressTable {
  alignas(16) uint8_t rows[1 << kLanes][kLanes * kParts];
};
template <int kLanes, int kParts>
constexpr CompressTable<kLanes, kParts> make_compress_table() {
  CompressTable<kLanes, kParts> table{};
  for (int bits = 0; bits < 1 << kLanes; ++bits) {
    int at = 0;
    for (const int wanted : {1, 0}) {
      for (int lane = 0; lane < kLanes; ++lane) {
        if ((bits >> lane & 1) != wanted) continue;
        for (int part = 0; part < kParts; ++part) {
          table.rows[bits][at++] = static_cast<uint8_t>(lane * kParts + part);
        }
      }
    }
  }
  return table;
}
template <int kLanes, int kParts>
constexpr CompressTable<kLanes, kParts> kCompressTable = make_compress_table<kLanes, kParts>();

// The elements [i, i + kLanes) of a source with those first whose bit is set.
template <class T>
struct Compressor {  // any vectors: 16 bytes at a time
  static constexpr bool kWorks = sizeof(T) == 2 || sizeof(T) == 4 || sizeof(T) == 8;
  static constexpr int kLanes = 16 / sizeof(T);
  template <class Source>
  static HWY_INLINE void store(const Source& source, int64_t i, uint64_t bits, T* to) {
    const hn::CappedTag<T, kLanes> d;
    const hn::Repartition<uint8_t, decltype(d)> d8;
    const auto order = hn::Load(d8, kCompressTable<kLanes, sizeof(T)>.rows[bits]);
    hn::StoreU(hn::BitCast(d, hn::TableLookupBytes(hn::BitCast(d8, source.load(d, i)), order)), d, to);
  }
};

#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
template <class T>
requires(sizeof(T) == 4 ||
         sizeof(T) == 8) struct Compressor<T> {  // whole vectors, their lanes looked up as 32-bit ones
  static constexpr bool kWorks = true;
  static constexpr int kLanes = (HWY_TARGET == HWY_AVX3 ? 64 : 32) / sizeof(T);
  template <class Source>
  static HWY_INLINE void store(const Source& source, int64_t i, uint64_t bits, T* to) {
    const hn::CappedTag<T, kLanes> d;
    if constexpr (HWY_TARGET == HWY_AVX3 && sizeof(T) == 4) {  // one instruction
      const uint16_t lanes = static_cast<uint16_t>(bits);
      hn::StoreU(hn::CompressBits(source.load(d, i), reinterpret_cast<const uint8_t*>(&lanes)), d, to);
    } else {
      const hn::Repartition<uint32_t, decltype(d)> d32;
      const hn::Rebind<uint8_t, decltype(d32)> d8;
      const auto order = hn::PromoteTo(d32, hn::LoadU(d8, kCompressTable<kLanes, sizeof(T) / 4>.rows[bits]));
      const auto moved = hn::TableLookupLanes(hn::BitCast(d32, source.load(d, i)), hn::IndicesFromVec(d32, order));
      hn::StoreU(hn::BitCast(d, moved), d, to);
    }
  }
};
#endif

#endif  // HWY_TARGET != HWY_SCALAR

template <class Source>
HWY_INLINE void move_bits(const Source& source, int64_t i, uint64_t bits, char* to) {
  for (; bits != 0; bits &= bits - 1, to += sizeof(typename Source::Type)) source.move(to, i + std::countr_zero(bits));
}

template <class Source>
HWY_INLINE int64_t compress(const Source& source, const uint8_t* mask, int64_t n, char* to, int64_t room) {
  using T = typename Source::Type;
  constexpr int64_t kSize = sizeof(T);
  int64_t done = 0, i = 0;
  for (; i < n; i += kWord) {
    const uint64_t bits = n - i >= kWord ? word_bits(mask + i) : tail_bits(mask + i, n - i);
    if (bits == 0) continue;
    const int64_t count = std::popcount(bits);
    if (count > room - done) return -1;
#if HWY_TARGET != HWY_SCALAR
    // Each store is of whole vectors; with room for a word's elements all of them end within it.
    if constexpr (Compressor<T>::kWorks) {
      if (n - i >= kWord && room - done >= kWord) {
        constexpr int kLanes = Compressor<T>::kLanes;
        T* p = reinterpret_cast<T*>(to) + done;
        done += count;
        for (int j = 0; j < kWord; j += kLanes) {
          const uint64_t lanes = bits >> j & ((uint64_t{1} << kLanes) - 1);
          Compressor<T>::store(source, i + j, lanes, p);
          p += std::popcount(lanes);
        }
        continue;
      }
    }
#endif
    move_bits(source, i, bits, to + done * kSize);
    done += count;
  }
  return done;
}

template <class T>
int64_t compress_items(const char* from, const uint8_t* mask, int64_t n, char* to, int64_t room) noexcept {
  return compress(ItemSource<T>{from}, mask, n, to, room);
}

int64_t mask_positions(const uint8_t* mask, int64_t n, int64_t base, int64_t* to, int64_t room) noexcept {
  return compress(PositionSource{base}, mask, n, reinterpret_cast<char*>(to), room);
}

template <class T>
int64_t expand_items(char* to, int64_t to_stride, const uint8_t* mask, int64_t n, const char* values,
                     int64_t room) noexcept {
  constexpr int64_t kSize = sizeof(T);
  int64_t done = 0;
  for (int64_t i = 0; i < n; i += kWord) {
    uint64_t bits = n - i >= kWord ? word_bits(mask + i) : tail_bits(mask + i, n - i);
    if (bits == 0) continue;
    const int64_t count = std::popcount(bits);
    if (count > room - done) return -1;
    char* word = to + i * to_stride;
    const char* from = values + done * kSize;
    done += count;
    if (count == kWord && to_stride == kSize) {
      std::memcpy(word, from, kWord * kSize);
      continue;
    }
    for (; bits != 0; bits &= bits - 1, from += kSize) move_item<T>(word + std::countr_zero(bits) * to_stride, from);
  }
  return done;
}

constexpr MaskKernels kKernels = {
    count_mask,
    {compress_items<uint8_t>, compress_items<uint16_t>, compress_items<uint32_t>, compress_items<uint64_t>,
     compress_items<Item16>},
    {expand_items<uint8_t>, expand_items<uint16_t>, expand_items<uint32_t>, expand_items<uint64_t>,
     expand_items<Item16>},
    mask_positions,
};

}  // namespace

const MaskKernels* mask_kernels() noexcept { return &kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
namespace {
NDS_EXPORT(find_mask_kernels, mask_kernels)
}  // namespace

const MaskKernels* mask_kernels(Target target) noexcept { return find_mask_kernels(target)(); }

}  // namespace nds
#endif
