// The quotient gives the bin but for one rounding or so: the edges then decide, as in numpy/lib/_histograms_impl.py.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/statistics/bins.cc"
#include "simd/foreach_target.h"

#include "core/half.h"
#include "kernels/statistics/bins.h"
#include "simd/dispatch.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class T>
HWY_INLINE int64_t corrected(T x, int64_t bin, const T* edges, int64_t last_bin) {
  bin -= x < edges[bin] && bin > 0;
  return bin + (x >= edges[bin + 1] && bin != last_bin);
}

float rounded(float x) { return to_float(to_half(x)); }

// float16 in float32, and quotients of float64.
template <bool kHalf, bool kWide>
void narrow_bins(const float* a, int64_t n, const UniformBins& uniform, int64_t* bins) {
  const float first = static_cast<float>(uniform.first), last = static_cast<float>(uniform.last);
  const float span = static_cast<float>(uniform.span);
  const float count = rounded(static_cast<float>(uniform.count));
  const int64_t last_bin = uniform.count - 1;
  for (int64_t i = 0; i < n; ++i) {
    const float x = a[i];
    bins[i] = -1;
    if (!(x >= first && x <= last)) continue;
    const float distance = kHalf ? rounded(x - first) : x - first;
    double at;
    if constexpr (kWide) {
      at = static_cast<double>(distance) / uniform.span * static_cast<double>(uniform.count);
    } else {
      at = static_cast<double>(rounded(rounded(distance / span) * count));
    }
    const int64_t bin = at < static_cast<double>(last_bin) ? static_cast<int64_t>(at) : last_bin;
    bins[i] = corrected(x, bin, static_cast<const float*>(uniform.edges), last_bin);
  }
}

template <class T>
void uniform_bins(const void* elements, int64_t n, const UniformBins& uniform, int64_t* bins) noexcept {
  const T* a = static_cast<const T*>(elements);
  if constexpr (sizeof(T) == 4) {
    if (uniform.half && uniform.wide) return narrow_bins<true, true>(a, n, uniform, bins);
    if (uniform.half) return narrow_bins<true, false>(a, n, uniform, bins);
    if (uniform.wide) return narrow_bins<false, true>(a, n, uniform, bins);
  }
  using I = hwy::MakeSigned<T>;
  const hn::ScalableTag<T> d;
  const hn::ScalableTag<I> di;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const T* edges = static_cast<const T*>(uniform.edges);
  const T first = static_cast<T>(uniform.first), last = static_cast<T>(uniform.last);
  const T span = static_cast<T>(uniform.span), count = static_cast<T>(uniform.count);
  const int64_t last_bin = uniform.count - 1;
  const auto firsts = hn::Set(d, first), lasts = hn::Set(d, last), spans = hn::Set(d, span), counts = hn::Set(d, count);
  const auto most = hn::Set(d, static_cast<T>(last_bin));
  HWY_ALIGN I at[hn::MaxLanes(hn::ScalableTag<T>())];
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto x = hn::LoadU(d, a + i);
    const auto inside = hn::And(hn::Ge(x, firsts), hn::Le(x, lasts));
    const auto quotient = hn::Min(hn::Mul(hn::Div(hn::Sub(x, firsts), spans), counts), most);
    // Outside: -1, which no quotient of what is inside gives.
    hn::Store(hn::ConvertTo(di, hn::IfThenElse(inside, quotient, hn::Set(d, T{-1}))), di, at);
    for (int64_t k = 0; k < lanes; ++k) {
      const int64_t bin = at[k];
      bins[i + k] = bin < 0 ? -1 : corrected(a[i + k], bin, edges, last_bin);
    }
  }
  for (; i < n; ++i) {
    const T x = a[i];
    bins[i] = -1;
    if (!(x >= first && x <= last)) continue;
    const T quotient = (x - first) / span * count;
    const int64_t bin = quotient < static_cast<T>(last_bin) ? static_cast<int64_t>(quotient) : last_bin;
    bins[i] = corrected(x, bin, edges, last_bin);
  }
}

constexpr BinKernel kKernels[] = {uniform_bins<float>, uniform_bins<double>};

}  // namespace

const BinKernel* bin_kernels() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
namespace {
NDS_EXPORT(kernels_of, bin_kernels)
}  // namespace

BinKernel bin_kernel(Target target, DType dtype) noexcept {
  return kernels_of(target)()[dtype == DType::kFloat64 ? 1 : 0];
}
}  // namespace nds
#endif
