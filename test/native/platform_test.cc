#include "core/platform.h"

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/time.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>

#include "process.h"

using nds::platform::File;
using test_process::errno_of;
using test_process::exited_with;
using test_process::Folder;
using test_process::in_child;
using test_process::read_text;
using test_process::write_text;
namespace platform = nds::platform;

TEST_CASE("reserved memory is aligned, reads as zeros once committed, and again after being given back") {
  const size_t page = platform::page_size();
  for (const size_t alignment : {page, size_t{2} << 20, size_t{1} << 30}) {
    const size_t bytes = (size_t{5} << 20) + page;
    auto* p = static_cast<char*>(platform::reserve(bytes, alignment));
    REQUIRE(p != nullptr);
    CHECK(reinterpret_cast<uintptr_t>(p) % alignment == 0);
    REQUIRE(platform::commit(p, bytes, true));
    CHECK(p[0] == 0);
    CHECK(p[bytes - 1] == 0);
    std::memset(p, 1, bytes);
    platform::decommit(p, bytes);
    CHECK(p[0] == 0);
    CHECK(p[bytes - 1] == 0);
    p[7] = 1;
    platform::unreserve(p, bytes);
  }
}

TEST_CASE("address space that does not exist is refused") {
  CHECK(platform::reserve(size_t{1} << 60, platform::page_size()) == nullptr);
  CHECK(platform::reserve(~size_t{0} - 4095, size_t{2} << 20) == nullptr);
}

TEST_CASE("memory status is consistent") {
  const platform::MemoryStatus status = platform::memory_status();
  CHECK(status.total > 0);
  CHECK(status.available > 0);
  CHECK(status.available <= status.total);
  CHECK(status.rss > 0);
  CHECK(status.rss < status.total);
}

TEST_CASE("memory status knows the control group") {
  if (!test_process::linux_platform()) return;
  const int64_t limit = int64_t{256} << 20;
  const test_process::MemoryGroup group(limit);
  if (!group.usable()) return;
  const int status = in_child([&] {
    group.join();
    const platform::MemoryStatus before = platform::memory_status();
    if (before.total != limit || before.available > limit) return 1;
    const size_t used = size_t{64} << 20;
    auto* p = static_cast<char*>(platform::reserve(used, platform::page_size()));
    if (p == nullptr || !platform::commit(p, used, false)) return 2;
    std::memset(p, 1, used);
    const int64_t taken = before.available - platform::memory_status().available;
    return taken > (int64_t{60} << 20) && taken < (int64_t{80} << 20) ? 0 : 3;
  });
  CHECK(exited_with(status, 0));
}

TEST_CASE("usable cores respect the affinity mask") {
  CHECK(platform::usable_cores() >= 1);
  if (!test_process::linux_platform()) return;
  const int status = in_child([] {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(sched_getcpu(), &set);
    if (sched_setaffinity(0, sizeof(set), &set) != 0) return 1;
    return platform::usable_cores() == 1 ? 0 : 2;
  });
  CHECK(exited_with(status, 0));
}

TEST_CASE("threads start with fault signals deliverable and the others blocked") {
  struct Seen {
    sigset_t mask;
    std::atomic<bool> done{false};
  };
  Seen seen;
  REQUIRE(platform::start_thread(
      [](void* raw) {
        auto* out = static_cast<Seen*>(raw);
        pthread_sigmask(SIG_SETMASK, nullptr, &out->mask);
        out->done.store(true);
      },
      &seen));
  while (!seen.done.load()) std::this_thread::yield();
  for (const int signal : {SIGBUS, SIGSEGV, SIGFPE, SIGILL}) CHECK(sigismember(&seen.mask, signal) == 0);
  for (const int signal : {SIGTERM, SIGINT, SIGCHLD, SIGUSR1, SIGPIPE}) CHECK(sigismember(&seen.mask, signal) == 1);
}

TEST_CASE("a file is written and read whole, and a read stops at its end") {
  const Folder folder;
  File file = File::open(folder / "a", File::Mode::kCreate);
  const std::string text(3'000'000, 'x');
  file.write_at(text.data(), static_cast<int64_t>(text.size()), 5);
  CHECK(file.size() == 3'000'005);
  std::string back(4'000'000, '\0');
  CHECK(file.read_at(back.data(), 4'000'000, 5) == 3'000'000);
  CHECK(back.substr(0, 3'000'000) == text);
  file.truncate(10);
  CHECK(file.read_at(back.data(), 100, 8) == 2);
  CHECK(file.read_at(back.data(), 100, 50) == 0);
  file.sync();
  file.close();
  CHECK_FALSE(file.is_open());
  CHECK(File::open(folder / "a", File::Mode::kRead).size() == 10);
  CHECK(File::open(folder / "a", File::Mode::kCreate).size() == 0);
}

