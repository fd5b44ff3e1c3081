#include "plan/reduce_layout.h"

#include <algorithm>

namespace nds {
namespace {

struct Axis {
  ReduceDim dim;
  bool reduced;
};

int64_t magnitude(int64_t stride) noexcept { return stride < 0 ? -stride : stride; }

// Larger strides outside; a stride of 0 says nothing, so that such an axis stays where C order has it.
void order_by_strides(Axis* axes, int n) noexcept {
  for (int i = 1; i < n; ++i) {
    for (int k = i; k > 0; --k) {
      const int64_t outer = magnitude(axes[k - 1].dim.in), inner = magnitude(axes[k].dim.in);
      if (outer == 0 || outer >= inner) break;
      std::swap(axes[k - 1], axes[k]);
    }
  }
}

int merge_neighbours(ReduceDim* dims, int n) noexcept {
  if (n == 0) return 0;
  int last = 0;
  for (int i = 1; i < n; ++i) {
    const ReduceDim& inner = dims[i];
    ReduceDim& outer = dims[last];
    if (outer.in == inner.in * inner.n && outer.where == inner.where * inner.n && outer.out == inner.out * inner.n) {
      outer = {outer.n * inner.n, inner.in, inner.where, inner.out};
    } else {
      dims[++last] = inner;
    }
  }
  return last + 1;
}

// Merges dims[0, outer) and dims[outer, n) apart; returns how many are left of the outer ones, and of all in n.
int merge(ReduceDim* dims, int outer, int& n) noexcept {
  const int merged_outer = merge_neighbours(dims, outer);
  const int merged_inner = merge_neighbours(dims + outer, n - outer);
  std::copy_n(dims + outer, merged_inner, dims + merged_outer);
  n = merged_outer + merged_inner;
  return merged_outer;
}

void turn_round(ReduceLayout& layout, ReduceDim& dim) noexcept {
  if (dim.in >= 0) return;
  layout.in += dim.in * (dim.n - 1);
  layout.out += dim.out * (dim.n - 1);
  if (layout.where != nullptr) layout.where += dim.where * (dim.n - 1);
  dim = {dim.n, -dim.in, -dim.where, -dim.out};
}

}  // namespace

void lay_out(ReduceLayout& layout, const ReducePlan& plan, FoldOrder order) noexcept {
  layout.in = plan.in.data;
  layout.where = plan.where != nullptr ? plan.where->data : nullptr;
  layout.out = plan.out.data;
  layout.reduced_ndim = layout.kept_ndim = layout.trailing = layout.outer_reduced = 0;
  layout.count = layout.outputs = 1;
  Axis axes[kMaxDims];
  int n = 0;
  for (int i = 0; i < plan.ndim; ++i) {
    const int64_t extent = plan.shape[i];
    (plan.reduced[i] ? layout.count : layout.outputs) *= extent;
    if (extent == 1) continue;
    const int64_t where = plan.where != nullptr ? plan.where->strides[i] : 0;
    axes[n++] = {{extent, plan.in.strides[i], where, plan.reduced[i] ? 0 : plan.out.strides[i]}, plan.reduced[i]};
  }
  const bool empty = layout.count == 0 || layout.outputs == 0;
  if (order == FoldOrder::kPosition) {
    for (int i = 0; i < n; ++i) {
      if (axes[i].reduced) layout.reduced[layout.reduced_ndim++] = axes[i].dim;
    }
  }
  if (!empty) order_by_strides(axes, n);
  for (int i = 0; i < n; ++i) {
    if (!axes[i].reduced) {
      layout.kept[layout.kept_ndim++] = axes[i].dim;
      ++layout.trailing;
      layout.outer_reduced = layout.reduced_ndim;
    } else {
      if (order != FoldOrder::kPosition) layout.reduced[layout.reduced_ndim++] = axes[i].dim;
      layout.trailing = 0;
    }
  }
  // Positions count in C order, whatever lies where: runs are of all reduced dimensions, or rows are.
  if (order == FoldOrder::kPosition) layout.outer_reduced = layout.trailing > 0 ? layout.reduced_ndim : 0;
  if (empty) return;
  for (int i = 0; i < layout.kept_ndim; ++i) turn_round(layout, layout.kept[i]);
  if (order == FoldOrder::kAny) {
    for (int i = 0; i < layout.reduced_ndim; ++i) turn_round(layout, layout.reduced[i]);
  }
  layout.outer_reduced = merge(layout.reduced, layout.outer_reduced, layout.reduced_ndim);
  const int outer_kept = merge(layout.kept, layout.kept_ndim - layout.trailing, layout.kept_ndim);
  layout.trailing = layout.kept_ndim - outer_kept;
}

ReduceOffsets offsets_of(const ReduceDim* dims, int ndim, int64_t i) noexcept {
  ReduceOffsets offsets{0, 0, 0};
  for (int k = ndim - 1; k >= 0; --k) {
    const ReduceDim& dim = dims[k];
    const int64_t index = k > 0 ? i % dim.n : i;
    i = k > 0 ? i / dim.n : 0;
    offsets.in += index * dim.in;
    offsets.where += index * dim.where;
    offsets.out += index * dim.out;
  }
  return offsets;
}

}  // namespace nds
