// Kernels from functors, per target. A functor has
//   template <class D, class V> static V vec(D d, V a[, V b[, V c]])      vectors in, a vector out; or
//   template <class D, class V> static hn::Mask<D> test(D d, V a[, V b])  vectors in, a bool per lane out.
// A functor of bools has vec() over bytes, of which any but 0 is true.
#if defined(NDS_KERNELS_ELEMENTWISE_LOOP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_LOOP_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_LOOP_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_LOOP_INL_H_
#endif

#include <cstring>
#include <type_traits>

#include "kernels/elementwise/loop.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// The lane type of an array of T: a bool is a byte.
template <class T>
using LaneOf = std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>;

// Lanes of a vector: all targets that are compiled have vectors of fixed size.
template <class D>
inline constexpr int64_t kLanes = static_cast<int64_t>(hn::MaxLanes(D()));

// Vectors that a loop handles at once: functors that are long themselves say 1.
template <class Op>
constexpr int64_t unroll_of() {
  if constexpr (requires { Op::kUnroll; }) {
    return Op::kUnroll;
  } else {
    return kMaxUnroll;
  }
}

template <class T>
HWY_INLINE const T* operand(const Block& block, int k) {
  return static_cast<const T*>(block.in[k]);
}

// A step is what a loop does for one vector: the one at index i + u, where u counts the elements into an unroll. D is
// the tag of what it stores. This step loads N operands of lane type T.
template <class Op, class T, int N>
struct MapStep {
  using D = hn::ScalableTag<T>;
  const T* a;
  const T* b;
  const T* c;
  int64_t keep_a, keep_b, keep_c;

  explicit HWY_INLINE MapStep(const Block& block)
      : a(operand<T>(block, 0)),
        b(N > 1 ? operand<T>(block, 1) : nullptr),
        c(N > 2 ? operand<T>(block, 2) : nullptr),
        keep_a(block.keep[0]),
        keep_b(N > 1 ? block.keep[1] : 0),
        keep_c(N > 2 ? block.keep[2] : 0) {}

  HWY_INLINE hn::Vec<D> vec(int64_t i, int64_t u) const {
    const D d;
    if constexpr (N == 1) {
      return Op::vec(d, hn::LoadU(d, a + (i & keep_a) + u));
    } else if constexpr (N == 2) {
      return Op::vec(d, hn::LoadU(d, a + (i & keep_a) + u), hn::LoadU(d, b + (i & keep_b) + u));
    } else {
      return Op::vec(d, hn::LoadU(d, a + (i & keep_a) + u), hn::LoadU(d, b + (i & keep_b) + u),
                     hn::LoadU(d, c + (i & keep_c) + u));
    }
  }

  HWY_INLINE hn::Mask<D> test(int64_t i, int64_t u) const {
    const D d;
    if constexpr (N == 1) {
      return Op::test(d, hn::LoadU(d, a + (i & keep_a) + u));
    } else {
      return Op::test(d, hn::LoadU(d, a + (i & keep_a) + u), hn::LoadU(d, b + (i & keep_b) + u));
    }
  }
};

template <class Step, int64_t kUnroll>
void map_run(const Block& block) {
  using D = typename Step::D;
  const D d;
  const Step step(block);
  auto* const out = static_cast<hn::TFromD<D>*>(block.out);
  constexpr int64_t lanes = kLanes<D>;
  int64_t i = 0;
  if constexpr (kUnroll == 4) {
    for (; i + 4 * lanes <= block.n; i += 4 * lanes) {
      const auto v0 = step.vec(i, 0);
      const auto v1 = step.vec(i, lanes);
      const auto v2 = step.vec(i, 2 * lanes);
      const auto v3 = step.vec(i, 3 * lanes);
      hn::StoreU(v0, d, out + i);
      hn::StoreU(v1, d, out + i + lanes);
      hn::StoreU(v2, d, out + i + 2 * lanes);
      hn::StoreU(v3, d, out + i + 3 * lanes);
    }
  } else if constexpr (kUnroll == 2) {
    for (; i + 2 * lanes <= block.n; i += 2 * lanes) {
      const auto v0 = step.vec(i, 0);
      const auto v1 = step.vec(i, lanes);
      hn::StoreU(v0, d, out + i);
      hn::StoreU(v1, d, out + i + lanes);
    }
  }
  for (; i < block.n; i += lanes) hn::StoreU(step.vec(i, 0), d, out + i);
}

template <class Step>
void map_stream(const Block& block) {
  using D = typename Step::D;
  using T = hn::TFromD<D>;
  constexpr int64_t kPage = kStreamPageBytes / static_cast<int64_t>(sizeof(T));
  constexpr int64_t kLine = kStreamLineBytes / static_cast<int64_t>(sizeof(T));
  const D d;
  const Step step(block);
  T* const out = static_cast<T*>(block.out);
  for (int64_t i = 0; i < block.n; i += kStreamPages * kPage) {
    for (int64_t j = i; j < i + kPage; j += kLine) {
      for (int64_t page = 0; page < kStreamPages; ++page) {
        const int64_t line = j + page * kPage;
        for (int64_t u = 0; u < kLine; u += kLanes<D>) hn::Stream(step.vec(line, u), d, out + line + u);
      }
    }
  }
  hwy::FlushStream();
}

