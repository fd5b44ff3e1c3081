// Kernels touch nothing beyond their operands: each lies between two pages that nobody may read or write.
#include <doctest/doctest.h>
#include <sys/mman.h>

#include <cstring>
#include <initializer_list>

#include "core/cpu.h"
#include "generated/loops.h"
#include "kernels/kernel.h"

namespace {

constexpr int64_t kCount = 132;  // two vectors of bytes and a rest
constexpr size_t kPage = 65536;  // as large as pages get

class GuardedPage {
 public:
  GuardedPage() {
    void* const map = mmap(nullptr, 3 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(map != MAP_FAILED);
    map_ = static_cast<char*>(map);
    REQUIRE(mprotect(map_ + kPage, kPage, PROT_READ | PROT_WRITE) == 0);
    std::memset(map_ + kPage, 1, kPage);
  }
  ~GuardedPage() { munmap(map_, 3 * kPage); }
  GuardedPage(const GuardedPage&) = delete;
  GuardedPage& operator=(const GuardedPage&) = delete;

  // `bytes` that end where the page ends, or begin where it begins.
  char* place(int64_t bytes, bool at_end) { return map_ + kPage + (at_end ? static_cast<int64_t>(kPage) - bytes : 0); }

 private:
  char* map_;
};

}  // namespace

TEST_CASE("kernels touch nothing beyond their operands") {
  GuardedPage in[3], out, second;
  int64_t failures = 0;
  for (int target = 0; target <= static_cast<int>(nds::active_target()); ++target) {
    const nds::ElementwiseKernel* const kernels = nds::elementwise_kernels(static_cast<nds::Target>(target));
    for (int loop = 0; loop < nds::kLoopCount; ++loop) {
      const nds::LoopInfo& info = nds::kLoops[loop];
      for (uint32_t scalars = 0; scalars < 1u << info.inputs; ++scalars) {
        for (int64_t n = 0; n <= kCount; ++n) {
          for (bool at_end : {false, true}) {
            nds::ElementwiseCall call = {{nullptr, nullptr, nullptr}, nullptr, n, scalars, true};
            for (int k = 0; k < info.inputs; ++k) {
              const int64_t elements = (scalars >> k & 1) != 0 ? 1 : n;
              call.in[k] = in[k].place(elements * nds::item_size(info.in[k]), at_end);
            }
            call.out = out.place(n * nds::item_size(info.out), at_end);
            if (info.outputs == 2) call.second = second.place(n * nds::item_size(info.second), at_end);
            failures += kernels[loop](call) != 0;
          }
        }
      }
    }
  }
  CHECK(failures == 0);
}
