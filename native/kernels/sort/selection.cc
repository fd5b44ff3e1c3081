#include "kernels/sort/selection.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sort/selection.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "simd/dispatch.h"
#include "simd/simd-inl.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "kernels/sort/order.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class T>
using KeyOf = std::make_signed_t<typename UnsignedOf<sizeof(T)>::Type>;

template <class T>
constexpr KeyOf<T> kGreatest = std::numeric_limits<KeyOf<T>>::max();
// Nans with a sign, whose keys go round to the top.
template <class T>
constexpr KeyOf<T> kSignedNans = sizeof(T) == 8 ? static_cast<KeyOf<T>>(0x000FFFFFFFFFFFFF)
                                                : static_cast<KeyOf<T>>(0x007FFFFF);

template <class T>
HWY_INLINE KeyOf<T> key_of(T item) {
  using K = KeyOf<T>;
  using U = std::make_unsigned_t<K>;
  const K bits = std::bit_cast<K>(item);
  if constexpr (std::is_floating_point_v<T>) {
    const K flipped = static_cast<K>(bits ^ ((bits >> (8 * sizeof(T) - 1)) & kGreatest<T>));
    return static_cast<K>(static_cast<U>(flipped) - static_cast<U>(kSignedNans<T>));
  } else if constexpr (std::is_unsigned_v<T>) {
    return static_cast<K>(bits ^ std::numeric_limits<K>::min());
  } else {
    return bits;
  }
}

template <class T>
HWY_INLINE T item_of(KeyOf<T> key) {
  using K = KeyOf<T>;
  using U = std::make_unsigned_t<K>;
  if constexpr (std::is_floating_point_v<T>) {
    const K flipped = static_cast<K>(static_cast<U>(key) + static_cast<U>(kSignedNans<T>));
    return std::bit_cast<T>(static_cast<K>(flipped ^ ((flipped >> (8 * sizeof(T) - 1)) & kGreatest<T>)));
  } else if constexpr (std::is_unsigned_v<T>) {
    return std::bit_cast<T>(static_cast<K>(key ^ std::numeric_limits<K>::min()));
  } else {
    return key;
  }
}

template <class T, class D, class V>
HWY_INLINE V keys_of(D d, V bits) {
  if constexpr (std::is_floating_point_v<T>) {
    const V flip = hn::And(hn::BroadcastSignBit(bits), hn::Set(d, kGreatest<T>));
    return hn::Sub(hn::Xor(bits, flip), hn::Set(d, kSignedNans<T>));
  } else if constexpr (std::is_unsigned_v<T>) {
    return hn::Xor(bits, hn::Set(d, std::numeric_limits<KeyOf<T>>::min()));
  } else {
    return bits;
  }
}

// Writes the lanes where the mask is true, and anything behind them up to a whole vector; gives how many. AVX-512's
// compress to memory is microcode on Zen 4: see simd/sort-inl.h.
template <class V, class M, class D, class T>
HWY_INLINE int64_t compress_store(V v, M mask, D d, T* to) {
#if HWY_TARGET == HWY_AVX3
  if constexpr (sizeof(T) == 8) {
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(mask.raw, v.raw));
  } else {
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(mask.raw, v.raw));
  }
  return static_cast<int64_t>(hn::CountTrue(d, mask));
#else
  return static_cast<int64_t>(hn::CompressStore(v, mask, d, to));
#endif
}

// The same from the end: the lanes, in reverse, come to lie before `end`.
template <class V, class M, class D, class T>
HWY_INLINE int64_t compress_store_before(V v, M mask, D d, T* end) {
#if HWY_TARGET == HWY_AVX3
  T* to = end - hn::MaxLanes(D());
  if constexpr (sizeof(T) == 8) {
    hn::StoreU(hn::Reverse(d, V{_mm512_maskz_compress_epi64(mask.raw, v.raw)}), d, to);
  } else {
    hn::StoreU(hn::Reverse(d, V{_mm512_maskz_compress_epi32(mask.raw, v.raw)}), d, to);
  }
  return static_cast<int64_t>(hn::CountTrue(d, mask));
#else
  hn::StoreU(hn::Reverse(d, hn::Compress(v, mask)), d, end - hn::Lanes(d));
  return static_cast<int64_t>(hn::CountTrue(d, mask));
#endif
}

// What a pass between two keys, low <= high, found.
struct Census {
  int64_t below, to_low, below_high, to_high;  // elements below low, not above low, below high, not above high
  int64_t kept;                                // those between, kept; -1 where there was no room for all
  int64_t greatest;
};

