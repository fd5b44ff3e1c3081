#include "plan/copy.h"

#include <algorithm>

#include "core/cpu.h"
#include "kernels/copy/cast.h"
#include "plan/elementwise_blocks.h"
#include "plan/split.h"
#include "plan/split_boxes.h"

namespace nds {
namespace {

constexpr int kFrom = 0, kTo = 1;
constexpr int64_t kBoxElements = int64_t{1} << 14;
constexpr int64_t kTileRows = 256, kTileCols = 64;  // of a transposed copy: the lines of both sides stay in 1 MiB
constexpr int kTransposeCost = 2;                   // of a byte, beside one that is copied in order

uint64_t address(const char* p) noexcept { return reinterpret_cast<uintptr_t>(p); }

// A contiguous run, or one element written to a contiguous run.
ErrorCode copy_flat(const Nest& nest, DType dtype, bool scalar, bool stream, bool mapped) noexcept {
  const int64_t size = item_size(dtype);
  const ElementwiseKernel kernel = cast_kernel(active_target(), dtype, dtype);
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    const char* from = scalar ? nest.data[kFrom] : nest.data[kFrom] + begin * size;
    return kernel({{from, nullptr, nullptr}, nest.data[kTo] + begin * size, end - begin, scalar ? 1u : 0u, stream});
  };
  return run_chunks(cut_elements(nest.shape[0], scalar ? size : 2 * size, 1, nest.data[kTo], size), mapped, chunk);
}

// The same dtype in the same byte order: elements are moved as they are.
ErrorCode copy_same(const Nest& nest, DType dtype, bool mapped) noexcept {
  const int64_t size = item_size(dtype);
  const int inner = nest.ndim - 1;
  const int64_t elements = nest_size(nest);
  const bool stream = elements * size * 2 > cache_bytes() && nest.data[kFrom] != nest.data[kTo];
  if (inner == 0 && nest.strides[kTo][0] == size) {
    const bool scalar =
        nest.strides[kFrom][0] == 0 && is_aligned(address(nest.data[kFrom]) | address(nest.data[kTo]), dtype);
    if (scalar || nest.strides[kFrom][0] == size) return copy_flat(nest, dtype, scalar, stream, mapped);
  }
  BoxGrid grid;
  open_grid(grid, nest);
  const int first = grow_boxes(grid, nest, kBoxElements);
  const int tiled = transposed_dim(nest, nest.operands, first, grid.block[first]);
  int box_dims[kMaxDims];  // the dimensions that vary within a box
  int dims = 0;
  if (tiled >= 0) {
    open_grid(grid, nest);
    grid.block[inner] = even_block(nest.shape[inner], kTileCols);
    grid.block[tiled] = even_block(nest.shape[tiled], kTileRows);
    box_dims[dims++] = tiled;
    box_dims[dims++] = inner;
  } else {
    for (int i = first; i <= inner; ++i) box_dims[dims++] = i;
  }
  close_grid(grid, nest);
  int64_t to_strides[kMaxDims], from_strides[kMaxDims];
  for (int d = 0; d < dims; ++d) {
    to_strides[d] = nest.strides[kTo][box_dims[d]];
    from_strides[d] = nest.strides[kFrom][box_dims[d]];
  }
  const Copy2dKernel copy = layout_kernels(active_target())->copy[item_size_index(size)];
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    int64_t shape[kMaxDims];
    BoxCursor cursor(nest, grid, begin);
    for (int64_t box = begin; box < end; ++box, cursor.advance()) {
      for (int d = 0; d < dims; ++d) shape[d] = cursor.length(box_dims[d]);
      copy_box(copy, size, dims, shape, cursor.at(kTo), to_strides, cursor.at(kFrom), from_strides, stream);
    }
    return 0;
  };
  const int64_t box_bytes = 2 * size * std::max<int64_t>(1, elements / grid.boxes);
  return run_chunks(cut_units(grid.boxes, box_bytes, tiled >= 0 ? kTransposeCost : 1), mapped, chunk);
}

}  // namespace

ErrorCode run_copy(const CopyPlan& plan) noexcept {
  const DType from = plan.from.dtype, to = plan.to.dtype;
  const ElementwiseKernel kernel = cast_kernel(active_target(), from, to);
  if (kernel == nullptr) return ErrorCode::kUnsupported;
  const Operand* operands[3] = {&plan.from, &plan.to, plan.where};
  BlockPlan blocks;
  coalesce(blocks.nest, plan.ndim, plan.shape, operands, plan.where != nullptr ? 3 : 2, kTo);
  if (nest_size(blocks.nest) == 0) return ErrorCode::kOk;
  if (from == to && plan.swap_from == plan.swap_to && plan.where == nullptr) {
    return copy_same(blocks.nest, to, plan.mapped);
  }
  blocks.kernel = kernel;
  blocks.inputs = 1;
  blocks.masked = plan.where != nullptr;
  blocks.mapped = plan.mapped;
  blocks.may_stream = true;
  blocks.cost = 1;
  blocks.operands[kFrom] = {from, from, plan.swap_from};
  blocks.operands[kTo] = {to, to, plan.swap_to};
  return run_blocks(blocks);
}

}  // namespace nds
