#include "kernels/elementwise/families.h"
#include "generated/loops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise/select.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "kernels/elementwise/complex_loop-inl.h"
#include "kernels/elementwise/loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

// Vectors of T chosen by as many bytes. Elements move as bits, by their size alone.
template <class T>
struct SelectStep {
  using D = hn::ScalableTag<T>;
  const uint8_t* condition;
  const T* yes;
  const T* no;
  int64_t keep_condition, keep_yes, keep_no;

  explicit HWY_INLINE SelectStep(const Block& block)
      : condition(operand<uint8_t>(block, 0)),
        yes(operand<T>(block, 1)),
        no(operand<T>(block, 2)),
        keep_condition(block.keep[0]),
        keep_yes(block.keep[1]),
        keep_no(block.keep[2]) {}

  HWY_INLINE hn::Vec<D> vec(int64_t i, int64_t u) const {
    const D d;
    const hn::Rebind<uint8_t, D> d8;
    const auto bytes = hn::LoadU(d8, condition + (i & keep_condition) + u);
    const auto a = hn::LoadU(d, yes + (i & keep_yes) + u);
    const auto b = hn::LoadU(d, no + (i & keep_no) + u);
    return hn::IfThenElse(hn::Eq(widened(d, bytes), hn::Zero(d)), b, a);
  }

 private:
  template <class V8>
  static HWY_INLINE hn::Vec<D> widened(D d, V8 bytes) {
    if constexpr (sizeof(T) == 1) {
      return bytes;
    } else if constexpr (sizeof(T) < 8) {
      return hn::PromoteTo(d, bytes);
    } else {
      return hn::PromoteTo(d, hn::PromoteTo(hn::Rebind<uint32_t, D>(), bytes));
    }
  }
};

template <class T>
int select_kernel(const ElementwiseCall& call) noexcept {
  using Step = SelectStep<T>;
  constexpr int64_t kSize = sizeof(T);
  static constexpr VectorLoop kLoop = {&map_run<Step, kMaxUnroll>, &map_stream<Step>, 3, {1, kSize, kSize}, kSize,
                                       kLanes<typename Step::D>};
  run_vector_loop(call, kLoop);
  return 0;
}

// Elements of 16 bytes, each two lanes, chosen by a byte each.
struct SelectPairsStep {
  using D = hn::ScalableTag<uint64_t>;
  using V = hn::Vec<D>;
  const uint8_t* condition;
  const uint64_t* yes;
  const uint64_t* no;
  int64_t keep_condition, keep_yes, keep_no;

  explicit HWY_INLINE SelectPairsStep(const Block& block)
      : condition(operand<uint8_t>(block, 0)),
        yes(operand<uint64_t>(block, 1)),
        no(operand<uint64_t>(block, 2)),
        keep_condition(block.keep[0]),
        keep_yes(block.keep[1]),
        keep_no(block.keep[2]) {}

  HWY_INLINE Pairs<V> pairs(int64_t i, int64_t u) const {
    const uint8_t* const c = condition + (i & keep_condition) + u;
    const uint64_t* const a = yes + 2 * ((i & keep_yes) + u);
    const uint64_t* const b = no + 2 * ((i & keep_no) + u);
#if HWY_TARGET <= HWY_AVX3
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(c));
    const __mmask16 lanes = _mm_test_epi8_mask(_mm_unpacklo_epi8(bytes, bytes), _mm_set1_epi8(-1));
    return {V{_mm512_mask_loadu_epi64(_mm512_loadu_si512(b), static_cast<__mmask8>(lanes), a)},
            V{_mm512_mask_loadu_epi64(_mm512_loadu_si512(b + 8), static_cast<__mmask8>(lanes >> 8), a + 8)}};
#elif HWY_TARGET <= HWY_AVX2
    int32_t four;
    std::memcpy(&four, c, sizeof(four));
    const __m128i bytes = _mm_cvtsi32_si128(four);
    const __m128i lanes = _mm_unpacklo_epi8(bytes, bytes);
    const D d;
    const V zero = hn::Zero(d);
    const auto first = hn::Eq(V{_mm256_cvtepi8_epi64(lanes)}, zero);
    const auto second = hn::Eq(V{_mm256_cvtepi8_epi64(_mm_srli_si128(lanes, 4))}, zero);
    return {hn::IfThenElse(first, hn::LoadU(d, b), hn::LoadU(d, a)),
            hn::IfThenElse(second, hn::LoadU(d, b + 4), hn::LoadU(d, a + 4))};
#else
    const D d;
    static_assert(kLanes<D> <= 2);
    const uint64_t* const first = c[0] != 0 ? a : b;
    if constexpr (kLanes<D> == 1) {
      return {hn::LoadU(d, first), hn::LoadU(d, first + 1)};
    } else {
      return {hn::LoadU(d, first), hn::LoadU(d, (c[1] != 0 ? a : b) + 2)};
    }
#endif
  }
};

int select_pairs_kernel(const ElementwiseCall& call) noexcept {
  static constexpr VectorLoop kLoop = {&pairs_run<SelectPairsStep>, &pairs_stream<SelectPairsStep>, 3, {1, 16, 16}, 16,
                                       kLanes<SelectPairsStep::D>};
  run_vector_loop(call, kLoop);
  return 0;
}

template <class T>
using BitsOf = std::conditional_t<
    sizeof(T) == 1, uint8_t,
    std::conditional_t<sizeof(T) == 2, uint16_t, std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>>>;

template <class T>
constexpr ElementwiseKernel select() {
  if constexpr (sizeof(T) == 16) {
    return &select_pairs_kernel;
  } else {
    return &select_kernel<BitsOf<T>>;
  }
}

#include "generated/functors_select.inc"

void set_kernels(KernelTable table) noexcept {
#define NDS_TERNARY(loop, op, condition, a, b, out, stream) table[loop] = select<out>();
#include "generated/loops_select.inc"
#undef NDS_TERNARY
}

}  // namespace
}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.h"

namespace nds {
namespace {
NDS_EXPORT(setter_for, set_kernels)
}  // namespace

void set_select_kernels(Target target, KernelTable table) noexcept { setter_for(target)(table); }

}  // namespace nds
#endif  // HWY_ONCE
