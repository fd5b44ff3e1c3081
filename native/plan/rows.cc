#include "plan/rows.h"

namespace nds {

namespace {

int64_t magnitude(int64_t stride) noexcept { return stride < 0 ? -stride : stride; }

}  // namespace

Rows::Rows(int dims, const int64_t* lengths, int axis, const Operand& from, const Operand& to) noexcept
    : n(lengths[axis]), from_step(from.strides[axis]), to_step(to.strides[axis]), count(1), ndim(0) {
  for (int i = 0; i < dims; ++i) {
    if (i == axis || lengths[i] == 1) continue;
    count *= lengths[i];
    int place = ndim++;
    for (; place > 0 && magnitude(to_strides[place - 1]) < magnitude(to.strides[i]); --place) {
      shape[place] = shape[place - 1];
      from_strides[place] = from_strides[place - 1];
      to_strides[place] = to_strides[place - 1];
    }
    shape[place] = lengths[i];
    from_strides[place] = from.strides[i];
    to_strides[place] = to.strides[i];
  }
  if (ndim > 0) return;
  ndim = 1;
  shape[0] = 1;
  from_strides[0] = to_strides[0] = 0;
}

RowPair Rows::at(int64_t row) const noexcept {
  RowPair offsets = {0, 0};
  for (int i = ndim - 1; i >= 0; --i) {
    const int64_t index = i == 0 ? row : row % shape[i];
    row /= shape[i];
    offsets.from += index * from_strides[i];
    offsets.to += index * to_strides[i];
  }
  return offsets;
}

}  // namespace nds
