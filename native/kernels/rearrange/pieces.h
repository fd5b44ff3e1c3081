// Kernels that lay runs of bytes one behind the other: rows joined from pieces, and runs that repeat a block.
#pragma once
#include <cstdint>

#include "core/cpu.h"

namespace nds {

// A piece of every row: row r takes `bytes` (more than 0) from `from + r * from_row`.
struct Piece {
  const char* from;
  int64_t from_row;
  int64_t bytes;
  int64_t offset;  // where it begins in a row
};

// Bytes [begin, end) of rows of `row_bytes` that lie one behind the other from `to` on.
struct PieceRows {
  char* to;
  const Piece* pieces;
  int count;
  int64_t row_bytes;
  int64_t begin, end;
  int64_t item;  // 1, 2, 4, 8 or 16 where every piece has so many bytes; else 0
  bool stream;   // write past the cache
};
using PieceKernel = void (*)(const PieceRows& rows) noexcept;

// Block i of `blocks` repeats counts[i] times, or `count` times where counts is null; blocks lie one behind the other,
// and so does what is written: `bytes` of it, from byte `skip` of the first block's run on. Counts below 0 are none.
struct RepeatRuns {
  char* to;
  const char* from;
  int64_t blocks;
  int64_t block_bytes;
  const int64_t* counts;
  int64_t count;
  int64_t skip;
  int64_t bytes;
  bool stream;
};
using RepeatKernel = void (*)(const RepeatRuns& runs) noexcept;

// Rows [begin, end) of matrices that lie one behind the other: the elements before column `row + diagonal` are copied
// and the others zero, or the other way round for the upper triangle.
struct TriangleRows {
  char* to;
  const char* from;
  int64_t rows, columns;  // of each matrix
  int64_t item;           // bytes
  int64_t diagonal;
  bool upper;
  bool stream;
  int64_t begin, end;
};
using TriangleKernel = void (*)(const TriangleRows& rows) noexcept;

struct RearrangeKernels {
  PieceKernel pieces;
  RepeatKernel repeat_items[5];  // blocks of 1, 2, 4, 8, 16 bytes
  RepeatKernel repeat_blocks;    // of any other size
  TriangleKernel triangle;
};
const RearrangeKernels* rearrange_kernels(Target target) noexcept;

}  // namespace nds
