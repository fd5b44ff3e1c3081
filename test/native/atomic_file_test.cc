#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/time.h>

#include <atomic>
#include <thread>
#include <vector>

#include "core/platform.h"
#include "process.h"

using nds::platform::AtomicFile;
using test_process::errno_of;
using test_process::exited_with;
using test_process::Folder;
using test_process::in_child;
using test_process::read_text;
using test_process::write_text;

namespace {

void save(const std::string& path, const std::string& text) {
  AtomicFile file(path);
  file.file().write_at(text.data(), static_cast<int64_t>(text.size()), 0);
  file.commit();
}

mode_t mode_of(const std::string& path) {
  struct stat status;
  REQUIRE(lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

void make_old(const std::string& path) {
  const timeval past[2] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
  REQUIRE(utimes(path.c_str(), past) == 0);
}

// A process id that existed and does not any more.
pid_t dead_process() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  int status;
  waitpid(child, &status, 0);
  return child;
}

}  // namespace

TEST_CASE("a committed file replaces the old one, and leaves no temporary") {
  const Folder folder;
  save(folder / "a", "first");
  CHECK(read_text(folder / "a") == "first");
  save(folder / "a", "second, longer");
  CHECK(read_text(folder / "a") == "second, longer");
  CHECK(folder.entries() == 1);
}

TEST_CASE("until the commit the old file stands, and without it for good") {
  const Folder folder;
  write_text(folder / "a", "old");
  {
    AtomicFile file(folder / "a");
    file.file().write_at("new", 3, 0);
    CHECK(read_text(folder / "a") == "old");
    CHECK(folder.entries() == 2);
    CHECK(file.file().path() == folder / "a");
  }
  CHECK(read_text(folder / "a") == "old");
  CHECK(folder.entries() == 1);
  { const AtomicFile file(folder / "b"); }
  CHECK(folder.entries() == 1);
}

TEST_CASE("mode bits are kept, and follow the umask for a new file") {
  const Folder folder;
  const mode_t before = umask(027);
  save(folder / "new", "x");
  CHECK(mode_of(folder / "new") == 0640);
  for (const mode_t mode : {0600u, 0664u, 0755u}) {
    REQUIRE(chmod((folder / "new").c_str(), mode) == 0);
    save(folder / "new", "y");
    CHECK(mode_of(folder / "new") == mode);
  }
  umask(before);
}

TEST_CASE("symbolic links stay links, also when they point at nothing yet") {
  const Folder folder;
  REQUIRE(mkdir((folder / "sub").c_str(), 0755) == 0);
  write_text(folder / "sub/real", "old");
  REQUIRE(symlink("sub/real", (folder / "link").c_str()) == 0);
  REQUIRE(symlink((folder / "link").c_str(), (folder / "link2").c_str()) == 0);
  save(folder / "link2", "new");
  CHECK(read_text(folder / "sub/real") == "new");
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(std::filesystem::is_symlink(folder / "link2"));
  REQUIRE(symlink("sub/later", (folder / "dangling").c_str()) == 0);
  save(folder / "dangling", "made");
  CHECK(read_text(folder / "sub/later") == "made");
  CHECK(std::filesystem::is_symlink(folder / "dangling"));
  REQUIRE(symlink("loop", (folder / "loop").c_str()) == 0);
  CHECK(errno_of([&] { save(folder / "loop", "x"); }) == ELOOP);
}

TEST_CASE("what cannot be saved to is a typed error") {
  const Folder folder;
  REQUIRE(mkfifo((folder / "fifo").c_str(), 0600) == 0);
  CHECK(errno_of([&] { save(folder.path(), "x"); }) == EISDIR);
  CHECK(errno_of([&] { save(folder.path() + "/", "x"); }) == EISDIR);
  CHECK(errno_of([&] { save(folder / "fifo", "x"); }) == ENXIO);
  CHECK(errno_of([&] { save(folder / "missing/a", "x"); }) == ENOENT);
  CHECK(errno_of([&] { save("", "x"); }) == ENOENT);
  CHECK(errno_of([&] { save((folder / "a") + std::string("\0b", 2), "x"); }) == EINVAL);
  CHECK(errno_of([&] { save(folder / std::string(256, 'n'), "x"); }) == ENAMETOOLONG);
  CHECK(folder.entries() == 1);
}

TEST_CASE("a target without write permission is refused and kept") {
  const Folder folder;
  write_text(folder / "a", "old");
  REQUIRE(chmod((folder / "a").c_str(), 0444) == 0);
  REQUIRE(chmod(folder.path().c_str(), 0777) == 0);
  const int status = in_child([&] {
    if (geteuid() == 0 && seteuid(65534) != 0) return 2;
    return errno_of([&] { save(folder / "a", "new"); }) == EACCES ? 0 : 1;
  });
  CHECK(exited_with(status, 0));
  CHECK(read_text(folder / "a") == "old");
}

TEST_CASE("a name as long as names may be can be saved") {
  const Folder folder;
  const std::string ascii(255, 'n');
  std::string accented;
  for (int i = 0; i < 127; ++i) accented += "\xC3\xA9";
  for (const std::string& name : {ascii, accented}) {
    save(folder / name, "x");
    CHECK(read_text(folder / name) == "x");
  }
  CHECK(folder.entries() == 2);
}

TEST_CASE("the target is settled at the start, whatever the working folder is at the end") {
  const Folder folder;
  const Folder other;
  const int status = in_child([&] {
    if (chdir(folder.path().c_str()) != 0) return 1;
    AtomicFile file("relative");
    file.file().write_at("x", 1, 0);
    if (chdir(other.path().c_str()) != 0) return 1;
    file.commit();
    return 0;
  });
  CHECK(exited_with(status, 0));
  CHECK(read_text(folder / "relative") == "x");
  CHECK(other.entries() == 0);
}

TEST_CASE("a full disk leaves the old file and no temporary") {
  Folder folder;
  if (!folder.limit_to(1 << 20)) return;
  save(folder / "a", "old");
  const std::string text(4 << 20, 'x');
  CHECK(errno_of([&] { save(folder / "a", text); }) == ENOSPC);
  CHECK(read_text(folder / "a") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a file size limit leaves the old file and no temporary") {
  const Folder folder;
  save(folder / "a", "old");
  const int status = in_child([&] {
    const rlimit limit = {1000, 1000};
    setrlimit(RLIMIT_FSIZE, &limit);
    return errno_of([&] { save(folder / "a", std::string(5000, 'x')); }) == EFBIG ? 0 : 1;
  });
  CHECK(exited_with(status, 0));
  CHECK(read_text(folder / "a") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("when the rename fails the temporary goes") {
  const Folder folder;
  CHECK(errno_of([&] {
          AtomicFile file(folder / "a");
          REQUIRE(mkdir((folder / "a").c_str(), 0755) == 0);
          file.commit();
        }) == EISDIR);
  CHECK(folder.entries() == 1);
}

TEST_CASE("a process killed while saving leaves the old file; the next save sweeps up") {
  const Folder folder;
  save(folder / "a", "old");
  const int status = in_child([&] {
    AtomicFile file(folder / "a");
    file.file().write_at("half", 4, 0);
    raise(SIGKILL);
    return 0;
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(read_text(folder / "a") == "old");
  CHECK(folder.entries() == 2);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) make_old(entry.path().string());
  save(folder / "a", "new");
  CHECK(read_text(folder / "a") == "new");
  CHECK(folder.entries() == 1);
}

TEST_CASE("only temporaries of dead writers are swept up") {
  const Folder folder;
  const std::string dead = std::to_string(dead_process());
  const std::string kept[] = {
      ".a.nds-" + std::to_string(getppid()) + "-0-0.tmp",  // that process lives
      ".b.nds-" + dead + "-0-0.tmp",                       // another target's
      ".a.nds-" + dead + "-0-0.txt",                       // not our name
      ".a.nds-x-0-0.tmp",
      ".a.nds-" + dead + "-1-1.tmp",  // young: made below
  };
  for (const std::string& name : kept) {
    write_text(folder / name, "t");
    if (name != kept[4]) make_old(folder / name);
  }
  const std::string swept = folder / (".a.nds-" + dead + "-0-0.tmp");
  write_text(swept, "t");
  make_old(swept);
  save(folder / "a", "x");
  for (const std::string& name : kept) CHECK(std::filesystem::exists(folder / name));
  CHECK_FALSE(std::filesystem::exists(swept));
}

TEST_CASE("of two writers of one file one wins whole") {
  const Folder folder;
  std::vector<std::thread> writers;
  std::atomic<int> failed{0};
  for (int t = 0; t < 3; ++t) {
    writers.emplace_back([&, t] {
      const std::string text(20'000, static_cast<char>('a' + t));
      for (int i = 0; i < 40; ++i) {
        try {
          save(folder / "a", text);
          const std::string seen = read_text(folder / "a");
          if (seen.size() != 20'000 || seen != std::string(20'000, seen[0])) ++failed;
        } catch (const nds::Error&) {
          ++failed;
        }
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  CHECK(failed == 0);
  CHECK(folder.entries() == 1);
}
