#include "plan/multi_index.h"

#include <algorithm>
#include <atomic>

#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kBlock =
    512;  // elements whose dimensions are done one after the other: they stay in the first-level cache
constexpr int kCost = 4;

// Adds one dimension's part to a block; whether every coordinate lay within.
template <CoordinateMode kMode>
bool add_dimension(const int64_t* from, int64_t dim, int64_t stride, int64_t* to, int64_t n) noexcept {
  bool within = true;
  for (int64_t i = 0; i < n; ++i) {
    int64_t at = from[i];
    if constexpr (kMode == CoordinateMode::kRaise) {
      within &= static_cast<uint64_t>(at) < static_cast<uint64_t>(dim);
      // Whatever comes of a coordinate out of bounds is thrown away; it must not overflow.
      to[i] = static_cast<int64_t>(static_cast<uint64_t>(to[i]) +
                                   static_cast<uint64_t>(at) * static_cast<uint64_t>(stride));
    } else {
      if constexpr (kMode == CoordinateMode::kClip) {
        at = std::clamp<int64_t>(at, 0, dim - 1);
      } else if (static_cast<uint64_t>(at) >= static_cast<uint64_t>(dim)) {
        at %= dim;
        if (at < 0) at += dim;
      }
      to[i] += at * stride;
    }
  }
  return within;
}

bool add_dimension(CoordinateMode mode, const int64_t* from, int64_t dim, int64_t stride, int64_t* to,
                   int64_t n) noexcept {
  switch (mode) {
    case CoordinateMode::kWrap: return add_dimension<CoordinateMode::kWrap>(from, dim, stride, to, n);
    case CoordinateMode::kClip: return add_dimension<CoordinateMode::kClip>(from, dim, stride, to, n);
    default: return add_dimension<CoordinateMode::kRaise>(from, dim, stride, to, n);
  }
}

// Splits a block of positions; the quotients stay in `rest`. T: 32 bits divide three times as fast.
template <class T>
void split_dimension(T* rest, T dim, int64_t* to, int64_t n) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    const T quotient = rest[i] / dim;
    to[i] = static_cast<int64_t>(rest[i] - quotient * dim);
    rest[i] = quotient;
  }
}

template <class T>
int64_t unravel_block(const UnravelPlan& plan, int64_t first, int64_t n) noexcept {
  T rest[kBlock];
  for (int64_t i = 0; i < n; ++i) {
    const int64_t at = plan.flat[first + i];
    if (static_cast<uint64_t>(at) >= static_cast<uint64_t>(plan.size)) return first + i;
    rest[i] = static_cast<T>(at);
  }
  for (int k = 0; k < plan.ndim; ++k) {
    const int axis = plan.order[k];
    int64_t* to = plan.coordinates[axis] + first;
    if (k + 1 < plan.ndim) {
      split_dimension<T>(rest, static_cast<T>(plan.dims[axis]), to, n);
    } else {
      for (int64_t i = 0; i < n; ++i) to[i] = static_cast<int64_t>(rest[i]);
    }
  }
  return -1;
}

}  // namespace

ErrorCode run_ravel_multi_index(const RavelPlan& plan) noexcept {
  const Chunks chunks = cut_units(plan.n, 8 * (plan.ndim + 1), kCost);
  return run_chunks(chunks, false, [&](int64_t begin, int64_t end) noexcept -> int {
    for (int64_t first = begin; first < end; first += kBlock) {
      const int64_t n = std::min(kBlock, end - first);
      int64_t* to = plan.flat + first;
      std::fill_n(to, n, int64_t{0});
      for (int k = 0; k < plan.ndim; ++k) {
        if (!add_dimension(plan.modes[k], plan.coordinates[k] + first, plan.dims[k], plan.strides[k], to, n)) {
          return static_cast<int>(ErrorCode::kInvalidArgument);
        }
      }
    }
    return 0;
  });
}

ErrorCode run_unravel_index(const UnravelPlan& plan, int64_t* bad) noexcept {
  const bool narrow = plan.size <= int64_t{1} << 32;
  std::atomic<int64_t> wrong{-1};
  const Chunks chunks = cut_units(plan.n, 8 * (plan.ndim + 1), kCost);
  const ErrorCode code = run_chunks(chunks, false, [&](int64_t begin, int64_t end) noexcept -> int {
    for (int64_t first = begin; first < end; first += kBlock) {
      const int64_t n = std::min(kBlock, end - first);
      const int64_t at = narrow ? unravel_block<uint32_t>(plan, first, n) : unravel_block<uint64_t>(plan, first, n);
      if (at < 0) continue;
      wrong.store(at, std::memory_order_relaxed);
      return static_cast<int>(ErrorCode::kInvalidArgument);
    }
    return 0;
  });
  if (code == ErrorCode::kInvalidArgument) *bad = plan.flat[wrong.load(std::memory_order_relaxed)];
  return code;
}

}  // namespace nds