template <class T>
HWY_INLINE Census narrow(const T* items, int64_t n, KeyOf<T> low, KeyOf<T> high, KeyOf<T>* to, int64_t room) {
  using K = KeyOf<T>;
  const hn::ScalableTag<K> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto lows = hn::Set(d, low);
  const auto highs = hn::Set(d, high);
  auto greatest = hn::Set(d, std::numeric_limits<K>::min());
  const K* bits = reinterpret_cast<const K*>(items);
  int64_t below = 0, above_low = 0, below_high = 0, above = 0, kept = 0, i = 0;
  bool full = false;
  for (; i + lanes <= n; i += lanes) {
    const auto keys = keys_of<T>(d, hn::LoadU(d, bits + i));
    const auto over_low = hn::Gt(keys, lows);
    const auto under_high = hn::Lt(keys, highs);
    greatest = hn::Max(greatest, keys);
    below += static_cast<int64_t>(hn::CountTrue(d, hn::Lt(keys, lows)));
    above_low += static_cast<int64_t>(hn::CountTrue(d, over_low));
    below_high += static_cast<int64_t>(hn::CountTrue(d, under_high));
    above += static_cast<int64_t>(hn::CountTrue(d, hn::Gt(keys, highs)));
    const auto inside = hn::And(over_low, under_high);
#if HWY_TARGET != HWY_AVX3
    if (hn::AllFalse(d, inside)) continue;
#endif
    full = full || kept + lanes > room;
    if (!full) kept += compress_store(keys, inside, d, to + kept);
  }
  K top = hn::GetLane(hn::MaxOfLanes(d, greatest));
  for (; i < n; ++i) {
    const K key = key_of(items[i]);
    top = std::max(top, key);
    below += key < low;
    above_low += key > low;
    below_high += key < high;
    above += key > high;
    if (key <= low || key >= high) continue;
    full = full || kept >= room;
    if (!full) to[kept++] = key;
  }
  return {below, n - above_low, below_high, n - above, full ? -1 : kept, top};
}

template <class K>
struct Room {
  K* keys;
  int64_t size;
  SortItems sort;
};

constexpr int kSamples = 3;  // tries before the range of keys is halved

// Bounds that hold the ranks from `first` to `last` between them, probably.
template <class T>
HWY_INLINE void sample_bounds(const T* items, int64_t n, int64_t first, int64_t last, int attempt,
                              const Room<KeyOf<T>>& room, KeyOf<T>* low, KeyOf<T>* high) {
  const int levels = std::bit_width(static_cast<uint64_t>(n));
  const int64_t count = std::min(std::min(int64_t{1} << (levels * 2 / 3), int64_t{1} << 15), room.size);
  uint64_t state = static_cast<uint64_t>(n) * 0x9E3779B97F4A7C15ull + static_cast<uint64_t>(attempt);
  for (int64_t i = 0; i < count; ++i) {
    state += 0x9E3779B97F4A7C15ull;
    uint64_t mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ull;
    mixed ^= mixed >> 29;
    const auto at = static_cast<unsigned __int128>(mixed) * static_cast<uint64_t>(n) >> 64;
    room.keys[i] = key_of(items[static_cast<int64_t>(at)]);
  }
  room.sort(room.keys, count, nullptr);
  const double size = static_cast<double>(count);
  const double share[2] = {static_cast<double>(first) / static_cast<double>(n),
                           static_cast<double>(last) / static_cast<double>(n)};
  const auto margin = [size, attempt](double p) { return 1 + (3 + 2 * attempt) * std::sqrt(size * p * (1 - p)); };
  const double from = share[0] * size - margin(share[0]);
  const double to = share[1] * size + margin(share[1]);
  *low = from < 0 ? std::numeric_limits<KeyOf<T>>::min() : room.keys[static_cast<int64_t>(from)];
  *high = to >= size - 1 ? kGreatest<T>
                         : room.keys[static_cast<int64_t>(to) + 1 < count ? static_cast<int64_t>(to) + 1 : count - 1];
}

template <class T>
int64_t select_ranks(const T* items, int64_t n, const int64_t* ranks, int64_t count, int64_t* found,
                     const Room<KeyOf<T>>& room) noexcept;

