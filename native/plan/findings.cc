#include "plan/findings.h"

#include "plan/elementwise_blocks.h"

namespace nds {

ErrorCode run_findings(const FindingsPlan& plan, uint8_t& seen) noexcept {
  seen = 0;
  const Operand* operands[kMaxOperands];
  Findings findings{plan.flip, plan.enough};
  BlockPlan blocks;
  int count = 0;
  for (int k = 0; k < plan.inputs; ++k) {
    operands[count++] = &plan.in[k];
    blocks.operands[k] = {plan.in[k].dtype, plan.as[k], false};
  }
  // The output is walked as the first input that is not a single element, so that what lies together stays together.
  int like = 0;
  for (int k = plan.inputs - 1; k >= 0; --k) {
    for (int i = 0; i < plan.ndim; ++i) {
      if (plan.in[k].strides[i] != 0) like = k;
    }
  }
  const Operand out = {plan.in[like].data, DType::kBool, plan.in[like].strides};
  blocks.operands[count] = {DType::kBool, DType::kBool, false};
  operands[count++] = &out;
  if (plan.where != nullptr) operands[count++] = plan.where;
  coalesce(blocks.nest, plan.ndim, plan.shape, operands, count, plan.inputs);
  if (nest_size(blocks.nest) == 0) return ErrorCode::kOk;
  blocks.kernel = plan.kernel;
  blocks.inputs = plan.inputs;
  blocks.masked = plan.where != nullptr;
  blocks.mapped = plan.mapped;
  blocks.may_stream = false;
  blocks.cost = plan.cost;
  blocks.findings = &findings;
  const ErrorCode code = run_blocks(blocks);
  seen = findings.seen.load(std::memory_order_relaxed);
  const bool ended = plan.enough != 0 && (seen & plan.enough) == plan.enough;
  return code == ErrorCode::kAborted && ended ? ErrorCode::kOk : code;
}

}  // namespace nds
