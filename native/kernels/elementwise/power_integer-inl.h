// Powers of integers, by squaring, modulo the width.
#if defined(NDS_KERNELS_ELEMENTWISE_POWER_INTEGER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_POWER_INTEGER_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_POWER_INTEGER_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_POWER_INTEGER_INL_H_
#endif

#include <algorithm>
#include <type_traits>

#include "generated/error_codes.h"
#include "kernels/elementwise/arithmetic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// On bits: exponents are not negative here. Takes as many rounds as the largest exponent of a vector has bits.
struct PowerInteger {
  static constexpr int64_t kUnroll = 1;

  template <class D, class V>
  static HWY_INLINE V vec(D d, V base, V exponent) {
    const V one = hn::Set(d, 1);
    const V zero = hn::Zero(d);
    V result = one;
    for (;;) {
      const auto odd = hn::Ne(hn::And(exponent, one), zero);
      result = hn::IfThenElse(odd, Multiply::vec(d, result, base), result);
      exponent = hn::ShiftRight<1>(exponent);
      if (hn::AllTrue(d, hn::Eq(exponent, zero))) return result;
      base = Multiply::vec(d, base, base);
    }
  }
};

template <class T>
HWY_INLINE bool any_negative(const T* values, int64_t n) {
  T all = 0;
  for (int64_t i = 0; i < n; ++i) all = static_cast<T>(all | values[i]);
  return all < 0;
}

// A scalar 2 squares. NumPy's refusal: whatever the base is, a negative exponent is a domain error.
template <class T>
int power_kernel(const ElementwiseCall& call) noexcept {
  constexpr int64_t kChunk = 4096;
  using U = std::make_unsigned_t<T>;
  if ((call.scalars & 2) != 0 && *static_cast<const T*>(call.in[1]) == 2) return map_kernel<Square, 1, U, true>(call);
  if constexpr (std::is_unsigned_v<T>) {
    return map_kernel<PowerInteger, 2, U, false>(call);
  } else {
    const T* const exponents = static_cast<const T*>(call.in[1]);
    const bool scalar_base = (call.scalars & 1) != 0;
    const bool scalar_exponent = (call.scalars & 2) != 0;
    for (int64_t i = 0; i < call.n; i += kChunk) {
      ElementwiseCall part = call;
      part.n = std::min(kChunk, call.n - i);
      if (!scalar_base) part.in[0] = static_cast<const T*>(call.in[0]) + i;
      if (!scalar_exponent) part.in[1] = exponents + i;
      part.out = static_cast<T*>(call.out) + i;
      if (any_negative(static_cast<const T*>(part.in[1]), scalar_exponent ? 1 : part.n)) {
        return static_cast<int>(ErrorCode::kDomain);
      }
      map_kernel<PowerInteger, 2, U, false>(part);
    }
    return 0;
  }
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