// Ranks near one another, all of whose keys lie in [low, high]. Gives the greatest key.
template <class T>
int64_t select_within(const T* items, int64_t n, const int64_t* ranks, int64_t count, int64_t* found, KeyOf<T> low,
                      KeyOf<T> high, int attempt, const Room<KeyOf<T>>& room) noexcept {
  using K = KeyOf<T>;
  using U = std::make_unsigned_t<K>;
  if (low > high) {  // elements were changed meanwhile
    std::fill_n(found, count, static_cast<int64_t>(low));
    return low;
  }
  K a = static_cast<K>(low + static_cast<K>(static_cast<U>(static_cast<U>(high) - static_cast<U>(low)) / 2));
  K b = a;
  if (attempt < kSamples) {
    sample_bounds(items, n, ranks[0], ranks[count - 1], attempt, room, &a, &b);
    a = std::clamp(a, low, high);
    b = std::clamp(b, low, high);
  }
  const int64_t limit = std::min(room.size, room.size >= n ? n / 2 : n / 4);
  const Census census = narrow(items, n, a, b, room.keys, limit);
  int64_t i = 0;
  const auto next = [&](int64_t bound) {
    const int64_t begin = i;
    while (i < count && ranks[i] < bound) ++i;
    return begin;
  };
  next(census.below);
  const int64_t lower = i;
  for (int64_t k = next(census.to_low); k < i; ++k) found[k] = a;
  const int64_t inner = next(census.below_high);
  const int64_t inner_end = i;
  for (int64_t k = next(census.to_high); k < i; ++k) found[k] = b;
  if (inner < inner_end && census.kept >= 0) {
    const int64_t kept = census.kept;
    for (int64_t k = inner; k < inner_end; ++k) {
      found[k] = std::clamp(ranks[k] - census.to_low, int64_t{0}, std::max(kept - 1, int64_t{0}));
    }
    const int64_t used = (kept + 15) / 16 * 16;
    if (kept > 0) {
      select_ranks<K>(room.keys, kept, found + inner, inner_end - inner, found + inner,
                      {room.keys + used, room.size - used, room.sort});
    } else {
      std::fill(found + inner, found + inner_end, static_cast<int64_t>(a));
    }
  } else if (inner < inner_end) {
    select_within(items, n, ranks + inner, inner_end - inner, found + inner, static_cast<K>(a + 1),
                  static_cast<K>(b - 1), attempt + 1, room);
  }
  if (lower > 0) select_within(items, n, ranks, lower, found, low, static_cast<K>(a - 1), attempt + 1, room);
  if (i < count) {
    select_within(items, n, ranks + i, count - i, found + i, static_cast<K>(b + 1), high, attempt + 1, room);
  }
  return census.greatest;
}

template <class T>
int64_t select_ranks(const T* items, int64_t n, const int64_t* ranks, int64_t count, int64_t* found,
                     const Room<KeyOf<T>>& room) noexcept {
  using K = KeyOf<T>;
  const int64_t near = n / 64;
  const auto group_end = [=](int64_t begin) {
    int64_t end = begin + 1;
    while (end < count && ranks[end] - ranks[end - 1] <= near) ++end;
    return end;
  };
  int64_t groups = 0;
  for (int64_t k = 0; k < count && groups <= kManyRanks; k = group_end(k)) ++groups;
  if (n <= room.size && (n <= kSortedKeys * groups || groups > kManyRanks)) {
    for (int64_t i = 0; i < n; ++i) room.keys[i] = key_of(items[i]);
    room.sort(room.keys, n, nullptr);
    for (int64_t k = 0; k < count; ++k) found[k] = room.keys[ranks[k]];
    return room.keys[n - 1];
  }
  int64_t greatest = std::numeric_limits<K>::min();
  for (int64_t begin = 0; begin < count;) {
    const int64_t end = group_end(begin);
    greatest = select_within(items, n, ranks + begin, end - begin, found + begin, std::numeric_limits<K>::min(),
                             kGreatest<T>, 0, room);
    begin = end;
  }
  return greatest;
}

template <class T>
int64_t select_any(const void* items, int64_t n, const int64_t* ranks, int64_t count, int64_t* found,
                   const SelectionRoom& room) noexcept {
  using K = KeyOf<T>;
  return select_ranks(static_cast<const T*>(items), n, ranks, count, found,
                      Room<K>{static_cast<K*>(room.keys), room.size, room.sort});
}

// What lies left of, and from where on right of, the pivot.
struct Split {
  int64_t left, right;
};

