#include "plan/elementwise_blocks.h"

#include <algorithm>

#include "kernels/copy/cast.h"
#include "plan/split.h"
#include "plan/split_boxes.h"

namespace nds {
namespace {

// Six of these (inputs and outputs, cast, mask) are used at once only by casts of masked loops of four operands; the
// usual one to three leave room in 32 KiB for what is read directly.
constexpr int64_t kBufferBytes = 8192;
// Several inputs in memory are walked in shorter blocks: gathering one while the others' prefetchers stand still costs
// a quarter to a third at 8 KiB. One alone takes a third less time at 8 KiB (Zen 4, 2026-11).
constexpr int64_t kMemoryBlockBytes = 2048;
constexpr int64_t kCachedBytes = int64_t{512} << 10;
constexpr int64_t kDirectElements = int64_t{1} << 15;  // elements per box where nothing is buffered
constexpr int64_t kLeastRun = 48;                      // shortest row that is worth a kernel call of its own
constexpr int64_t kTileRun = 128;                // of a transposed operand: leaves 64 bytes of its lines to each row
constexpr int64_t kLeastStreamBytes = 64 << 10;  // a shorter run loses more by its fence than it gains

// Strides of a contiguous block; returns its number of elements.
int64_t contiguous_strides(int ndim, const int64_t* shape, int64_t size, int64_t* strides) noexcept {
  int64_t elements = 1;
  for (int i = ndim - 1; i >= 0; --i) {
    strides[i] = elements * size;
    elements *= shape[i];
  }
  return elements;
}

// What becomes of an operand in each box.
struct Access {
  bool in_place;  // the kernel uses the memory itself
  bool scalar;    // one element per run
  bool repeats;   // an input or mask whose rows are all the same one
};

struct alignas(64) Buffers {
  char in[3][kBufferBytes];
  char out[2][kBufferBytes];
  char cast[kBufferBytes];
  char mask[kBufferBytes];
};

class BlockRun {
 public:
  explicit BlockRun(const BlockPlan& plan) noexcept;
  ErrorCode run() noexcept;

 private:
  const Nest& nest() const noexcept { return plan_.nest; }
  int out() const noexcept { return plan_.inputs; }
  bool is_out(int k) const noexcept { return k >= plan_.inputs && k < mask(); }
  int mask() const noexcept { return plan_.inputs + plan_.outputs; }
  int64_t stride(int k, int dim) const noexcept { return nest().strides[k][dim]; }
  int64_t memory_size(int k) const noexcept { return k == mask() ? 1 : item_size(plan_.operands[k].memory); }
  int64_t kernel_size(int k) const noexcept { return k == mask() ? 1 : item_size(plan_.operands[k].kernel); }

  bool usable(int k) const noexcept;
  bool contiguous_from(int k, int dim) const noexcept;
  bool still_from(int k, int dim) const noexcept;
  bool runs_along_rows() const noexcept;
  int moving_inputs() const noexcept;
  int64_t buffer_elements(int64_t bytes) const noexcept;
  void choose_boxes(int64_t traffic) noexcept;
  void choose_accesses() noexcept;
  ErrorCode run_flat() noexcept;
  int run_boxes(int64_t first, int64_t last) noexcept;

  int box_layout(int k, const BoxCursor& cursor, int64_t* shape, int64_t* strides) const noexcept;
  void gather(int k, const BoxCursor& cursor, Buffers& buffers, char* to) const noexcept;
  int call_kernel(const ElementwiseCall& call, const uint8_t* mask) const noexcept;
  int look_at(const uint8_t* bytes, const uint8_t* mask, int64_t n) const noexcept;
  int run_pieces(ElementwiseCall call, int64_t begin, int64_t end) const noexcept;
  void store(int k, const BoxCursor& cursor, Buffers& buffers, const char* mask, int64_t mask_step) const noexcept;

