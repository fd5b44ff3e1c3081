#include "plan/histogram.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "core/checked.h"
#include "kernels/statistics/edge_index.h"
#include "plan/element_reader.h"
#include "plan/scratch.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int64_t kBlock = ElementReader::kBlock;
constexpr int64_t kSumBlock = 65536;                 // NumPy's
constexpr int64_t kMostScratch = int64_t{32} << 20;  // bytes of private counts
constexpr int64_t kLanesFrom = 4096;  // up to so many bins four counts each: equal neighbours do not wait
constexpr int64_t kLanes = 4;
constexpr int64_t kMostParts = 32;
constexpr int kCost = 4;  // of a byte, against that of a copy

// Finds bins of elements as the plan says.
class BinFinder {
 public:
  explicit BinFinder(const HistogramPlan& plan) noexcept
      : plan_(plan),
        reader_(plan.ndim, plan.shape, plan.in, plan.binning == Binning::kPositions ? DType::kInt64 : plan.dtype) {}

  ErrorCode prepare() noexcept {
    if (plan_.binning == Binning::kUniform) kernel_ = bin_kernel(active_target(), plan_.dtype);
    if (plan_.binning != Binning::kEdges) return ErrorCode::kOk;
    const int64_t n = plan_.bins.count + 1;
    const ErrorCode error = table_.allocate(edge_table_size(n) * 8);
    if (error != ErrorCode::kOk) return error;
    int64_t* table = reinterpret_cast<int64_t*>(table_.data());
    switch (plan_.dtype) {
      case DType::kFloat32: floats_.emplace(static_cast<const float*>(plan_.bins.edges), n, table); break;
      case DType::kInt64: integers_.emplace(static_cast<const int64_t*>(plan_.bins.edges), n, table); break;
      case DType::kUint64: naturals_.emplace(static_cast<const uint64_t*>(plan_.bins.edges), n, table); break;
      default: doubles_.emplace(static_cast<const double*>(plan_.bins.edges), n, table); break;
    }
    return ErrorCode::kOk;
  }

  const int64_t* find(int64_t begin, int64_t n, ElementReader::Buffers& buffers, int64_t* bins) const noexcept {
    const void* a = reader_.read(begin, n, buffers);
    if (plan_.binning == Binning::kPositions) return static_cast<const int64_t*>(a);
    if (plan_.binning == Binning::kUniform) {
      kernel_(a, n, plan_.bins, bins);
    } else if (doubles_) {
      search(*doubles_, a, n, bins);
    } else if (floats_) {
      search(*floats_, a, n, bins);
    } else if (integers_) {
      search(*integers_, a, n, bins);
    } else {
      search(*naturals_, a, n, bins);
    }
    return bins;
  }

  // As run_digitize.
  void digitize(int64_t begin, int64_t n, bool right, ElementReader::Buffers& buffers, int64_t* out) const noexcept {
    const void* a = reader_.read(begin, n, buffers);
    if (doubles_) return place(*doubles_, a, n, right, out);
    if (floats_) return place(*floats_, a, n, right, out);
    if (integers_) return place(*integers_, a, n, right, out);
    place(*naturals_, a, n, right, out);
  }

 private:
  template <class T>
  static void place(const EdgeIndex<T>& index, const void* a, int64_t n, bool right, int64_t* out) noexcept {
    const T* elements = static_cast<const T*>(a);
    for (int64_t i = 0; i < n; ++i) {
      const T x = elements[i];
      out[i] = x != x ? index.size() : right ? index.template not_greater<false>(x) : index.not_greater(x);
    }
  }

  template <class T>
  static void search(const EdgeIndex<T>& index, const void* a, int64_t n, int64_t* bins) noexcept {
    const T* elements = static_cast<const T*>(a);
    for (int64_t i = 0; i < n; ++i) bins[i] = index.bin_of(elements[i]);
  }

