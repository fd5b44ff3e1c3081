// Open files as TypeScript holds them, and what calls and jobs over files share.
#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "binding/env.h"
#include "io/map_file.h"
#include "io/npy.h"
#include "io/npz_reader.h"

namespace nds::binding {

// One of the three; none once it was mapped or closed.
struct OpenFile {
  std::optional<NpyFile> npy;
  std::optional<MappableFile> mappable;
  std::shared_ptr<NpzReader> archive;                  // shared with the jobs that read it
  std::optional<std::pair<size_t, NpyMember>> member;  // of the archive: the one whose header was read last
};

// An external value that owns the file; null when none can be made.
napi_value external_of(napi_env env, std::unique_ptr<OpenFile> file);
// The file of such a value. Throws.
OpenFile& file_argument(napi_env env, napi_value value);
// The bytes of a path: a Uint8Array. Throws.
std::string path_argument(napi_env env, napi_value value);

// Results: dtype, swapped, Fortran order, offset and bytes of the data; the shape where shapes are.
void put_header(const Frame& frame, const NpyHeader& header) noexcept;
// Writes operand 0 of the frame to a .npy file. Throws.
void save_operand(const Frame& frame, const std::string& path, const std::atomic<bool>* cancelled);

}  // namespace nds::binding
