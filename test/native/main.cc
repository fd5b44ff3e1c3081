// All C++ tests in one program. It also answers a few questions as a process of its own, for what is decided once at
// start (environment variables): `native_tests --ask target`.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <cstring>

#include "core/cpu.h"
#include "core/mapped_file.h"
#include "core/thread_pool.h"
#include "process.h"

namespace {

int answer(const char* question) {
  if (std::strcmp(question, "target") == 0) {
    std::printf("%s", nds::target_name(nds::active_target()));
  } else if (std::strcmp(question, "threads") == 0) {
    std::printf("%d", nds::num_threads());
  } else if (std::strcmp(question, "bus") == 0) {
    struct sigaction before, after;
    sigaction(SIGBUS, nullptr, &before);
    nds::arm_bus_handler();
    sigaction(SIGBUS, nullptr, &after);
    std::printf("%s %s", nds::bus_handler_enabled() ? "on" : "off",
                before.sa_sigaction == after.sa_sigaction ? "kept" : "replaced");
  } else {
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  test_process::own_path() = test_process::absolute(argv[0]);
  if (argc == 3 && std::strcmp(argv[1], "--ask") == 0) return answer(argv[2]);
  return doctest::Context(argc, argv).run();
}