  const HistogramPlan& plan_;
  const ElementReader reader_;
  BinKernel kernel_ = nullptr;
  Scratch table_;
  std::optional<EdgeIndex<float>> floats_;
  std::optional<EdgeIndex<double>> doubles_;
  std::optional<EdgeIndex<int64_t>> integers_;
  std::optional<EdgeIndex<uint64_t>> naturals_;
};

int64_t elements_of(const HistogramPlan& plan) noexcept {
  int64_t n = 1;
  for (int i = 0; i < plan.ndim; ++i) n *= plan.shape[i];
  return n;
}

// Parts of equal length that each have counts of their own, added up in the end.
ErrorCode count_bins(const HistogramPlan& plan, const BinFinder& finder) noexcept {
  const int64_t n = elements_of(plan), bins = plan.bins.count;
  const int64_t lanes = bins <= kLanesFrom ? kLanes : 1;
  const int64_t most = std::max<int64_t>(1, kMostScratch / (bins * lanes * 8));
  const int64_t parts = std::clamp<int64_t>(n / std::max(kSumBlock / 2, 4 * bins), 1, std::min(kMostParts, most));
  const int64_t grain = (n + parts - 1) / parts;
  int64_t bytes;
  if (!checked_mul(parts * lanes * 8, bins, &bytes)) return ErrorCode::kOutOfMemory;
  Scratch scratch;
  const ErrorCode error = scratch.allocate(bytes);
  if (error != ErrorCode::kOk) return error;
  int64_t* const counts = reinterpret_cast<int64_t*>(scratch.data());
  const auto part = [&](int64_t begin, int64_t end) noexcept -> int {
    ElementReader::Buffers buffers;
    int64_t found[kBlock];
    for (int64_t k = begin; k < end; ++k) {
      int64_t* own = counts + k * lanes * bins;
      std::memset(own, 0, static_cast<size_t>(lanes * bins * 8));
      const int64_t last = std::min(n, (k + 1) * grain);
      for (int64_t at = k * grain; at < last; at += kBlock) {
        const int64_t m = std::min(kBlock, last - at);
        const int64_t* bin = finder.find(at, m, buffers, found);
        for (int64_t i = 0; i < m; ++i) {
          if (static_cast<uint64_t>(bin[i]) < static_cast<uint64_t>(bins)) ++own[(i & (lanes - 1)) * bins + bin[i]];
        }
      }
    }
    return 0;
  };
  const ErrorCode failure = run_chunks(Chunks{parts, 1, 1, parts}, plan.mapped, part);
  if (failure != ErrorCode::kOk) return failure;
  int64_t* out = static_cast<int64_t*>(plan.out);
  for (int64_t k = 0; k < parts * lanes; ++k) {
    for (int64_t i = 0; i < bins; ++i) out[i] += counts[k * bins + i];
  }
  return ErrorCode::kOk;
}

