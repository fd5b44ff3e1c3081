// Tiles: a panel of A times a panel of B, summed in registers.
#if defined(NDS_KERNELS_MATMUL_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_MATMUL_TILE_INL_H_
#undef NDS_KERNELS_MATMUL_TILE_INL_H_
#else
#define NDS_KERNELS_MATMUL_TILE_INL_H_
#endif

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "kernels/matmul/matmul.h"
#include "kernels/matmul/rings-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// Where results go: elements of the dtype, or sums of the accumulator's.
template <class R>
struct Narrow {
  using T = typename R::Store;
  static HWY_INLINE void store(typename R::Acc sum, T* p, bool add) { R::store(sum, p, add); }
};
template <class R>
struct Wide {
  using T = typename R::Sum;
  static HWY_INLINE void store(typename R::Acc sum, T* p, bool add) {
    R::store_sum(add ? R::add(R::load_sum(p), sum) : sum, p);
  }
};

// Whether part of a vector can be stored (other rings inherit the function with the types of their base).
template <class R, class To>
inline constexpr bool kStoresSome = requires {
  &R::store_some;
}
&&std::is_same_v<typename R::Store, typename R::Item>&& std::is_same_v<typename To::T, typename R::Store>;

// A panel of A: kRows elements of each depth, one depth after the other.
template <class R>
struct PackedRows {
  const typename R::Item* at;
  explicit HWY_INLINE PackedRows(const TileCall& t) : at(static_cast<const typename R::Item*>(t.a)) {}
  HWY_INLINE typename R::A element(int i) const { return R::set(at + i * R::kItemsA); }
  HWY_INLINE void next() { at += R::kRows * R::kItemsA; }
};

// Rows of A where they lie; beyond the last it is read again.
template <class R, int kRows>
struct DirectRows {
  const char* at[kRows];
  int64_t step;
  explicit HWY_INLINE DirectRows(const TileCall& t) : step(t.a_depth) {
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i) {
      at[i] = static_cast<const char*>(t.a) + std::min<int64_t>(i, t.rows - 1) * t.a_row;
    }
  }
  HWY_INLINE typename R::A element(int i) const {
    typename R::Item item;
    std::memcpy(&item, at[i], sizeof(item));
    return R::set(&item);
  }
  HWY_INLINE void next() {
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i) at[i] += step;
  }
};

// The first kRows rows and kVectors vectors of a tile. Rows of `c` are `c_row` bytes apart, their elements neighbours;
// all of them are stored, unless the ring stores parts of vectors: then as many as the call says.
template <class R, class To, class Rows, int kRows, int kVectors>
void multiply_panels(const TileCall& t, char* HWY_RESTRICT c, int64_t c_row) {
  constexpr int kStepB = R::kVectors * R::kItemsB;
  Rows a(t);
  const auto* HWY_RESTRICT b = static_cast<const typename R::Item*>(t.b);
  typename R::Acc sums[kRows][kVectors];
#pragma GCC unroll 16
  for (int i = 0; i < kRows; ++i) {
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) sums[i][j] = R::zero();
  }
  for (int64_t k = 0; k < t.depth; ++k) {
    typename R::B row[kVectors];
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) row[j] = R::load_packed(b + j * R::kItemsB);
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i) {
      const typename R::A element = a.element(i);
#pragma GCC unroll 4
      for (int j = 0; j < kVectors; ++j) sums[i][j] = R::madd(sums[i][j], element, row[j]);
    }
    a.next();
    b += kStepB;
  }
  [[maybe_unused]] const auto last = static_cast<size_t>(t.columns - (kVectors - 1) * R::kLanes);
#pragma GCC unroll 16
  for (int i = 0; i < kRows; ++i) {
    if constexpr (kStoresSome<R, To>) {
      if (i >= t.rows) return;
    }
    auto* to = reinterpret_cast<typename To::T*>(c + i * c_row);
#pragma GCC unroll 4
    for (int j = 0; j < kVectors - 1; ++j) To::store(sums[i][j], to + j * R::kLanes, t.add);
    constexpr int kLast = kVectors - 1;
    if constexpr (kStoresSome<R, To>) {
      R::store_some(sums[i][kLast], to + kLast * R::kLanes, last, t.add);
    } else {
      To::store(sums[i][kLast], to + kLast * R::kLanes, t.add);
    }
  }
}

template <class R, class To, class Rows, int kRows>
HWY_INLINE void multiply_rows(int vectors, const TileCall& t, char* c, int64_t c_row) {
  if (R::kVectors == 3 && vectors == 3) return multiply_panels<R, To, Rows, kRows, R::kVectors>(t, c, c_row);
  if (vectors == 2) return multiply_panels<R, To, Rows, kRows, 2>(t, c, c_row);
  multiply_panels<R, To, Rows, kRows, 1>(t, c, c_row);
}

template <class R, class To, bool kDirect>
HWY_INLINE void multiply_some(const TileCall& t, char* c, int64_t c_row) {
  const int vectors = static_cast<int>((t.columns + R::kLanes - 1) / R::kLanes);
  constexpr int kHalf = R::kRows / 2;
  if constexpr (kDirect) {
    if (t.rows > kHalf) return multiply_rows<R, To, DirectRows<R, R::kRows>, R::kRows>(vectors, t, c, c_row);
    multiply_rows<R, To, DirectRows<R, kHalf>, kHalf>(vectors, t, c, c_row);
  } else {
    if (t.rows > kHalf) return multiply_rows<R, To, PackedRows<R>, R::kRows>(vectors, t, c, c_row);
    multiply_rows<R, To, PackedRows<R>, kHalf>(vectors, t, c, c_row);
  }
}

template <class R, class To, bool kDirect>
void tile(const TileCall& t) noexcept {
  using T = typename To::T;
  constexpr int64_t kSize = sizeof(T);
  constexpr int64_t kColumns = R::kVectors * R::kLanes;
  const bool neighbours = t.c_column == kSize;
  if (neighbours) {
    const bool whole_rows = t.rows == R::kRows || t.rows == R::kRows / 2;
    if (kStoresSome<R, To> || (whole_rows && t.columns % R::kLanes == 0)) {
      return multiply_some<R, To, kDirect>(t, t.c, t.c_row);
    }
  }
  // What is smaller than registers, or strided, goes by way of a tile in memory.
  alignas(64) T local[R::kRows * kColumns];
  char* const c = reinterpret_cast<char*>(local);
  constexpr int64_t kRowBytes = kColumns * kSize;
  if (t.add) {
    for (int64_t i = 0; i < t.rows; ++i) {
      const char* from = t.c + i * t.c_row;
      if (neighbours) {
        std::memcpy(c + i * kRowBytes, from, static_cast<size_t>(t.columns * kSize));
      } else {
        for (int64_t j = 0; j < t.columns; ++j)
          std::memcpy(c + i * kRowBytes + j * kSize, from + j * t.c_column, kSize);
      }
    }
  }
  multiply_some<R, To, kDirect>(t, c, kRowBytes);
  for (int64_t i = 0; i < t.rows; ++i) {
    char* to = t.c + i * t.c_row;
    if (neighbours) {
      std::memcpy(to, c + i * kRowBytes, static_cast<size_t>(t.columns * kSize));
    } else {
      for (int64_t j = 0; j < t.columns; ++j) std::memcpy(to + j * t.c_column, c + i * kRowBytes + j * kSize, kSize);
    }
  }
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
