// Kernels over complex numbers. A functor has one of
//   template <class D, class V> static Parts<V> parts(D d, Parts<V> a[, Parts<V> b[, Parts<V> c]])  a complex result;
//   template <class D, class V> static V real(D d, Parts<V> a)                                      a real one;
//   template <class D, class V> static hn::Mask<D> test(D d, Parts<V> a[, Parts<V> b])              a bool;
//   template <class T> static ElementwiseKernel kernel()          its own kernel, for parts of type T;
// or is a functor of floats (vec), which then applies to the parts one by one.
#if defined(NDS_KERNELS_ELEMENTWISE_COMPLEX_LOOP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_COMPLEX_LOOP_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_COMPLEX_LOOP_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_COMPLEX_LOOP_INL_H_
#endif

#include "core/complex.h"
#include "kernels/elementwise/loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// Real and imaginary parts of as many complex numbers as a vector has lanes.
template <class V>
struct Parts {
  V re, im;
};

// The same numbers as two vectors of pairs, as they lie in memory.
template <class V>
struct Pairs {
  V first, second;
};

// In an order of its own, the same for both parts: to_pairs and in_order undo it.
template <class D, class V>
HWY_INLINE Parts<V> to_parts(D d, Pairs<V> pairs) {
#if HWY_TARGET == HWY_SCALAR
  (void)d;
  return {pairs.first, pairs.second};
#else
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return {hn::InterleaveLower(d, pairs.first, pairs.second), hn::InterleaveUpper(d, pairs.first, pairs.second)};
  } else {
#if HWY_TARGET <= HWY_AVX3
    return {V{_mm512_shuffle_ps(pairs.first.raw, pairs.second.raw, 0x88)},
            V{_mm512_shuffle_ps(pairs.first.raw, pairs.second.raw, 0xDD)}};
#elif HWY_TARGET <= HWY_AVX2
    return {V{_mm256_shuffle_ps(pairs.first.raw, pairs.second.raw, 0x88)},
            V{_mm256_shuffle_ps(pairs.first.raw, pairs.second.raw, 0xDD)}};
#elif HWY_TARGET <= HWY_SSSE3
    return {V{_mm_shuffle_ps(pairs.first.raw, pairs.second.raw, 0x88)},
            V{_mm_shuffle_ps(pairs.first.raw, pairs.second.raw, 0xDD)}};
#else
    const V even = hn::InterleaveLower(d, pairs.first, pairs.second);
    const V odd = hn::InterleaveUpper(d, pairs.first, pairs.second);
    return {hn::InterleaveLower(d, even, odd), hn::InterleaveUpper(d, even, odd)};
#endif
  }
#endif
}

template <class D, class V>
HWY_INLINE Pairs<V> to_pairs(D d, Parts<V> parts) {
#if HWY_TARGET == HWY_SCALAR
  (void)d;
  return {parts.re, parts.im};
#else
  return {hn::InterleaveLower(d, parts.re, parts.im), hn::InterleaveUpper(d, parts.re, parts.im)};
#endif
}

// What came from to_parts, in the order of memory.
template <class D, class V>
HWY_INLINE V in_order(D d, V part) {
#if HWY_TARGET <= HWY_AVX3
  const __m512i order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
  const hn::RebindToUnsigned<D> du;
  return hn::BitCast(d, hn::Vec<decltype(du)>{_mm512_permutexvar_epi64(order, hn::BitCast(du, part).raw)});
#elif HWY_TARGET <= HWY_AVX2
  const hn::RebindToUnsigned<D> du;
  return hn::BitCast(d, hn::Vec<decltype(du)>{_mm256_permute4x64_epi64(hn::BitCast(du, part).raw, 0xD8)});
#else
  (void)d;
  return part;
#endif
}

// Loads N operands of complex numbers with parts of type T. An index counts complex numbers.
template <class Op, class T, int N>
struct ComplexStep {
  using D = hn::ScalableTag<T>;
  using V = hn::Vec<D>;
  const T* in[3];
  int64_t keep[3];

  explicit HWY_INLINE ComplexStep(const Block& block) {
    for (int k = 0; k < N; ++k) {
      in[k] = operand<T>(block, k);
      keep[k] = block.keep[k];
    }
  }

  HWY_INLINE Pairs<V> load(int k, int64_t i, int64_t u) const {
    const D d;
    const T* const p = in[k] + 2 * ((i & keep[k]) + u);
    return {hn::LoadU(d, p), hn::LoadU(d, p + kLanes<D>)};
  }

  HWY_INLINE Parts<V> parts(int k, int64_t i, int64_t u) const { return to_parts(D(), load(k, i, u)); }

  HWY_INLINE Parts<V> ordered(int k, int64_t i, int64_t u) const {
    const Parts<V> any = parts(k, i, u);
    return {in_order(D(), any.re), in_order(D(), any.im)};
  }

