// Floor division and remainder of integers, the divisor's sign winning, and C's remainder, where the dividend's does. A
// zero divisor gives 0; the most negative number by -1 wraps. Quotients are made by floating-point division, which is
// exact where it matters: with |a| < 2^p in a format of p + 1 bits or more, a/b lies at least |1/b| below the next
// integer, more than the rounding could bridge.
#if defined(NDS_KERNELS_ELEMENTWISE_DIVISION_INTEGER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_ELEMENTWISE_DIVISION_INTEGER_INL_H_
#undef NDS_KERNELS_ELEMENTWISE_DIVISION_INTEGER_INL_H_
#else
#define NDS_KERNELS_ELEMENTWISE_DIVISION_INTEGER_INL_H_
#endif

#include <type_traits>

#include "kernels/elementwise/loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

struct FloorDivideInteger {
  static constexpr bool kRemainder = false;
  static constexpr bool kFloor = true;
};
struct RemainderInteger {
  static constexpr bool kRemainder = true;
  static constexpr bool kFloor = true;
};
struct FmodInteger {
  static constexpr bool kRemainder = true;
  static constexpr bool kFloor = false;
};

// A quotient as an integer.
template <class Op, class V>
HWY_INLINE V whole(V quotient) {
  if constexpr (Op::kFloor) {
    return hn::Floor(quotient);
  } else {
    return hn::Trunc(quotient);
  }
}

// Bits of 1.5 * 2^52: integers below 2^51 in size added to it appear in the low bits of the sum.
inline constexpr double kShifter = 6755399441055744.0;
inline constexpr uint64_t kShifterBits = 0x4338000000000000ull;

// Integers of up to 32 bits as floats that hold them, and back modulo their width.
template <class T>
struct Widened {
  using F = std::conditional_t<sizeof(T) <= 2, float, double>;
  using D = hn::CappedTag<T, hn::MaxLanes(hn::ScalableTag<F>())>;
  using DF = hn::ScalableTag<F>;

  static HWY_INLINE hn::Vec<DF> load(const T* p) {
    const DF df;
    const auto v = hn::LoadU(D(), p);
    if constexpr (sizeof(T) <= 2) {
      return hn::ConvertTo(df, hn::PromoteTo(hn::RebindToSigned<DF>(), v));
    } else if constexpr (std::is_signed_v<T>) {
      return hn::PromoteTo(df, v);
    } else {
      const auto bits = hn::PromoteTo(hn::RebindToUnsigned<DF>(), v);
      const auto magic = hn::Set(df, 4503599627370496.0);  // 2^52
      return hn::Sub(hn::BitCast(df, hn::Or(bits, hn::BitCast(hn::RebindToUnsigned<DF>(), magic))), magic);
    }
  }

  static HWY_INLINE hn::Vec<D> narrow(hn::Vec<DF> v) {
    const hn::RebindToUnsigned<DF> du;
    const hn::RebindToUnsigned<D> narrow_bits;
    if constexpr (sizeof(T) <= 2) {
      const auto wide = hn::ConvertTo(hn::RebindToSigned<DF>(), v);
      return hn::BitCast(D(), hn::TruncateTo(narrow_bits, hn::BitCast(du, wide)));
    } else {
      const auto shifted = hn::Add(v, hn::Set(DF(), kShifter));
      return hn::BitCast(D(), hn::TruncateTo(narrow_bits, hn::BitCast(du, shifted)));
    }
  }
};

template <class Op, class T>
struct IntegerDivisionStep {
  using W = Widened<T>;
  using D = typename W::D;
  const T* a;
  const T* b;
  int64_t keep_a, keep_b;

  explicit HWY_INLINE IntegerDivisionStep(const Block& block)
      : a(operand<T>(block, 0)), b(operand<T>(block, 1)), keep_a(block.keep[0]), keep_b(block.keep[1]) {}

  HWY_INLINE hn::Vec<D> vec(int64_t i, int64_t u) const {
    const typename W::DF df;
    const auto zero = hn::Zero(df);
    const auto x = W::load(a + (i & keep_a) + u);
    const auto divisor = W::load(b + (i & keep_b) + u);
    const auto by_zero = hn::Eq(divisor, zero);
    const auto y = hn::IfThenElse(by_zero, hn::Set(df, 1), divisor);
    const auto quotient = whole<Op>(hn::Div(x, y));
    const auto result = Op::kRemainder ? hn::Sub(x, hn::Mul(quotient, y)) : quotient;
    return W::narrow(hn::IfThenElse(by_zero, zero, result));
  }
};

