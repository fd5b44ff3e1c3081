// Arrays for the compiled benchmarks: engine blocks with their pages touched, and operands of any layout over them.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

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

  char* data() const noexcept { return block_->data; }
  int64_t size() const noexcept { return n_; }
  int64_t bytes() const noexcept { return n_ * item_size(dtype_); }
  DType dtype() const noexcept { return dtype_; }
  // For arrays of one dimension.
  Operand operand() const noexcept { return {block_->data, dtype_, &stride_}; }

 private:
  DType dtype_;
  int64_t n_;
  int64_t stride_;
  Block* block_;
};

// What a word of a request says of an operand: dtype:low:high:seed:kind:layout.
struct OperandSpec {
  DType dtype;
  double low;
  double high;
  uint32_t seed;
  std::string kind;    // values, constant or sequence
  std::string layout;  // contiguous, strided, transposed or reversed
};

// Throws std::invalid_argument for words that it does not know.
DType parse_dtype(const std::string& name);
std::vector<int64_t> parse_shape(const std::string& text);
OperandSpec parse_operand(const std::string& word);

std::vector<int64_t> contiguous_strides(const std::vector<int64_t>& shape, int64_t itemsize);

// A view of the given shape; holds the numbers that ../js/operands.mjs makes. Arrays are kept for the next operand like
// it.
class View {
 public:
  View(const OperandSpec& spec, const std::vector<int64_t>& shape);
  Operand operand() const noexcept { return {data_, array_->dtype(), strides_.data()}; }
  DType dtype() const noexcept { return array_->dtype(); }

 private:
  std::shared_ptr<const Array> array_;
  std::vector<int64_t> strides_;
  char* data_;
};

}  // namespace nds::bench
