#include "core/mapped_file.h"

#include <doctest/doctest.h>
#include <sys/mman.h>

#include <atomic>
#include <csetjmp>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

#include "core/allocator.h"
#include "core/error.h"
#include "core/thread_pool.h"
#include "process.h"

using nds::guarded;
using nds::MappedFile;
using nds::platform::File;
using nds::platform::MapMode;
using test_process::errno_of;
using test_process::Folder;
using test_process::in_child;
using test_process::read_text;
using test_process::write_text;

namespace {

int64_t page() { return static_cast<int64_t>(nds::platform::page_size()); }

std::unique_ptr<MappedFile> map_pages(const std::string& path, int pages, MapMode mode = MapMode::kReadOnly) {
  write_text(path, std::string(static_cast<size_t>(pages * page()), '\1'));
  return std::make_unique<MappedFile>(File::open(path, File::Mode::kReadWrite), 0, pages * page(), mode);
}

void cut(const std::string& path, int pages) { REQUIRE(truncate(path.c_str(), pages * page()) == 0); }

// As a kernel would: a plain loop.
bool sum(const char* data, int64_t bytes, int64_t* out) noexcept {
  return guarded([&]() noexcept {
    int64_t total = 0;
    for (int64_t i = 0; i < bytes; ++i) total += data[i];
    *out = total;
  });
}

std::atomic<int> foreign_calls{0};
sigjmp_buf foreign_jump;
void count_only(int) { foreign_calls.fetch_add(1); }
void count_and_jump(int, siginfo_t*, void*) {
  foreign_calls.fetch_add(1);
  siglongjmp(foreign_jump, 1);
}

// Whether reading there runs count_and_jump.
bool faults(const volatile char* at) {
  if (sigsetjmp(foreign_jump, 1) != 0) return true;
  (void)*at;
  return false;
}

void install(void (*plain)(int), void (*full)(int, siginfo_t*, void*)) {
  struct sigaction action = {};
  if (full != nullptr) {
    action.sa_sigaction = full;
    action.sa_flags = SA_SIGINFO;
  } else {
    action.sa_handler = plain;
  }
  sigaction(SIGBUS, &action, nullptr);
}

}  // namespace

TEST_CASE("a map shows the file from any offset, and counts as mapped") {
  const Folder folder;
  const int64_t mapped = nds::allocator_status().mapped;
  std::string text(3 * static_cast<size_t>(page()), '.');
  text.replace(static_cast<size_t>(page()) + 77, 5, "hello");
  write_text(folder / "a", text);
  {
    const MappedFile map(File::open(folder / "a", File::Mode::kRead), page() + 77, 100, MapMode::kReadOnly);
    CHECK(std::string(map.data(), 5) == "hello");
    CHECK(map.bytes() == 100);
    CHECK(map.expected_file_bytes() == page() + 177);
    CHECK(map.path() == folder / "a");
    CHECK_FALSE(map.lost());
    CHECK(nds::allocator_status().mapped == mapped + 100);
  }
  CHECK(nds::allocator_status().mapped == mapped);
}

TEST_CASE("shared maps write to the file, private ones do not") {
  const Folder folder;
  {
    MappedFile shared(File::open(folder / "none", File::Mode::kCreate), 0, 0, MapMode::kShared);
    CHECK(shared.data() == nullptr);
    shared.flush();
    CHECK_FALSE(shared.lost());
  }
  const auto shared = map_pages(folder / "a", 2, MapMode::kShared);
  shared->data()[3] = 'w';
  shared->flush();
  CHECK(read_text(folder / "a")[3] == 'w');
  const auto own = map_pages(folder / "b", 2, MapMode::kPrivate);
  own->data()[3] = 'w';
  own->flush();
  CHECK(read_text(folder / "b")[3] == '\1');
}

TEST_CASE("a file that cannot be mapped is an error") {
  const Folder folder;
  write_text(folder / "a", "abc");
  const auto open = [&] { return File::open(folder / "a", File::Mode::kRead); };
  CHECK(errno_of([&] { MappedFile(open(), 0, 3, MapMode::kShared); }) == EACCES);
  const int invalid = -static_cast<int>(nds::ErrorCode::kInvalidArgument);
  CHECK(errno_of([&] { MappedFile(open(), -1, 3, MapMode::kReadOnly); }) == invalid);
  CHECK(errno_of([&] { MappedFile(open(), 0, -3, MapMode::kReadOnly); }) == invalid);
  CHECK(errno_of([&] { MappedFile(open(), 8, std::numeric_limits<int64_t>::max(), MapMode::kReadOnly); }) == invalid);
}

