#include "plan/split_boxes.h"

#include <algorithm>

namespace nds {
namespace {

constexpr int64_t kCacheLine = 64;
constexpr int64_t kLeastTile = 8;  // rows that make a transposed read worth tiling: a cache line of float64

constexpr int64_t kVectorItems = 16;  // blocks of so many items begin on vectors and leave no rest to the kernels

int64_t magnitude(int64_t stride) noexcept { return stride < 0 ? -stride : stride; }

}  // namespace

void open_grid(BoxGrid& grid, const Nest& nest) noexcept {
  grid.ndim = nest.ndim;
  for (int i = 0; i < nest.ndim; ++i) grid.block[i] = 1;
}

void close_grid(BoxGrid& grid, const Nest& nest) noexcept {
  grid.boxes = 1;
  for (int i = 0; i < nest.ndim; ++i) {
    const int64_t extent = nest.shape[i], block = grid.block[i];
    grid.counts[i] = block == extent ? 1 : block == 1 ? extent : (extent + block - 1) / block;
    grid.boxes *= grid.counts[i];
  }
}

int64_t even_block(int64_t extent, int64_t most) noexcept {
  if (extent <= most) return extent;
  const int64_t blocks = (extent + most - 1) / most;
  const int64_t even = (extent + blocks - 1) / blocks;
  const int64_t whole = (even + kVectorItems - 1) & -kVectorItems;
  return whole <= most ? whole : most < kVectorItems ? even : most & -kVectorItems;
}

int grow_boxes(BoxGrid& grid, const Nest& nest, int64_t elements) noexcept {
  int dim = nest.ndim;
  int64_t held = 1;
  while (dim > 0 && held * 2 <= elements) {
    --dim;
    grid.block[dim] = even_block(nest.shape[dim], elements / held);
    if (grid.block[dim] < nest.shape[dim]) break;
    held *= grid.block[dim];
  }
  return dim;
}

int transposed_dim(const Nest& nest, int operands, int boxes_from, int64_t rows) noexcept {
  const int inner = nest.ndim - 1;
  for (int k = 0; k < operands; ++k) {
    if (magnitude(nest.strides[k][inner]) < kCacheLine) continue;
    int best = -1;
    for (int i = 0; i < inner; ++i) {
      const int64_t stride = magnitude(nest.strides[k][i]);
      if (stride == 0 || stride >= kCacheLine || nest.shape[i] < 4) continue;
      if (best < 0 || stride < magnitude(nest.strides[k][best])) best = i;
    }
    if (best < 0) continue;
    const bool covered = best > boxes_from || (best == boxes_from && rows >= std::min(kLeastTile, nest.shape[best]));
    if (!covered) return best;
  }
  return -1;
}

BoxCursor::BoxCursor(const Nest& nest, const BoxGrid& grid, int64_t first) noexcept : nest_(nest), grid_(grid) {
  for (int k = 0; k < nest.operands; ++k) at_[k] = nest.data[k];
  for (int i = nest.ndim - 1; i >= 0; --i) {
    index_[i] = 0;
    if (first == 0) continue;
    index_[i] = first % grid.counts[i];
    first /= grid.counts[i];
    const int64_t start = index_[i] * grid.block[i];
    if (start == 0) continue;
    for (int k = 0; k < nest.operands; ++k) at_[k] += start * nest.strides[k][i];
  }
}

void BoxCursor::advance() noexcept {
  for (int i = nest_.ndim - 1; i >= 0; --i) {
    if (++index_[i] < grid_.counts[i]) {
      for (int k = 0; k < nest_.operands; ++k) at_[k] += grid_.block[i] * nest_.strides[k][i];
      return;
    }
    const int64_t back = (grid_.counts[i] - 1) * grid_.block[i];
    index_[i] = 0;
    for (int k = 0; k < nest_.operands; ++k) at_[k] -= back * nest_.strides[k][i];
  }
}

void copy_box(Copy2dKernel copy, int64_t size, int ndim, const int64_t* shape, char* to, const int64_t* to_strides,
              const char* from, const int64_t* from_strides, bool stream) noexcept {
  Copy2d call{to, from, 1, 1, size, size, size, size, stream};
  if (ndim > 0) {
    call.cols = shape[ndim - 1];
    call.to_col = to_strides[ndim - 1];
    call.from_col = from_strides[ndim - 1];
  }
  if (ndim > 1) {
    call.rows = shape[ndim - 2];
    call.to_row = to_strides[ndim - 2];
    call.from_row = from_strides[ndim - 2];
  }
  copy(call);
  if (ndim <= 2) return;
  int64_t index[kMaxDims];
  for (int i = 0; i < ndim - 2; ++i) index[i] = 0;
  for (;;) {
    int i = ndim - 3;
    for (; i >= 0; --i) {
      if (++index[i] < shape[i]) {
        call.to += to_strides[i];
        call.from += from_strides[i];
        break;
      }
      index[i] = 0;
      call.to -= (shape[i] - 1) * to_strides[i];
      call.from -= (shape[i] - 1) * from_strides[i];
    }
    if (i < 0) return;
    copy(call);
  }
}

}  // namespace nds
