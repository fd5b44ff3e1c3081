// libFuzzer target: whatever bytes come, the header of a .npy file is read or refused with an error, and what was read
// survives being written and read again.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "core/error.h"
#include "io/npy_header.h"

namespace {

void require(bool ok) {
  if (!ok) std::abort();
}

nds::NpyHeader parse(std::string_view file) {
  const nds::NpyPrologue prologue = nds::parse_npy_prologue(file);
  const std::string_view rest = file.substr(static_cast<size_t>(prologue.header_offset));
  const auto declared = static_cast<size_t>(prologue.header_bytes);
  return nds::parse_npy_header(rest.substr(0, declared), prologue.header_offset);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nds::NpyHeader header;
  try {
    header = parse({reinterpret_cast<const char*>(data), size});
  } catch (const nds::Error& error) {
    require(error.offset() >= 0 && error.offset() <= static_cast<int64_t>(size));
    return 0;
  }
  require(header.ndim >= 0 && header.ndim <= nds::kMaxDims);
  require(header.data_bytes >= 0 && header.data_bytes <= nds::kNpyMaxBytes);
  require(header.data_bytes == header.elements * nds::item_size(header.dtype));
  const std::string written = nds::format_npy_header(header.dtype, header.fortran_order, header.ndim, header.shape);
  require(written.size() % 64 == 0);
  const nds::NpyHeader again = parse(written);
  require(again.dtype == header.dtype && !again.swapped && again.fortran_order == header.fortran_order);
  require(again.ndim == header.ndim && again.data_offset == static_cast<int64_t>(written.size()));
  require(std::memcmp(again.shape, header.shape, sizeof(header.shape)) == 0);
  return 0;
}
