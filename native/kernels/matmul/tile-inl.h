// Tiles: a panel of A times a panel of B, summed in registers.
#if defined(NDS_KERNELS_MATMUL_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_MATMUL_TILE_INL_H_
#undef NDS_KERNELS_MATMUL_TILE_INL_H_
#else
#define NDS_KERNELS_MATMUL_TILE_INL_H_
#endif

#include <cstring>

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

// The first kRows rows and kVectors vectors of a tile; rows of `c` are `c_row` bytes apart, their elements neighbours.
template <class R, class To, int kRows, int kVectors>
void multiply_panels(const typename R::Item* HWY_RESTRICT a, const typename R::Item* HWY_RESTRICT b, int64_t depth,
                     char* HWY_RESTRICT c, int64_t c_row, bool add) {
  constexpr int kStepA = R::kRows * R::kItemsA, kStepB = R::kVectors * R::kItemsB;
  typename R::Acc sums[kRows][kVectors];
#pragma GCC unroll 16
  for (int i = 0; i < kRows; ++i) {
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) sums[i][j] = R::zero();
  }
  for (int64_t k = 0; k < depth; ++k) {
    typename R::B row[kVectors];
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) row[j] = R::load_packed(b + j * R::kItemsB);
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i) {
      const typename R::A element = R::set(a + i * R::kItemsA);
#pragma GCC unroll 4
      for (int j = 0; j < kVectors; ++j) sums[i][j] = R::madd(sums[i][j], element, row[j]);
    }
    a += kStepA;
    b += kStepB;
  }
#pragma GCC unroll 16
  for (int i = 0; i < kRows; ++i) {
    auto* to = reinterpret_cast<typename To::T*>(c + i * c_row);
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) To::store(sums[i][j], to + j * R::kLanes, add);
  }
}

template <class R, class To, int kRows>
HWY_INLINE void multiply_rows(int vectors, const TileCall& t, char* c, int64_t c_row, bool add) {
  const auto* a = static_cast<const typename R::Item*>(t.a);
  const auto* b = static_cast<const typename R::Item*>(t.b);
  if (R::kVectors == 3 && vectors == 3) return multiply_panels<R, To, kRows, R::kVectors>(a, b, t.depth, c, c_row, add);
  if (vectors == 2) return multiply_panels<R, To, kRows, 2>(a, b, t.depth, c, c_row, add);
  multiply_panels<R, To, kRows, 1>(a, b, t.depth, c, c_row, add);
}

template <class R, class To>
HWY_INLINE void multiply_some(const TileCall& t, char* c, int64_t c_row, bool add) {
  const int vectors = static_cast<int>((t.columns + R::kLanes - 1) / R::kLanes);
  if (t.rows > R::kRows / 2) return multiply_rows<R, To, R::kRows>(vectors, t, c, c_row, add);
  multiply_rows<R, To, R::kRows / 2>(vectors, t, c, c_row, add);
}

template <class R, class To>
void tile(const TileCall& t) noexcept {
  using T = typename To::T;
  constexpr int64_t kSize = sizeof(T);
  constexpr int64_t kColumns = R::kVectors * R::kLanes;
  const bool whole_rows = t.rows == R::kRows || t.rows == R::kRows / 2;
  if (t.c_column == kSize && whole_rows && t.columns % R::kLanes == 0)
    return multiply_some<R, To>(t, t.c, t.c_row, t.add);
  // What is smaller than registers, or strided, goes by way of a tile in memory.
  alignas(64) T local[R::kRows * kColumns];
  char* const c = reinterpret_cast<char*>(local);
  constexpr int64_t kRowBytes = kColumns * kSize;
  const bool neighbours = t.c_column == kSize;
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
  multiply_some<R, To>(t, c, kRowBytes, t.add);
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