TEST_CASE("a cut file is reported every time") {
  const Folder folder;
  int reported = 0;
  int lost = 0;
  for (int round = 0; round < 300; ++round) {
    const auto map = map_pages(folder / "a", 4);
    int64_t total = -1;
    REQUIRE(sum(map->data(), map->bytes(), &total));
    REQUIRE(total == 4 * page());
    cut(folder / "a", round % 4);
    total = -1;
    reported += sum(map->data(), map->bytes(), &total) ? 0 : 1;
    CHECK(total == -1);
    lost += map->lost() ? 1 : 0;
  }
  CHECK(reported == 300);
  CHECK(lost == 300);
}

TEST_CASE("what is still backed can be read without a report, and nested guards report to the inner one") {
  const Folder folder;
  const auto map = map_pages(folder / "a", 4);
  cut(folder / "a", 2);
  int64_t total = 0;
  CHECK(sum(map->data(), 2 * page(), &total));
  CHECK_FALSE(map->lost());
  volatile bool after_inner = false;
  bool inner = true;
  const bool outer = guarded([&]() noexcept {
    inner = sum(map->data(), 4 * page(), &total);
    after_inner = true;
  });
  CHECK(outer);
  CHECK_FALSE(inner);
  CHECK(after_inner);
  CHECK_FALSE(sum(map->data() + 3 * page(), 1, &total));  // and again on the same thread
}

TEST_CASE("a write into a cut shared map is reported too") {
  const Folder folder;
  const auto map = map_pages(folder / "a", 4, MapMode::kShared);
  cut(folder / "a", 1);
  char* const data = map->data();
  const int64_t bytes = map->bytes();
  CHECK_FALSE(guarded([&]() noexcept {
    for (int64_t i = 0; i < bytes; ++i) data[i] = 3;
  }));
  CHECK(map->lost());
}

TEST_CASE("outside a guard the lost part reads as zeros and the loss is remembered") {
  const Folder folder;
  const auto map = map_pages(folder / "a", 4);
  cut(folder / "a", 1);
  const volatile char* data = map->data();
  CHECK(data[0] == 1);
  CHECK_FALSE(map->lost());
  CHECK(data[2 * page() + 5] == 0);
  CHECK(map->lost());
  CHECK(data[3 * page()] == 0);
  CHECK(data[page() - 1] == 1);
}

TEST_CASE("a new map does not inherit the loss of an old one") {
  const Folder folder;
  {
    const auto map = map_pages(folder / "a", 2);
    cut(folder / "a", 0);
    const volatile char* data = map->data();
    CHECK(data[0] == 0);
    CHECK(map->lost());
  }
  const auto map = map_pages(folder / "a", 2);
  CHECK_FALSE(map->lost());
  CHECK(map->data()[0] == 1);
}

