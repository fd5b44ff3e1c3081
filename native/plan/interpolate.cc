#include "plan/interpolate.h"

#include <algorithm>
#include <cmath>

#include "core/checked.h"
#include "kernels/statistics/edge_index.h"
#include "plan/element_reader.h"
#include "plan/scratch.h"
#include "plan/split.h"

namespace nds {
namespace {

constexpr int kCost = 6;  // of a byte, against that of a copy

// One part of the values, `kParts` doubles apart; its slope is that of NumPy, which for complex numbers multiplies with
// the reciprocal of the distance.
template <int kParts>
double slope_at(const InterpolatePlan& plan, const double* values, int64_t j) noexcept {
  const double rise = values[(j + 1) * kParts] - values[j * kParts];
  const double run = plan.at[j + 1] - plan.at[j];
  return kParts == 1 ? rise / run : rise * (1.0 / run);
}

template <int kParts>
double between(const InterpolatePlan& plan, const double* values, double slope, double x, int64_t j) noexcept {
  const double here = values[j * kParts], next = values[(j + 1) * kParts];
  double y = slope * (x - plan.at[j]) + here;
  if (std::isnan(y)) {
    y = slope * (x - plan.at[j + 1]) + next;
    if (std::isnan(y) && here == next) y = here;
  }
  return y;
}

template <int kParts>
void one_point(const InterpolatePlan& plan, const double* x, int64_t n, double* out) noexcept {
  for (int64_t i = 0; i < n; ++i) {
    for (int part = 0; part < kParts; ++part) {
      const double value = static_cast<const double*>(plan.values)[part];
      out[i * kParts + part] = x[i] < plan.at[0] ? plan.left[part] : x[i] > plan.at[0] ? plan.right[part] : value;
    }
  }
}

template <int kParts>
void interpolate(const InterpolatePlan& plan, const EdgeIndex<double>& index, const double* slopes, const double* x,
                 int64_t n, double* out) noexcept {
  const int64_t last = plan.n - 1;
  for (int64_t i = 0; i < n; ++i) {
    const double at = x[i];
    double* to = out + i * kParts;
    if (std::isnan(at)) {
      to[0] = at;
      if constexpr (kParts == 2) to[1] = 0;
      continue;
    }
    if (at < plan.at[0] || at > plan.at[last]) {
      const double* beside = at > plan.at[last] ? plan.right : plan.left;
      for (int part = 0; part < kParts; ++part) to[part] = beside[part];
      continue;
    }
    const int64_t j = std::clamp<int64_t>(index.not_greater(at) - 1, 0, last);
    for (int part = 0; part < kParts; ++part) {
      const double* values = static_cast<const double*>(plan.values) + part;
      if (j == last || plan.at[j] == at) {
        to[part] = values[j * kParts];
      } else {
        const double slope = slopes != nullptr ? slopes[j * kParts + part] : slope_at<kParts>(plan, values, j);
        to[part] = between<kParts>(plan, values, slope, at, j);
      }
    }
  }
}

template <int kParts>
ErrorCode run(const InterpolatePlan& plan, int64_t count) noexcept {
  const ElementReader reader(plan.ndim, plan.shape, plan.x, DType::kFloat64);
  Scratch table, slopes_memory;
  ErrorCode error = table.allocate(edge_table_size(plan.n) * 8);
  if (error != ErrorCode::kOk) return error;
  const EdgeIndex<double> index(plan.at, plan.n, reinterpret_cast<int64_t*>(table.data()));
  double* slopes = nullptr;
  if (plan.n <= count && plan.n > 1) {
    int64_t bytes;
    if (!checked_mul(plan.n, 8 * kParts, &bytes)) return ErrorCode::kOutOfMemory;
    error = slopes_memory.allocate(bytes);
    if (error != ErrorCode::kOk) return error;
    slopes = reinterpret_cast<double*>(slopes_memory.data());
    const double* values = static_cast<const double*>(plan.values);
    for (int64_t j = 0; j + 1 < plan.n; ++j) {
      for (int part = 0; part < kParts; ++part) slopes[j * kParts + part] = slope_at<kParts>(plan, values + part, j);
    }
  }
  double* const out = static_cast<double*>(plan.out);
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    ElementReader::Buffers buffers;
    for (int64_t at = begin; at < end; at += ElementReader::kBlock) {
      const int64_t n = std::min(ElementReader::kBlock, end - at);
      const double* x = static_cast<const double*>(reader.read(at, n, buffers));
      if (plan.n == 1) {
        one_point<kParts>(plan, x, n, out + at * kParts);
      } else {
        interpolate<kParts>(plan, index, slopes, x, n, out + at * kParts);
      }
    }
    return 0;
  };
  return run_chunks(cut_units(count, 16, kCost), plan.mapped, chunk);
}

}  // namespace

ErrorCode run_interpolate(const InterpolatePlan& plan) noexcept {
  int64_t count = 1;
  for (int i = 0; i < plan.ndim; ++i) count *= plan.shape[i];
  if (count == 0) return ErrorCode::kOk;
  return plan.complex ? run<2>(plan, count) : run<1>(plan, count);
}

}  // namespace nds