// T: double, or Complex128. Blocks are summed side by side, and their sums added in order.
template <class T>
ErrorCode sum_bins(const HistogramPlan& plan, const BinFinder& finder) noexcept {
  const int64_t n = elements_of(plan), bins = plan.bins.count;
  const ElementReader weights(plan.ndim, plan.shape, *plan.weights, plan.out_dtype);
  const int64_t block = plan.binning == Binning::kPositions ? std::max<int64_t>(n, 1) : kSumBlock;
  const int64_t blocks = (n + block - 1) / block;
  const int64_t size = static_cast<int64_t>(sizeof(T));
  const int64_t together = std::clamp<int64_t>(kMostScratch / (bins * size), 1, std::max<int64_t>(blocks, 1));
  int64_t bytes;
  if (!checked_mul(std::min<int64_t>(together, 64) * size, bins, &bytes)) return ErrorCode::kOutOfMemory;
  const int64_t round = std::min<int64_t>(together, 64);
  Scratch scratch;
  const ErrorCode error = scratch.allocate(bytes);
  if (error != ErrorCode::kOk) return error;
  T* const sums = reinterpret_cast<T*>(scratch.data());
  T* const out = static_cast<T*>(plan.out);
  for (int64_t first = 0; first < blocks; first += round) {
    const int64_t count = std::min(round, blocks - first);
    const auto sum = [&](int64_t begin, int64_t end) noexcept -> int {
      ElementReader::Buffers buffers, weight_buffers;
      int64_t found[kBlock];
      for (int64_t k = begin; k < end; ++k) {
        T* own = sums + k * bins;
        std::memset(static_cast<void*>(own), 0, static_cast<size_t>(bins * size));
        const int64_t last = std::min(n, (first + k + 1) * block);
        for (int64_t at = (first + k) * block; at < last; at += kBlock) {
          const int64_t m = std::min(kBlock, last - at);
          const int64_t* bin = finder.find(at, m, buffers, found);
          const T* w = static_cast<const T*>(weights.read(at, m, weight_buffers));
          for (int64_t i = 0; i < m; ++i) {
            if (static_cast<uint64_t>(bin[i]) >= static_cast<uint64_t>(bins)) continue;
            if constexpr (sizeof(T) == 16) {
              own[bin[i]].re += w[i].re;
              own[bin[i]].im += w[i].im;
            } else {
              own[bin[i]] += w[i];
            }
          }
        }
      }
      return 0;
    };
    const ErrorCode failure = run_chunks(Chunks{count, 1, 1, count}, plan.mapped, sum);
    if (failure != ErrorCode::kOk) return failure;
    const int64_t parts = bins * size / 8;
    double* const to = reinterpret_cast<double*>(out);
    const double* const from = reinterpret_cast<const double*>(sums);
    for (int64_t k = 0; k < count; ++k) {
      for (int64_t i = 0; i < parts; ++i) to[i] += from[k * parts + i];
    }
  }
  return ErrorCode::kOk;
}

}  // namespace

ErrorCode run_histogram(const HistogramPlan& plan) noexcept {
  if (plan.bins.count == 0 || elements_of(plan) == 0) return ErrorCode::kOk;
  BinFinder finder(plan);
  const ErrorCode error = finder.prepare();
  if (error != ErrorCode::kOk) return error;
  if (plan.weights == nullptr) return count_bins(plan, finder);
  return plan.out_dtype == DType::kComplex128 ? sum_bins<Complex128>(plan, finder) : sum_bins<double>(plan, finder);
}

ErrorCode run_bin_positions(const HistogramPlan& plan) noexcept {
  BinFinder finder(plan);
  const ErrorCode error = finder.prepare();
  if (error != ErrorCode::kOk) return error;
  int64_t* const out = static_cast<int64_t*>(plan.out);
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    ElementReader::Buffers buffers;
    int64_t found[kBlock];
    for (int64_t at = begin; at < end; at += kBlock) {
      const int64_t n = std::min(kBlock, end - at);
      const int64_t* bin = finder.find(at, n, buffers, found);
      for (int64_t i = 0; i < n; ++i) {
        const int64_t before = out[at + i];
        out[at + i] = before < 0 || bin[i] < 0 ? -1 : before * plan.bins.count + bin[i];
      }
    }
    return 0;
  };
  return run_chunks(cut_units(elements_of(plan), 16, kCost), plan.mapped, chunk);
}

ErrorCode run_digitize(const HistogramPlan& plan, bool right) noexcept {
  BinFinder finder(plan);
  const ErrorCode error = finder.prepare();
  if (error != ErrorCode::kOk) return error;
  int64_t* const out = static_cast<int64_t*>(plan.out);
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    ElementReader::Buffers buffers;
    for (int64_t at = begin; at < end; at += kBlock) {
      finder.digitize(at, std::min(kBlock, end - at), right, buffers, out + at);
    }
    return 0;
  };
  return run_chunks(cut_units(elements_of(plan), 16, kCost), plan.mapped, chunk);
}

}  // namespace nds
