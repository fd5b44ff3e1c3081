// Sorting positions by the elements they stand for. Keys and positions are sorted together as one integer, so that
// equal elements stay in order.
#include "kernels/sort/sort.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sort/positions.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "simd/dispatch.h"
#include "simd/sort-inl.h"

#include "kernels/sort/merge.h"
#include "kernels/sort/network.h"
#include "kernels/sort/order.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class T>
HWY_INLINE void count_positions(const T* items, int64_t n, int64_t* positions, int64_t* counts) {
  constexpr int64_t kKeys = int64_t{1} << (8 * sizeof(T));
  std::memset(counts, 0, kKeys * 8);
  for (int64_t i = 0; i < n; ++i) ++counts[Order<T>::key(items[i])];
  int64_t next = 0;
  for (int64_t key = 0; key < kKeys; ++key) {
    const int64_t count = counts[key];
    counts[key] = next;
    next += count;
  }
  for (int64_t i = 0; i < n; ++i) positions[counts[Order<T>::key(items[i])]++] = i;
}

// Keys above, positions below the bit kShift.
template <class T, int kShift>
HWY_INLINE void packed_positions(const T* items, int64_t n, int64_t* positions) {
  uint64_t* packed = reinterpret_cast<uint64_t*>(positions);
  for (int64_t i = 0; i < n; ++i) {
    packed[i] = static_cast<uint64_t>(Order<T>::key(items[i])) << kShift | static_cast<uint64_t>(i);
  }
  if (n <= kNetworkKeys) {
    network_sort(packed, n, ~uint64_t{0});
  } else {
    sort_keys(packed, n);
  }
  for (int64_t i = 0; i < n; ++i) packed[i] &= (uint64_t{1} << kShift) - 1;
}

// The same for few elements whose keys fill 64 bits.
template <class T>
HWY_INLINE void network_positions(const T* items, int64_t n, int64_t* positions) {
  using Wide = unsigned __int128;
  Wide keys[kNetworkKeys];
  for (int64_t i = 0; i < n; ++i) keys[i] = static_cast<Wide>(Order<T>::key(items[i])) << 64 | static_cast<uint64_t>(i);
  network_sort(keys, n, ~Wide{0});
  for (int64_t i = 0; i < n; ++i) positions[i] = static_cast<int64_t>(static_cast<uint64_t>(keys[i]));
}

template <class T>
HWY_INLINE void paired_positions(const T* items, int64_t n, int64_t* positions, KeyPair* pairs) {
  for (int64_t i = 0; i < n; ++i) pairs[i] = {static_cast<uint64_t>(i), Order<T>::key(items[i])};
  sort_pairs(pairs, n);
  for (int64_t i = 0; i < n; ++i) positions[i] = static_cast<int64_t>(pairs[i].low);
}

template <class T>
void sort_positions(const void* data, int64_t n, int64_t* positions, void* scratch) noexcept {
  using Key = typename Order<T>::Key;
  const T* items = static_cast<const T*>(data);
  const auto less = [items](int64_t a, int64_t b) { return Order<T>::less(items[a], items[b]); };
  if (n <= kInsertion) {
    for (int64_t i = 0; i < n; ++i) positions[i] = i;
    insertion_sort(positions, n, less);
  } else if constexpr (std::is_void_v<Key>) {
    for (int64_t i = 0; i < n; ++i) positions[i] = i;
    merge_sort(positions, n, static_cast<int64_t*>(scratch), less);
  } else if constexpr (sizeof(Key) == 1) {
    if (n <= kNetworkKeys) {
      packed_positions<T, 48>(items, n, positions);
    } else {
      int64_t counts[256];
      count_positions(items, n, positions, counts);
    }
  } else if constexpr (sizeof(Key) == 2) {
    if (n < kCount16) {
      packed_positions<T, 48>(items, n, positions);
    } else {
      count_positions(items, n, positions, static_cast<int64_t*>(scratch));
    }
  } else {
    if constexpr (sizeof(Key) == 4) {
      if (n <= kPositions32) {
        packed_positions<T, 32>(items, n, positions);
        return;
      }
    }
    if (n <= kNetworkKeys) {
      network_positions(items, n, positions);
      return;
    }
    paired_positions(items, n, positions, static_cast<KeyPair*>(scratch));
  }
}

constexpr SortPositions kKernels[kDTypeCount] = {
    sort_positions<uint8_t>,   sort_positions<int8_t>,    sort_positions<int16_t>,  sort_positions<int32_t>,
    sort_positions<int64_t>,   sort_positions<uint8_t>,   sort_positions<uint16_t>, sort_positions<uint32_t>,
    sort_positions<uint64_t>,  sort_positions<Half>,      sort_positions<float>,    sort_positions<double>,
    sort_positions<Complex64>, sort_positions<Complex128>};

}  // namespace

const SortPositions* sort_positions_table() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hwy {

// Where contrib/sort takes the seed from which it draws samples: the same for the same call.
void Sorter::Fill24Bytes(const void*, size_t seed_num, void* bytes) {
  const uint64_t words[3] = {seed_num * 0x9E3779B97F4A7C15ull + 1, 0xBF58476D1CE4E5B9ull, 0x94D049BB133111EBull};
  std::memcpy(bytes, words, sizeof words);
}

}  // namespace hwy

namespace nds {
namespace {
NDS_EXPORT(find_sort_positions, sort_positions_table)
}  // namespace

const SortPositions* sort_positions_kernels(Target target) noexcept { return find_sort_positions(target)(); }

}  // namespace nds
#endif
