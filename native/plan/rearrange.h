// Joining and repeating contiguous memory.
#pragma once
#include <cstdint>

#include "core/error.h"
#include "kernels/rearrange/pieces.h"

namespace nds {

// Rows joined from pieces: row r of the result is piece 0 of row r, then piece 1, and so on. Offsets are set by the
// plan; pieces have bytes each, and none overlaps the result.
struct JoinPlan {
  char* to;
  int64_t rows;
  int count;
  Piece* pieces;
  bool mapped;
};
ErrorCode run_join(const JoinPlan& plan) noexcept;

// to = from repeated: each of `outer` rows has n blocks of block_bytes, of which block i comes counts[i] (or `count`)
// times. The result has `total` blocks in a row: kInvalidArgument when the counts do not add up to that.
struct RepeatPlan {
  char* to;
  const char* from;
  int64_t outer, n, block_bytes;
  const int64_t* counts;  // contiguous, or null
  int64_t count;
  int64_t total;
  bool mapped;
};
ErrorCode run_repeat(const RepeatPlan& plan) noexcept;

// The sum of n counts. kDomain when one is negative, kInvalidArgument when they add up to more than 2^53.
ErrorCode add_counts(const int64_t* counts, int64_t n, bool mapped, int64_t* total) noexcept;

// Copies a triangle of each of `matrices` matrices, C-contiguous on both sides; the rest becomes zero. `plan` says all
// but which rows.
ErrorCode run_triangle(const TriangleRows& plan, int64_t matrices, bool mapped) noexcept;

// Where values go that are inserted before `positions` (n of them, each in [0, length]) of an axis: to[i] is the place
// of value i in the longer axis, values for one position keep their order. kept[0..length + n) tells which places the
// old elements have. `starts` is scratch: length + 1 zeros. kInvalidArgument: position `*bad` is out of range.
ErrorCode insert_places(const int64_t* positions, int64_t n, int64_t length, int64_t* starts, int64_t* to,
                        uint8_t* kept, int64_t* bad) noexcept;

}  // namespace nds