// to = the elements below the pivot, its equals, those above it. Both sides grow towards each other: together they are
// never longer than what was read.
template <class T>
HWY_INLINE Split split(const T* from, int64_t n, KeyOf<T> pivot, T* to) {
  using K = KeyOf<T>;
  const hn::ScalableTag<K> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto pivots = hn::Set(d, pivot);
  const K* bits = reinterpret_cast<const K*>(from);
  K* out = reinterpret_cast<K*>(to);
  int64_t left = 0, right = n, i = 0;
  // As long as there is room for a whole vector on each side.
  for (; i + lanes <= n && right - left >= 2 * lanes; i += lanes) {
    const auto v = hn::LoadU(d, bits + i);
    const auto keys = keys_of<T>(d, v);
    left += compress_store(v, hn::Lt(keys, pivots), d, out + left);
    right -= compress_store_before(v, hn::Gt(keys, pivots), d, out + right);
  }
  for (; i < n && left < right; ++i) {
    const T item = from[i];
    const K key = key_of(item);
    if (key < pivot) {
      to[left++] = item;
    } else if (key > pivot) {
      to[--right] = item;
    }
  }
  std::fill(to + left, to + right, item_of<T>(pivot));
  return {left, right};
}

template <class T>
void sort_into(const T* from, int64_t n, T* to, SortItems sort) noexcept {
  using K = KeyOf<T>;
  K* keys = reinterpret_cast<K*>(to);
  for (int64_t i = 0; i < n; ++i) keys[i] = key_of(from[i]);
  sort(keys, n, nullptr);
  for (int64_t i = 0; i < n; ++i) to[i] = item_of<T>(keys[i]);
}

// kth are counted from `base`, the place of the first element.
template <class T>
void partition_range(const T* from, int64_t n, const int64_t* kth, int64_t count, int64_t base, T* to, T* segment,
                     const Room<KeyOf<T>>& room) noexcept {
  if (n <= kSortedKeys || count > kManyRanks) {
    sort_into(from, n, to, room.sort);
    return;
  }
  const int64_t rank = kth[count / 2] - base;
  int64_t pivot = 0;
  select_ranks(from, n, &rank, 1, &pivot, room);
  const Split at = split(from, n, static_cast<KeyOf<T>>(pivot), to);
  // One place is where it belongs, unless elements were changed between the two passes.
  if (segment == nullptr) return;
  int64_t lower = 0, upper = count;
  while (lower < count && kth[lower] < base + at.left) ++lower;
  while (upper > lower && kth[upper - 1] >= base + at.right) --upper;
  if (lower > 0) {
    std::memcpy(segment, to, static_cast<size_t>(at.left) * sizeof(T));
    partition_range(segment, at.left, kth, lower, base, to, segment, room);
  }
  if (upper < count) {
    const int64_t rest = n - at.right;
    std::memcpy(segment, to + at.right, static_cast<size_t>(rest) * sizeof(T));
    partition_range(segment, rest, kth + upper, count - upper, base + at.right, to + at.right, segment, room);
  }
}

template <class T>
void partition_any(const void* from, int64_t n, const int64_t* kth, int64_t count, void* to, void* segment,
                   const SelectionRoom& room) noexcept {
  using K = KeyOf<T>;
  partition_range(static_cast<const T*>(from), n, kth, count, 0, static_cast<T*>(to), static_cast<T*>(segment),
                  Room<K>{static_cast<K*>(room.keys), room.size, room.sort});
}

template <class T>
void widen_any(const void* data, int64_t n, int64_t* keys) noexcept {
  const T* items = static_cast<const T*>(data);
  for (int64_t i = 0; i < n; ++i) keys[i] = key_of(items[i]);
}

template <class T>
void item_any(int64_t key, void* item) noexcept {
  const T value = item_of<T>(static_cast<KeyOf<T>>(key));
  std::memcpy(item, &value, sizeof value);
}

