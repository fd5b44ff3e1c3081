// Engine blocks: memory of large arrays. Address space is reserved in 2 MiB-aligned pieces and committed with huge
// pages; freed blocks are kept by size class and handed out again while they are hot, trimmed when idle or over the
// limit. Process-wide and thread-safe (worker threads share it); it is one of the two mutable globals of the core (the
// other is the thread pool).
#pragma once
#include <cstddef>
#include <cstdint>

namespace nds {

struct Block {
  char* data;          // 64-byte aligned (2 MiB where the block is at least that large)
  int64_t bytes;       // asked for
  int64_t capacity;    // committed: can be used without another call
  int64_t reserved;    // address space that grow() may commit in place
  int32_t references;  // atomically counted by retain/release
  int32_t size_class;
};

struct AllocatorStatus {
  int64_t live;    // bytes in blocks that are referenced
  int64_t pooled;  // bytes in freed blocks kept for reuse
  int64_t peak;    // highest live since start or reset_peak()
  int64_t mapped;  // bytes of file maps (address space, not memory)
  int64_t limit;   // budget for live bytes
  int64_t blocks;  // number of live blocks
};

// A block of at least `bytes`, references = 1. zeroed: all bytes read as zero (lazily where the pages are fresh).
// Null with *over_limit = true when live bytes would pass the limit (pooled blocks are given up first), null with
// *over_limit = false when the system refused. Never throws.
Block* allocate_block(int64_t bytes, bool zeroed, bool* over_limit) noexcept;
// As allocate_block with address space reserved for at least `reserve_bytes`, so that grow_block works in place.
Block* allocate_growable(int64_t bytes, int64_t reserve_bytes, bool* over_limit) noexcept;
// Makes capacity at least `bytes` without moving the data; false when the reservation is too small, or (then
// *over_limit says) the limit or the system refuses.
bool grow_block(Block* block, int64_t bytes, bool* over_limit) noexcept;
void retain_block(Block* block) noexcept;
void release_block(Block* block) noexcept;  // the last release pools or frees it

AllocatorStatus allocator_status() noexcept;
void reset_peak() noexcept;
void set_memory_limit(int64_t bytes) noexcept;  // <= 0: back to the default (the machine's or cgroup's memory)
// Counts bytes held elsewhere on behalf of arrays (slabs, maps), so that status and limit see them.
// False (and nothing counted) when a positive delta would pass the limit.
bool account_external(int64_t delta) noexcept;
void account_mapped(int64_t delta) noexcept;  // MappedFile does this for its maps
void trim_pool(int64_t keep_bytes) noexcept;  // gives up the oldest pooled blocks
// Gives up pooled blocks that were freed more than max_age_ms ago; returns the bytes still pooled.
int64_t trim_idle(int64_t max_age_ms) noexcept;
// For tests: the nth next allocation or growth fails as if the system had refused it. 0 turns this off.
void set_allocation_failure(int64_t n) noexcept;

}  // namespace nds
