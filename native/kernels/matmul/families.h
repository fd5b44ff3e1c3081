// The kernels by family of dtypes, each a source file of its own.
#pragma once
#include "kernels/matmul/matmul.h"

namespace nds {

const MatmulKernels* float_matmul_of(Target target, DType dtype) noexcept;
const MatmulKernels* complex_matmul_of(Target target, DType dtype) noexcept;
const MatmulKernels* integer_matmul_of(Target target, DType dtype) noexcept;  // bools too

}  // namespace nds
