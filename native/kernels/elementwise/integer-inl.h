// Numbers of integers: divisors, multiples, bits. All integer dtypes; exact, modulo the width.
#if defined(NDS_KERNELS_ELEMENTWISE_INTEGER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_INTEGER_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_INTEGER_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_INTEGER_INL_H_
#endif

#include <bit>
#include <type_traits>
#include <utility>

#include "kernels/elementwise/element-inl.h"
#include "kernels/elementwise/loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

template <class T>
HWY_INLINE std::make_unsigned_t<T> magnitude_of(T a) {
  using U = std::make_unsigned_t<T>;
  return static_cast<U>(a < 0 ? U{0} - static_cast<U>(a) : static_cast<U>(a));
}

// J. Stein's binary algorithm, with shifts by all trailing zeros at once. The difference's zeros are those of either
// order of subtraction, so they are counted beside the comparison.
template <class U>
HWY_INLINE U gcd_unsigned(U a, U b) {
  using Wide = std::conditional_t<sizeof(U) < 4, uint32_t, U>;
  if (a == 0) return b;
  if (b == 0) return a;
  Wide x = a;
  Wide y = b;
  const int shared = std::countr_zero(x | y);
  x >>= std::countr_zero(x);
  y >>= std::countr_zero(y);
  while (x != y) {
    const Wide difference = x - y;
    const Wide lesser = x < y ? x : y;
    const Wide distance = x < y ? y - x : difference;
    x = distance >> std::countr_zero(difference);
    y = lesser;
  }
  return static_cast<U>(x << shared);
}

struct Gcd {
  template <class T>
  static HWY_INLINE T element(T a, T b) {
    return static_cast<T>(gcd_unsigned(magnitude_of(a), magnitude_of(b)));
  }
};

struct Lcm {
  template <class T>
  static HWY_INLINE T element(T a, T b) {
    using U = std::make_unsigned_t<T>;
    const U x = magnitude_of(a);
    const U y = magnitude_of(b);
    const U divisor = gcd_unsigned(x, y);
    if (divisor == 0) return 0;
    return static_cast<T>(static_cast<U>(uint64_t{static_cast<U>(x / divisor)} * y));
  }
};

// Ones of the absolute value, as bytes.
template <class T>
struct BitwiseCountStep {
  using DT = hn::ScalableTag<T>;
  using DU = hn::RebindToUnsigned<DT>;
  using D = hn::Rebind<uint8_t, DT>;
  const T* a;
  int64_t keep;

  explicit HWY_INLINE BitwiseCountStep(const Block& block) : a(operand<T>(block, 0)), keep(block.keep[0]) {}

  HWY_INLINE hn::Vec<D> vec(int64_t i, int64_t u) const {
    const DT d;
    const DU du;
    auto v = hn::LoadU(d, a + (i & keep) + u);
    if constexpr (std::is_signed_v<T>) v = hn::IfThenElse(hn::Lt(v, hn::Zero(d)), hn::Sub(hn::Zero(d), v), v);
    const auto ones = hn::PopulationCount(hn::BitCast(du, v));
    if constexpr (sizeof(T) == 1) {
      return ones;
    } else {
      return hn::TruncateTo(D(), ones);
    }
  }
};

template <class T>
int bitwise_count_kernel(const ElementwiseCall& call) noexcept {
  using Step = BitwiseCountStep<T>;
  static constexpr VectorLoop kLoop = {&map_run<Step, 1>, nullptr, 1, {sizeof(T), 0, 0}, 1, kLanes<typename Step::D>};
  run_vector_loop(call, kLoop);
  return 0;
}

struct BitwiseCount {
  template <class T>
  static constexpr ElementwiseKernel kernel() {
    return &bitwise_count_kernel<T>;
  }
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
