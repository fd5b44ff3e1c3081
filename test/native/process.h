// Helps tests with scratch folders, child processes and what only some machines allow.
#pragma once
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/error.h"

namespace test_process {

inline std::string& own_path() {
  static std::string path;
  return path;
}

inline std::string absolute(const char* path) { return std::filesystem::absolute(path).string(); }

// What this program prints when it is started anew with `environment` ("NAME=value ...") and asked.
inline std::string ask(const std::string& environment, const std::string& question) {
  const std::string command = environment + " '" + own_path() + "' --ask " + question;
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  char text[256];
  const size_t n = std::fread(text, 1, sizeof(text), pipe);
  REQUIRE(pclose(pipe) == 0);
  return std::string(text, n);
}

// Runs f in a forked child; its result is the child's exit status. The status as waitpid gives it.
template <class F>
int in_child(F&& f) {
  std::fflush(nullptr);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int result = 99;
    try {
      result = f();
    } catch (...) {
    }
    _exit(result);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

inline bool exited_with(int status, int code) { return WIFEXITED(status) && WEXITSTATUS(status) == code; }

class Folder {
 public:
  Folder() {
    const char* base = std::getenv("TMPDIR");
    std::string pattern = std::string(base == nullptr ? "/tmp" : base) + "/nds-test-XXXXXX";
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  ~Folder() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  // Makes it a file system of so many bytes; false (and a message) where that is not allowed.
  bool limit_to(int64_t bytes) {
    const std::string size = "size=" + std::to_string(bytes);
    mounted_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, size.c_str()) == 0;
    if (!mounted_) MESSAGE("skipped: mounting a tmpfs needs privileges");
    return mounted_;
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }
  int entries() const {
    const std::filesystem::directory_iterator all(path_);
    return static_cast<int>(std::distance(begin(all), end(all)));
  }

 private:
  std::string path_;
  bool mounted_ = false;
};

inline void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// A memory control group (version 1) of its own; joins nobody by itself.
class MemoryGroup {
 public:
  explicit MemoryGroup(int64_t bytes) : path_("/sys/fs/cgroup/memory/nds-test-" + std::to_string(getpid())) {
    if (mkdir(path_.c_str(), 0755) == 0) {
      write_text(path_ + "/memory.limit_in_bytes", std::to_string(bytes));
      usable_ = std::atoll(read_text(path_ + "/memory.limit_in_bytes").c_str()) == bytes;
    }
    if (!usable_) MESSAGE("skipped: no memory control group (version 1) can be made here");
  }
  MemoryGroup(const MemoryGroup&) = delete;
  ~MemoryGroup() { rmdir(path_.c_str()); }
  bool usable() const { return usable_; }
  void join() const { write_text(path_ + "/cgroup.procs", std::to_string(getpid())); }

 private:
  std::string path_;
  bool usable_ = false;
};

// The errno of the nds::Error that f throws; 0 when it throws none.
template <class F>
int errno_of(F&& f) {
  try {
    f();
  } catch (const nds::Error& error) {
    return error.code() == nds::ErrorCode::kSystem ? error.system_errno() : -static_cast<int>(error.code());
  }
  return 0;
}

}  // namespace test_process

namespace nds::platform {
int cgroup_cores() noexcept __attribute__((weak));  // only the Linux platform has it
}

namespace test_process {
// Which of the two platforms this program is linked with.
inline bool linux_platform() { return nds::platform::cgroup_cores != nullptr; }
}  // namespace test_process
