// A stable merge sort by comparison, for what has no vectorised sort: insertion in short runs, which are merged from
// scratch to items and back. Runs that are in order already are not looked at again. It ends, within its bounds, for
// any comparison.
#pragma once
#include <cstdint>
#include <cstring>
#include <utility>

namespace nds {

template <class T, class Less>
void insertion_sort(T* items, int64_t n, Less less) noexcept {
  for (int64_t i = 1; i < n; ++i) {
    const T item = items[i];
    int64_t at = i;
    for (; at > 0 && less(item, items[at - 1]); --at) items[at] = items[at - 1];
    items[at] = item;
  }
}

// to = the two runs [0, middle) and [middle, n) of `from`, merged; of equals those of the first run come first.
template <class T, class Less>
void merge_runs(const T* from, int64_t middle, int64_t n, T* to, Less less) noexcept {
  if (middle >= n || !less(from[middle], from[middle - 1])) {
    std::memcpy(static_cast<void*>(to), from, static_cast<size_t>(n) * sizeof(T));
    return;
  }
  const T* left = from;
  const T* right = from + middle;
  const T* const left_end = right;
  const T* const right_end = from + n;
  while (left < left_end && right < right_end) {
    const bool take_right = less(*right, *left);
    *to++ = take_right ? *right : *left;
    right += take_right;
    left += !take_right;
  }
  std::memcpy(static_cast<void*>(to), left, static_cast<size_t>(left_end - left) * sizeof(T));
  to += left_end - left;
  std::memcpy(static_cast<void*>(to), right, static_cast<size_t>(right_end - right) * sizeof(T));
}

// scratch: n items.
template <class T, class Less>
void merge_sort(T* items, int64_t n, T* scratch, Less less) noexcept {
  constexpr int64_t kRun = 16;
  for (int64_t i = 0; i < n; i += kRun) insertion_sort(items + i, n - i < kRun ? n - i : kRun, less);
  T* from = items;
  T* to = scratch;
  for (int64_t run = kRun; run < n; run *= 2) {
    for (int64_t i = 0; i < n; i += 2 * run) {
      const int64_t length = n - i < 2 * run ? n - i : 2 * run;
      merge_runs(from + i, run < length ? run : length, length, to + i, less);
    }
    std::swap(from, to);
  }
  if (from != items) std::memcpy(static_cast<void*>(items), from, static_cast<size_t>(n) * sizeof(T));
}

}  // namespace nds
