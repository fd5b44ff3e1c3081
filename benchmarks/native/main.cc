// The compiled harness: the engine's plans and kernels without Node. Options are Google Benchmark's.
#include <benchmark/benchmark.h>

#include <string>

#include "core/cpu.h"
#include "core/thread_pool.h"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("target", nds::target_name(nds::active_target()));
  benchmark::AddCustomContext("threads", std::to_string(nds::num_threads()));
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
