#include "kernels/elementwise/families.h"
#include "generated/loops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise/select.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
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

// Elements of 16 bytes: no vector holds several of them with one byte of condition each.
int select_pairs_kernel(const ElementwiseCall& call) noexcept {
  const auto* const condition = static_cast<const uint8_t*>(call.in[0]);
  const auto* const yes = static_cast<const Complex128*>(call.in[1]);
  const auto* const no = static_cast<const Complex128*>(call.in[2]);
  auto* const out = static_cast<Complex128*>(call.out);
  const int64_t keep[3] = {(call.scalars & 1) != 0 ? 0 : -1, (call.scalars & 2) != 0 ? 0 : -1,
                           (call.scalars & 4) != 0 ? 0 : -1};
  for (int64_t i = 0; i < call.n; ++i) {
    const Complex128* const from = condition[i & keep[0]] != 0 ? yes + (i & keep[1]) : no + (i & keep[2]);
    out[i] = *from;
  }
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
