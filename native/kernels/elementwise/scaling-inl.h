// Floats times powers of two, rounded once (FreeBSD's scalbn): up to three products, the last of which alone can round.
// The exponents are int32 or int64; beyond what can matter they saturate. float32, float64; float16 by way of float32,
// where numbers that round there are far below its own.
#if defined(NDS_KERNELS_ELEMENTWISE_SCALING_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_SCALING_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_SCALING_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_SCALING_INL_H_
#endif

#include <algorithm>
#include <limits>

#include "kernels/elementwise/loop-inl.h"
#include "simd/half-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

template <class T>
struct LdexpStep {
  using D = hn::ScalableTag<T>;
  using DI = hn::RebindToSigned<D>;
  using V = hn::Vec<D>;
  using VI = hn::Vec<DI>;
  static constexpr int kDigits = std::numeric_limits<T>::digits;
  static constexpr int kMost = std::numeric_limits<T>::max_exponent - 1;
  static constexpr int kLeast = std::numeric_limits<T>::min_exponent - 1;
  static constexpr int kBound = 3 * kMost;  // of what can matter
  const T* a;
  const int32_t* exponents;
  int64_t keep_a, keep_exponents;

  explicit HWY_INLINE LdexpStep(const Block& block)
      : a(operand<T>(block, 0)),
        exponents(operand<int32_t>(block, 1)),
        keep_a(block.keep[0]),
        keep_exponents(block.keep[1]) {}

  HWY_INLINE V vec(int64_t i, int64_t u) const {
    const D d;
    V x = hn::LoadU(d, a + (i & keep_a) + u);
    VI n = load(exponents + (i & keep_exponents) + u);
    step(x, n);
    step(x, n);
    const DI di;
    const VI last = hn::Max(hn::Min(n, hn::Set(di, kMost)), hn::Set(di, kLeast));
    return hn::Mul(x, power(last));
  }

 private:
  static HWY_INLINE VI load(const int32_t* p) {
    const hn::Rebind<int32_t, D> d32;
    const auto bound = hn::Set(d32, kBound);
    const auto v = hn::Max(hn::Min(hn::LoadU(d32, p), bound), hn::Neg(bound));
    if constexpr (sizeof(T) == sizeof(int32_t)) {
      return v;
    } else {
      return hn::PromoteTo(DI(), v);
    }
  }

  static HWY_INLINE V power(VI n) {
    const DI di;
    return hn::BitCast(D(), hn::ShiftLeft<kDigits - 1>(hn::Add(n, hn::Set(di, kMost))));
  }

  // A power that goes down leaves digits to spare, so that no subnormal number is rounded twice.
  static HWY_INLINE void step(V& x, VI& n) {
    const D d;
    const DI di;
    constexpr int kDown = kLeast + kDigits;
    const auto up = hn::Gt(n, hn::Set(di, kMost));
    const auto down = hn::Lt(n, hn::Set(di, kLeast));
    const VI by = hn::IfThenElse(up, hn::Set(di, kMost), hn::IfThenElseZero(down, hn::Set(di, kDown)));
    x = hn::Mul(x, hn::IfThenElse(hn::RebindMask(d, hn::Or(up, down)), power(by), hn::Set(d, T{1})));
    n = hn::Sub(n, by);
  }
};

template <class T>
int ldexp_kernel(const ElementwiseCall& call) noexcept {
  using Step = LdexpStep<T>;
  static constexpr VectorLoop kLoop = {&map_run<Step, 1>,       nullptr, 2, {sizeof(T), sizeof(int32_t), 0}, sizeof(T),
                                       kLanes<typename Step::D>};
  run_vector_loop(call, kLoop);
  return 0;
}

// float16, and int64 exponents: by blocks of float32 and of int32 that saturate.
template <class T, class Exponent>
int ldexp_block_kernel(const ElementwiseCall& call) noexcept {
  constexpr bool kHalf = std::is_same_v<T, nds::Half>;
  using Number = std::conditional_t<kHalf, float, T>;
  constexpr int64_t kBlock = 512;
  Number numbers[kBlock];
  Number scaled[kBlock];
  int32_t exponents[kBlock];
  T* const out = static_cast<T*>(call.out);
  for (int64_t first = 0; first < call.n; first += kBlock) {
    ElementwiseCall part = call;
    part.n = std::min(kBlock, call.n - first);
    const auto* const a = static_cast<const T*>(call.in[0]) + ((call.scalars & 1) != 0 ? 0 : first);
    if constexpr (kHalf) {
      convert_run(a, (call.scalars & 1) != 0 ? 1 : part.n, numbers);
      part.in[0] = numbers;
      part.out = scaled;
    } else {
      part.in[0] = a;
      part.out = out + first;
    }
    const bool one = (call.scalars & 2) != 0;
    const auto* const b = static_cast<const Exponent*>(call.in[1]) + (one ? 0 : first);
    for (int64_t i = 0, n = one ? 1 : part.n; i < n; ++i) {
      exponents[i] = static_cast<int32_t>(std::min<Exponent>(std::max<Exponent>(b[i], -100000), 100000));
    }
    part.in[1] = exponents;
    ldexp_kernel<Number>(part);
    if constexpr (kHalf) convert_run(scaled, part.n, out + first);
  }
  return 0;
}

struct Ldexp {
  template <class T, class Exponent>
  static constexpr ElementwiseKernel kernel() {
    if constexpr (std::is_same_v<T, nds::Half> || sizeof(Exponent) == 8) {
      return &ldexp_block_kernel<T, Exponent>;
    } else {
      return &ldexp_kernel<T>;
    }
  }
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
