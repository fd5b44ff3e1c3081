#include "plan/elementwise.h"

#include <array>
#include <string_view>

#include "core/cpu.h"
#include "kernels/kernel.h"
#include "plan/elementwise_blocks.h"

namespace nds {
namespace {

// What a byte of traffic costs beside an addition's, measured roughly on Zen 4: it decides when threads pay. float16
// has half of float32's bytes for the same work; functions of complex numbers are the C library's, at 15 to 100 ns.
struct Cost {
  std::string_view name;
  uint8_t real, complex;
};

constexpr uint8_t cost_of(const LoopInfo& loop) {
  constexpr Cost kCosts[] = {
      {"divide", 2, 2},    {"sqrt", 2, 20},  {"floorDivide", 8, 8}, {"remainder", 8, 8}, {"fmod", 8, 8},
      {"power", 16, 60},   {"exp", 6, 20},   {"log", 8, 40},        {"sin", 10, 40},     {"cos", 10, 40},
      {"angle", 2, 20},    {"tan", 12, 40},  {"arcsin", 8, 60},     {"arccos", 8, 60},   {"arctan", 8, 60},
      {"sinh", 8, 40},     {"cosh", 8, 40},  {"tanh", 8, 40},       {"arcsinh", 10, 60}, {"arccosh", 10, 60},
      {"arctanh", 10, 60}, {"expm1", 6, 40}, {"exp2", 6, 40},       {"log1p", 8, 40},    {"log2", 8, 40},
      {"log10", 8, 40},    {"gcd", 30, 30},  {"lcm", 40, 40},       {"divmod", 16, 16}};
  const DType dtype = loop.in[loop.inputs - 1];
  const bool complex = dtype == DType::kComplex64 || dtype == DType::kComplex128;
  for (const Cost& cost : kCosts) {
    if (cost.name != loop.name) continue;
    if (complex) return cost.complex;
    return static_cast<uint8_t>(dtype == DType::kFloat16 ? 2 * cost.real : cost.real);
  }
  return 1;
}

constexpr std::array<uint8_t, kLoopCount> kLoopCosts = [] {
  std::array<uint8_t, kLoopCount> costs{};
  for (int i = 0; i < kLoopCount; ++i) costs[i] = cost_of(kLoops[i]);
  return costs;
}();

// Questions about floats that integers and bools all answer alike: their operands are not read.
constexpr std::array<bool, kLoopCount> kConstantLoops = [] {
  constexpr std::string_view kQuestions[] = {"isnan", "isinf", "isfinite", "isposinf", "isneginf"};
  std::array<bool, kLoopCount> constant{};
  for (int i = 0; i < kLoopCount; ++i) {
    const bool exact = kLoops[i].in[0] < DType::kFloat16;
    for (const std::string_view question : kQuestions) constant[i] |= exact && question == kLoops[i].name;
  }
  return constant;
}();

ElementwiseKernel kernel_of(LoopId loop) noexcept {
  static const ElementwiseKernel* const kernels = elementwise_kernels(active_target());
  return kernels[loop];
}

// Below this an operation is one kernel call: neither threads nor streaming stores come into question.
constexpr int64_t kSmallBytes = 16 << 10;
// One thread fills so much in the time that a second one takes to help (Zen 4, 2026-11).
constexpr int64_t kFillBytes = 4 << 20;

enum class Run { kContiguous, kScalar, kOther };

// How operand `op` of `dtype` runs over the whole shape, in C order.
Run classify(const Operand& op, DType dtype, int ndim, const int64_t* shape) noexcept {
  const int64_t size = item_size(dtype);
  if (op.dtype != dtype || !is_aligned(reinterpret_cast<uintptr_t>(op.data), dtype)) return Run::kOther;
  bool contiguous = true, scalar = true;
  int64_t expected = size;
  for (int i = ndim - 1; i >= 0; --i) {
    if (shape[i] == 1) continue;
    contiguous &= op.strides[i] == expected;
    scalar &= op.strides[i] == 0;
    expected *= shape[i];
  }
  return contiguous ? Run::kContiguous : scalar ? Run::kScalar : Run::kOther;
}

// Fills `call` when the whole operation is one small kernel call.
bool is_one_call(const ElementwisePlan& plan, const LoopInfo& loop, ElementwiseCall& call) noexcept {
  if (plan.where != nullptr || plan.mapped) return false;
  int64_t n = 1;
  for (int i = 0; i < plan.ndim; ++i) n *= plan.shape[i];
  const bool constant = kConstantLoops[plan.loop];
  if (n * item_size(loop.out) > (constant ? kFillBytes : kSmallBytes)) return false;
  if (classify(plan.out, loop.out, plan.ndim, plan.shape) != Run::kContiguous) return false;
  if (loop.outputs == 2) {
    if (classify(plan.second, loop.second, plan.ndim, plan.shape) != Run::kContiguous) return false;
    call.second = plan.second.data;
  }
  call.scalars = 0;
  for (int k = 0; k < loop.inputs && !constant; ++k) {
    const Run run = classify(plan.in[k], loop.in[k], plan.ndim, plan.shape);
    if (run == Run::kOther) return false;
    call.scalars |= static_cast<uint32_t>(run == Run::kScalar) << k;
    call.in[k] = plan.in[k].data;
  }
  call.out = plan.out.data;
  call.n = n;
  call.stream = false;
  return true;
}

ErrorCode run_general(const ElementwisePlan& plan, const LoopInfo& loop) noexcept {
  const Operand* operands[kMaxOperands];
  int count = 0;
  BlockPlan blocks;
  for (int k = 0; k < loop.inputs; ++k) {
    operands[count++] = &plan.in[k];
    blocks.operands[k] = {plan.in[k].dtype, loop.in[k], false};
  }
  blocks.operands[count] = {plan.out.dtype, loop.out, false};
  operands[count++] = &plan.out;
  if (loop.outputs == 2) {
    blocks.operands[count] = {plan.second.dtype, loop.second, false};
    operands[count++] = &plan.second;
  }
  if (plan.where != nullptr) operands[count++] = plan.where;
  coalesce(blocks.nest, plan.ndim, plan.shape, operands, count, loop.inputs);
  if (nest_size(blocks.nest) == 0) return ErrorCode::kOk;
  blocks.kernel = kernel_of(plan.loop);
  blocks.inputs = loop.inputs;
  blocks.outputs = loop.outputs;
  blocks.masked = plan.where != nullptr;
  blocks.mapped = plan.mapped;
  blocks.may_stream = loop.stream;
  blocks.cost = kLoopCosts[plan.loop];
  return run_blocks(blocks);
}

}  // namespace

ErrorCode run_elementwise(const ElementwisePlan& plan) noexcept {
  const LoopInfo& loop = kLoops[plan.loop];
  ElementwiseCall call;
  if (is_one_call(plan, loop, call)) {
    return call.n == 0 ? ErrorCode::kOk : static_cast<ErrorCode>(kernel_of(plan.loop)(call));
  }
  return run_general(plan, loop);
}

}  // namespace nds
