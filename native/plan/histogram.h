// Counts, or sums of weights, of what falls into bins.
#pragma once
#include "core/error.h"
#include "kernels/statistics/bins.h"
#include "plan/operand.h"

namespace nds {

enum class Binning : int {
  kUniform = 0,    // by arithmetic
  kEdges = 1,      // by a search among edges
  kPositions = 2,  // the elements are int64 numbers of bins; others are left out
};

struct HistogramPlan {
  Binning binning;
  int ndim;
  const int64_t* shape;
  Operand in;
  DType dtype;  // of the edges, to which elements are cast: float32 or float64; for edges also int64 or uint64
  UniformBins bins;
  const Operand* weights;  // or null
  DType out_dtype;         // int64; of weights float64 or complex128
  void* out;               // `count` zeros
  bool mapped;
};

// Weights are added up as NumPy does: in blocks of 65,536 elements, one after the other; those of positions in one go.
ErrorCode run_histogram(const HistogramPlan& plan) noexcept;

// out[i] = out[i] * count + the bin of element i, or -1 where it, or out[i], is in none: positions in a histogram of
// several dimensions. For edges of float64.
ErrorCode run_bin_positions(const HistogramPlan& plan) noexcept;

// out[i] = the number of edges that are not greater than element i, or, with `right`, that are less; all of them for
// nan. For edges, bins.count + 1 of them, none of which is nan.
ErrorCode run_digitize(const HistogramPlan& plan, bool right) noexcept;

}  // namespace nds
