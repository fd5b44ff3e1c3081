#include "limits.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <vector>

#include "core/thread_pool.h"
#include "operands.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define NDS_BENCH_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define NDS_BENCH_CLONES
#endif

namespace nds::bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Span {
  double* out;
  const double* a;
  const double* b;
  int64_t n;
};

volatile uint64_t sink;

NDS_BENCH_CLONES void read(const Span& s) {
  const uint64_t* a = reinterpret_cast<const uint64_t*>(s.a);
  uint64_t sum = 0;
  for (int64_t i = 0; i < s.n; ++i) sum += a[i];
  sink = sum;
}
NDS_BENCH_CLONES void fill(const Span& s) {
  for (int64_t i = 0; i < s.n; ++i) s.out[i] = 3.0;
}
NDS_BENCH_CLONES void copy(const Span& s) { std::memcpy(s.out, s.a, static_cast<size_t>(s.n) * sizeof(double)); }
NDS_BENCH_CLONES void triad(const Span& s) {
  for (int64_t i = 0; i < s.n; ++i) s.out[i] = s.a[i] + s.b[i];
}
NDS_BENCH_CLONES void in_place(const Span& s) {
  for (int64_t i = 0; i < s.n; ++i) s.out[i] += 1.0;
}

#if defined(__x86_64__)
// Four pages are written side by side: more lines are on their way than the write-combining of one page allows.
constexpr int64_t kPage = 4096 / sizeof(double);

template <class F>
void streamed(const Span& s, F value) {
  int64_t i = 0;
  for (; i + 4 * kPage <= s.n; i += 4 * kPage) {
    for (int64_t j = 0; j < kPage; j += 8) {
      for (int64_t page = 0; page < 4; ++page) {
        for (int64_t k = i + page * kPage + j, end = k + 8; k < end; k += 2) _mm_stream_pd(s.out + k, value(k));
      }
    }
  }
  for (; i < s.n; ++i) s.out[i] = 1.0;
  _mm_sfence();
}
void streamed_fill(const Span& s) {
  streamed(s, [](int64_t) { return _mm_set1_pd(3.0); });
}
void streamed_copy(const Span& s) {
  streamed(s, [a = s.a](int64_t k) { return _mm_load_pd(a + k); });
}
void streamed_triad(const Span& s) {
  streamed(s, [a = s.a, b = s.b](int64_t k) { return _mm_add_pd(_mm_load_pd(a + k), _mm_load_pd(b + k)); });
}
#endif

using Loop = void (*)(const Span&);