// 32-bit numbers by one divisor: floor((a * s + 1/2) * (1/|b|)) with s the sign of b. The half keeps the product
// further from an integer than its rounding errors reach. Operand 1 is 1/|b|, operand 2 is b, both float64.
template <class Op, class T>
struct ReciprocalStep {
  using W = Widened<T>;
  using D = typename W::D;
  const T* a;
  const double* reciprocal;
  const double* divisor;

  explicit HWY_INLINE ReciprocalStep(const Block& block)
      : a(operand<T>(block, 0)), reciprocal(operand<double>(block, 1)), divisor(operand<double>(block, 2)) {}

  HWY_INLINE hn::Vec<D> vec(int64_t i, int64_t u) const {
    const typename W::DF df;
    const auto x = W::load(a + i + u);
    const auto y = hn::Load(df, divisor);
    const auto along = hn::CopySign(hn::Set(df, 1.0), y);
    const auto quotient = hn::Floor(hn::Mul(hn::Add(hn::Mul(x, along), hn::Set(df, 0.5)), hn::Load(df, reciprocal)));
    return W::narrow(Op::kRemainder ? hn::Sub(x, hn::Mul(quotient, y)) : quotient);
  }
};

template <class Op, class T>
HWY_INLINE T divide_element(T a, T b) {
  using U = std::make_unsigned_t<T>;
  if (b == 0) return 0;
  if constexpr (std::is_signed_v<T>) {
    if (b == -1) return Op::kRemainder ? T{0} : static_cast<T>(U{0} - static_cast<U>(a));
  }
  const T quotient = a / b;
  const T rest = a % b;
  const bool below = Op::kFloor && std::is_signed_v<T> && rest != 0 && (rest < 0) != (b < 0);
  if constexpr (Op::kRemainder) {
    return below ? static_cast<T>(rest + b) : rest;
  } else {
    return below ? static_cast<T>(quotient - 1) : quotient;
  }
}

// Vectors of 64-bit numbers that float64 holds with a bit to spare: |x| below 2^50, unsigned ones below 2^51.
template <class T>
struct SmallIntegers {
  using D = hn::ScalableTag<T>;
  using DU = hn::RebindToUnsigned<D>;
  using DF = hn::RebindToFloat<D>;
  using Bits = hn::Vec<DU>;

  static HWY_INLINE Bits load(const T* p) { return hn::BitCast(DU(), hn::LoadU(D(), p)); }

  // Zero in every lane that is small.
  static HWY_INLINE Bits excess(Bits v) {
    return hn::ShiftRight<51>(hn::Add(v, hn::Set(DU(), std::is_signed_v<T> ? uint64_t{1} << 50 : 0)));
  }
  static HWY_INLINE bool all_zero(Bits v) { return hn::AllTrue(DU(), hn::Eq(v, hn::Zero(DU()))); }
  static HWY_INLINE bool all_small(Bits v) { return all_zero(excess(v)); }

  static HWY_INLINE hn::Vec<DF> to_float(Bits v) {
    const auto shifted = hn::BitCast(DF(), hn::Add(v, hn::Set(DU(), kShifterBits)));
    return hn::Sub(shifted, hn::Set(DF(), kShifter));
  }
  static HWY_INLINE Bits from_float(hn::Vec<DF> v) {
    const auto shifted = hn::BitCast(DU(), hn::Add(v, hn::Set(DF(), kShifter)));
    return hn::Sub(shifted, hn::Set(DU(), kShifterBits));
  }
};

// 64-bit numbers: as float64 where a whole vector is small, by the processor's integer division elsewhere.
template <class Op, class T>
struct WideDivisionStep {
  using D = hn::ScalableTag<T>;
  using Small = SmallIntegers<T>;
  const T* a;
  const T* b;
  int64_t keep_a, keep_b;

  explicit HWY_INLINE WideDivisionStep(const Block& block)
      : a(operand<T>(block, 0)), b(operand<T>(block, 1)), keep_a(block.keep[0]), keep_b(block.keep[1]) {}

