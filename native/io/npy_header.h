// The header of .npy files, versions 1.0 to 3.0: a Python dictionary written as text. Read by a scanner that runs once
// over the bytes, without recursion; written byte for byte as NumPy 2 does.
// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "generated/dtypes.h"
#include "plan/operand.h"

namespace nds {

// As numpy.lib.format: longer headers are refused before they are read.
inline constexpr int64_t kNpyMaxHeaderBytes = 10000;
// Magic, version and the longest of the two length fields.
inline constexpr int64_t kNpyPrologueBytes = 12;
// Largest array, padding and header included, whose sizes are exact in JavaScript.
inline constexpr int64_t kNpyMaxBytes = (int64_t{1} << 53) - 1;

struct NpyPrologue {
  int major;
  int64_t header_offset;  // where the text begins
  int64_t header_bytes;   // as declared: not yet compared with the file
};

// Reads magic, version and length from the first bytes of a file (kNpyPrologueBytes of them, or what there is).
// Throws kFormat with the byte offset.
NpyPrologue parse_npy_prologue(std::string_view bytes);

struct NpyHeader {
  DType dtype;
  bool swapped;  // the elements are in the other byte order
  bool fortran_order;
  int ndim;
  int64_t shape[kMaxDims];
  int64_t elements;
  int64_t data_bytes;
  int64_t data_offset;
};

// Reads the text of a header that begins at byte text_offset. Throws kFormat, kDtype (the dtype is not supported) or
// kShape (too many dimensions; the product of all dimensions but the zeros overflows), with the byte offset.
NpyHeader parse_npy_header(std::string_view text, int64_t text_offset);

// Everything before the data, for a dtype of native byte order: a multiple of 64 bytes, version 1.0.
std::string format_npy_header(DType dtype, bool fortran_order, int ndim, const int64_t* shape);

}  // namespace nds
