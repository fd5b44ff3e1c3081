// Kernels with two results. A functor has
//   template <class D, class V> static Both<V, W> both(D d, V a[, V b])
// over floats; W is the second result's vector, of as many lanes. It serves float16 by way of float32.
#if defined(NDS_KERNELS_ELEMENTWISE_PAIR_LOOP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_PAIR_LOOP_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_PAIR_LOOP_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_PAIR_LOOP_INL_H_
#endif

#include <algorithm>

#include "kernels/elementwise/loop-inl.h"
#include "simd/half-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

template <class V, class W = V>
struct Both {
  V first;
  W second;
};

// Operands of T, N of them; results of T and of Second.
template <class Op, int N, class T, class Second>
void pair_run(const Block& block) {
  const hn::ScalableTag<T> d;
  const hn::Rebind<Second, decltype(d)> ds;
  const T* const a = operand<T>(block, 0);
  const T* const b = N > 1 ? operand<T>(block, 1) : nullptr;
  T* const first = static_cast<T*>(block.out);
  Second* const second = static_cast<Second*>(block.second);
  const auto compute = [&](int64_t i) HWY_ATTR {
    const auto x = hn::LoadU(d, a + (i & block.keep[0]));
    if constexpr (N == 1) {
      return Op::both(d, x);
    } else {
      return Op::both(d, x, hn::LoadU(d, b + (i & block.keep[1])));
    }
  };
  for (int64_t i = 0; i < block.n; i += kLanes<decltype(d)>) {
    const auto both = compute(i);
    hn::StoreU(both.first, d, first + i);
    hn::StoreU(both.second, ds, second + i);
  }
}

template <class Op, int N, class T, class Second>
int pair_kernel(const ElementwiseCall& call) noexcept {
  static constexpr VectorLoop kLoop = {
      &pair_run<Op, N, T, Second>, nullptr,       N, {sizeof(T), sizeof(T), 0}, sizeof(T),
      kLanes<hn::ScalableTag<T>>,  sizeof(Second)};
  run_vector_loop(call, kLoop);
  return 0;
}

// The same of binary16, by blocks of float32. Second is Half, or what is no float and stays.
template <class Op, int N, class Second>
int half_pair_kernel(const ElementwiseCall& call) noexcept {
  constexpr int64_t kBlock = 512;
  constexpr bool kHalf = std::is_same_v<Second, nds::Half>;
  using Wide = std::conditional_t<kHalf, float, Second>;
  float in[N][kBlock];
  float first[kBlock];
  Wide second[kBlock];
  for (int64_t at = 0; at < call.n; at += kBlock) {
    ElementwiseCall part = call;
    part.n = std::min(kBlock, call.n - at);
    for (int k = 0; k < N; ++k) {
      const bool one = (call.scalars >> k & 1) != 0;
      convert_run(static_cast<const nds::Half*>(call.in[k]) + (one ? 0 : at), one ? 1 : part.n, in[k]);
      part.in[k] = in[k];
    }
    part.out = first;
    part.second = second;
    pair_kernel<Op, N, float, Wide>(part);
    convert_run(first, part.n, static_cast<nds::Half*>(call.out) + at);
    Second* const to = static_cast<Second*>(call.second) + at;
    if constexpr (kHalf) {
      convert_run(second, part.n, to);
    } else {
      std::memcpy(to, second, static_cast<size_t>(part.n) * sizeof(Second));
    }
  }
  return 0;
}

template <class Op, int N, class T, class Second>
constexpr ElementwiseKernel pair_kernel_of() {
  if constexpr (std::is_same_v<T, nds::Half>) {
    return &half_pair_kernel<Op, N, Second>;
  } else {
    return &pair_kernel<Op, N, T, Second>;
  }
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