TEST_CASE("what cannot be opened is a typed error, at once") {
  const Folder folder;
  const std::string fifo = folder / "fifo";
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  write_text(folder / "there", "old");
  const auto start = std::chrono::steady_clock::now();
  for (const File::Mode mode : {File::Mode::kRead, File::Mode::kReadWrite, File::Mode::kCreate}) {
    CHECK(errno_of([&] { File::open(fifo, mode); }) == ENXIO);
    CHECK(errno_of([&] { File::open(folder.path(), mode); }) == EISDIR);
    CHECK(errno_of([&] { File::open("/dev/null", mode); }) == ENXIO);
    CHECK(errno_of([&] { File::open(folder / "missing/a", mode); }) == ENOENT);
    CHECK(errno_of([&] { File::open(folder / "there/a", mode); }) == ENOTDIR);
    CHECK(errno_of([&] { File::open("", mode); }) == ENOENT);
    CHECK(errno_of([&] { File::open((folder / "there") + std::string("\0x", 2), mode); }) == EINVAL);
    CHECK(errno_of([&] { File::open(folder / std::string(300, 'n'), mode); }) == ENAMETOOLONG);
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
  CHECK(errno_of([&] { File::open(folder / "there", File::Mode::kCreateNew); }) == EEXIST);
  CHECK(read_text(folder / "there") == "old");
}

TEST_CASE("errors say the call and the path") {
  try {
    File::open("/no/such/file", File::Mode::kRead);
    FAIL("opened");
  } catch (const nds::Error& error) {
    CHECK(error.code() == nds::ErrorCode::kSystem);
    CHECK(error.syscall() == "open");
    CHECK(error.path() == "/no/such/file");
    CHECK(std::string(error.what()).find("/no/such/file") != std::string::npos);
  }
  const Folder folder;
  write_text(folder / "r", "abc");
  File file = File::open(folder / "r", File::Mode::kRead);
  CHECK(errno_of([&] { file.write_at("x", 1, 0); }) == EBADF);
}

TEST_CASE("descriptors are not inherited") {
  const Folder folder;
  const File file = File::open(folder / "a", File::Mode::kCreate);
  CHECK((fcntl(file.fd(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK((fcntl(file.fd(), F_GETFL) & O_NONBLOCK) == 0);
}

TEST_CASE("moving a file moves its descriptor") {
  const Folder folder;
  File a = File::open(folder / "a", File::Mode::kCreate);
  const int fd = a.fd();
  File b = std::move(a);
  CHECK(b.fd() == fd);
  File c = File::open(folder / "c", File::Mode::kCreate);
  const int replaced = c.fd();
  c = std::move(b);
  CHECK(c.fd() == fd);
  CHECK(fcntl(replaced, F_GETFD) == -1);
}

TEST_CASE("reserving space extends the file with zeros and keeps what is there") {
  const Folder folder;
  File file = File::open(folder / "a", File::Mode::kCreate);
  file.write_at("abc", 3, 0);
  file.reserve(0, 300'000);
  CHECK(file.size() == 300'000);
  struct stat status;
  REQUIRE(fstat(file.fd(), &status) == 0);
  CHECK(status.st_blocks * 512 >= 300'000);
  CHECK(read_text(folder / "a") == "abc" + std::string(300'000 - 3, '\0'));
  file.reserve(0, 0);
  CHECK(file.size() == 300'000);
}

TEST_CASE("a full disk is an error when space is reserved or written, and the file keeps its size") {
  Folder folder;
  if (!folder.limit_to(1 << 20)) return;
  File file = File::open(folder / "a", File::Mode::kCreate);
  file.write_at("abc", 3, 0);
  CHECK(errno_of([&] { file.reserve(0, 8 << 20); }) == ENOSPC);
  CHECK(file.size() == 3);
  const std::string text(4 << 20, 'x');
  CHECK(errno_of([&] { file.write_at(text.data(), 4 << 20, 0); }) == ENOSPC);
}

TEST_CASE("a file size limit is EFBIG and not the end of the process") {
  const Folder folder;
  const int status = in_child([&] {
    const rlimit limit = {1000, 1000};
    setrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGXFSZ, SIG_DFL);
    File file = File::open(folder / "a", File::Mode::kCreate);
    const std::string text(5000, 'x');
    if (errno_of([&] { file.write_at(text.data(), 5000, 0); }) != EFBIG) return 1;
    if (errno_of([&] { file.truncate(5000); }) != EFBIG) return 2;
    if (errno_of([&] { file.reserve(0, 5000); }) != EFBIG) return 3;
    return file.size() == 1000 ? 0 : 4;
  });
  CHECK(exited_with(status, 0));
}

TEST_CASE("file maps share, keep to themselves, or refuse to be written") {
  const Folder folder;
  const size_t page = platform::page_size();
  write_text(folder / "a", std::string(2 * page, 'a'));
  const File file = File::open(folder / "a", File::Mode::kReadWrite);
  auto* shared = static_cast<char*>(platform::map_file(file, 0, page, platform::MapMode::kShared));
  auto* own = static_cast<char*>(platform::map_file(file, 0, page, platform::MapMode::kPrivate));
  auto* second =
      static_cast<char*>(platform::map_file(file, static_cast<int64_t>(page), page, platform::MapMode::kReadOnly));
  shared[0] = 'S';
  own[1] = 'P';
  platform::sync_map(shared, page);
  for (const auto advice : {platform::Advice::kSequential, platform::Advice::kWillNeed, platform::Advice::kDontNeed}) {
    platform::advise(second, page, advice);
  }
  CHECK(second[0] == 'a');
  CHECK(read_text(folder / "a").substr(0, 3) == "Saa");
  for (char* p : {shared, own, second}) platform::unmap(p, page);
  const File read_only = File::open(folder / "a", File::Mode::kRead);
  CHECK(errno_of([&] { platform::map_file(read_only, 0, page, platform::MapMode::kShared); }) == EACCES);
}
