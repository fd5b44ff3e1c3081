#include "core/block_pool.h"

#include "core/platform.h"

namespace nds::detail {
namespace {

constexpr int kFirstLog = 8;  // 256 bytes: the doublings begin
constexpr int kHugeLog = 21;  // 2 MiB: the finer steps begin
constexpr int32_t kFirstFine = 4 + (kHugeLog - kFirstLog) * 4;
constexpr size_t kNodeChunk = size_t{64} << 10;

static_assert(kFirstFine + (46 - kHugeLog) * 8 <= kClassCount);

}  // namespace

int32_t class_of(int64_t bytes) noexcept {
  if (bytes <= 256) return bytes <= 64 ? 0 : static_cast<int32_t>((bytes - 1) / 64);
  const int log = 63 - __builtin_clzll(static_cast<uint64_t>(bytes - 1));
  const int64_t above = bytes - 1 - (int64_t{1} << log);
  if (log < kHugeLog) return 4 + (log - kFirstLog) * 4 + static_cast<int32_t>(above >> (log - 2));
  return kFirstFine + (log - kHugeLog) * 8 + static_cast<int32_t>(above >> (log - 3));
}

int64_t class_bytes(int32_t size_class) noexcept {
  if (size_class < 4) return (size_class + 1) * 64;
  if (size_class < kFirstFine) {
    const int log = kFirstLog + (size_class - 4) / 4;
    return (int64_t{1} << log) + ((size_class - 4) % 4 + 1) * (int64_t{1} << (log - 2));
  }
  const int log = kHugeLog + (size_class - kFirstFine) / 8;
  return (int64_t{1} << log) + ((size_class - kFirstFine) % 8 + 1) * (int64_t{1} << (log - 3));
}

void NodeList::push(Node* node) noexcept {
  node->previous = nullptr;
  node->next = front;
  if (front != nullptr) front->previous = node;
  front = node;
}

void NodeList::remove(Node* node) noexcept {
  if (node->previous != nullptr) {
    node->previous->next = node->next;
  } else {
    front = node->next;
  }
  if (node->next != nullptr) node->next->previous = node->previous;
  node->next = node->previous = nullptr;
}

Node* BlockPool::new_node() noexcept {
  if (free_nodes_ == nullptr) {
    void* chunk = platform::reserve(kNodeChunk, platform::page_size());
    if (chunk == nullptr) return nullptr;
    if (!platform::commit(chunk, kNodeChunk, false)) {
      platform::unreserve(chunk, kNodeChunk);
      return nullptr;
    }
    auto* nodes = static_cast<Node*>(chunk);
    for (size_t i = kNodeChunk / sizeof(Node); i-- > 0;) free_node(&nodes[i]);
  }
  Node* node = free_nodes_;
  free_nodes_ = node->next;
  *node = Node{};
  return node;
}

void BlockPool::free_node(Node* node) noexcept {
  node->next = free_nodes_;
  free_nodes_ = node;
}

void BlockPool::unlink(Node* node) noexcept {
  by_class_[node->block.size_class].remove(node);
  (node->newer != nullptr ? node->newer->older : newest_) = node->older;
  (node->older != nullptr ? node->older->newer : oldest_) = node->newer;
  node->newer = node->older = nullptr;
  bytes_ -= node->block.capacity;
}

Node* BlockPool::take(int32_t size_class) noexcept {
  const int64_t largest = class_bytes(size_class) / 4 * 5;
  for (int32_t c = size_class; c < kClassCount && class_bytes(c) <= largest; ++c) {
    Node* node = by_class_[c].front;
    if (node == nullptr) continue;
    unlink(node);
    return node;
  }
  return nullptr;
}

void BlockPool::put(Node* node, int64_t now) noexcept {
  node->freed_at = now;
  node->fresh = false;
  by_class_[node->block.size_class].push(node);
  node->newer = nullptr;
  node->older = newest_;
  (newest_ != nullptr ? newest_->newer : oldest_) = node;
  newest_ = node;
  bytes_ += node->block.capacity;
}

Node* BlockPool::take_oldest() noexcept {
  Node* node = oldest_;
  if (node != nullptr) unlink(node);
  return node;
}

Node* BlockPool::take_slot(int32_t size_class, bool* fresh) noexcept {
  Node* span = spans_[size_class].front;
  if (span == nullptr) return nullptr;
  const int64_t bytes = class_bytes(size_class);
  Node* slot = span->free_slots;
  if (slot != nullptr) {
    span->free_slots = slot->next;
    slot->next = nullptr;
    *fresh = false;
  } else {
    slot = new_node();
    if (slot == nullptr) return nullptr;
    slot->block.data = span->block.data + span->carved * bytes;
    slot->block.capacity = slot->block.reserved = bytes;
    slot->block.size_class = size_class;
    slot->span = span;
    ++span->carved;
    *fresh = span->fresh;
  }
  ++span->live;
  const bool full = span->free_slots == nullptr && (span->carved + 1) * bytes > span->block.capacity;
  if (full) spans_[size_class].remove(span);
  return slot;
}

void BlockPool::add_span(Node* span, int32_t size_class) noexcept {
  span->slot_class = size_class;
  span->live = span->carved = 0;
  span->free_slots = nullptr;
  spans_[size_class].push(span);
}

void BlockPool::drop_span(Node* span) noexcept { spans_[span->slot_class].remove(span); }

Node* BlockPool::put_slot(Node* slot) noexcept {
  Node* span = slot->span;
  NodeList& spans = spans_[span->slot_class];
  const bool was_full =
      span->free_slots == nullptr && (span->carved + 1) * class_bytes(span->slot_class) > span->block.capacity;
  slot->next = span->free_slots;
  span->free_slots = slot;
  if (was_full) spans.push(span);
  if (--span->live > 0) return nullptr;
  spans.remove(span);
  while (span->free_slots != nullptr) {
    Node* freed = span->free_slots;
    span->free_slots = freed->next;
    free_node(freed);
  }
  return span;
}

}  // namespace nds::detail