  HWY_INLINE hn::Vec<D> vec(int64_t i, int64_t u) const {
    const D d;
    const T* const left = a + (i & keep_a) + u;
    const T* const right = b + (i & keep_b) + u;
    const auto x = Small::load(left);
    const auto y = Small::load(right);
    const bool small = Small::all_zero(hn::Or(Small::excess(x), Small::excess(y)));
    if (HWY_UNLIKELY(!small)) return lane_by_lane(left, right);

    const typename Small::DF df;
    const auto zero = hn::Zero(df);
    const auto dividend = Small::to_float(x);
    const auto divisor = Small::to_float(y);
    const auto by_zero = hn::Eq(divisor, zero);
    const auto safe = hn::IfThenElse(by_zero, hn::Set(df, 1.0), divisor);
    const auto quotient = whole<Op>(hn::Div(dividend, safe));
    const auto value = Op::kRemainder ? hn::Sub(dividend, hn::Mul(quotient, safe)) : quotient;
    return hn::BitCast(d, Small::from_float(hn::IfThenElse(by_zero, zero, value)));
  }

 private:
  static HWY_NOINLINE hn::Vec<D> lane_by_lane(const T* left, const T* right) {
    HWY_ALIGN T lanes[hn::MaxLanes(D())];
    for (size_t k = 0; k < hn::MaxLanes(D()); ++k) lanes[k] = divide_element<Op>(left[k], right[k]);
    return hn::Load(D(), lanes);
  }
};

template <class Op, class T, class Step>
int division_kernel(const ElementwiseCall& call) noexcept {
  constexpr int64_t kSize = sizeof(T);
  static constexpr VectorLoop kLoop = {&map_run<Step, 1>, nullptr, 2,
                                       {kSize, kSize, 0}, kSize,   kLanes<typename Step::D>};
  run_vector_loop(call, kLoop);
  return 0;
}

template <class T>
HWY_INLINE bool divides_by_scalar(const ElementwiseCall& call) {
  return (call.scalars & 3) == 2 && call.n > 0 && *static_cast<const T*>(call.in[1]) != 0;
}

template <class Op, class T>
int division_kernel32(const ElementwiseCall& call) noexcept {
  if (!Op::kFloor || !divides_by_scalar<T>(call)) return division_kernel<Op, T, IntegerDivisionStep<Op, T>>(call);
  using Step = ReciprocalStep<Op, T>;
  const double divisor = static_cast<double>(*static_cast<const T*>(call.in[1]));
  const double reciprocal = 1.0 / (divisor < 0 ? -divisor : divisor);
  ElementwiseCall by_reciprocal = call;
  by_reciprocal.in[1] = &reciprocal;
  by_reciprocal.in[2] = &divisor;
  by_reciprocal.scalars = 0b110;
  static constexpr VectorLoop kLoop = {
      &map_run<Step, 1>, nullptr, 3, {sizeof(T), sizeof(double), sizeof(double)}, sizeof(T), kLanes<typename Step::D>};
  run_vector_loop(by_reciprocal, kLoop);
  return 0;
}

// Division of any uint64 by one d > 0 (T. Granlund and P. Montgomery, "Division by invariant integers using
// multiplication", 1994, figure 4.1).
class InvariantDivisor {
 public:
  explicit HWY_INLINE InvariantDivisor(uint64_t d) {
    const int ceil_log = d == 1 ? 0 : 64 - __builtin_clzll(d - 1);
    const unsigned __int128 power = ceil_log == 64 ? 0 : static_cast<unsigned __int128>(1) << ceil_log;
    const uint64_t excess = static_cast<uint64_t>(power) - d;  // 2^ceil_log - d, modulo 2^64
    multiplier_ = static_cast<uint64_t>((static_cast<unsigned __int128>(excess) << 64) / d) + 1;
    first_shift_ = ceil_log < 1 ? ceil_log : 1;
    second_shift_ = ceil_log < 1 ? 0 : ceil_log - 1;
  }

  HWY_INLINE uint64_t quotient(uint64_t n) const {
    const uint64_t high = static_cast<uint64_t>((static_cast<unsigned __int128>(multiplier_) * n) >> 64);
    return (high + ((n - high) >> first_shift_)) >> second_shift_;
  }

 private:
  uint64_t multiplier_;
  int first_shift_, second_shift_;
};