  HWY_INLINE Pairs<V> pairs(int64_t i, int64_t u) const {
    const D d;
    if constexpr (requires(Parts<V> z) { Op::parts(d, z); }) {
      return to_pairs(d, Op::parts(d, parts(0, i, u)));
    } else if constexpr (requires(Parts<V> z) { Op::parts(d, z, z); }) {
      return to_pairs(d, Op::parts(d, parts(0, i, u), parts(1, i, u)));
    } else if constexpr (requires(Parts<V> z) { Op::parts(d, z, z, z); }) {
      return to_pairs(d, Op::parts(d, parts(0, i, u), parts(1, i, u), parts(2, i, u)));
    } else if constexpr (N == 1) {
      const Pairs<V> a = load(0, i, u);
      return {Op::vec(d, a.first), Op::vec(d, a.second)};
    } else {
      const Pairs<V> a = load(0, i, u);
      const Pairs<V> b = load(1, i, u);
      return {Op::vec(d, a.first, b.first), Op::vec(d, a.second, b.second)};
    }
  }

  HWY_INLINE V vec(int64_t i, int64_t u) const { return in_order(D(), Op::real(D(), parts(0, i, u))); }

  HWY_INLINE hn::Mask<D> test(int64_t i, int64_t u) const {
    if constexpr (N == 1) {
      return Op::test(D(), ordered(0, i, u));
    } else {
      return Op::test(D(), ordered(0, i, u), ordered(1, i, u));
    }
  }
};

template <class D, class V>
HWY_INLINE void store_pairs(D d, Pairs<V> pairs, hn::TFromD<D>* to) {
  hn::StoreU(pairs.first, d, to);
  hn::StoreU(pairs.second, d, to + kLanes<D>);
}

template <class Step>
void pairs_run(const Block& block) {
  using D = typename Step::D;
  const D d;
  const Step step(block);
  auto* const out = static_cast<hn::TFromD<D>*>(block.out);
  constexpr int64_t lanes = kLanes<D>;
  int64_t i = 0;
  for (; i + 2 * lanes <= block.n; i += 2 * lanes) {
    const auto z0 = step.pairs(i, 0);
    const auto z1 = step.pairs(i, lanes);
    store_pairs(d, z0, out + 2 * i);
    store_pairs(d, z1, out + 2 * (i + lanes));
  }
  for (; i < block.n; i += lanes) store_pairs(d, step.pairs(i, 0), out + 2 * i);
}

template <class Step>
void pairs_stream(const Block& block) {
  using D = typename Step::D;
  using T = hn::TFromD<D>;
  constexpr int64_t kPage = kStreamPageBytes / static_cast<int64_t>(2 * sizeof(T));
  constexpr int64_t kLine = kStreamLineBytes / static_cast<int64_t>(2 * sizeof(T));
  constexpr int64_t kStep = kLine > kLanes<D> ? kLine : kLanes<D>;
  const D d;
  const Step step(block);
  T* const out = static_cast<T*>(block.out);
  for (int64_t i = 0; i < block.n; i += kStreamPages * kPage) {
    for (int64_t j = i; j < i + kPage; j += kStep) {
      for (int64_t page = 0; page < kStreamPages; ++page) {
        const int64_t at = j + page * kPage;
        for (int64_t u = 0; u < kStep; u += kLanes<D>) {
          const auto z = step.pairs(at, u);
          hn::Stream(z.first, d, out + 2 * (at + u));
          hn::Stream(z.second, d, out + 2 * (at + u) + kLanes<D>);
        }
      }
    }
  }
  hwy::FlushStream();
}

template <class Op, class T, int N, class Out, bool kStream>
int complex_kernel(const ElementwiseCall& call) noexcept {
  using Step = ComplexStep<Op, T, N>;
  constexpr int64_t kSize = 2 * sizeof(T);
  constexpr int64_t lanes = kLanes<typename Step::D>;
  if constexpr (std::is_same_v<Out, bool>) {
    static constexpr VectorLoop kLoop = {&test_run<Step>, nullptr, N, {kSize, kSize, kSize}, 1, lanes};
    run_vector_loop(call, kLoop);
  } else if constexpr (std::is_same_v<Out, T>) {
    static constexpr VectorLoop kLoop = {
        &map_run<Step, 2>, kStream ? &map_stream<Step> : nullptr, N, {kSize, kSize, kSize}, sizeof(T), lanes};
    run_vector_loop(call, kLoop);
  } else {
    static constexpr VectorLoop kLoop = {
        &pairs_run<Step>, kStream ? &pairs_stream<Step> : nullptr, N, {kSize, kSize, kSize}, kSize, lanes};
    run_vector_loop(call, kLoop);
  }
  return 0;
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
