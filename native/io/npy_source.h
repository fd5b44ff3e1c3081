// What files of arrays are written from: an array of any layout, its bytes in the order of the file.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/error.h"
#include "plan/operand.h"

namespace nds {

// What is saved: an array of any layout.
struct NpySource {
  Operand array;
  int ndim;
  const int64_t* shape;
  bool mapped;  // the bytes are of a mapped file: what it lost is kMappingLost
};

// How an array is laid out in a file.
struct NpyLayout {
  int64_t bytes;
  bool contiguous;     // its bytes lie in the order of the file
  bool fortran_order;  // where it is contiguous in that order only
};
NpyLayout npy_layout(const NpySource& source) noexcept;

// kMappingLost, of a save.
Error save_lost();

// Elements in C order, box by box: axes before `axis` one index at a time, `axis` in runs, those after it whole.
class NpyGather {
 public:
  // Buffers a few MiB. The source stays the caller's.
  NpyGather(const NpySource& source, int64_t bytes);
  // The next bytes in C order, or none. Throws kMappingLost, kAborted.
  std::string_view next();

 private:
  void advance(int64_t count) noexcept;

  const NpySource& source_;
  std::unique_ptr<char[]> buffer_;
  int axis_;
  int64_t inner_bytes_;  // of one index of `axis_`
  int64_t run_;          // indices of `axis_` that fit the buffer
  int64_t shape_[kMaxDims] = {};
  int64_t strides_[kMaxDims] = {};
  int64_t index_[kMaxDims] = {};
  int64_t start_ = 0;
  bool done_ = false;
};

}  // namespace nds
