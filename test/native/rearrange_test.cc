// Rows joined from pieces and repeated runs against plain loops: every target, streamed or not, cut anywhere, and not
// a byte written beside the result.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/thread_pool.h"
#include "kernels/rearrange/pieces.h"
#include "plan/rearrange.h"
#include "random_layout.h"

namespace {

using namespace nds;
using namespace nds::test;
using Bytes = std::vector<char>;

constexpr int64_t kGuard = 128;
constexpr char kCanary = 0x5A;

std::vector<Target> supported_targets() {
  std::vector<Target> targets;
  for (int t = 0; t <= static_cast<int>(active_target()); ++t) targets.push_back(static_cast<Target>(t));
  return targets;
}

Bytes random_bytes(Generator& random, int64_t n) {
  Bytes bytes(static_cast<size_t>(n));
  for (char& byte : bytes) byte = static_cast<char>(pick(random, 0, 255));
  return bytes;
}

// Memory with canaries on both sides.
struct Guarded {
  explicit Guarded(int64_t n, int64_t shift = 0)
      : bytes(static_cast<size_t>(n + 2 * kGuard + shift), kCanary), size(n), start(kGuard + shift) {}
  char* data() { return bytes.data() + start; }
  Bytes result() const { return Bytes(bytes.begin() + start, bytes.begin() + start + size); }
  bool untouched_beside() const {
    for (int64_t i = 0; i < static_cast<int64_t>(bytes.size()); ++i) {
      if ((i < start || i >= start + size) && bytes[static_cast<size_t>(i)] != kCanary) return false;
    }
    return true;
  }
  Bytes bytes;
  int64_t size, start;
};

struct JoinCase {
  std::vector<Bytes> sources;
  std::vector<Piece> pieces;
  int64_t rows, row_bytes;
  Bytes expected;
};

JoinCase random_join(Generator& random, int64_t most_bytes, bool items) {
  JoinCase made;
  made.rows = pick(random, 1, 40);
  made.row_bytes = 0;
  const int64_t count = pick(random, 1, 6), item = int64_t{1} << pick(random, 0, 4);
  for (int64_t k = 0; k < count; ++k) {
    const int64_t bytes = items ? item : pick(random, 1, most_bytes);
    const int64_t from_row = bytes + pick(random, 0, 9);
    made.sources.push_back(random_bytes(random, from_row * made.rows));
    made.pieces.push_back({made.sources.back().data(), from_row, bytes, made.row_bytes});
    made.row_bytes += bytes;
  }
  for (int64_t r = 0; r < made.rows; ++r) {
    for (const Piece& piece : made.pieces) {
      const char* const from = piece.from + r * piece.from_row;
      made.expected.insert(made.expected.end(), from, from + piece.bytes);
    }
  }
  return made;
}

TEST_CASE("pieces join to rows, from any byte to any byte") {
  Generator random(1);
  for (int round = 0; round < 400; ++round) {
    const bool items = round % 3 == 0;
    JoinCase join = random_join(random, round % 2 == 0 ? 70 : 5000, items);
    const auto total = static_cast<int64_t>(join.expected.size());
    const int64_t begin = pick(random, 0, total - 1), end = pick(random, begin + 1, total);
    for (const Target target : supported_targets()) {
      for (const bool stream : {false, true}) {
        Guarded to(end - begin, round % 64);
        rearrange_kernels(target)->pieces({to.data() - begin, join.pieces.data(), static_cast<int>(join.pieces.size()),
                                           join.row_bytes, begin, end, items ? join.pieces[0].bytes : 0, stream});
        CHECK(to.result() == Bytes(join.expected.begin() + begin, join.expected.begin() + end));
        CHECK(to.untouched_beside());
      }
    }
  }
}

TEST_CASE("a join plan sets offsets, runs over threads and repeats a row whose stride is 0") {
  Generator random(2);
  for (const int threads : {1, 2, 3}) {
    set_num_threads(threads);
    for (int round = 0; round < 40; ++round) {
      JoinCase join = random_join(random, 30'000, round % 4 == 0);
      for (Piece& piece : join.pieces) piece.offset = -1;
      Guarded to(static_cast<int64_t>(join.expected.size()));
      CHECK(run_join({to.data(), join.rows, static_cast<int>(join.pieces.size()), join.pieces.data(), false}) ==
            ErrorCode::kOk);
      CHECK(to.result() == join.expected);
      CHECK(to.untouched_beside());
    }
  }
  Piece same{"abc", 0, 3, 0};
  Guarded to(9);
  CHECK(run_join({to.data(), 3, 1, &same, false}) == ErrorCode::kOk);
  CHECK(std::memcmp(to.data(), "abcabcabc", 9) == 0);
  Piece huge{"", 0, int64_t{1} << 62, 0};
  CHECK(run_join({to.data(), 4, 1, &huge, false}) == ErrorCode::kInvalidArgument);
  CHECK(run_join({to.data(), 4, 0, nullptr, false}) == ErrorCode::kOk);
}

Bytes repeated(const Bytes& from, int64_t outer, int64_t n, int64_t block, const std::vector<int64_t>& counts) {
  Bytes to;
  for (int64_t i = 0; i < outer * n; ++i) {
    for (int64_t c = 0; c < counts[static_cast<size_t>(i % n)]; ++c) {
      to.insert(to.end(), from.begin() + i * block, from.begin() + (i + 1) * block);
    }
  }
  return to;
}

TEST_CASE("blocks repeat, each as often or its own number of times, and nothing is written behind them") {
  Generator random(3);
  const int64_t sizes[] = {1, 2, 4, 8, 16, 3, 5, 24, 40, 64, 100, 2500};
  for (int round = 0; round < 600; ++round) {
    const int64_t block = sizes[round % 12];
    const int64_t n = pick(random, 1, block > 64 ? 6 : 300), most = pick(random, 0, round % 5 == 0 ? 200 : 12);
    const bool even = round % 2 == 0;
    std::vector<int64_t> counts;
    for (int64_t i = 0; i < n; ++i) counts.push_back(even ? most : pick(random, 0, most));
    const Bytes from = random_bytes(random, n * block);
    const Bytes expected = repeated(from, 1, n, block, counts);
    if (expected.empty()) continue;
    const auto total = static_cast<int64_t>(expected.size());
    // A call may begin within the first block's run and end anywhere: at whole items where blocks are items.
    const int64_t unit = block <= 16 && (block & (block - 1)) == 0 ? block : 1;
    const int64_t run = counts[0] * block;
    const int64_t skip = run == 0 ? 0 : pick(random, 0, (run - 1) / unit) * unit;
    const int64_t bytes = pick(random, 1, (total - skip) / unit) * unit;
    for (const Target target : supported_targets()) {
      const RearrangeKernels& kernels = *rearrange_kernels(target);
      const RepeatKernel kernel = block == 1    ? kernels.repeat_items[0]
                                  : block == 2  ? kernels.repeat_items[1]
                                  : block == 4  ? kernels.repeat_items[2]
                                  : block == 8  ? kernels.repeat_items[3]
                                  : block == 16 ? kernels.repeat_items[4]
                                                : kernels.repeat_blocks;
      for (const bool stream : {false, true}) {
        Guarded to(bytes, round % 7 * unit);
        kernel({to.data(), from.data(), n, block, even ? nullptr : counts.data(), most, skip, bytes, stream});
        CHECK(to.result() == Bytes(expected.begin() + skip, expected.begin() + skip + bytes));
        CHECK(to.untouched_beside());
      }
    }
  }
}

TEST_CASE("a repeat plan cuts rows over threads, and begins nothing that does not add up") {
  Generator random(4);
  for (const int threads : {1, 2, 3}) {
    set_num_threads(threads);
    for (int round = 0; round < 60; ++round) {
      const int64_t block = int64_t{1} << pick(random, 0, 5), outer = pick(random, 1, 5);
      const int64_t n = pick(random, 1, 30'000) / outer + 1;
      const bool even = round % 2 == 0;
      const int64_t most = pick(random, 1, 9);
      std::vector<int64_t> counts;
      int64_t total = 0;
      for (int64_t i = 0; i < n; ++i) counts.push_back(even ? most : pick(random, 0, most));
      for (const int64_t count : counts) total += count;
      const Bytes from = random_bytes(random, outer * n * block);
      Guarded to(outer * total * block);
      int64_t sum = -1;
      CHECK(add_counts(counts.data(), n, false, &sum) == ErrorCode::kOk);
      CHECK(sum == total);
      const RepeatPlan plan{to.data(), from.data(), outer, n, block, even ? nullptr : counts.data(),
                            most,      total,       false};
      CHECK(run_repeat(plan) == ErrorCode::kOk);
      CHECK(to.result() == repeated(from, outer, n, block, counts));
      CHECK(to.untouched_beside());
      if (even) continue;
      RepeatPlan lying = plan;
      ++lying.total;
      CHECK(run_repeat(lying) == ErrorCode::kInvalidArgument);
    }
  }
}

TEST_CASE("counts that are negative or overflow are told") {
  int64_t sum = 0;
  const std::vector<int64_t> negative = {1, 2, -1, 4};
  CHECK(add_counts(negative.data(), 4, false, &sum) == ErrorCode::kDomain);
  const std::vector<int64_t> large(300, int64_t{1} << 52);
  CHECK(add_counts(large.data(), 2, false, &sum) == ErrorCode::kOk);
  CHECK(sum == int64_t{1} << 53);
  CHECK(add_counts(large.data(), 3, false, &sum) == ErrorCode::kInvalidArgument);
  CHECK(add_counts(large.data(), 300, false, &sum) == ErrorCode::kInvalidArgument);
  const std::vector<int64_t> largest(4, INT64_MAX);
  CHECK(add_counts(largest.data(), 4, false, &sum) == ErrorCode::kInvalidArgument);
  CHECK(add_counts(nullptr, 0, false, &sum) == ErrorCode::kOk);
  CHECK(sum == 0);
}

TEST_CASE("triangles of matrices that lie one behind the other") {
  Generator random(5);
  for (int round = 0; round < 100; ++round) {
    const int64_t item = int64_t{1} << pick(random, 0, 4), matrices = pick(random, 1, 3);
    const int64_t rows = pick(random, 1, 20), columns = pick(random, 1, 20), diagonal = pick(random, -25, 25);
    const bool upper = round % 2 == 0;
    const Bytes from = random_bytes(random, matrices * rows * columns * item);
    Bytes expected = from;
    for (int64_t r = 0; r < matrices * rows; ++r) {
      for (int64_t c = 0; c < columns; ++c) {
        const bool before = c < r % rows + diagonal;
        if (before != upper) continue;
        std::memset(expected.data() + (r * columns + c) * item, 0, static_cast<size_t>(item));
      }
    }
    Guarded to(static_cast<int64_t>(from.size()));
    TriangleRows plan{};
    plan.to = to.data();
    plan.from = from.data();
    plan.rows = rows;
    plan.columns = columns;
    plan.item = item;
    plan.diagonal = diagonal;
    plan.upper = upper;
    CHECK(run_triangle(plan, matrices, false) == ErrorCode::kOk);
    CHECK(to.result() == expected);
    for (const Target target : supported_targets()) {
      plan.stream = true;
      plan.begin = 0;
      plan.end = matrices * rows;
      rearrange_kernels(target)->triangle(plan);
      CHECK(to.result() == expected);
    }
    CHECK(to.untouched_beside());
  }
}

TEST_CASE("places of inserted values keep the order of values for one position") {
  const std::vector<int64_t> positions = {2, 0, 2, 3, 0};
  std::vector<int64_t> starts(4), to(5);
  std::vector<uint8_t> kept(8);
  int64_t bad = 0;
  CHECK(insert_places(positions.data(), 5, 3, starts.data(), to.data(), kept.data(), &bad) == ErrorCode::kOk);
  CHECK(to == std::vector<int64_t>{4, 0, 5, 7, 1});
  CHECK(kept == std::vector<uint8_t>{0, 0, 1, 1, 0, 0, 1, 0});
  const std::vector<int64_t> outside = {1, 4};
  CHECK(insert_places(outside.data(), 2, 3, starts.data(), to.data(), kept.data(), &bad) ==
        ErrorCode::kInvalidArgument);
  CHECK(bad == 4);
}

}  // namespace
