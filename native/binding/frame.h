// The frame: one block of memory, made by lib/core/frame.ts, through which calls get arguments and give results.
// The slot numbers are the same as there. Sizes, strides and addresses are doubles (all below 2^53).
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

#include "plan/operand.h"

namespace nds::binding {

inline constexpr int kArgs = 0;
inline constexpr int kResults = 16;
inline constexpr int kNdim = 24;
inline constexpr int kFlags = 25;
inline constexpr int kShape = 32;
inline constexpr int kOperands = 96;
inline constexpr int kOperandSlots = 72;
inline constexpr int kOperandStrides = 8;
inline constexpr int kMaxOperands = 6;
inline constexpr int kScalars = kOperands + kMaxOperands * kOperandSlots;
inline constexpr int kAxes = kScalars + 16;
inline constexpr int kText = kAxes + 64;
inline constexpr int64_t kFrameBytes = 16384;

enum Flags : uint32_t { kFlagMapped = 1, kFlagWhere = 2, kFlagSwapFrom = 4, kFlagSwapTo = 8 };

class Frame {
 public:
  explicit Frame(double* slots = nullptr) noexcept : slots_(slots) {}
  double* slots() const noexcept { return slots_; }
  int64_t integer(int slot) const noexcept { return static_cast<int64_t>(slots_[slot]); }
  double number(int slot) const noexcept { return slots_[slot]; }
  char* address(int slot) const noexcept { return reinterpret_cast<char*>(static_cast<uintptr_t>(slots_[slot])); }
  void result(int k, double value) const noexcept { slots_[kResults + k] = value; }
  void result_address(int k, const void* p) const noexcept {
    slots_[kResults + k] = static_cast<double>(reinterpret_cast<uintptr_t>(p));
  }
  uint32_t flags() const noexcept { return static_cast<uint32_t>(slots_[kFlags]); }
  int ndim() const noexcept { return static_cast<int>(slots_[kNdim]); }
  void read_shape(int64_t* shape) const noexcept {
    for (int i = 0, n = ndim(); i < n; ++i) shape[i] = integer(kShape + i);
  }
  // Operand k; its strides are written to `strides` (ndim of them).
  Operand operand(int k, int64_t* strides) const noexcept {
    const int base = kOperands + k * kOperandSlots;
    for (int i = 0, n = ndim(); i < n; ++i) strides[i] = integer(base + kOperandStrides + i);
    return {address(base), static_cast<DType>(static_cast<int>(slots_[base + 1])), strides};
  }
  const void* scalar(int k) const noexcept { return slots_ + kScalars + 2 * k; }
  // Appends a string with its length to the text area; `at` is the byte position, moved on. Cut to fit.
  void text(size_t* at, std::string_view s) const noexcept {
    char* base = reinterpret_cast<char*>(slots_);
    const size_t room = static_cast<size_t>(kFrameBytes) - *at - 4;
    const uint32_t n = static_cast<uint32_t>(s.size() < room - 64 ? s.size() : room - 64);
    std::memcpy(base + *at, &n, 4);
    std::memcpy(base + *at + 4, s.data(), n);
    *at += 4 + n;
  }
  // Text passed in by TypeScript: one string, at kText.
  std::string_view text_in() const noexcept {
    uint32_t n;
    std::memcpy(&n, slots_ + kText, 4);
    return {reinterpret_cast<const char*>(slots_ + kText) + 4, n};
  }

 private:
  double* slots_;
};

}  // namespace nds::binding
