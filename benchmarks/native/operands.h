// Arrays for the compiled benchmarks: engine blocks with their pages touched, and plans over them.
#pragma once
#include <cstdint>

#include "core/allocator.h"
#include "plan/operand.h"

namespace nds::bench {

// A contiguous one-dimensional array of its own block.
class Array {
 public:
  Array(DType dtype, int64_t n);
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;
  ~Array();

  // Spread evenly over [low, high], in a scrambled order; integers and bools are truncated.
  void fill(double low, double high) noexcept;

  char* data() const noexcept { return block_->data; }
  int64_t size() const noexcept { return n_; }
  Operand operand() const noexcept { return {block_->data, dtype_, &stride_}; }

 private:
  DType dtype_;
  int64_t n_;
  int64_t stride_;
  Block* block_;
};

}  // namespace nds::bench
