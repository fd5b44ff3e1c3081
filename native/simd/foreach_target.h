// Re-includes the file named by HWY_TARGET_INCLUDE once per instruction set: scalar (the baseline), SSE4, AVX2,
// AVX-512. HWY_DISABLED_TARGETS (SSSE3, AVX3_DL) comes from the build, so that every file sees the same list.
#include <hwy/foreach_target.h>  // NOLINT
