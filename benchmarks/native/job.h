// One piece of work that the compiled harness times: a plan on operands of its own.
#pragma once
#include <memory>
#include <sstream>
#include <string>

#include "core/error.h"
#include "operands.h"

namespace nds::bench {

class Job {
 public:
  virtual ~Job() = default;
  virtual ErrorCode run() noexcept = 0;
  const Array& result() const noexcept { return *result_; }
  const std::vector<int64_t>& result_shape() const noexcept { return result_shape_; }

 protected:
  std::unique_ptr<Array> result_;
  std::vector<int64_t> result_shape_;
};

// Makers of jobs from the rest of a request's line. They throw std::invalid_argument when the library has no such loop.
std::unique_ptr<Job> make_elementwise(std::istream& words);  // NAME RESULT_DTYPE SHAPE OPERAND ...
std::unique_ptr<Job> make_reduction(std::istream& words);    // NAME SHAPE AXIS|all OPERAND
std::unique_ptr<Job> make_copy(std::istream& words);         // SHAPE DTYPE OPERAND

// A job from a line: the kind (elementwise, reduce, copy), then what its maker takes.
std::unique_ptr<Job> make_job(const std::string& line);

}  // namespace nds::bench