TEST_CASE("several threads report their own maps and leave others alone") {
  const Folder folder;
  const auto whole = map_pages(folder / "whole", 4);
  std::atomic<int> reported{0};
  std::atomic<int> lost{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const std::string path = folder / std::to_string(t);
      for (int round = 0; round < 100; ++round) {
        write_text(path, std::string(static_cast<size_t>(4 * page()), '\1'));
        const MappedFile map(File::open(path, File::Mode::kReadWrite), 0, 4 * page(), MapMode::kReadOnly);
        if (truncate(path.c_str(), page()) != 0) continue;
        int64_t total;
        if (!sum(map.data(), map.bytes(), &total)) ++reported;
        if (map.lost()) ++lost;
        if (!sum(whole->data(), whole->bytes(), &total)) --reported;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(reported == 400);
  CHECK(lost == 400);
  CHECK_FALSE(whole->lost());
}

TEST_CASE("tasks of the pool report the chunks that are gone") {
  const Folder folder;
  const int before = nds::num_threads();
  nds::set_num_threads(3);
  for (int round = 0; round < 50; ++round) {
    const auto map = map_pages(folder / "a", 16);
    cut(folder / "a", 5);
    std::atomic<int> gone{0};
    nds::parallel_for(16, [&](int64_t i) noexcept {
      int64_t total;
      if (!sum(map->data() + i * page(), page(), &total)) gone.fetch_add(1);
    });
    REQUIRE(gone == 11);
  }
  nds::set_num_threads(before);
}

TEST_CASE("many maps live at once, and one in their midst is found") {
  const Folder folder;
  write_text(folder / "many", std::string(static_cast<size_t>(page()), '\1'));
  std::vector<std::unique_ptr<MappedFile>> maps;
  for (int i = 0; i < 700; ++i) {
    maps.push_back(
        std::make_unique<MappedFile>(File::open(folder / "many", File::Mode::kRead), 0, page(), MapMode::kReadOnly));
  }
  const auto map = map_pages(folder / "a", 2);
  for (size_t i = 0; i < maps.size(); i += 2) maps[i].reset();
  cut(folder / "a", 1);
  int64_t total;
  CHECK_FALSE(sum(map->data(), map->bytes(), &total));
  CHECK(map->lost());
  for (size_t i = 1; i < maps.size(); i += 2) CHECK_FALSE(maps[i]->lost());
}

TEST_CASE("the handler comes back when it was replaced, and passes on what is not ours") {
  const Folder folder;
  nds::arm_bus_handler();
  struct sigaction original;
  sigaction(SIGBUS, nullptr, &original);
  const auto map = map_pages(folder / "a", 4);
  cut(folder / "a", 1);
  int64_t total;

  install(count_only, nullptr);
  nds::arm_bus_handler();
  foreign_calls = 0;
  CHECK_FALSE(sum(map->data(), map->bytes(), &total));
  CHECK(foreign_calls == 0);
  raise(SIGBUS);
  CHECK(foreign_calls == 1);

  install(nullptr, count_and_jump);
  nds::arm_bus_handler();
  CHECK_FALSE(sum(map->data(), map->bytes(), &total));
  CHECK(foreign_calls == 1);
  // A fault in a map that was never registered with us.
  const File file = File::open(folder / "a", File::Mode::kRead);
  void* foreign = mmap(nullptr, static_cast<size_t>(2 * page()), PROT_READ, MAP_SHARED, file.fd(), 0);
  REQUIRE(foreign != MAP_FAILED);
  for (int round = 0; round < 4; ++round) CHECK(faults(static_cast<char*>(foreign) + page()));
  CHECK(foreign_calls == 5);
  munmap(foreign, static_cast<size_t>(2 * page()));
  // Ours must work again although their handler left by a jump.
  CHECK_FALSE(sum(map->data(), map->bytes(), &total));
  sigaction(SIGBUS, &original, nullptr);
}

TEST_CASE("a handler that calls back the one it replaced does not turn in circles") {
  const int status = in_child([] {
    static struct sigaction ours;
    nds::arm_bus_handler();
    sigaction(SIGBUS, nullptr, &ours);
    install(nullptr, [](int signal, siginfo_t* info, void* context) { ours.sa_sigaction(signal, info, context); });
    nds::arm_bus_handler();
    alarm(20);
    raise(SIGBUS);
    return 0;
  });
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGBUS);
}

TEST_CASE("a fault that is nobody's ends the process") {
  const Folder folder;
  write_text(folder / "a", "abc");
  const int status = in_child([&] {
    std::freopen("/dev/null", "w", stderr);  // a sanitizer reports it
    signal(SIGBUS, SIG_DFL);
    nds::arm_bus_handler();
    const File file = File::open(folder / "a", File::Mode::kRead);
    void* foreign = mmap(nullptr, static_cast<size_t>(2 * page()), PROT_READ, MAP_SHARED, file.fd(), 0);
    if (foreign == MAP_FAILED) return 0;
    const volatile char* data = static_cast<char*>(foreign);
    return data[page()] == 0 ? 0 : 0;
  });
  CHECK_FALSE(test_process::exited_with(status, 0));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGBUS);
#endif
}

TEST_CASE("NDS_SIGBUS=off leaves the signal alone") {
  CHECK(test_process::ask("NDS_SIGBUS=on", "bus") == "on replaced");
  CHECK(test_process::ask("NDS_SIGBUS=off", "bus") == "off kept");
}