// 64-bit numbers by one divisor: what the steps below read, whose address is their operand 1.
template <class T>
struct WideDivisor {
  T divisor;
  uint64_t magnitude;
  InvariantDivisor invariant;
  double reciprocal;  // of the magnitude, where that is below 2^50

  explicit HWY_INLINE WideDivisor(T d)
      : divisor(d),
        magnitude(d < 0 ? 0 - static_cast<uint64_t>(d) : static_cast<uint64_t>(d)),
        invariant(magnitude),
        reciprocal(1.0 / static_cast<double>(magnitude)) {}
};

// floor(n / d) is n / d for n >= 0, else ~(~n / d); a negative divisor divides -n, which is negative where n > 0.
template <class Op, class T>
HWY_INLINE T divide_by(T a, const WideDivisor<T>& by) {
  const uint64_t x = static_cast<uint64_t>(a);
  uint64_t quotient;
  if constexpr (std::is_signed_v<T>) {
    const bool down = by.divisor < 0;
    const uint64_t flip = (down ? a > 0 : a < 0) ? ~uint64_t{0} : 0;
    quotient = by.invariant.quotient((down ? 0 - x : x) ^ flip) ^ flip;
  } else {
    quotient = by.invariant.quotient(x);
  }
  return static_cast<T>(Op::kRemainder ? x - quotient * static_cast<uint64_t>(by.divisor) : quotient);
}

// As in ReciprocalStep where a vector and the divisor are small: the product's error, below 2^-51 of a quotient, is
// less than the half makes good.
template <class Op, class T>
struct WideReciprocalStep {
  using D = hn::ScalableTag<T>;
  const T* a;
  const WideDivisor<T>* by;

  explicit HWY_INLINE WideReciprocalStep(const Block& block)
      : a(operand<T>(block, 0)), by(*operand<const WideDivisor<T>*>(block, 1)) {}

  HWY_INLINE hn::Vec<D> vec(int64_t i, int64_t u) const {
    const D d;
    const T* const left = a + i + u;
    const auto v = SmallIntegers<T>::load(left);
    if (HWY_UNLIKELY(!SmallIntegers<T>::all_small(v))) return lane_by_lane(left);
    const hn::RebindToFloat<D> df;
    const auto x = SmallIntegers<T>::to_float(v);
    const auto along = hn::Set(df, by->divisor < 0 ? -1.0 : 1.0);
    const auto half = hn::Set(df, 0.5);
    const auto product = hn::Mul(hn::Add(hn::Mul(x, along), half), hn::Set(df, by->reciprocal));
    const auto quotient = hn::Floor(product);
    const auto divisor = hn::Set(df, static_cast<double>(by->divisor));
    const auto value = Op::kRemainder ? hn::Sub(x, hn::Mul(quotient, divisor)) : quotient;
    return hn::BitCast(d, SmallIntegers<T>::from_float(value));
  }

 private:
  HWY_NOINLINE hn::Vec<D> lane_by_lane(const T* left) const {
    HWY_ALIGN T lanes[hn::MaxLanes(D())];
    for (size_t k = 0; k < hn::MaxLanes(D()); ++k) lanes[k] = divide_by<Op>(left[k], *by);
    return hn::Load(D(), lanes);
  }
};

template <class Op, class T>
int division_kernel64(const ElementwiseCall& call) noexcept {
  if (!Op::kFloor || !divides_by_scalar<T>(call)) return division_kernel<Op, T, WideDivisionStep<Op, T>>(call);
  const WideDivisor<T> by(*static_cast<const T*>(call.in[1]));
  if (by.magnitude >> 50 != 0) {
    const T* const a = static_cast<const T*>(call.in[0]);
    T* const out = static_cast<T*>(call.out);
    for (int64_t i = 0; i < call.n; ++i) out[i] = divide_by<Op>(a[i], by);
    return 0;
  }
  using Step = WideReciprocalStep<Op, T>;
  const WideDivisor<T>* const address = &by;
  ElementwiseCall by_reciprocal = call;
  by_reciprocal.in[1] = &address;
  static constexpr VectorLoop kLoop = {&map_run<Step, 1>,       nullptr, 2, {sizeof(T), sizeof(address), 0}, sizeof(T),
                                       kLanes<typename Step::D>};
  run_vector_loop(by_reciprocal, kLoop);
  return 0;
}

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
