// The compiled harness: the engine's plans and kernels without Node.
// Usage: nds_bench --serve                     as a runner of npm run bench
//        nds_bench [--cases=FILE] [OPTION ...]  Google Benchmark, with a benchmark for each line of the file
//                                               (npm run bench -- --list-native writes one) beside those of the pool
#include <benchmark/benchmark.h>

#include <cstring>
#include <fstream>
#include <iostream>

#include "core/cpu.h"
#include "core/thread_pool.h"
#include "job.h"
#include "serve.h"

namespace {

void register_cases(const char* file) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    benchmark::RegisterBenchmark(line.c_str(), [line](benchmark::State& state) {
      const std::unique_ptr<nds::bench::Job> job = nds::bench::make_job(line);
      for (auto _ : state) {
        if (job->run() != nds::ErrorCode::kOk) {
          state.SkipWithError("the job failed");
          break;
        }
        benchmark::ClobberMemory();
      }
    })->UseRealTime();
  }
}

}  // namespace

int main(int argc, char** argv) {
  static constexpr char kCases[] = "--cases=";
  benchmark::Initialize(&argc, argv);
  if (argc == 2 && std::strcmp(argv[1], "--serve") == 0) return nds::bench::serve();
  if (argc >= 2 && std::strncmp(argv[1], kCases, sizeof kCases - 1) == 0) {
    register_cases(argv[1] + sizeof kCases - 1);
    argv[1] = argv[0];
    --argc;
    ++argv;
  }
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("target", nds::target_name(nds::active_target()));
  benchmark::AddCustomContext("threads", std::to_string(nds::num_threads()));
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
