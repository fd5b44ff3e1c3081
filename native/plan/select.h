// Indexing by masks and integer arrays: gathers and scatters.
#pragma once
#include "core/error.h"
#include "plan/operand.h"

namespace nds {

// Masks are bytes, true where not 0, of any layout. They may lie in memory that another thread writes, so whoever
// reserves room for the true elements says how many were counted: no more are read or written, and where the mask asks
// for more or fewer the result is kInvalidArgument (and what was written is of no use).

// Number of true elements.
ErrorCode count_true(int ndim, const int64_t* shape, const Operand& mask, bool mapped, int64_t* count) noexcept;

// to (contiguous, `count` elements of `from`'s dtype) = from[mask], in C order; mask and from have the same shape.
ErrorCode run_compress(int ndim, const int64_t* shape, const Operand& from, const Operand& mask, char* to,
                       int64_t count, bool mapped) noexcept;
// to[mask] = values in C order (contiguous, `count` elements of `to`'s dtype).
ErrorCode run_expand(int ndim, const int64_t* shape, const Operand& to, const Operand& mask, const char* values,
                     int64_t count, bool mapped) noexcept;

// The positions of the true elements: out[axis] is a contiguous array of `count` int64 for each of ndim axes.
ErrorCode run_nonzero(int ndim, const int64_t* shape, const Operand& mask, int64_t* const* out, int64_t count,
                      bool mapped) noexcept;

// What becomes of an index beyond its axis: an error (negative ones count from the end), the index modulo the length,
// or the nearest (negative ones are 0).
enum class IndexMode { kRaise, kWrap, kClip };

// Integer-array indexing. The result's shape is index_shape followed by inner_shape. Position p of index_shape reads
// array.data + sum over k of index[k][p] * step[k] bytes, and the sum of p * along where that is given.
struct GatherPlan {
  int index_ndim;
  const int64_t* index_shape;
  int index_count;       // 1 to kMaxDims
  const Operand* index;  // int64, strides: index_ndim of them
  const int64_t* step;   // byte stride in `array` that each index steps along
  const int64_t* bound;  // length of the axis of each index
  int inner_ndim;
  const int64_t* inner_shape;
  Operand array;  // strides: inner_ndim of them
  Operand other;  // gather: the result; scatter: the values. Same dtype; strides: index_ndim + inner_ndim
  bool mapped;
  const int64_t* along = nullptr;  // bytes in `array` that each index dimension itself walks, or null
  IndexMode mode = IndexMode::kRaise;
};
// other[p, ...] = array[index[p], ...]. kInvalidArgument when an index is out of bounds: *bad is one that is,
// *bad_index its array. Indices are read once, checked, and used as they were checked. Without positions nothing is.
ErrorCode run_gather(const GatherPlan& plan, int64_t* bad, int* bad_index) noexcept;
// array[index[p], ...] = other[p, ...] in C order of p (the last of equal positions wins). Every index is checked
// before anything is written, and once more as it is used.
ErrorCode run_scatter(const GatherPlan& plan, int64_t* bad, int* bad_index) noexcept;

}  // namespace nds