  const BlockPlan& plan_;
  const LayoutKernels& layout_;
  ElementwiseKernel casts_[kMaxOperands];
  bool usable_[kMaxOperands];
  Access access_[kMaxOperands];
  BoxGrid grid_;
  int first_dim_;  // dimensions from here on vary within a box ...
  int rows_dim_;   // ... or this one and the innermost, a run per row; -1: a box is one run
  bool stream_;
};

BlockRun::BlockRun(const BlockPlan& plan) noexcept : plan_(plan), layout_(*layout_kernels(active_target())) {
  const Target target = active_target();
  for (int k = 0; k < plan.nest.operands; ++k) {
    casts_[k] = nullptr;
    if (k != mask() && plan.operands[k].memory != plan.operands[k].kernel) {
      const BlockOperand& operand = plan.operands[k];
      casts_[k] = is_out(k) ? cast_kernel(target, operand.kernel, operand.memory)
                            : cast_kernel(target, operand.memory, operand.kernel);
    }
    usable_[k] = usable(k);
  }
}

// The kernel could work on this memory if it were contiguous.
bool BlockRun::usable(int k) const noexcept {
  if (k == mask()) return true;
  if (k == out() && plan_.findings != nullptr) return false;
  if (casts_[k] != nullptr || plan_.operands[k].swap) return false;
  uint64_t bits = reinterpret_cast<uintptr_t>(nest().data[k]);
  for (int i = 0; i < nest().ndim; ++i) bits |= static_cast<uint64_t>(stride(k, i));
  return is_aligned(bits, plan_.operands[k].memory);
}

bool BlockRun::contiguous_from(int k, int dim) const noexcept {
  int64_t expected = memory_size(k);
  for (int i = nest().ndim - 1; i >= dim; --i) {
    if (stride(k, i) != expected) return false;
    expected *= nest().shape[i];
  }
  return true;
}

bool BlockRun::still_from(int k, int dim) const noexcept {
  for (int i = dim; i < nest().ndim; ++i) {
    if (stride(k, i) != 0) return false;
  }
  return true;
}

bool BlockRun::runs_along_rows() const noexcept {
  if (plan_.masked) return false;
  const int inner = nest().ndim - 1;
  for (int k = 0; k < nest().operands; ++k) {
    if (!usable_[k] || (stride(k, inner) != memory_size(k) && (is_out(k) || stride(k, inner) != 0))) return false;
  }
  return true;
}

int BlockRun::moving_inputs() const noexcept {
  int moving = 0;
  for (int k = 0; k < out(); ++k) moving += !still_from(k, 0);
  return moving;
}

int64_t BlockRun::buffer_elements(int64_t bytes) const noexcept {
  int64_t size = 1;
  for (int k = 0; k < mask(); ++k) size = std::max({size, memory_size(k), kernel_size(k)});
  return bytes / size;
}

void BlockRun::choose_boxes(int64_t traffic) noexcept {
  const int inner = nest().ndim - 1;
  open_grid(grid_, nest());
  rows_dim_ = -1;
  if (inner >= 1 && nest().shape[inner] >= kLeastRun && runs_along_rows()) {
    rows_dim_ = inner - 1;
    grid_.block[inner] = even_block(nest().shape[inner], kDirectElements);
    grid_.block[rows_dim_] = even_block(nest().shape[rows_dim_], kDirectElements / grid_.block[inner]);
  } else {
    const bool take_turns = traffic > kCachedBytes && moving_inputs() > 1;
    first_dim_ = grow_boxes(grid_, nest(), buffer_elements(take_turns ? kMemoryBlockBytes : kBufferBytes));
    const int tiled = transposed_dim(nest(), nest().operands, first_dim_, grid_.block[first_dim_]);
    if (tiled >= 0) {
      rows_dim_ = tiled;
      open_grid(grid_, nest());
      grid_.block[inner] = even_block(nest().shape[inner], kTileRun);
      grid_.block[tiled] =
          even_block(nest().shape[tiled], std::max<int64_t>(1, buffer_elements(kBufferBytes) / grid_.block[inner]));
    }
  }
  close_grid(grid_, nest());
}

void BlockRun::choose_accesses() noexcept {
  const int inner = nest().ndim - 1;
  const int from = rows_dim_ < 0 ? first_dim_ : inner;
  for (int k = 0; k < nest().operands; ++k) {
    Access& access = access_[k];
    access.scalar = k < out() && still_from(k, from);
    access.in_place = usable_[k] && (access.scalar || contiguous_from(k, from)) && (!is_out(k) || !plan_.masked);
    access.repeats = rows_dim_ >= 0 && !is_out(k) && stride(k, rows_dim_) == 0;
  }
}

// The dimensions of a box and its strides in operand k; returns their number.
int BlockRun::box_layout(int k, const BoxCursor& cursor, int64_t* shape, int64_t* strides) const noexcept {
  const int inner = nest().ndim - 1;
  if (rows_dim_ >= 0) {
    shape[0] = access_[k].repeats ? 1 : cursor.length(rows_dim_);
    strides[0] = stride(k, rows_dim_);
    shape[1] = access_[k].scalar ? 1 : cursor.length(inner);
    strides[1] = stride(k, inner);
    return 2;
  }
  int dims = 0;
  for (int i = first_dim_; i <= inner; ++i, ++dims) {
    shape[dims] = access_[k].scalar ? 1 : cursor.length(i);
    strides[dims] = stride(k, i);
  }
  return dims;
}

// Brings input (or mask) k of the box to `to`: contiguous, aligned, in the kernel's dtype and byte order.
void BlockRun::gather(int k, const BoxCursor& cursor, Buffers& buffers, char* to) const noexcept {
  const int64_t size = memory_size(k);
  int64_t shape[kMaxDims], from_strides[kMaxDims], to_strides[kMaxDims];
  const int dims = box_layout(k, cursor, shape, from_strides);
  const int64_t elements = contiguous_strides(dims, shape, size, to_strides);
  char* const raw = casts_[k] != nullptr ? buffers.cast : to;
  copy_box(layout_.copy[item_size_index(size)], size, dims, shape, raw, to_strides, cursor.at(k), from_strides, false);
  if (k != mask() && plan_.operands[k].swap) swap_elements(layout_, plan_.operands[k].memory, raw, elements);
  if (casts_[k] != nullptr) casts_[k]({{raw, nullptr, nullptr}, to, elements, 0, false});
}

// A masked run is computed whole. Where that ends in a domain error it is computed again for the elements that the mask
// selects only, since the others must not fail.
int BlockRun::call_kernel(const ElementwiseCall& call, const uint8_t* mask) const noexcept {
  const int result = plan_.kernel(call);
  if (result == 0 || mask == nullptr) return result;
  for (int64_t i = 0; i < call.n; ++i) {
    if (mask[i] == 0) continue;
    int64_t end = i + 1;
    while (end < call.n && mask[end] != 0) ++end;
    ElementwiseCall part = call;
    part.n = end - i;
    part.out = static_cast<char*>(call.out) + i * kernel_size(out());
    if (plan_.outputs == 2) part.second = static_cast<char*>(call.second) + i * kernel_size(out() + 1);
    for (int k = 0; k < plan_.inputs; ++k) {
      if ((call.scalars >> k & 1) == 0) part.in[k] = static_cast<const char*>(call.in[k]) + i * kernel_size(k);
    }
    const int failure = plan_.kernel(part);
    if (failure != 0) return failure;
    i = end;
  }
  return 0;
}

// Notes what a run of bytes holds; nonzero when there is nothing more to be found.
int BlockRun::look_at(const uint8_t* bytes, const uint8_t* mask, int64_t n) const noexcept {
  Findings& findings = *plan_.findings;
  uint8_t bits = 0;
  if (mask == nullptr) {
    for (int64_t i = 0; i < n; ++i) bits |= bytes[i] ^ findings.flip;
  } else {
    for (int64_t i = 0; i < n; ++i) bits |= mask[i] != 0 ? bytes[i] ^ findings.flip : 0;
  }
  uint8_t seen = findings.seen.load(std::memory_order_relaxed);
  if ((bits & ~seen) != 0) seen = findings.seen.fetch_or(bits, std::memory_order_relaxed) | bits;
  return findings.enough != 0 && (seen & findings.enough) == findings.enough ? static_cast<int>(ErrorCode::kAborted)
                                                                             : 0;
}

// Elements [begin, end) of operands that are all in place, in pieces whose findings fit a buffer.
int BlockRun::run_pieces(ElementwiseCall call, int64_t begin, int64_t end) const noexcept {
  alignas(64) uint8_t found[kBufferBytes];
  const void* first[3] = {};
  for (int k = 0; k < plan_.inputs; ++k) first[k] = call.in[k];
  call.out = found;
  for (int64_t i = begin; i < end; i += kBufferBytes) {
    call.n = std::min(kBufferBytes, end - i);
    for (int k = 0; k < plan_.inputs; ++k) {
      if ((call.scalars >> k & 1) == 0) call.in[k] = static_cast<const char*>(first[k]) + (i - begin) * kernel_size(k);
    }
    int result = plan_.kernel(call);
    if (result == 0) result = look_at(found, nullptr, call.n);
    if (result != 0) return result;
  }
  return 0;
}

// Writes a computed box of output k from its buffer to its memory. mask_step leads from one row of the mask to the
// next.
void BlockRun::store(int k, const BoxCursor& cursor, Buffers& buffers, const char* mask,
                     int64_t mask_step) const noexcept {
  const int64_t size = memory_size(k);
  int64_t shape[kMaxDims], to_strides[kMaxDims], from_strides[kMaxDims];
  const int dims = box_layout(k, cursor, shape, to_strides);
  const int64_t elements = contiguous_strides(dims, shape, size, from_strides);
  char* from = buffers.out[k - out()];
  if (casts_[k] != nullptr) {
    casts_[k]({{from, nullptr, nullptr}, buffers.cast, elements, 0, false});
    from = buffers.cast;
  }
  if (plan_.operands[k].swap) swap_elements(layout_, plan_.operands[k].memory, from, elements);
  if (mask == nullptr) {
    copy_box(layout_.copy[item_size_index(size)], size, dims, shape, cursor.at(k), to_strides, from, from_strides,
             false);
    return;
  }
  const int last = dims - 1;
  int64_t index[kMaxDims];
  for (int i = 0; i < last; ++i) index[i] = 0;
  char* to = cursor.at(k);
  for (;;) {
    layout_.masked[item_size_index(size)](to, to_strides[last], from, reinterpret_cast<const uint8_t*>(mask),
                                          shape[last]);
    int i = last - 1;
    for (; i >= 0; --i) {
      if (++index[i] < shape[i]) {
        to += to_strides[i];
        break;
      }
      index[i] = 0;
      to -= (shape[i] - 1) * to_strides[i];
    }
    if (i < 0) return;
    from += shape[last] * size;
    mask += rows_dim_ >= 0 ? mask_step : shape[last];
  }
}

int BlockRun::run_boxes(int64_t first, int64_t last) noexcept {
  Buffers buffers;
  const int inner = nest().ndim - 1;
  // What the buffers hold: an operand that stays where it is from box to box is gathered once.
  const char* held_from[kMaxOperands] = {};
  int64_t held_length[kMaxOperands][2] = {};
  ElementwiseCall call{};
  for (int k = 0; k < plan_.inputs; ++k) call.scalars |= static_cast<uint32_t>(access_[k].scalar) << k;
  const bool direct_out = access_[out()].in_place;
  BoxCursor cursor(nest(), grid_, first);
  for (int64_t box = first; box < last; ++box, cursor.advance()) {
    int64_t rows = 1, run = 1;
    int64_t length[2];
    if (rows_dim_ < 0) {
      for (int i = first_dim_; i <= inner; ++i) run *= cursor.length(i);
      length[0] = run;
      length[1] = 0;
    } else {
      length[0] = rows = cursor.length(rows_dim_);
      length[1] = run = cursor.length(inner);
    }
    const char* at[kMaxOperands];
    for (int k = 0; k < nest().operands; ++k) {
      if (access_[k].in_place) {
        at[k] = cursor.at(k);
        continue;
      }
      at[k] = is_out(k) ? buffers.out[k - out()] : k == mask() ? buffers.mask : buffers.in[k];
      if (is_out(k)) continue;
      // Boxes of one run shrink at the end of their outermost dimension only, so a shorter one is a prefix.
      const bool held = held_from[k] == cursor.at(k) && length[1] == held_length[k][1] &&
                        (rows_dim_ < 0 ? length[0] <= held_length[k][0] : length[0] == held_length[k][0]);
      if (held) continue;
      gather(k, cursor, buffers, const_cast<char*>(at[k]));
      held_from[k] = cursor.at(k);
      held_length[k][0] = length[0];
      held_length[k][1] = length[1];
    }
    int64_t steps[kMaxOperands];  // from one row's run to the next
    for (int k = 0; k < nest().operands; ++k) {
      if (access_[k].in_place) {
        steps[k] = rows_dim_ >= 0 ? stride(k, rows_dim_) : 0;
      } else {
        steps[k] = access_[k].repeats ? 0 : kernel_size(k) * (access_[k].scalar ? 1 : run);
      }
    }
    call.n = run;
    call.stream = stream_ && direct_out && run * kernel_size(out()) >= kLeastStreamBytes;
    for (int64_t r = 0; r < rows; ++r) {
      for (int k = 0; k < plan_.inputs; ++k) call.in[k] = at[k] + r * steps[k];
      call.out = const_cast<char*>(at[out()]) + r * steps[out()];
      if (plan_.outputs == 2) call.second = const_cast<char*>(at[out() + 1]) + r * steps[out() + 1];
      const char* mask_row = plan_.masked ? at[mask()] + r * steps[mask()] : nullptr;
      const auto* const mask_bytes = reinterpret_cast<const uint8_t*>(mask_row);
      int result = call_kernel(call, mask_bytes);
      if (result == 0 && plan_.findings != nullptr) {
        result = look_at(static_cast<const uint8_t*>(call.out), mask_bytes, run);
      }
      if (result != 0) return result;
    }
    for (int k = out(); k < mask() && plan_.findings == nullptr; ++k) {
      if (access_[k].in_place) continue;
      store(k, cursor, buffers, plan_.masked ? at[mask()] : nullptr, plan_.masked ? steps[mask()] : 0);
    }
  }
  return 0;
}

// One dimension, everything in place: the kernel runs on whole chunks.
ErrorCode BlockRun::run_flat() noexcept {
  const int64_t n = nest().shape[0];
  int64_t bytes = kernel_size(out()) + (plan_.outputs == 2 ? kernel_size(out() + 1) : 0);
  uint32_t scalars = 0;
  for (int k = 0; k < plan_.inputs; ++k) {
    const bool scalar = stride(k, 0) == 0;
    scalars |= static_cast<uint32_t>(scalar) << k;
    if (!scalar) bytes += kernel_size(k);
  }
  const auto chunk = [&](int64_t begin, int64_t end) noexcept -> int {
    ElementwiseCall call{};
    for (int k = 0; k < plan_.inputs; ++k) {
      call.in[k] = nest().data[k] + ((scalars >> k & 1) != 0 ? 0 : begin * kernel_size(k));
    }
    call.out = nest().data[out()] + begin * kernel_size(out());
    if (plan_.outputs == 2) call.second = nest().data[out() + 1] + begin * kernel_size(out() + 1);
    call.n = end - begin;
    call.scalars = scalars;
    call.stream = stream_;
    return plan_.findings == nullptr ? plan_.kernel(call) : run_pieces(call, begin, end);
  };
  return run_chunks(cut_elements(n, bytes, plan_.cost, nest().data[out()], kernel_size(out())), plan_.mapped, chunk);
}

ErrorCode BlockRun::run() noexcept {
  int64_t bytes_per_element = 0;
  bool aliased = false;
  for (int k = 0; k < mask(); ++k) {
    if (is_out(k) || !still_from(k, 0)) bytes_per_element += memory_size(k);
    aliased |= k != out() && nest().data[k] == nest().data[out()];
  }
  const int64_t elements = nest_size(nest());
  stream_ = plan_.may_stream && !aliased && elements > cache_bytes() / bytes_per_element;

  bool flat = nest().ndim == 1 && !plan_.masked;
  for (int k = 0; k < nest().operands && flat; ++k) {
    if (k == out() && plan_.findings != nullptr) continue;
    flat = usable_[k] && (contiguous_from(k, 0) || (!is_out(k) && still_from(k, 0)));
  }
  if (flat) return run_flat();

  choose_boxes(elements * bytes_per_element);
  choose_accesses();
  const int64_t box_bytes = std::max<int64_t>(1, elements / grid_.boxes) * bytes_per_element;
  return run_chunks(cut_units(grid_.boxes, box_bytes, plan_.cost), plan_.mapped,
                    [this](int64_t begin, int64_t end) noexcept -> int { return run_boxes(begin, end); });
}

}  // namespace

ErrorCode run_blocks(const BlockPlan& plan) noexcept { return BlockRun(plan).run(); }

}  // namespace nds
