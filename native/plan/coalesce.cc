#include "plan/coalesce.h"

#include <utility>

namespace nds {
namespace {

int64_t magnitude(int64_t stride) noexcept { return stride < 0 ? -stride : stride; }

// True when dimension `a` should lie outside dimension `b`, where b is outside now.
bool belongs_outside(const Nest& nest, int a, int b, int order_by) noexcept {
  const int64_t first = magnitude(nest.strides[order_by][a]) - magnitude(nest.strides[order_by][b]);
  if (first != 0) return first > 0;
  for (int k = 0; k < nest.operands; ++k) {
    const int64_t next = magnitude(nest.strides[k][a]) - magnitude(nest.strides[k][b]);
    if (next != 0) return next > 0;
  }
  return false;
}

void swap_dims(Nest& nest, int a, int b) noexcept {
  std::swap(nest.shape[a], nest.shape[b]);
  for (int k = 0; k < nest.operands; ++k) std::swap(nest.strides[k][a], nest.strides[k][b]);
}

void flip_backward_dims(Nest& nest) noexcept {
  for (int i = 0; i < nest.ndim; ++i) {
    bool backward = false, forward = false;
    for (int k = 0; k < nest.operands; ++k) {
      backward |= nest.strides[k][i] < 0;
      forward |= nest.strides[k][i] > 0;
    }
    if (!backward || forward) continue;
    for (int k = 0; k < nest.operands; ++k) {
      nest.data[k] += nest.strides[k][i] * (nest.shape[i] - 1);
      nest.strides[k][i] = -nest.strides[k][i];
    }
  }
}

void merge_dims(Nest& nest) noexcept {
  int last = 0;
  for (int i = 1; i < nest.ndim; ++i) {
    bool merges = true;
    for (int k = 0; k < nest.operands && merges; ++k) {
      merges = nest.strides[k][last] == nest.strides[k][i] * nest.shape[i];
    }
    if (merges) {
      nest.shape[last] *= nest.shape[i];
    } else {
      nest.shape[++last] = nest.shape[i];
    }
    for (int k = 0; k < nest.operands; ++k) nest.strides[k][last] = nest.strides[k][i];
  }
  nest.ndim = last + 1;
}

}  // namespace

void coalesce(Nest& nest, int ndim, const int64_t* shape, const Operand* const* operands, int count,
              int order_by) noexcept {
  nest.operands = count;
  for (int k = 0; k < count; ++k) nest.data[k] = operands[k]->data;
  bool empty = false;
  for (int i = 0; i < ndim; ++i) empty |= shape[i] == 0;
  int dims = 0;
  for (int i = 0; i < ndim; ++i) {
    if (shape[i] == 1 && !empty) continue;
    nest.shape[dims] = shape[i];
    for (int k = 0; k < count; ++k) nest.strides[k][dims] = operands[k]->strides[i];
    ++dims;
  }
  nest.ndim = dims;
  if (empty) return;
  if (dims == 0) {
    nest.ndim = 1;
    nest.shape[0] = 1;
    for (int k = 0; k < count; ++k) nest.strides[k][0] = item_size(operands[k]->dtype);
    return;
  }
  for (int i = 1; i < dims; ++i) {
    for (int j = i; j > 0 && belongs_outside(nest, j, j - 1, order_by); --j) swap_dims(nest, j, j - 1);
  }
  flip_backward_dims(nest);
  merge_dims(nest);
}

int64_t nest_size(const Nest& nest) noexcept {
  int64_t size = 1;
  for (int i = 0; i < nest.ndim; ++i) size *= nest.shape[i];
  return size;
}

}  // namespace nds
