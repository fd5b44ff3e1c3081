// The one exception type of the core. The binding turns it into a status code and a message; TypeScript throws.
#pragma once
#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "generated/error_codes.h"

namespace nds {

class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}
  // An operating system fault: errno, the call that failed, and the path it concerned (may be empty).
  Error(int system_errno, const char* syscall, std::string path);

  ErrorCode code() const noexcept { return code_; }
  int system_errno() const noexcept { return errno_; }
  const std::string& syscall() const noexcept { return syscall_; }
  const std::string& path() const noexcept { return path_; }
  // Byte offset in a file at which a format error was seen, or -1.
  int64_t offset() const noexcept { return offset_; }
  Error&& at(std::string path, int64_t offset) && {
    path_ = std::move(path);
    offset_ = offset;
    return std::move(*this);
  }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  ErrorCode code_;
  std::string message_;
  int errno_ = 0;
  std::string syscall_;
  std::string path_;
  int64_t offset_ = -1;
};

}  // namespace nds
