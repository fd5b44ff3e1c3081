// Batcher's odd-even merge sort of 16 keys in registers, without branches: for short rows of random order, where
// insertion mispredicts a branch per element.
#pragma once
#include <cstdint>
#include <type_traits>
#include <utility>

namespace nds {

inline constexpr int kNetworkKeys = 16;

namespace detail {

struct Exchange {
  uint8_t low, high;
};
inline constexpr int kExchanges = 63;

constexpr auto make_network() {
  struct {
    Exchange steps[kExchanges];
  } network{};
  int count = 0;
  for (int p = 1; p < kNetworkKeys; p *= 2) {
    for (int k = p; k >= 1; k /= 2) {
      for (int j = k % p; j + k < kNetworkKeys; j += 2 * k) {
        for (int i = 0; i < k && i + j + k < kNetworkKeys; ++i) {
          if ((i + j) / (2 * p) != (i + j + k) / (2 * p)) continue;
          network.steps[count++] = {static_cast<uint8_t>(i + j), static_cast<uint8_t>(i + j + k)};
        }
      }
    }
  }
  return network;
}
inline constexpr auto kNetwork = make_network();

template <class T>
[[gnu::always_inline]] inline void exchange(T& low, T& high) noexcept {
  const T a = low, b = high;
  low = b < a ? b : a;
  high = b < a ? a : b;
}

template <class T, size_t... kStep>
[[gnu::always_inline]] inline void run_network(T* keys, std::index_sequence<kStep...>) noexcept {
  (exchange(keys[kNetwork.steps[kStep].low], keys[kNetwork.steps[kStep].high]), ...);
}

}  // namespace detail

// Sorts n <= 16 integers; `last` sorts behind, or with, the last of them.
template <class T>
void network_sort(T* items, int64_t n, T last) noexcept {
  // Narrow keys are widened: g++ would make vectors of them, and shuffle those.
  using Word = std::conditional_t<(sizeof(T) < 8), int64_t, T>;
  Word keys[kNetworkKeys];
  for (int64_t i = 0; i < kNetworkKeys; ++i) keys[i] = i < n ? items[i] : last;
  detail::run_network(keys, std::make_index_sequence<detail::kExchanges>());
  for (int64_t i = 0; i < n; ++i) items[i] = static_cast<T>(keys[i]);
}

}  // namespace nds
