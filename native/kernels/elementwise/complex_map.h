// Runs a function of one complex number over a call. For files that are compiled once, for every instruction set.
#pragma once
#include <complex>

#include "kernels/kernel.h"

namespace nds {

// std::complex has the layout of Complex.
template <class T, class Out, Out (*kFunction)(std::complex<T>) noexcept>
int map_complex(const ElementwiseCall& call) noexcept {
  const auto* const a = static_cast<const std::complex<T>*>(call.in[0]);
  auto* const out = static_cast<Out*>(call.out);
  const int64_t keep = (call.scalars & 1) != 0 ? 0 : -1;
  for (int64_t i = 0; i < call.n; ++i) out[i] = kFunction(a[i & keep]);
  return 0;
}

}  // namespace nds

// A functor of the op table whose kernels are static functions of Kernels<T>, T the type of the parts.
#define NDS_COMPLEX_FUNCTION(functor, Kernels, function) \
  struct functor {                                       \
    template <class T>                                   \
    static constexpr ElementwiseKernel kernel() {        \
      return &Kernels<T>::function;                      \
    }                                                    \
  };
