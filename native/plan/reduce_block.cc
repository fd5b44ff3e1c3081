#include "plan/reduce_block.h"

#include <algorithm>
#include <cstring>

#include "kernels/copy/cast.h"
#include "kernels/copy/layout.h"
#include "kernels/reduce/numbers.h"

namespace nds {
namespace {

using Stride = int64_t ReduceDim::*;

constexpr int64_t kCacheLine = 64;

// Walks logical indices [first, first + n) of a nest as runs along its innermost dimension, or as rows of whole runs.
// Calls run(offset, rows, row_step, n, step): rows of n elements, in bytes from the nest's first element.
template <class F>
void for_runs(const ReduceDim* dims, int ndim, Stride stride, int64_t first, int64_t n, F&& run) noexcept {
  if (ndim == 0) return run(0, 1, 0, n, 0);
  const int inner = ndim - 1, outer = ndim - 2;
  const int64_t extent = dims[inner].n, step = dims[inner].*stride;
  int64_t index[kMaxDims + 1];
  for (int k = inner; k >= 0; --k) {
    index[k] = k > 0 ? first % dims[k].n : first;
    first /= dims[k].n;
  }
  while (n > 0) {
    int64_t offset = 0;
    for (int k = 0; k < ndim; ++k) offset += index[k] * (dims[k].*stride);
    if (ndim > 1 && index[inner] == 0 && n >= extent) {
      const int64_t rows = std::min(n / extent, dims[outer].n - index[outer]);
      run(offset, rows, dims[outer].*stride, extent, step);
      index[outer] += rows;
      n -= rows * extent;
    } else {
      const int64_t length = std::min(n, extent - index[inner]);
      run(offset, 1, 0, length, step);
      index[inner] += length;
      n -= length;
    }
    for (int k = inner; k > 0; --k) {
      if (index[k] != dims[k].n) continue;
      index[k] = 0;
      ++index[k - 1];
    }
  }
}

// At most a few KiB from where may be memory: memcpy turns to `rep movsb` from 2 KiB on, which takes five times as long
// there (glibc 2.36, Zen 4).
void copy_run(char* to, const char* from, int64_t bytes) noexcept {
  int64_t i = 0;
  for (; i + kCacheLine <= bytes; i += kCacheLine) std::memcpy(to + i, from + i, kCacheLine);
  if (i < bytes) std::memcpy(to + i, from + i, static_cast<size_t>(bytes - i));
}

void copy_sequence(const ReduceDim* dims, int ndim, Stride stride, const char* from, int64_t first, int64_t n,
                   int64_t size, char* to) noexcept {
  static const LayoutKernels* const kernels = layout_kernels(active_target());
  const Copy2dKernel copy = kernels->copy[item_size_index(size)];
  for_runs(dims, ndim, stride, first, n,
           [&](int64_t offset, int64_t rows, int64_t row_step, int64_t length, int64_t step) {
             if (step == size && length * size >= kCacheLine) {
               for (int64_t r = 0; r < rows; ++r, to += length * size) {
                 copy_run(to, from + offset + r * row_step, length * size);
               }
             } else {
               copy({to, from + offset, rows, length, length * size, size, row_step, step, false});
               to += rows * length * size;
             }
           });
}

struct Item16 {
  uint64_t words[2];
};

template <class T>
int64_t mask_elements(T* p, const uint8_t* mask, int64_t n, bool compact, const uint64_t* masked_bits) noexcept {
  if (!compact) {
    T masked;
    std::memcpy(&masked, masked_bits, sizeof(T));
    for (int64_t i = 0; i < n; ++i) p[i] = mask[i] != 0 ? p[i] : masked;
    return n;
  }
  int64_t kept = 0;
  for (int64_t i = 0; i < n; ++i) {
    p[kept] = p[i];
    kept += mask[i] != 0;
  }
  return kept;
}

int64_t mask_block(const ReduceRecipe& recipe, char* elements, const uint8_t* mask, int64_t n) noexcept {
  const auto apply = [&](auto* p) { return mask_elements(p, mask, n, recipe.compact, recipe.masked); };
  switch (item_size(recipe.element)) {
    case 1: return apply(reinterpret_cast<uint8_t*>(elements));
    case 2: return apply(reinterpret_cast<uint16_t*>(elements));
    case 4: return apply(reinterpret_cast<uint32_t*>(elements));
    case 8: return apply(reinterpret_cast<uint64_t*>(elements));
    default: return apply(reinterpret_cast<Item16*>(elements));
  }
}

// A block without its nans, in the buffer if there are any to be left out.
Block skip_nan(const ReduceRecipe& recipe, Block block, char* buffer) noexcept {
  if (!recipe.skip_nan || recipe.op == Reduction::kCountNumbers) return block;
  const NumberKernels kernels = number_kernels(active_target(), recipe.element);
  if (recipe.compact) return {buffer, kernels.keep(block.elements, buffer, block.n)};
  kernels.replace(block.elements, buffer, block.n, recipe.masked);
  return {buffer, block.n};
}

}  // namespace

void prefetch_block(const ReduceRecipe& recipe, const BlockSource& source, int64_t first, int64_t n) noexcept {
#if defined(__GNUC__)
  if (source.ndim < 2) return;
  const int64_t size = item_size(recipe.source);
  for_runs(source.dims, source.ndim, &ReduceDim::in, first, n,
           [&](int64_t offset, int64_t rows, int64_t row_step, int64_t length, int64_t step) {
             const int64_t stride = step < 0 ? -step : step;
             const char* at = source.in + offset + (step < 0 ? (length - 1) * step : 0);
             const int64_t bytes = (length - 1) * stride + size;
             for (int64_t r = 0; r < rows; ++r, at += row_step) {
               for (int64_t b = 0; b < bytes; b += std::max(kCacheLine, stride)) __builtin_prefetch(at + b, 0, 2);
             }
           });
#else
  (void)recipe, (void)source, (void)first, (void)n;
#endif
}

bool is_aligned(const char* data, const ReduceDim* dims, int ndim, int64_t size) noexcept {
  uint64_t bits = reinterpret_cast<uintptr_t>(data);
  for (int k = 0; k < ndim; ++k) bits |= static_cast<uint64_t>(dims[k].in);
  return (bits & static_cast<uint64_t>(std::min<int64_t>(size, 8) - 1)) == 0;
}

Block read_block(const ReduceRecipe& recipe, const BlockSource& source, int64_t first, int64_t n,
                 BlockBuffers& buffers) noexcept {
  const int64_t size = item_size(recipe.source);
  const bool casts = recipe.element != recipe.source;
  const bool masks = source.where != nullptr;
  const bool in_place =
      source.ndim == 1 && source.dims[0].in == size && (casts || !masks) && is_aligned(source.in, source.dims, 1, size);
  const char* elements = source.in + first * size;
  if (!in_place) {
    copy_sequence(source.dims, source.ndim, &ReduceDim::in, source.in, first, n, size, buffers.source);
    elements = buffers.source;
  }
  static const Target target = active_target();
  if (recipe.op == Reduction::kCountNumbers) {
    number_kernels(target, recipe.source).mark(elements, reinterpret_cast<uint8_t*>(buffers.cast), n);
    elements = buffers.cast;
  } else if (casts) {
    cast_kernel(target, recipe.source, recipe.element)({{elements}, buffers.cast, n, 0, false});
    elements = buffers.cast;
  }
  if (!masks) return skip_nan(recipe, {elements, n}, casts ? buffers.cast : buffers.source);
  char* mask = reinterpret_cast<char*>(buffers.mask);
  copy_sequence(source.dims, source.ndim, &ReduceDim::where, source.where, first, n, 1, mask);
  char* buffer = casts ? buffers.cast : buffers.source;
  return skip_nan(recipe, {elements, mask_block(recipe, buffer, buffers.mask, n)}, buffer);
}

}  // namespace nds