struct Kind {
  const char* name;
  int reads;
  int writes;
  std::vector<Loop> loops;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {
#if defined(__x86_64__)
    {"read", 1, 0, {read}},
    {"fill", 0, 1, {fill, streamed_fill}},
    {"copy", 1, 1, {copy, streamed_copy}},
    {"triad", 2, 1, {triad, streamed_triad}},
#else
    {"read", 1, 0, {read}},
    {"fill", 0, 1, {fill}},
    {"copy", 1, 1, {copy}},
    {"triad", 2, 1, {triad}},
#endif
    {"inPlace", 1, 1, {in_place}},
  };
  return all;
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// The fastest of several runs of at least 2 ms each: a limit is what was reached once.
template <class F>
double best_seconds(F run) {
  run();
  int64_t count = 1;
  double best = 1e9;
  for (int round = 0; round < 7;) {
    const Clock::time_point start = Clock::now();
    for (int64_t i = 0; i < count; ++i) run();
    const double seconds = seconds_since(start);
    if (seconds < 2e-3) {
      count *= 4;
      continue;
    }
    best = std::min(best, seconds / static_cast<double>(count));
    ++round;
  }
  return best;
}

double best_of(Loop loop, const Span& whole, int64_t tasks) {
  // Parts begin at multiples of 64 bytes.
  const int64_t part = (whole.n / tasks + 7) / 8 * 8;
  return best_seconds([&] {
    parallel_for(tasks, [&](int64_t i) noexcept {
      const int64_t start = std::min(whole.n, i * part);
      const int64_t n = std::min(whole.n, start + part) - start;
      const auto at = [start](auto* p) { return p == nullptr ? p : p + start; };
      if (n > 0) loop({at(whole.out), at(whole.a), at(whole.b), n});
    });
  });
}

#if defined(__x86_64__)
constexpr int64_t kChains = 16;
constexpr int64_t kSteps = 20'000;

__attribute__((target("avx512f"))) void fma_avx512_double() {
  __m512d x[kChains];
  for (auto& one : x) one = _mm512_set1_pd(1.0);
  const __m512d m = _mm512_set1_pd(0.999999);
  const __m512d a = _mm512_set1_pd(1e-6);
  for (int64_t i = 0; i < kSteps; ++i) {
    for (auto& one : x) one = _mm512_fmadd_pd(one, m, a);
  }
  double sum = 0;
  for (auto& one : x) sum += one[0];
  sink = static_cast<uint64_t>(sum);
}
__attribute__((target("avx512f"))) void fma_avx512_single() {
  __m512 x[kChains];
  for (auto& one : x) one = _mm512_set1_ps(1.0f);
  const __m512 m = _mm512_set1_ps(0.9999f);
  const __m512 a = _mm512_set1_ps(1e-4f);
  for (int64_t i = 0; i < kSteps; ++i) {
    for (auto& one : x) one = _mm512_fmadd_ps(one, m, a);
  }
  float sum = 0;
  for (auto& one : x) sum += one[0];
  sink = static_cast<uint64_t>(sum);
}
constexpr int64_t kShortChains = 12;
__attribute__((target("avx2,fma"))) void fma_avx2_double() {
  __m256d x[kShortChains];
  for (auto& one : x) one = _mm256_set1_pd(1.0);
  const __m256d m = _mm256_set1_pd(0.999999);
  const __m256d a = _mm256_set1_pd(1e-6);
  for (int64_t i = 0; i < kSteps; ++i) {
    for (auto& one : x) one = _mm256_fmadd_pd(one, m, a);
  }
  double sum = 0;
  for (auto& one : x) sum += one[0];
  sink = static_cast<uint64_t>(sum);
}
__attribute__((target("avx2,fma"))) void fma_avx2_single() {
  __m256 x[kShortChains];
  for (auto& one : x) one = _mm256_set1_ps(1.0f);
  const __m256 m = _mm256_set1_ps(0.9999f);
  const __m256 a = _mm256_set1_ps(1e-4f);
  for (int64_t i = 0; i < kSteps; ++i) {
    for (auto& one : x) one = _mm256_fmadd_ps(one, m, a);
  }
  float sum = 0;
  for (auto& one : x) sum += one[0];
  sink = static_cast<uint64_t>(sum);
}
#endif

}  // namespace

double measure_bandwidth(const std::string& kind, int64_t bytes) {
  for (const Kind& one : kinds()) {
    if (kind != one.name) continue;
    const int64_t arrays = one.reads + (one.reads == 1 && one.writes == 1 && kind == "inPlace" ? 0 : one.writes);
    const int64_t n = std::max<int64_t>(64, bytes / arrays / static_cast<int64_t>(sizeof(double)));
    std::vector<std::unique_ptr<Array>> memory;
    const auto array = [&](bool wanted) -> double* {
      if (!wanted) return nullptr;
      memory.push_back(std::make_unique<Array>(DType::kFloat64, n));
      return reinterpret_cast<double*>(memory.back()->data());
    };
    double* a = array(kind != "inPlace" && one.reads > 0);
    double* b = array(one.reads > 1);
    double* out = array(one.writes > 0);
    double best = 1e9;
    for (const Loop loop : one.loops) {
      for (const int64_t tasks : {int64_t{1}, static_cast<int64_t>(num_threads())}) {
        best = std::min(best, best_of(loop, {out, a, b, n}, tasks));
      }
    }
    return static_cast<double>((one.reads + one.writes) * n) * sizeof(double) / best;
  }
  throw std::invalid_argument("there is no kind of traffic " + kind);
}

double measure_flops(bool single) {
#if defined(__x86_64__)
  void (*run)() = nullptr;
  int64_t lanes = 0;
  if (__builtin_cpu_supports("avx512f")) {
    run = single ? fma_avx512_single : fma_avx512_double;
    lanes = kChains * (single ? 16 : 8);
  } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    run = single ? fma_avx2_single : fma_avx2_double;
    lanes = kShortChains * (single ? 8 : 4);
  }
  if (run == nullptr) return 0;
  const int64_t tasks = num_threads();
  const double seconds = best_seconds([&] { parallel_for(tasks, [&](int64_t) noexcept { run(); }); });
  return static_cast<double>(2 * lanes * kSteps * tasks) / seconds;
#else
  static_cast<void>(single);
  return 0;
#endif
}

}  // namespace nds::bench
