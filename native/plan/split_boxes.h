// Cuts a nest into boxes: blocks of at most block[i] indices along each dimension, visited in the order of the nest.
#pragma once
#include <cstdint>

#include "kernels/copy/layout.h"
#include "plan/coalesce.h"

namespace nds {

struct BoxGrid {
  int ndim;
  int64_t block[kMaxDims];   // indices of a box along each dimension; the last box of a dimension may have fewer
  int64_t counts[kMaxDims];  // boxes along each dimension
  int64_t boxes;
};

// Every dimension in whole boxes of one index; the caller then widens block[] and calls close_grid.
void open_grid(BoxGrid& grid, const Nest& nest) noexcept;
void close_grid(BoxGrid& grid, const Nest& nest) noexcept;

// Splits `extent` in about equal blocks of at most `most`, of whole vectors where they are long enough.
int64_t even_block(int64_t extent, int64_t most) noexcept;

// Widens the innermost dimensions until a box holds about `elements`; returns the outermost dimension widened.
int grow_boxes(BoxGrid& grid, const Nest& nest, int64_t elements) noexcept;

// Where an operand runs along another dimension than the innermost (a transposed one), the dimension to tile with the
// innermost, so that whole cache lines of it are used; else -1. `boxes_from` and `rows` say what grow_boxes would
// cover: dimensions from boxes_from on, of which that one `rows` indices.
int transposed_dim(const Nest& nest, int operands, int boxes_from, int64_t rows) noexcept;

// Walks the boxes [first, last) of a grid with the address of every operand's first element.
class BoxCursor {
 public:
  BoxCursor(const Nest& nest, const BoxGrid& grid, int64_t first) noexcept;
  void advance() noexcept;
  char* at(int operand) const noexcept { return at_[operand]; }
  int64_t length(int dim) const noexcept {
    const int64_t left = nest_.shape[dim] - index_[dim] * grid_.block[dim];
    return left < grid_.block[dim] ? left : grid_.block[dim];
  }

 private:
  const Nest& nest_;
  const BoxGrid& grid_;
  int64_t index_[kMaxDims];
  char* at_[kMaxOperands];
};

// Copies a box of `ndim` dimensions of elements of `size` bytes, for which `copy` is the kernel.
void copy_box(Copy2dKernel copy, int64_t size, int ndim, const int64_t* shape, char* to, const int64_t* to_strides,
              const char* from, const int64_t* from_strides, bool stream) noexcept;

}  // namespace nds
