#include "core/error.h"

#include <cerrno>
#include <cstring>

namespace nds {

Error::Error(int system_errno, const char* syscall, std::string path)
    : code_(ErrorCode::kSystem), errno_(system_errno), syscall_(syscall), path_(std::move(path)) {
  message_ = std::string(std::strerror(system_errno)) + ", " + syscall_;
  if (!path_.empty()) message_ += " '" + path_ + "'";
}

}  // namespace nds
