// Working memory of one call: a block of the engine, which the memory limit counts.
#pragma once
#include "core/allocator.h"
#include "core/error.h"

namespace nds {

class Scratch {
 public:
  Scratch() noexcept = default;
  Scratch(const Scratch&) = delete;
  ~Scratch() {
    if (block_ != nullptr) release_block(block_);
  }

  // kMemoryLimit or kOutOfMemory when there is no such block to be had.
  [[nodiscard]] ErrorCode allocate(int64_t bytes) noexcept {
    bool over_limit = false;
    block_ = allocate_block(bytes, false, &over_limit);
    if (block_ != nullptr) return ErrorCode::kOk;
    return over_limit ? ErrorCode::kMemoryLimit : ErrorCode::kOutOfMemory;
  }
  char* data() const noexcept { return block_->data; }

 private:
  Block* block_ = nullptr;
};

}  // namespace nds
