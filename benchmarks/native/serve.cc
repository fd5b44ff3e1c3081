#include "serve.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iostream>
#include <stdexcept>

#include "core/cpu.h"
#include "core/thread_pool.h"
#include "job.h"
#include "limits.h"

namespace nds::bench {

namespace {

constexpr int64_t kCompared = 4096;

// Keeps the last figure instead of printing it.
class Listener final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      failed = run.error_occurred;
      seconds = run.real_accumulated_time / static_cast<double>(run.iterations);
      cpu = run.cpu_accumulated_time / static_cast<double>(run.iterations);
    }
  }
  double seconds = 0;
  double cpu = 0;
  bool failed = false;
};

Listener timed(Job& job, int64_t count) {
  benchmark::ClearRegisteredBenchmarks();
  benchmark::RegisterBenchmark("job",
                               [&job](benchmark::State& state) {
                                 for (auto _ : state) {
                                   if (job.run() != ErrorCode::kOk) {
                                     state.SkipWithError("the job failed");
                                     break;
                                   }
                                   benchmark::ClobberMemory();
                                 }
                               })
      ->Iterations(count)
      ->UseRealTime()
      ->MeasureProcessCPUTime();
  Listener listener;
  benchmark::RunSpecifiedBenchmarks(&listener, "job");
  if (listener.failed) throw std::runtime_error("the job failed");
  return listener;
}

int64_t calibrate(Job& job, double batch, double first) {
  int64_t count = 1;
  // The first run may touch memory for the first time.
  double seconds = std::min(first, timed(job, 1).seconds);
  while (seconds < batch && count < 10'000'000) {
    const double wanted = 1.2 * static_cast<double>(count) * batch / std::max(seconds, 1e-9);
    count = std::max(count + 1, std::min(20 * count, static_cast<int64_t>(std::min(wanted, 1e9))));
    seconds = timed(job, count).seconds * static_cast<double>(count);
  }
  return count;
}

std::string base64(const std::string& bytes) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t word = 0;
    for (size_t k = 0; k < 3; ++k) word = word << 8 | (i + k < bytes.size() ? static_cast<uint8_t>(bytes[i + k]) : 0u);
    for (size_t k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : kDigits[word >> (18 - 6 * k) & 63];
  }
  return out;
}

std::string digest(const Job& job) {
  const Array& array = job.result();
  const int64_t item = item_size(array.dtype());
  const int64_t step = std::max<int64_t>(1, (array.size() + kCompared - 1) / kCompared);
  std::string sample;
  for (int64_t i = 0; i < array.size(); i += step) sample.append(array.data() + i * item, static_cast<size_t>(item));
  std::ostringstream out;
  out << R"({"shape":[)";
  const std::vector<int64_t>& shape = job.result_shape();
  for (size_t k = 0; k < shape.size(); ++k) out << (k > 0 ? "," : "") << shape[k];
  out << R"(],"dtype":")" << kDTypeNames[static_cast<int>(array.dtype())] << R"(","data":")" << base64(sample) << "\"}";
  return out.str();
}

class Server {
 public:
  std::string answer(const std::string& line) {
    std::istringstream words(line);
    std::string verb;
    words >> verb;
    std::ostringstream out;
    out.precision(9);
    if (verb == "prepare") {
      double batch = 0;
      words >> batch;
      std::string rest;
      std::getline(words, rest);
      job_.reset();
      job_ = make_job(rest);
      const double first = timed(*job_, 1).seconds;
      const std::string result = digest(*job_);
      const int64_t count = batch > 0 ? calibrate(*job_, batch, first) : 1;
      out << R"({"count":)" << count << R"(,"first":)" << first << R"(,"digest":)" << result << "}";
    } else if (verb == "time") {
      int64_t count = 1;
      int warm = 0;
      words >> count >> warm;
      if (!job_) throw std::runtime_error("there is no job");
      if (warm != 0) job_->run();
      const Listener listener = timed(*job_, count);
      out << R"({"seconds":)" << listener.seconds << R"(,"cpu":)" << listener.cpu << "}";
    } else if (verb == "bandwidth") {
      std::string kind;
      int64_t bytes = 0;
      words >> kind >> bytes;
      out << R"({"perSecond":)" << measure_bandwidth(kind, bytes) << "}";
    } else if (verb == "flops") {
      out << R"({"float64":)" << measure_flops(false) << R"(,"float32":)" << measure_flops(true) << "}";
    } else {
      job_.reset();
      out << "{}";
    }
    return out.str();
  }

 private:
  std::unique_ptr<Job> job_;
};

}  // namespace

int serve() {
  std::cout << R"({"name":"C++","version":")" << target_name(active_target()) << R"(","threads":)" << num_threads()
            << R"(,"runtime":"g++ )" << __VERSION__ << "\"}" << std::endl;
  Server server;
  for (std::string line; std::getline(std::cin, line);) {
    std::string answer;
    try {
      answer = server.answer(line);
    } catch (const std::invalid_argument& error) {
      answer = R"({"absent":")" + std::string(error.what()) + "\"}";
    } catch (const std::exception& error) {
      answer = R"({"failed":")" + std::string(error.what()) + "\"}";
    }
    std::cout << answer << std::endl;
  }
  return 0;
}

}  // namespace nds::bench
