#include "kernels/matmul/families.h"

namespace nds {

const MatmulKernels* matmul_kernels(Target target, DType dtype) noexcept {
  if (dtype == DType::kComplex64 || dtype == DType::kComplex128) return complex_matmul_of(target, dtype);
  if (dtype == DType::kFloat16 || dtype == DType::kFloat32 || dtype == DType::kFloat64) {
    return float_matmul_of(target, dtype);
  }
  return integer_matmul_of(target, dtype);
}

}  // namespace nds
