#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/statistics/correlate.cc"
#include "simd/foreach_target.h"

#include "kernels/statistics/correlate.h"
#include "simd/dispatch.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class V>
HWY_INLINE V multiply_add(V a, V b, V sum) {
  using T = hn::TFromV<V>;
  if constexpr (hwy::IsFloat<T>()) {
    return hn::MulAdd(a, b, sum);
  } else {
    return hn::Add(sum, hn::Mul(a, b));
  }
}

template <class T>
HWY_INLINE T dot(const T* HWY_RESTRICT a, const T* HWY_RESTRICT b, int64_t n) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    s0 = multiply_add(hn::LoadU(d, a + i), hn::LoadU(d, b + i), s0);
    s1 = multiply_add(hn::LoadU(d, a + i + lanes), hn::LoadU(d, b + i + lanes), s1);
    s2 = multiply_add(hn::LoadU(d, a + i + 2 * lanes), hn::LoadU(d, b + i + 2 * lanes), s2);
    s3 = multiply_add(hn::LoadU(d, a + i + 3 * lanes), hn::LoadU(d, b + i + 3 * lanes), s3);
  }
  for (; i + lanes <= n; i += lanes) s0 = multiply_add(hn::LoadU(d, a + i), hn::LoadU(d, b + i), s0);
  HWY_ALIGN T sums[hn::MaxLanes(hn::ScalableTag<T>())];
  hn::Store(hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)), d, sums);
  T sum{};
  for (int64_t k = 0; k < lanes; ++k) sum = static_cast<T>(sum + sums[k]);
  for (; i < n; ++i) sum = static_cast<T>(sum + a[i] * b[i]);
  return sum;
}

// kVectors vectors of outputs at once, each v[k] broadcast to them.
template <int kVectors, class T>
HWY_INLINE void outputs(const T* HWY_RESTRICT a, const T* HWY_RESTRICT v, int64_t m, T* HWY_RESTRICT out) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  hn::Vec<decltype(d)> sums[kVectors];
  for (int j = 0; j < kVectors; ++j) sums[j] = hn::Zero(d);
  for (int64_t k = 0; k < m; ++k) {
    const auto factor = hn::Set(d, v[k]);
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) sums[j] = multiply_add(hn::LoadU(d, a + k + j * lanes), factor, sums[j]);
  }
  for (int j = 0; j < kVectors; ++j) hn::StoreU(sums[j], d, out + j * lanes);
}

// One output, in the order of outputs().
template <class T>
HWY_INLINE T output(const T* HWY_RESTRICT a, const T* HWY_RESTRICT v, int64_t m) {
  const hn::CappedTag<T, 1> d;
  auto sum = hn::Zero(d);
  for (int64_t k = 0; k < m; ++k) sum = multiply_add(hn::LoadU(d, a + k), hn::LoadU(d, v + k), sum);
  return hn::GetLane(sum);
}

template <class T>
void correlate(const CorrelateCall& call) noexcept {
  const T* a = static_cast<const T*>(call.a);
  const T* v = static_cast<const T*>(call.v);
  T* out = static_cast<T*>(call.out);
  const int64_t n = call.n, m = call.m, count = call.count;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(hn::ScalableTag<T>()));
  for (int64_t i = 0; i < count;) {
    const int64_t shift = call.first + i;
    if (shift < 0) {
      out[i++] = dot(a, v - shift, m + shift < n ? m + shift : n);
      continue;
    }
    const int64_t whole =
        n - m - shift + 1 < count - i ? n - m - shift + 1 : count - i;  // outputs that overlap v whole
    if (whole >= 8 * lanes) {
      outputs<8>(a + shift, v, m, out + i);
      i += 8 * lanes;
    } else if (whole >= 2 * lanes) {
      outputs<2>(a + shift, v, m, out + i);
      i += 2 * lanes;
    } else if (whole > 0 && n - m + 1 >= 2 * lanes) {
      // The order of sums does not depend on where work was cut.
      out[i++] = output(a + shift, v, m);
    } else {
      out[i++] = dot(a + shift, v, m < n - shift ? m : n - shift);
    }
  }
}

constexpr CorrelateKernel kKernels[] = {correlate<uint32_t>, correlate<uint64_t>, correlate<float>, correlate<double>};

}  // namespace

const CorrelateKernel* correlate_kernels() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
namespace {
NDS_EXPORT(kernels_of, correlate_kernels)
}  // namespace

CorrelateKernel correlate_kernel(Target target, DType dtype) noexcept {
  const CorrelateKernel* kernels = kernels_of(target)();
  switch (dtype) {
    case DType::kUint32: return kernels[0];
    case DType::kUint64: return kernels[1];
    case DType::kFloat32: return kernels[2];
    default: return kernels[3];
  }
}
}  // namespace nds
#endif
