// The bookkeeping of the allocator: size classes, block headers, the pool of freed mappings and the spans that small
// blocks are cut from. Nothing here locks: the allocator calls it under its mutex.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/allocator.h"

namespace nds::detail {

inline constexpr int64_t kHugePage = int64_t{2} << 20;
inline constexpr int64_t kSpanBytes = int64_t{1} << 20;
// Blocks up to here are cut from spans; larger ones are mappings of their own.
inline constexpr int64_t kMaxSpanBlock = int64_t{128} << 10;
inline constexpr int64_t kMaxBlock = int64_t{1} << 46;
inline constexpr int32_t kNoClass = -1;

// Classes: multiples of 64 bytes up to 256, then 4 steps to each doubling, and from 2 MiB on 8 (at most 12.5 % slack).
int32_t class_of(int64_t bytes) noexcept;  // bytes in [0, kMaxBlock]
int64_t class_bytes(int32_t size_class) noexcept;
inline constexpr int32_t kClassCount = 256;

// A block with what the allocator knows about it. Headers live in memory of their own and are never given back.
struct Node {
  Block block;  // first: a Block* is a Node*
  Node* next;   // free headers; pooled blocks of a class; spans of a class with room; free slots of a span
  Node* previous;
  Node* newer;  // pooled blocks by the time they were freed
  Node* older;
  Node* span;          // of a block cut from a span: the header of that span's memory
  Node* free_slots;    // of a span: freed slots
  int64_t freed_at;    // milliseconds of a steady clock
  int32_t slot_class;  // of a span
  int32_t live;        // of a span: slots in use
  int32_t carved;      // of a span: slots that were ever used; those beyond are untouched
  bool fresh;          // untouched since it was mapped: reads as zeros
};

// Doubly linked by next/previous; the front is the hottest.
struct NodeList {
  Node* front = nullptr;
  void push(Node* node) noexcept;
  void remove(Node* node) noexcept;
};

class BlockPool {
 public:
  Node* new_node() noexcept;  // zeroed; null when the system refuses
  void free_node(Node* node) noexcept;

  // A pooled mapping of the class or of one up to 25 % larger, the last freed first; null when there is none.
  Node* take(int32_t size_class) noexcept;
  void put(Node* node, int64_t now) noexcept;
  // Unlinks the block that was freed first; null when the pool is empty.
  Node* take_oldest() noexcept;
  int64_t oldest_freed_at() const noexcept { return oldest_ == nullptr ? INT64_MAX : oldest_->freed_at; }
  int64_t bytes() const noexcept { return bytes_; }

  // A slot in a span of the class with room; null when there is no such span (then add_span) or header.
  Node* take_slot(int32_t size_class, bool* fresh) noexcept;
  void add_span(Node* span, int32_t size_class) noexcept;
  void drop_span(Node* span) noexcept;  // undoes add_span; no slot of it is in use
  // Gives a slot back; returns its span when that is now empty and unlinked, to be pooled.
  Node* put_slot(Node* slot) noexcept;

 private:
  void unlink(Node* node) noexcept;

  NodeList by_class_[kClassCount];
  NodeList spans_[kClassCount];
  Node* newest_ = nullptr;
  Node* oldest_ = nullptr;
  Node* free_nodes_ = nullptr;
  int64_t bytes_ = 0;
};

}  // namespace nds::detail