// The same for positions; those of equals are looked for once more. Keys are ours alone, so both looks agree.
HWY_INLINE Split split_positions(const int64_t* keys, const int64_t* positions, int64_t n, int64_t pivot, int64_t* to) {
  const hn::ScalableTag<int64_t> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto pivots = hn::Set(d, pivot);
  const auto position = [positions](int64_t i) { return positions == nullptr ? i : positions[i]; };
  int64_t left = 0, right = n, i = 0;
  for (; i + 2 * lanes <= n; i += lanes) {
    const auto key = hn::LoadU(d, keys + i);
    const auto v = positions == nullptr ? hn::Iota(d, i) : hn::LoadU(d, positions + i);
    left += compress_store(v, hn::Lt(key, pivots), d, to + left);
    right -= compress_store_before(v, hn::Gt(key, pivots), d, to + right);
  }
  for (; i < n; ++i) {
    if (keys[i] < pivot) {
      to[left++] = position(i);
    } else if (keys[i] > pivot) {
      to[--right] = position(i);
    }
  }
  int64_t middle = left;
  for (i = 0; middle < right && i < n;) {
    if (i + lanes <= n && hn::AllFalse(d, hn::Eq(hn::LoadU(d, keys + i), pivots))) {
      i += lanes;
      continue;
    }
    const int64_t end = std::min(i + lanes, n);
    for (; i < end; ++i) {
      if (keys[i] == pivot && middle < right) to[middle++] = position(i);
    }
  }
  return {left, right};
}

void partition_places(const int64_t* keys, const int64_t* positions, int64_t n, const int64_t* root, const int64_t* kth,
                      int64_t count, int64_t base, int64_t* to, const PositionsRoom& room) noexcept {
  if (n <= kSortedKeys || count > kManyRanks) {
    room.sort(keys, n, to, room.sort_scratch);
    if (positions == nullptr) return;
    for (int64_t i = 0; i < n; ++i) to[i] = positions[to[i]];
    return;
  }
  const int64_t rank = kth[count / 2] - base;
  int64_t pivot = 0;
  select_any<int64_t>(keys, n, &rank, 1, &pivot, room.selection);
  const Split at = split_positions(keys, positions, n, pivot, to);
  int64_t lower = 0, upper = count;
  while (lower < count && kth[lower] < base + at.left) ++lower;
  while (upper > lower && kth[upper - 1] >= base + at.right) --upper;
  const auto part = [&](int64_t begin, int64_t length, const int64_t* inner, int64_t inner_count) {
    for (int64_t i = 0; i < length; ++i) {
      room.positions[i] = to[begin + i];
      room.keys[i] = root[to[begin + i]];
    }
    partition_places(room.keys, room.positions, length, root, inner, inner_count, base + begin, to + begin, room);
  };
  if (lower > 0) part(0, at.left, kth, lower);
  if (upper < count) part(at.right, n - at.right, kth + upper, count - upper);
}

void partition_positions(const int64_t* keys, int64_t n, const int64_t* kth, int64_t count, int64_t* positions,
                         const PositionsRoom& room) noexcept {
  partition_places(keys, nullptr, n, keys, kth, count, 0, positions, room);
}

template <class T>
constexpr SelectionKernels kernels_of(DType key) {
  const int64_t infinity = sizeof(T) == 8 ? int64_t{0x7FF0000000000000} : int64_t{0x7F800000};
  const int64_t first_nan = std::is_floating_point_v<T> ? infinity - kSignedNans<T> + 1 : INT64_MAX;
  return {select_any<T>, partition_any<T>, widen_any<T>, item_any<T>, first_nan, key};
}

constexpr SelectionKernels kKernels[6] = {kernels_of<int32_t>(DType::kInt32),  kernels_of<int64_t>(DType::kInt64),
                                          kernels_of<uint32_t>(DType::kInt32), kernels_of<uint64_t>(DType::kInt64),
                                          kernels_of<float>(DType::kInt32),    kernels_of<double>(DType::kInt64)};

}  // namespace

const SelectionKernels* selection_table() noexcept { return kKernels; }
PartitionPositions positions_kernel() noexcept { return partition_positions; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
namespace {
NDS_EXPORT(find_selection_table, selection_table)
NDS_EXPORT(find_positions_kernel, positions_kernel)
}  // namespace

int64_t selection_room(int64_t n, bool many) noexcept {
  constexpr int64_t kSmall = 16384;
  return (many || n <= kSmall ? n : n / 3) + 4096;
}

const SelectionKernels* selection_kernels(Target target, DType dtype) noexcept {
  const SelectionKernels* table = find_selection_table(target)();
  switch (dtype) {
    case DType::kInt32: return table;
    case DType::kInt64: return table + 1;
    case DType::kUint32: return table + 2;
    case DType::kUint64: return table + 3;
    case DType::kFloat32: return table + 4;
    case DType::kFloat64: return table + 5;
    default: return nullptr;
  }
}

PartitionPositions partition_positions_kernel(Target target) noexcept { return find_positions_kernel(target)(); }

}  // namespace nds
#endif
