#include "core/allocator.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <limits>
#include <random>
#include <thread>
#include <vector>

#include "core/platform.h"
#include "process.h"

using nds::allocate_block;
using nds::allocate_growable;
using nds::allocator_status;
using nds::Block;
using nds::grow_block;
using nds::release_block;
using test_process::exited_with;
using test_process::in_child;

namespace {

constexpr int64_t kMiB = int64_t{1} << 20;

bool all_are(const char* data, int64_t bytes, char value) {
  for (int64_t i = 0; i < bytes; ++i) {
    if (data[i] != value) return false;
  }
  return true;
}

struct Limit {
  explicit Limit(int64_t bytes) { nds::set_memory_limit(bytes); }
  ~Limit() { nds::set_memory_limit(0); }
};

// Blocks of the test end with it.
struct Blocks {
  std::vector<Block*> all;
  Block* take(int64_t bytes, bool zeroed = false) {
    bool over_limit = true;
    Block* block = allocate_block(bytes, zeroed, &over_limit);
    CHECK_FALSE(over_limit);
    REQUIRE(block != nullptr);
    all.push_back(block);
    return block;
  }
  ~Blocks() {
    for (Block* block : all) release_block(block);
  }
};

}  // namespace

TEST_CASE("blocks are aligned and hold what was asked, with at most 12.5 % of slack from 2 MiB on") {
  Blocks blocks;
  for (const int64_t bytes :
       {int64_t{0}, int64_t{1}, int64_t{64}, int64_t{65}, int64_t{257}, int64_t{4097}, int64_t{131'072},
        int64_t{131'073}, 2 * kMiB - 1, 2 * kMiB, 2 * kMiB + 1, int64_t{20'000'000}, 33 * kMiB, int64_t{160'000'001}}) {
    nds::trim_pool(0);
    const Block* block = blocks.take(bytes);
    CHECK(block->bytes == bytes);
    CHECK(block->capacity >= bytes);
    CHECK(block->references == 1);
    const auto address = reinterpret_cast<uintptr_t>(block->data);
    CHECK(address % (bytes >= 2 * kMiB ? static_cast<uintptr_t>(2 * kMiB) : 64u) == 0);
    if (bytes >= 2 * kMiB) CHECK(block->capacity - bytes <= bytes / 8);
    if (bytes > 256) CHECK(block->capacity - bytes <= bytes / 4);
  }
}

TEST_CASE("blocks do not overlap") {
  Blocks blocks;
  std::mt19937 random(1);
  for (int i = 0; i < 400; ++i) {
    const int64_t bytes = 1 + static_cast<int64_t>(random() % (i % 10 == 0 ? 3'000'000 : 20'000));
    Block* block = blocks.take(bytes);
    std::memset(block->data, i % 127, static_cast<size_t>(bytes));
    if (i % 3 == 2) {
      release_block(blocks.all[static_cast<size_t>(i / 2) % blocks.all.size()]);
      blocks.all.erase(blocks.all.begin() + static_cast<long>(static_cast<size_t>(i / 2) % blocks.all.size()));
    }
  }
  for (const Block* block : blocks.all) CHECK(all_are(block->data, block->bytes, block->data[0]));
}

TEST_CASE("a freed large block is handed out again, the last one freed first, also for a little less") {
  nds::trim_pool(0);
  bool over_limit;
  Block* first = allocate_block(20'000'000, false, &over_limit);
  Block* second = allocate_block(20'000'000, false, &over_limit);
  char* const first_data = first->data;
  char* const second_data = second->data;
  release_block(first);
  release_block(second);
  CHECK(allocator_status().pooled >= 40'000'000);
  Block* third = allocate_block(20'000'000, false, &over_limit);
  CHECK(third->data == second_data);
  Block* fourth = allocate_block(17'500'000, false, &over_limit);
  CHECK(fourth->data == first_data);
  CHECK(allocator_status().pooled == 0);
  release_block(third);
  Block* much_less = allocate_block(10'000'000, false, &over_limit);
  CHECK(much_less->data != second_data);
  release_block(fourth);
  release_block(much_less);
}

TEST_CASE("zeroed blocks are zero, fresh or used before") {
  for (const int64_t bytes : {int64_t{100}, int64_t{5000}, int64_t{100'000}, int64_t{1'000'000}, 5 * kMiB, 40 * kMiB}) {
    bool over_limit;
    Block* dirty = allocate_block(bytes, false, &over_limit);
    std::memset(dirty->data, 7, static_cast<size_t>(dirty->capacity));
    char* const data = dirty->data;
    release_block(dirty);
    Block* zeroed = allocate_block(bytes, true, &over_limit);
    CHECK(zeroed->data == data);
    CHECK(all_are(zeroed->data, bytes, 0));
    release_block(zeroed);
    nds::trim_pool(0);
    zeroed = allocate_block(bytes, true, &over_limit);
    CHECK(all_are(zeroed->data, bytes, 0));
    release_block(zeroed);
  }
}

TEST_CASE("large zeros take no memory until they are written") {
  if (!test_process::linux_platform()) return;  // resident memory is not to be had portably
  Blocks blocks;
  const int64_t before = nds::platform::memory_status().rss;
  Block* block = blocks.take(int64_t{2} << 30, true);
  CHECK(nds::platform::memory_status().rss - before < 64 * kMiB);
  CHECK(block->data[(int64_t{2} << 30) - 1] == 0);
}

TEST_CASE("a loop of temporaries stays within the blocks that live at once") {
  nds::trim_pool(0);
  std::vector<Block*> window;
  bool over_limit;
  for (int i = 0; i < 100; ++i) {
    window.push_back(allocate_block(20'000'000, false, &over_limit));
    REQUIRE(window.back() != nullptr);
    window.back()->data[0] = 1;
    if (window.size() == 8) {
      for (Block* block : window) release_block(block);
      window.clear();
    }
    const nds::AllocatorStatus status = allocator_status();
    REQUIRE(status.live + status.pooled <= 8 * 21 * kMiB);
  }
  for (Block* block : window) release_block(block);
}

TEST_CASE("references keep a block") {
  bool over_limit;
  const int64_t blocks = allocator_status().blocks;
  Block* block = allocate_block(1000, false, &over_limit);
  nds::retain_block(block);
  release_block(block);
  CHECK(allocator_status().blocks == blocks + 1);
  release_block(block);
  CHECK(allocator_status().blocks == blocks);
}

TEST_CASE("live and peak bytes are counted exactly") {
  const int64_t live = allocator_status().live;
  nds::reset_peak();
  bool over_limit;
  Block* block = allocate_block(20'000'001, true, &over_limit);
  CHECK(allocator_status().live == live + 20'000'001);
  release_block(block);
  CHECK(allocator_status().live == live);
  CHECK(allocator_status().peak == live + 20'000'001);
  nds::reset_peak();
  CHECK(allocator_status().peak == live);
  nds::account_mapped(123);
  CHECK(allocator_status().mapped == 123);
  nds::account_mapped(-123);
}

TEST_CASE("the limit is told before allocating, and pooled blocks are given up for it") {
  nds::trim_pool(0);
  bool over_limit;
  release_block(allocate_block(50'000'000, false, &over_limit));
  REQUIRE(allocator_status().pooled > 0);
  const int64_t live = allocator_status().live;
  const Limit limit(live + 100'000'000);
  CHECK(allocator_status().limit == live + 100'000'000);
  Block* all = allocate_block(100'000'000, false, &over_limit);
  REQUIRE(all != nullptr);
  CHECK_FALSE(over_limit);
  CHECK(allocator_status().pooled == 0);
  CHECK(allocate_block(1, false, &over_limit) == nullptr);
  CHECK(over_limit);
  CHECK(allocator_status().live == live + 100'000'000);
  release_block(all);
  Block* again = allocate_block(1, false, &over_limit);
  CHECK(again != nullptr);
  release_block(again);
}

TEST_CASE("bytes held elsewhere count against the limit") {
  const int64_t live = allocator_status().live;
  const Limit limit(live + 10'000);
  CHECK(nds::account_external(9'000));
  CHECK_FALSE(nds::account_external(2'000));
  bool over_limit = false;
  CHECK(allocate_block(2'000, false, &over_limit) == nullptr);
  CHECK(over_limit);
  CHECK(nds::account_external(-9'000));
  CHECK(allocator_status().live == live);
}

TEST_CASE("absurd sizes are refused") {
  bool over_limit = false;
  for (const int64_t bytes : {int64_t{1} << 46, int64_t{1} << 62, std::numeric_limits<int64_t>::max()}) {
    CHECK(allocate_block(bytes, true, &over_limit) == nullptr);
    CHECK(over_limit);
  }
  CHECK(allocate_block(-1, true, &over_limit) == nullptr);
  const Limit limit(std::numeric_limits<int64_t>::max());
  CHECK(allocate_block(std::numeric_limits<int64_t>::max() / 2, true, &over_limit) == nullptr);
  // More than the machine has left is refused although the limit would allow it.
  over_limit = false;
  CHECK(allocate_block(int64_t{1} << 45, true, &over_limit) == nullptr);
  CHECK(over_limit);
}

TEST_CASE("growth happens in place and keeps the data") {
  for (const int64_t reserve : {int64_t{1000}, int64_t{100'000}, int64_t{1'500'000}, 64 * kMiB, int64_t{4} << 30}) {
    const int64_t live = allocator_status().live;
    bool over_limit;
    Block* block = allocate_growable(100, reserve, &over_limit);
    REQUIRE(block != nullptr);
    CHECK(block->reserved >= reserve);
    char* const data = block->data;
    std::memset(data, 5, 100);
    int64_t bytes = 100;
    while (bytes < std::min(reserve, 80 * kMiB)) {
      const int64_t more = std::min(bytes + bytes / 2, reserve);
      REQUIRE(grow_block(block, more, &over_limit));
      CHECK(block->capacity >= more);
      CHECK(block->data == data);
      std::memset(data + bytes, 5, static_cast<size_t>(more - bytes));
      bytes = more;
    }
    CHECK(all_are(data, bytes, 5));
    CHECK(block->bytes == bytes);
    CHECK(allocator_status().live == live + bytes);
    CHECK_FALSE(grow_block(block, block->reserved + 1, &over_limit));
    CHECK_FALSE(over_limit);
    CHECK(block->bytes == bytes);
    release_block(block);
    CHECK(allocator_status().live == live);
  }
}

TEST_CASE("growth obeys the limit") {
  const int64_t live = allocator_status().live;
  const Limit limit(live + 1'000'000);
  bool over_limit;
  Block* block = allocate_growable(500'000, 10'000'000, &over_limit);
  REQUIRE(block != nullptr);
  CHECK(grow_block(block, 1'000'000, &over_limit));
  CHECK_FALSE(grow_block(block, 1'000'001, &over_limit));
  CHECK(over_limit);
  CHECK(block->bytes == 1'000'000);
  release_block(block);
}

TEST_CASE("the nth allocation can be made to fail, and nothing is counted for it") {
  const nds::AllocatorStatus before = allocator_status();
  Blocks blocks;
  bool over_limit = true;
  nds::set_allocation_failure(2);
  blocks.take(5'000'000);
  CHECK(allocate_block(5'000'000, false, &over_limit) == nullptr);
  CHECK_FALSE(over_limit);
  Block* growable = allocate_growable(10, 1'000'000, &over_limit);
  blocks.all.push_back(growable);
  nds::set_allocation_failure(1);
  CHECK_FALSE(grow_block(growable, 900'000, &over_limit));
  CHECK(growable->bytes == 10);
  nds::set_allocation_failure(1);
  CHECK(allocate_growable(10, 1'000'000, &over_limit) == nullptr);
  nds::set_allocation_failure(0);
  CHECK(allocator_status().live == before.live + 5'000'010);
  CHECK(allocator_status().blocks == before.blocks + 2);
}

TEST_CASE("the pool is bounded and trims by age") {
  nds::trim_pool(0);
  bool over_limit;
  const int64_t bound = std::min(int64_t{1} << 30, nds::platform::memory_status().total / 8);
  Block* blocks[24];
  for (Block*& block : blocks) block = allocate_block(64 * kMiB, false, &over_limit);
  for (Block* block : blocks) {
    release_block(block);
    REQUIRE(allocator_status().pooled <= bound);
  }
  CHECK(allocator_status().pooled > 0);
  CHECK(nds::trim_idle(60'000) > 0);
  nds::trim_pool(2 * 64 * kMiB);
  CHECK(allocator_status().pooled == 2 * 64 * kMiB);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  release_block(allocate_block(3 * kMiB, false, &over_limit));
  CHECK(nds::trim_idle(10) == 3 * kMiB);
  nds::trim_pool(0);
  CHECK(allocator_status().pooled == 0);
}

TEST_CASE("small blocks give their memory back when all of a span are free") {
  nds::trim_pool(0);
  std::vector<Block*> blocks;
  bool over_limit;
  for (int i = 0; i < 5000; ++i) {
    blocks.push_back(allocate_block(4000, false, &over_limit));
    REQUIRE(blocks.back() != nullptr);
  }
  CHECK(allocator_status().pooled == 0);
  for (Block* block : blocks) release_block(block);
  CHECK(allocator_status().pooled >= 5000 * 4000);
  nds::trim_pool(0);
  CHECK(allocator_status().pooled == 0);
}

TEST_CASE("threads share the allocator") {
  const nds::AllocatorStatus before = allocator_status();
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&wrong, t] {
      std::mt19937 random(static_cast<unsigned>(t));
      std::vector<Block*> mine;
      for (int i = 0; i < 1500; ++i) {
        const int64_t bytes = 1 + static_cast<int64_t>(random() % (random() % 20 == 0 ? 6'000'000u : 30'000u));
        bool over_limit;
        Block* block = allocate_block(bytes, i % 4 == 0, &over_limit);
        if (block == nullptr) {
          ++wrong;
          continue;
        }
        if (i % 4 == 0 && (block->data[0] != 0 || block->data[bytes - 1] != 0)) ++wrong;
        block->data[0] = block->data[bytes - 1] = static_cast<char>(t + 1);
        mine.push_back(block);
        if (mine.size() > 20) {
          Block* old = mine.front();
          mine.erase(mine.begin());
          if (old->data[0] != t + 1 || old->data[old->bytes - 1] != t + 1) ++wrong;
          release_block(old);
        }
        if (i % 200 == 0) nds::trim_pool(10'000'000);
      }
      for (Block* block : mine) release_block(block);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(allocator_status().live == before.live);
  CHECK(allocator_status().blocks == before.blocks);
}

TEST_CASE("in a control group the end of memory is told, not met") {
  if (!test_process::linux_platform()) return;
  const test_process::MemoryGroup group(400 * kMiB);
  if (!group.usable()) return;
  nds::trim_pool(0);
  const int status = in_child([&] {
    group.join();
    nds::set_memory_limit(0);
    if (allocator_status().limit != 400 * kMiB) return 1;
    nds::set_memory_limit(int64_t{1} << 40);
    bool over_limit = false;
    int64_t held = 0;
    for (;;) {
      Block* block = allocate_block(8 * kMiB, false, &over_limit);
      if (block == nullptr) break;
      std::memset(block->data, 1, static_cast<size_t>(block->bytes));
      held += block->bytes;
    }
    return over_limit && held > 100 * kMiB ? 0 : 2;
  });
  CHECK(exited_with(status, 0));
}
