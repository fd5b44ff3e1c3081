// Picks one of the per-target instances N_<TARGET>::name of a function or table. For use under HWY_ONCE, inside
// namespace nds, after HWY_AFTER_NAMESPACE.
#pragma once
#include "core/cpu.h"

#if HWY_TARGETS & HWY_AVX3
#define NDS_CASE_AVX512(name)  \
  case ::nds::Target::kAvx512: \
    return &N_AVX3::name;
#else
#define NDS_CASE_AVX512(name)
#endif
#if HWY_TARGETS & HWY_AVX2
#define NDS_CASE_AVX2(name)  \
  case ::nds::Target::kAvx2: \
    return &N_AVX2::name;
#else
#define NDS_CASE_AVX2(name)
#endif
#if HWY_TARGETS & HWY_SSE4
#define NDS_CASE_SSE4(name)  \
  case ::nds::Target::kSse4: \
    return &N_SSE4::name;
#else
#define NDS_CASE_SSE4(name)
#endif

// Defines `getter(Target)`, which returns the address of the instance of `name` for that target.
#define NDS_EXPORT(getter, name)                                                     \
  auto getter(::nds::Target target) noexcept->decltype(&HWY_STATIC_DISPATCH(name)) { \
    switch (target) {                                                                \
      NDS_CASE_AVX512(name)                                                          \
      NDS_CASE_AVX2(name)                                                            \
      NDS_CASE_SSE4(name)                                                            \
      default: return &HWY_STATIC_DISPATCH(name);                                    \
    }                                                                                \
  }
