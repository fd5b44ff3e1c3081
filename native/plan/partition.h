// Partitions and order statistics along an axis.
#pragma once
#include "core/error.h"
#include "plan/operand.h"

namespace nds {

struct PartitionPlan {
  int ndim;  // at least 1
  const int64_t* shape;
  int axis;
  Operand from;
  Operand to;  // elements of the dtype of `from`, or int64 positions along the axis. It may be `from` itself.
  bool positions;
  const int64_t* kth;  // sorted, different, each within the axis
  int64_t count;       // at least 1
  bool fresh;          // `to` is new memory that nobody else knows
  bool mapped;
};

// Partitions every row: in memory of ours, as run_sort does. kMemoryLimit or kOutOfMemory when there is none for that.
ErrorCode run_partition(const PartitionPlan& plan) noexcept;

struct OrderPlan {
  int ndim;  // at least 1
  const int64_t* shape;
  int axis;
  Operand from;
  // New memory: `count` planes, each an array of what is left of the shape, in C order. The strides are those of a
  // plane, 0 along the axis.
  Operand to;
  int64_t plane;  // elements of a plane
  // Which element of each sorted row goes into which plane: `count` of them, or `count` planes of them.
  const int64_t* ranks;
  int64_t count;
  bool rank_per_row;
  bool spread_nan;  // a row with a nan gives its last element, a nan, everywhere
  bool mapped;
};

// Ranks outside a row are taken as the nearest within it.
ErrorCode run_order_statistics(const OrderPlan& plan) noexcept;

}  // namespace nds
