#include <doctest/doctest.h>

#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "core/error.h"
#include "io/npz_reader.h"
#include "io/zip_format.h"
#include "io/zip_writer.h"
#include "process.h"

using nds::DType;
using nds::ErrorCode;
using nds::NpySource;
using nds::NpzReader;
using nds::NpzWriter;
using test_process::Folder;
namespace zip = nds::zip;

namespace {

// A contiguous array of int64.
struct Array {
  explicit Array(int64_t n) : values(static_cast<size_t>(n)), shape{n} { std::iota(values.begin(), values.end(), 0); }
  NpySource source() { return {{reinterpret_cast<char*>(values.data()), DType::kInt64, strides}, 1, shape, false}; }
  std::vector<int64_t> values;
  int64_t shape[1];
  int64_t strides[1] = {8};
};

std::vector<int64_t> read(const NpzReader& reader, size_t i) {
  const nds::NpyMember member = reader.open_npy(i, nds::kNpyMaxHeaderBytes);
  std::vector<char> bytes(static_cast<size_t>(member.storage_bytes) + 1);
  reader.read_npy(i, member, bytes.data(), nullptr);
  std::vector<int64_t> out(static_cast<size_t>(member.header.elements));
  if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * sizeof(int64_t));
  return out;
}

NpzReader open(const std::string& path) {
  return NpzReader(nds::platform::File::open(path, nds::platform::File::Mode::kRead));
}

template <class F>
ErrorCode code_of(F&& f) {
  try {
    f();
  } catch (const nds::Error& error) {
    return error.code();
  }
  return ErrorCode::kOk;
}

}  // namespace

TEST_CASE("npz: arrays of all sizes come back, stored and deflated") {
  const Folder folder;
  for (const int level : {nds::kNpzStored, 0, 1, 6}) {
    const std::string path = folder / "sizes.npz";
    const std::vector<int64_t> sizes = {0, 1, 7, 8000, 8176, 8177, 131'072, 131'073, 700'000};
    {
      NpzWriter writer(path, nullptr);
      for (const int64_t n : sizes) writer.add(std::to_string(n) + ".npy", Array(n).source(), level);
      writer.commit();
    }
    const NpzReader reader = open(path);
    REQUIRE(reader.entries().size() == sizes.size());
    for (size_t i = 0; i < sizes.size(); ++i) {
      CHECK(reader.entries()[i].name == std::to_string(sizes[i]) + ".npy");
      CHECK(read(reader, i) == Array(sizes[i]).values);
      const nds::NpyMember member = reader.open_npy(i, nds::kNpyMaxHeaderBytes);
      if (level == nds::kNpzStored) CHECK((member.data_at + member.header.data_offset) % nds::kNpzAlignment == 0);
      CHECK((reader.entries()[i].pieces.size() > 0) == (level != nds::kNpzStored && sizes[i] > 8176));
    }
  }
}

TEST_CASE("npz: members beyond 4 GiB of the file, in a file that is a hole up to there") {
  const Folder folder;
  const std::string path = folder / "far.npz";
  {
    NpzWriter writer(path, nullptr, int64_t{5} << 30);
    writer.add("a.npy", Array(1000).source(), nds::kNpzStored);
    writer.add("b.npy", Array(100'000).source(), 1);
    writer.commit();
  }
  const NpzReader reader = open(path);
  REQUIRE(reader.entries().size() == 2);
  CHECK(reader.entries()[0].offset == int64_t{5} << 30);
  CHECK(read(reader, 0) == Array(1000).values);
  CHECK(read(reader, 1) == Array(100'000).values);
}

TEST_CASE("npz: a member of 5 GiB, a hole but for its headers, is found where it is") {
  const Folder folder;
  const std::string path = folder / "large.npz";
  const int64_t elements = int64_t{5} << 27;
  const std::string header = nds::format_npy_header(DType::kInt64, false, 1, &elements);
  zip::Member member;
  member.name = "large.npy";
  member.size = static_cast<int64_t>(header.size()) + elements * 8;
  member.compressed = member.size;
  const std::string local = zip::local_header(member, true, nds::kNpzAlignment);
  CHECK(static_cast<int64_t>(local.size()) == zip::local_header_bytes(member, true, nds::kNpzAlignment));
  CHECK(local.size() % nds::kNpzAlignment == 0);
  const std::string central = zip::central_header(member);
  const auto directory_at = static_cast<int64_t>(local.size()) + member.size;
  const std::string end = zip::end_of_directory(1, directory_at, static_cast<int64_t>(central.size()));
  {
    auto file = nds::platform::File::open(path, nds::platform::File::Mode::kCreateNew);
    file.write_at(local.data(), static_cast<int64_t>(local.size()), 0);
    file.write_at(header.data(), static_cast<int64_t>(header.size()), static_cast<int64_t>(local.size()));
    file.write_at((central + end).data(), static_cast<int64_t>(central.size() + end.size()), directory_at);
  }
  const NpzReader reader = open(path);
  const nds::NpyMember found = reader.open_npy(0, nds::kNpyMaxHeaderBytes);
  CHECK(found.header.elements == elements);
  CHECK(found.storage_bytes == elements * 8);
}

TEST_CASE("npz: more than 65,535 members") {
  const Folder folder;
  const std::string path = folder / "many.npz";
  constexpr size_t kMany = 66'000;
  {
    NpzWriter writer(path, nullptr);
    for (size_t i = 0; i < kMany; ++i) writer.add(std::to_string(i), Array(1).source(), nds::kNpzStored);
    writer.commit();
  }
  const NpzReader reader = open(path);
  CHECK(reader.entries().size() == kMany);
  CHECK(reader.entries().back().name == "65999");
  CHECK(read(reader, kMany - 1) == Array(1).values);
}

TEST_CASE("npz: what is not committed leaves nothing; a cancelled one is kAborted") {
  const Folder folder;
  const std::string path = folder / "a.npz";
  { NpzWriter(path, nullptr).add("a.npy", Array(10).source(), 1); }
  CHECK(code_of([&] { open(path); }) == ErrorCode::kSystem);
  const std::atomic<bool> cancelled{true};
  NpzWriter writer(path, &cancelled);
  CHECK(code_of([&] { writer.add("a.npy", Array(10).source(), 1); }) == ErrorCode::kAborted);
  CHECK(code_of([&] { writer.commit(); }) == ErrorCode::kAborted);
}

TEST_CASE("npz: names that are too long are kDomain") {
  const Folder folder;
  NpzWriter writer(folder / "a.npz", nullptr);
  CHECK(code_of([&] { writer.add(std::string(65'536, 'a'), Array(1).source(), 1); }) == ErrorCode::kDomain);
}
