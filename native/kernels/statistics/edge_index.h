// Where numbers belong among sorted edges: the span of the edges is cut into equal cells, each of which knows the edges
// before it, so that a search looks at the few edges of one cell, whatever their number. Results are those of a binary
// search: cells grow with the number, so edges of an earlier cell are less, and those of a later one greater.
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace nds {

// How many entries of working memory an index over n edges takes.
inline int64_t edge_table_size(int64_t n) noexcept {
  constexpr int64_t kMostCells = int64_t{1} << 20;
  return 2 + std::min<int64_t>(kMostCells, static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(8 * n))));
}

template <class T>
class EdgeIndex {
 public:
  // n >= 1 edges, none less than the one before; `table` has edge_table_size(n) entries.
  EdgeIndex(const T* edges, int64_t n, int64_t* table) noexcept : edges_(edges), table_(table), n_(n) {
    first_ = static_cast<double>(edges[0]);
    const double span = static_cast<double>(edges[n - 1]) - first_;
    cells_ = edge_table_size(n) - 2;
    scale_ = static_cast<double>(cells_) / span;
    if (!(span > 0) || !std::isfinite(span) || !std::isfinite(scale_)) {
      cells_ = 1;
      scale_ = 0;
    }
    int64_t edge = 0;
    for (int64_t cell = 0; cell <= cells_; ++cell) {
      while (edge < n && cell_of(edges[edge]) < cell) ++edge;
      table[cell] = edge;
    }
    table[cells_ + 1] = n;
    table[cells_] = n;
  }

  // The number of edges that are not greater than x, or, without `equal`, that are less. x is not nan.
  template <bool equal = true>
  int64_t not_greater(T x) const noexcept {
    const int64_t cell = cell_of(x);
    const T* edge = edges_ + table_[cell];
    for (int64_t n = table_[cell + 1] - table_[cell]; n > 0;) {
      const int64_t half = n / 2;
      const bool behind = equal ? edge[half] <= x : edge[half] < x;
      edge += behind ? half + 1 : 0;  // no branch: it would be foreseen half of the time
      n = behind ? n - half - 1 : half;
    }
    return edge - edges_;
  }

  int64_t size() const noexcept { return n_; }
  T edge(int64_t i) const noexcept { return edges_[i]; }

  // The bin of x among n - 1, the last of which holds its greater edge too; -1 outside, and for nan.
  int64_t bin_of(T x) const noexcept {
    const T last = edges_[n_ - 1];
    if (!(x >= edges_[0]) || x > last) return -1;
    return x == last ? n_ - 2 : not_greater(x) - 1;
  }

 private:
  int64_t cell_of(T x) const noexcept {
    if (cells_ == 1) return 0;
    const double at = (static_cast<double>(x) - first_) * scale_;
    if (!(at > 0)) return 0;
    return at >= static_cast<double>(cells_) ? cells_ - 1 : static_cast<int64_t>(at);
  }

  const T* edges_;
  int64_t* table_;
  int64_t n_, cells_;
  double first_, scale_;
};

}  // namespace nds
