// Elementwise operations, reductions and copies as jobs.
#include <stdexcept>
#include <utility>

#include "job.h"
#include "plan/copy.h"
#include "plan/elementwise.h"
#include "plan/reduce.h"

namespace nds::bench {

namespace {

int64_t product(const std::vector<int64_t>& shape) {
  int64_t n = 1;
  for (const int64_t dim : shape) n *= dim;
  return n;
}

std::string next_word(std::istream& words) {
  std::string word;
  if (!(words >> word)) throw std::invalid_argument("a word is missing");
  return word;
}

LoopId find_loop(const std::string& name, const std::vector<OperandSpec>& inputs) {
  for (int id = 0; id < kLoopCount; ++id) {
    const LoopInfo& loop = kLoops[id];
    if (name != loop.name || loop.inputs != static_cast<int>(inputs.size())) continue;
    bool same = true;
    for (size_t k = 0; k < inputs.size(); ++k) same = same && loop.in[k] == inputs[k].dtype;
    if (same) return static_cast<LoopId>(id);
  }
  throw std::invalid_argument("there is no loop of " + name + " for these dtypes");
}

class ElementwiseJob final : public Job {
 public:
  ElementwiseJob(LoopId loop, std::vector<int64_t> shape, const std::vector<OperandSpec>& inputs, DType out) {
    result_shape_ = std::move(shape);
    result_ = std::make_unique<Array>(out, product(result_shape_));
    out_strides_ = contiguous_strides(result_shape_, item_size(out));
    plan_.loop = loop;
    plan_.ndim = static_cast<int>(result_shape_.size());
    plan_.shape = result_shape_.data();
    plan_.out = {result_->data(), out, out_strides_.data()};
    for (size_t k = 0; k < inputs.size(); ++k) {
      inputs_.push_back(std::make_unique<View>(inputs[k], result_shape_));
      plan_.in[k] = inputs_[k]->operand();
    }
  }
  ErrorCode run() noexcept override { return run_elementwise(plan_); }

 private:
  std::vector<std::unique_ptr<View>> inputs_;
  std::vector<int64_t> out_strides_;
  ElementwisePlan plan_{};
};

struct ReductionRow {
  const char* name;
  Reduction op;
};
constexpr ReductionRow kReductions[] = {
    {"sum", Reduction::kSum},       {"prod", Reduction::kProd},
    {"min", Reduction::kMin},       {"max", Reduction::kMax},
    {"argmin", Reduction::kArgmin}, {"argmax", Reduction::kArgmax},
    {"any", Reduction::kAny},       {"all", Reduction::kAll},
    {"mean", Reduction::kMean},     {"countNonzero", Reduction::kCountNonzero},
    {"var", Reduction::kVar},       {"std", Reduction::kStd},
};

// The dtype of the result: that of lib/ops/reduction.ts for dtypes of 8 bytes; others are left to the JavaScript cases.
DType result_dtype(Reduction op, DType in) {
  if (op == Reduction::kAny || op == Reduction::kAll) return DType::kBool;
  if (op == Reduction::kArgmin || op == Reduction::kArgmax || op == Reduction::kCountNonzero) return DType::kInt64;
  if (op == Reduction::kMin || op == Reduction::kMax) return in;
  const bool floating = in == DType::kFloat32 || in == DType::kFloat64;
  if (floating) return in;
  if (op != Reduction::kSum && op != Reduction::kProd) return DType::kFloat64;
  if (in == DType::kUint8 || in == DType::kUint16 || in == DType::kUint32) return DType::kUint64;
  return in == DType::kUint64 ? in : DType::kInt64;
}

class ReductionJob final : public Job {
 public:
  ReductionJob(Reduction op, std::vector<int64_t> shape, int axis, const OperandSpec& input)
      : shape_(std::move(shape)), input_(input, shape_) {
    const int ndim = static_cast<int>(shape_.size());
    for (int k = 0; k < ndim; ++k) {
      reduced_[k] = axis < 0 || k == axis;
      if (!reduced_[k]) result_shape_.push_back(shape_[static_cast<size_t>(k)]);
    }
    const DType out = result_dtype(op, input.dtype);
    result_ = std::make_unique<Array>(out, product(result_shape_));
    const std::vector<int64_t> kept = contiguous_strides(result_shape_, item_size(out));
    for (int k = 0, next = 0; k < ndim; ++k)
      out_strides_.push_back(reduced_[k] ? 0 : kept[static_cast<size_t>(next++)]);
    plan_.op = op;
    plan_.ndim = ndim;
    plan_.shape = shape_.data();
    plan_.reduced = reduced_;
    plan_.in = input_.operand();
    plan_.out = {result_->data(), out, out_strides_.data()};
    plan_.accumulate = out;
  }
  ErrorCode run() noexcept override { return run_reduce(plan_); }

 private:
  std::vector<int64_t> shape_;
  View input_;
  bool reduced_[kMaxDims]{};
  std::vector<int64_t> out_strides_;
  ReducePlan plan_{};
};

class CopyJob final : public Job {
 public:
  CopyJob(std::vector<int64_t> shape, DType to, const OperandSpec& from) : from_(from, shape) {
    result_shape_ = std::move(shape);
    result_ = std::make_unique<Array>(to, product(result_shape_));
    to_strides_ = contiguous_strides(result_shape_, item_size(to));
    plan_.ndim = static_cast<int>(result_shape_.size());
    plan_.shape = result_shape_.data();
    plan_.from = from_.operand();
    plan_.to = {result_->data(), to, to_strides_.data()};
  }
  ErrorCode run() noexcept override { return run_copy(plan_); }

 private:
  View from_;
  std::vector<int64_t> to_strides_;
  CopyPlan plan_{};
};

}  // namespace

std::unique_ptr<Job> make_elementwise(std::istream& words) {
  const std::string name = next_word(words);
  const DType out = parse_dtype(next_word(words));
  std::vector<int64_t> shape = parse_shape(next_word(words));
  std::vector<OperandSpec> inputs;
  for (std::string word; words >> word;) inputs.push_back(parse_operand(word));
  const LoopId loop = find_loop(name, inputs);
  return std::make_unique<ElementwiseJob>(loop, std::move(shape), inputs, out);
}

std::unique_ptr<Job> make_reduction(std::istream& words) {
  const std::string name = next_word(words);
  std::vector<int64_t> shape = parse_shape(next_word(words));
  const std::string axis = next_word(words);
  const OperandSpec input = parse_operand(next_word(words));
  const bool special =
      input.dtype == DType::kFloat16 || input.dtype == DType::kComplex64 || input.dtype == DType::kComplex128;
  for (const ReductionRow& row : kReductions) {
    if (name != row.name || special) continue;
    return std::make_unique<ReductionJob>(row.op, std::move(shape), axis == "all" ? -1 : std::stoi(axis), input);
  }
  throw std::invalid_argument("there is no reduction " + name + " of " + kDTypeNames[static_cast<int>(input.dtype)]);
}

std::unique_ptr<Job> make_copy(std::istream& words) {
  std::vector<int64_t> shape = parse_shape(next_word(words));
  const DType to = parse_dtype(next_word(words));
  const OperandSpec from = parse_operand(next_word(words));
  return std::make_unique<CopyJob>(std::move(shape), to, from);
}

std::unique_ptr<Job> make_job(const std::string& line) {
  std::istringstream words(line);
  const std::string kind = next_word(words);
  if (kind == "elementwise") return make_elementwise(words);
  if (kind == "reduce") return make_reduction(words);
  if (kind == "copy") return make_copy(words);
  throw std::invalid_argument("there is no job " + kind);
}

}  // namespace nds::bench