template <class Step>
void test_run(const Block& block) {
  const typename Step::D d;
  const Step step(block);
  uint8_t* const out = static_cast<uint8_t*>(block.out);
  constexpr int64_t lanes = kLanes<typename Step::D>;
  int64_t i = 0;
  for (; i + 4 * lanes <= block.n; i += 4 * lanes) {
    const auto m0 = step.test(i, 0);
    const auto m1 = step.test(i, lanes);
    const auto m2 = step.test(i, 2 * lanes);
    const auto m3 = step.test(i, 3 * lanes);
    store_bools(m0, d, out + i);
    store_bools(m1, d, out + i + lanes);
    store_bools(m2, d, out + i + 2 * lanes);
    store_bools(m3, d, out + i + 3 * lanes);
  }
  for (; i < block.n; i += lanes) store_bools(step.test(i, 0), d, out + i);
}

// Whether vectors of T can be loaded and stored under a mask at no cost.
template <class T>
inline constexpr bool kMasks = HWY_TARGET <= HWY_AVX3 || (HWY_TARGET == HWY_AVX2 && sizeof(T) >= 4);

// Up to this many vectors a call of a short functor takes the way below instead of a vector loop.
inline constexpr int64_t kFewVectors = 8;

// A few elements, the last vector under a mask: no buffers, no setting up. The lanes beyond the end compute on zeros.
template <class Op, int N, class T>
struct FewElements {
  using D = hn::ScalableTag<T>;
  using V = hn::Vec<D>;
  static constexpr int64_t kStep = kLanes<D>;

  static constexpr bool kPossible = kMasks<T> && unroll_of<Op>() == kMaxUnroll;

  static HWY_INLINE bool fits(const ElementwiseCall& call) { return call.n <= kFewVectors * kStep && !call.stream; }

  static HWY_INLINE V load(const ElementwiseCall& call, int k, int64_t i, hn::Mask<D> mask) {
    const D d;
    const T* const p = static_cast<const T*>(call.in[k]);
    return (call.scalars >> k & 1) != 0 ? hn::Set(d, *p) : hn::MaskedLoad(mask, d, p + i);
  }

  static HWY_INLINE hn::Mask<D> first(int64_t n) { return hn::FirstN(D(), static_cast<size_t>(n < kStep ? n : kStep)); }

  static HWY_INLINE void map(const ElementwiseCall& call) {
    const D d;
    T* const out = static_cast<T*>(call.out);
    for (int64_t i = 0; i < call.n; i += kStep) {
      const auto mask = first(call.n - i);
      const V a = load(call, 0, i, mask);
      if constexpr (N == 1) {
        hn::BlendedStore(Op::vec(d, a), mask, d, out + i);
      } else if constexpr (N == 2) {
        hn::BlendedStore(Op::vec(d, a, load(call, 1, i, mask)), mask, d, out + i);
      } else {
        hn::BlendedStore(Op::vec(d, a, load(call, 1, i, mask), load(call, 2, i, mask)), mask, d, out + i);
      }
    }
  }

  static HWY_INLINE void test(const ElementwiseCall& call) {
    const D d;
    uint8_t* const out = static_cast<uint8_t*>(call.out);
    for (int64_t i = 0; i < call.n; i += kStep) {
      const int64_t left = call.n - i;
      const auto mask = first(left);
      const V a = load(call, 0, i, mask);
      hn::Mask<D> truth;
      if constexpr (N == 1) {
        truth = Op::test(d, a);
      } else {
        truth = Op::test(d, a, load(call, 1, i, mask));
      }
      if (left >= kStep) {
        store_bools(truth, d, out + i);
      } else {
        alignas(kMaxVectorBytes) uint8_t bools[kMaxVectorBytes];
        store_bools(truth, d, bools);
        std::memcpy(out + i, bools, static_cast<size_t>(left));
      }
    }
  }
};

// The kernel of a functor over N operands of one type T.
template <class Op, int N, class T, bool kStream>
int map_kernel(const ElementwiseCall& call) noexcept {
  if constexpr (FewElements<Op, N, T>::kPossible) {
    if (FewElements<Op, N, T>::fits(call)) {
      FewElements<Op, N, T>::map(call);
      return 0;
    }
  }
  using Step = MapStep<Op, T, N>;
  constexpr int64_t kSize = sizeof(T);
  static constexpr VectorLoop kLoop = {
      &map_run<Step, unroll_of<Op>()>, kStream ? &map_stream<Step> : nullptr, N, {kSize, kSize, kSize}, kSize,
      kLanes<typename Step::D>};
  run_vector_loop(call, kLoop);
  return 0;
}

// The kernel of a functor that tells a bool of N operands of one type T.
template <class Op, int N, class T>
int test_kernel(const ElementwiseCall& call) noexcept {
  if constexpr (FewElements<Op, N, T>::kPossible) {
    if (FewElements<Op, N, T>::fits(call)) {
      FewElements<Op, N, T>::test(call);
      return 0;
    }
  }
  using Step = MapStep<Op, T, N>;
  constexpr int64_t kSize = sizeof(T);
  static constexpr VectorLoop kLoop = {&test_run<Step>, nullptr, N, {kSize, kSize, kSize}, 1, kLanes<typename Step::D>};
  run_vector_loop(call, kLoop);
  return 0;
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
