// The compiled harness as one of the runners of a run: answers a request a line with a line of JSON.
#pragma once

namespace nds::bench {

// Requests:
//   prepare BATCH JOB   makes a job (see job.h) and runs it once; {"count", "first", "digest"} as in
//   ../python/runner.py time COUNT          {"seconds", "cpu"} per run, measured by Google Benchmark done forgets the
//   job bandwidth KIND BYTES, flops    limits of the machine: {"perSecond"}, {"float64", "float32"}
int serve();

}  // namespace nds::bench
