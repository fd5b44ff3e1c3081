#include "io/npy.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <numeric>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/error.h"
#include "io/map_file.h"
#include "process.h"

using nds::DType;
using nds::ErrorCode;
using nds::MappableFile;
using nds::MemmapMode;
using nds::NpyFile;
using nds::NpyHeader;
using nds::NpySource;
using test_process::errno_of;
using test_process::Folder;
using test_process::read_text;
using test_process::write_text;

namespace {

using namespace std::string_literals;

std::string with_length(const std::string& text, int major = 1) {
  std::string file = "\x93NUMPY"s + static_cast<char>(major) + '\0';
  for (int i = 0; i < (major == 1 ? 2 : 4); ++i) file += static_cast<char>(text.size() >> (8 * i) & 0xff);
  return file + text;
}

std::string header_text(const std::string& descr, const std::string& order, const std::string& shape) {
  return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

NpyHeader parse(const std::string& text) { return nds::parse_npy_header(text, 10); }

// The code of the nds::Error that f throws; kOk when it throws none.
template <class F>
ErrorCode code_of(F&& f, std::string* message = nullptr) {
  try {
    f();
  } catch (const nds::Error& error) {
    if (message != nullptr) *message = error.what();
    return error.code();
  }
  return ErrorCode::kOk;
}

ErrorCode refusal(const std::string& text, std::string* message = nullptr) {
  return code_of([&] { parse(text); }, message);
}

ErrorCode descr_refusal(const std::string& descr) { return refusal(header_text("'" + descr + "'", "False", "(3,)")); }
ErrorCode shape_refusal(const std::string& shape) { return refusal(header_text("'<f8'", "False", shape)); }

NpySource source_of(double* data, int ndim, const int64_t* shape, const int64_t* strides) {
  return {{reinterpret_cast<char*>(data), DType::kFloat64, strides}, ndim, shape, false};
}

}  // namespace

TEST_CASE("a .npy header is written byte for byte as NumPy 2 does") {
  const int64_t three[] = {3};
  const std::string written = nds::format_npy_header(DType::kFloat64, false, 1, three);
  CHECK(written.size() == 128);
  CHECK(written.substr(0, 10) == "\x93NUMPY\x01\0\x76\0"s);
  CHECK(written.substr(10, 57) == "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }");
  CHECK(written.find_first_not_of(' ', 67) == 127);
  CHECK(written.back() == '\n');
  CHECK(nds::format_npy_header(DType::kBool, false, 0, nullptr).substr(10, 55) ==
        "{'descr': '|b1', 'fortran_order': False, 'shape': (), }");
  const int64_t two[] = {2, 30};
  CHECK(nds::format_npy_header(DType::kInt16, true, 2, two).substr(10, 60) ==
        "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 30), } ");
}

TEST_CASE("every dtype and many dimensions survive being written and read") {
  std::vector<int64_t> shape(64, 1);
  shape[5] = 7;
  for (int code = 0; code < nds::kDTypeCount; ++code) {
    const auto dtype = static_cast<DType>(code);
    const std::string file = nds::format_npy_header(dtype, true, 64, shape.data());
    const nds::NpyPrologue prologue = nds::parse_npy_prologue(file);
    CHECK(prologue.header_offset + prologue.header_bytes == static_cast<int64_t>(file.size()));
    const NpyHeader header = nds::parse_npy_header(std::string_view(file).substr(10), 10);
    CHECK(header.dtype == dtype);
    CHECK(header.fortran_order);
    CHECK_FALSE(header.swapped);
    CHECK(header.ndim == 64);
    CHECK(header.elements == 7);
    CHECK(header.data_bytes == 7 * nds::item_size(dtype));
  }
}

TEST_CASE("headers are read with other spacing, quotes, key orders and Python 2's long integers") {
  const NpyHeader header = parse(" \t{\"shape\" :(2L,3 ) ,'fortran_order':True,\n'descr':\"<u2\"}\n");
  CHECK(header.dtype == DType::kUint16);
  CHECK(header.fortran_order);
  CHECK(header.ndim == 2);
  CHECK(header.shape[0] == 2);
  CHECK(header.shape[1] == 3);
  CHECK(parse(header_text("'>f4'", "False", "()")).swapped);
  CHECK_FALSE(parse(header_text("'>u1'", "False", "()")).swapped);
  CHECK_FALSE(parse(header_text("'f8'", "False", "()")).swapped);
  CHECK(parse(header_text("'<f8'", "False", "(0, 5)")).data_bytes == 0);
}

TEST_CASE("malformed headers are refused") {
  const std::string good = header_text("'<f8'", "False", "(3,)");
  REQUIRE(refusal(good) == ErrorCode::kOk);
  for (size_t n = 0; n < good.size() - 2; ++n) CHECK(refusal(good.substr(0, n)) == ErrorCode::kFormat);
  for (const std::string& text : {
           good + "x",
           good + "\0"s,
           "\0"s + good,
           "[" + good + "]",
           "{}"s,
           "{,}"s,
           "None"s,
           header_text("'<f8'", "false", "(3,)"),
           header_text("'<f8'", "1", "(3,)"),
           header_text("'<f8'", "Truest", "(3,)"),
           header_text("None", "False", "(3,)"),
           header_text("'\\x3cf8'", "False", "(3,)"),
           header_text("u'<f8'", "False", "(3,)"),
           header_text("'<f8' 'x'", "False", "(3,)"),
           "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (3,)}"s,
           "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'more': 1}"s,
           "{'descr': '<f8', 'fortran_order': False}"s,
           "{'descr': '<f8' 'fortran_order': False, 'shape': (3,)}"s,
           "{'descr': '<f8',, 'fortran_order': False, 'shape': (3,)}"s,
           "{'__proto__': '<f8', 'fortran_order': False, 'shape': (3,)}"s,
       }) {
    CAPTURE(text);
    CHECK(refusal(text) == ErrorCode::kFormat);
  }
}

TEST_CASE("shapes that are no tuples of sizes are refused") {
  for (const char* shape : {"(-1,)", "(True,)", "(1.5,)", "('3',)", "[8]", "(3)", "3", "(1_000,)", "(0x10,)", "(007,)",
                            "(+3,)", "(1e3,)", "(3,,)", "(,)", "(3 4)", "((3,),)", "(3", "(\xff,)"}) {
    CAPTURE(shape);
    CHECK(shape_refusal(shape) == ErrorCode::kFormat);
  }
}

TEST_CASE("shape products that overflow are refused, zeros or not") {
  for (const char* shape :
       {"(1152921504606846976,)", "(9223372036854775808,)", "(18446744073709551616,)", "(1180591620717411303424,)",
        "(4294967296, 4294967296)", "(4294967296, 2147483648, 8)", "(0, 4611686018427387904, 4611686018427387904)"}) {
    CAPTURE(shape);
    CHECK(shape_refusal(shape) == ErrorCode::kShape);
  }
  std::string many = "(";
  for (int i = 0; i < 65; ++i) many += "1,";
  CHECK(shape_refusal(many + ")") == ErrorCode::kShape);
  CHECK(shape_refusal("(0, 4294967296)") == ErrorCode::kOk);
}

TEST_CASE("dtypes that are not supported are named; objects and records are refused as such") {
  for (const char* descr : {"<f16", "<f4096", "|u3", "<c32", "|S5", "|S0", "<U3", "|V8", "|V2147483647", "<M8[zz]",
                            "<M8[999999999999s]", "", "<", "<<f8", "zz", "f", "\xc3\xa9"}) {
    CAPTURE(descr);
    CHECK(descr_refusal(descr) == ErrorCode::kDtype);
  }
  std::string message;
  CHECK(refusal(header_text("'<f16'", "False", "(3,)"), &message) == ErrorCode::kDtype);
  CHECK(message.find("'<f16'") != std::string::npos);
  CHECK(refusal(header_text("'|O'", "False", "(3,)"), &message) == ErrorCode::kFormat);
  CHECK(message.find("never unpickled") != std::string::npos);
  CHECK(refusal(header_text("[('a', '<i4')]", "False", "(3,)"), &message) == ErrorCode::kFormat);
  CHECK(message.find("structured") != std::string::npos);
  for (const char open : {'[', '('}) {
    CHECK(refusal(header_text(std::string(100'000, open), "False", "(3,)")) == ErrorCode::kFormat);
    CHECK(shape_refusal(std::string(100'000, open)) == ErrorCode::kFormat);
  }
}

TEST_CASE("files that begin otherwise are refused by what they are") {
  const auto prologue_refusal = [](const std::string& bytes) {
    std::string message;
    CHECK(code_of([&] { nds::parse_npy_prologue(bytes); }, &message) == ErrorCode::kFormat);
    return message;
  };
  CHECK(prologue_refusal("").find("empty") != std::string::npos);
  CHECK(prologue_refusal("PK\x03\x04more").find("npz") != std::string::npos);
  CHECK(prologue_refusal("\x80\x04\x95").find("begins with") != std::string::npos);
  for (size_t n = 1; n < 10; ++n) prologue_refusal("\x93NUMPY\x01\0\x10\0"s.substr(0, n));
  CHECK(prologue_refusal("\x93NUMPY\x02\x01\x10\0\0\0"s).find("2.1") != std::string::npos);
  CHECK(prologue_refusal("\x93NUMPY\0\0\x10\0\0\0"s).find("0.0") != std::string::npos);
  CHECK(prologue_refusal("\x93NUMPY\xff\xff\x10\0\0\0"s).find("255.255") != std::string::npos);
}

TEST_CASE("a header of declared length beyond the limit or the file is not read") {
  const Folder folder;
  const std::string path = folder / "a.npy";
  write_text(path, "\x93NUMPY\x02\0\xff\xff\xff\xff"s + std::string(88, ' '));
  std::string message;
  CHECK(code_of([&] { NpyFile::open(path); }, &message) == ErrorCode::kFormat);
  CHECK(message.find("4294967295") != std::string::npos);
  write_text(path, with_length(std::string(65'535, ' ')));
  CHECK(code_of([&] { NpyFile::open(path); }) == ErrorCode::kFormat);
  write_text(path, with_length(std::string(200, ' ')).substr(0, 150));
  CHECK(code_of([&] { NpyFile::open(path); }) == ErrorCode::kFormat);
  std::string large = header_text("'|u1'", "False", "(2,)");
  large.insert(large.size() - 1, std::string(60'000, ' '));
  write_text(path, with_length(large, 3) + "ab");
  CHECK(code_of([&] { NpyFile::open(path); }) == ErrorCode::kFormat);
  const NpyFile npy = NpyFile::open(path, nds::platform::File::Mode::kRead, 100'000);
  char data[2];
  npy.read(data, nullptr);
  CHECK(std::string_view(data, 2) == "ab");
}

TEST_CASE("missing data are an error with both counts before anything is read; data beyond the end are ignored") {
  const Folder folder;
  const std::string path = folder / "a.npy";
  const std::string head = with_length(header_text("'|i1'", "False", "(5,)"));
  std::string message;
  write_text(path, head + "1234");
  CHECK(code_of([&] { NpyFile::open(path); }, &message) == ErrorCode::kTruncated);
  CHECK(message.find("expected 5") != std::string::npos);
  CHECK(message.find("found 4") != std::string::npos);
  write_text(path, head + "12345678");
  const NpyFile npy = NpyFile::open(path);
  char data[5];
  npy.read(data, nullptr);
  CHECK(std::string_view(data, 5) == "12345");
  REQUIRE(truncate(path.c_str(), static_cast<off_t>(head.size()) + 2) == 0);
  CHECK(code_of([&] { npy.read(data, nullptr); }) == ErrorCode::kTruncated);
}

TEST_CASE("bools that are neither 0 nor 1 become 1") {
  const Folder folder;
  const std::string path = folder / "a.npy";
  write_text(path, with_length(header_text("'|b1'", "False", "(4,)")) + "\0\1\2\xff"s);
  unsigned char data[4];
  NpyFile::open(path).read(data, nullptr);
  CHECK(data[0] == 0);
  CHECK(data[1] == 1);
  CHECK(data[2] == 1);
  CHECK(data[3] == 1);
}

TEST_CASE("large arrays of the other byte order are converted over block borders") {
  const Folder folder;
  const std::string path = folder / "a.npy";
  constexpr int64_t kCount = 700'001;
  std::string file = with_length(header_text("'>i8'", "False", "(700001,)"));
  for (int64_t i = 0; i < kCount; ++i) {
    for (int k = 7; k >= 0; --k) file += static_cast<char>((i * 0x0123456789) >> (8 * k) & 0xff);
  }
  write_text(path, file);
  std::vector<int64_t> data(kCount);
  NpyFile::open(path).read(data.data(), nullptr);
  bool same = true;
  for (int64_t i = 0; i < kCount; ++i) same = same && data[static_cast<size_t>(i)] == i * 0x0123456789;
  CHECK(same);
}

TEST_CASE("arrays of any layout are saved in C order, F-contiguous ones in F order") {
  const Folder folder;
  const std::string path = folder / "a.npy";
  std::vector<double> data(24);
  std::iota(data.begin(), data.end(), 0.0);
  const int64_t shape[] = {2, 3, 4};
  const auto saved = [&](double* first, const int64_t* strides) {
    nds::write_npy(path, source_of(first, 3, shape, strides), nullptr);
    const NpyFile npy = NpyFile::open(path);
    std::vector<double> out(24);
    npy.read(out.data(), nullptr);
    CHECK(npy.header().data_offset % 64 == 0);
    return std::pair(npy.header().fortran_order, out);
  };
  const int64_t c_strides[] = {96, 32, 8};
  CHECK(saved(data.data(), c_strides) == std::pair(false, data));
  const int64_t f_strides[] = {8, 16, 48};
  CHECK(saved(data.data(), f_strides) == std::pair(true, data));
  const int64_t reversed[] = {-96, -32, -8};
  CHECK(saved(data.data() + 23, reversed) == std::pair(false, std::vector<double>(data.rbegin(), data.rend())));
  const int64_t mixed[] = {32, 64, 8};
  std::vector<double> expected;
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 3; ++j) {
      for (int k = 0; k < 4; ++k) expected.push_back(4 * i + 8 * j + k);
    }
  }
  std::vector<double> room(data);
  CHECK(saved(room.data(), mixed) == std::pair(false, expected));
}

TEST_CASE("a strided array larger than the buffer is gathered box by box") {
  const Folder folder;
  const std::string path = folder / "a.npy";
  // Every axis is cut somewhere: rows of 4.8 MB, three of them for each of five first indices; reversed and strided.
  constexpr int64_t kShape[] = {5, 3, 600'000};
  std::vector<double> data(static_cast<size_t>(5 * 3 * 600'000 * 2));
  std::iota(data.begin(), data.end(), 0.0);
  const int64_t strides[] = {3 * 600'000 * 16, -600'000 * 16, 16};
  double* first = data.data() + 2 * 600'000 * 2;
  nds::write_npy(path, source_of(first, 3, kShape, strides), nullptr);
  std::vector<double> out(data.size() / 2);
  const NpyFile npy = NpyFile::open(path);
  REQUIRE(npy.header().elements == static_cast<int64_t>(out.size()));
  npy.read(out.data(), nullptr);
  bool same = true;
  size_t at = 0;
  for (int64_t i = 0; i < kShape[0]; ++i) {
    for (int64_t j = 0; j < kShape[1]; ++j) {
      for (int64_t k = 0; k < kShape[2]; ++k) {
        same = same && out[at++] == static_cast<double>(i * 3 * 1'200'000 + (2 - j) * 1'200'000 + 2 * k);
      }
    }
  }
  CHECK(same);
}

TEST_CASE("a cancelled read or save is an error, and leaves the file that was there") {
  const Folder folder;
  const std::string path = folder / "a.npy";
  std::vector<double> data(1'000'000, 1.5);
  const int64_t shape[] = {1'000'000};
  const int64_t strides[] = {8};
  nds::write_npy(path, source_of(data.data(), 1, shape, strides), nullptr);
  const std::atomic<bool> cancelled{true};
  const NpyFile npy = NpyFile::open(path);
  CHECK(code_of([&] { npy.read(data.data(), &cancelled); }) == ErrorCode::kAborted);
  const std::string before = read_text(path);
  data.assign(data.size(), 2.5);
  CHECK(code_of([&] { nds::write_npy(path, source_of(data.data(), 1, shape, strides), &cancelled); }) ==
        ErrorCode::kAborted);
  CHECK(read_text(path) == before);
  CHECK(folder.entries() == 1);
}

TEST_CASE("a map can be saved onto the file that it maps, and a lost map cannot be saved") {
  const Folder folder;
  const std::string path = folder / "a.npy";
  std::vector<double> data(10'000);
  std::iota(data.begin(), data.end(), 0.0);
  const int64_t shape[] = {100, 100};
  const int64_t strides[] = {800, 8};
  nds::write_npy(path, source_of(data.data(), 2, shape, strides), nullptr);
  const std::string before = read_text(path);
  NpyFile npy = NpyFile::open(path);
  const int64_t offset = npy.header().data_offset;
  MappableFile file(std::move(npy).take_file(), MemmapMode::kRead);
  const auto map = file.map(offset, 80'000, false);
  for (const bool transposed : {false, true}) {
    const int64_t back[] = {8, 800};
    NpySource source = source_of(reinterpret_cast<double*>(map->data()), 2, shape, transposed ? back : strides);
    source.mapped = true;
    nds::write_npy(path, source, nullptr);
    CHECK(read_text(path).size() == before.size());
    CHECK((read_text(path) == before) == !transposed);
  }
  const std::string other = folder / "b.npy";
  nds::write_npy(other, source_of(data.data(), 2, shape, strides), nullptr);
  MappableFile again(other, MemmapMode::kRead);
  const auto cut = again.map(128, 80'000, false);
  REQUIRE(truncate(other.c_str(), 4096) == 0);
  const int64_t slices[] = {-800, 8};
  for (const bool contiguous : {true, false}) {
    NpySource source = source_of(reinterpret_cast<double*>(cut->data() + (contiguous ? 0 : 99 * 800)), 2, shape,
                                 contiguous ? strides : slices);
    source.mapped = true;
    CHECK(code_of([&] { nds::write_npy(path, source, nullptr); }) == ErrorCode::kMappingLost);
    CHECK(cut->lost());
  }
  CHECK(folder.entries() == 2);
}

TEST_CASE("maps: short files are refused for reading and extended for writing") {
  const Folder folder;
  const std::string path = folder / "a.dat";
  write_text(path, "12345");
  for (const MemmapMode mode : {MemmapMode::kRead, MemmapMode::kCopy}) {
    MappableFile file(path, mode);
    CHECK(file.size() == 5);
    std::string message;
    CHECK(code_of([&] { file.map(0, 6, false); }, &message) == ErrorCode::kDomain);
    CHECK(message.find("mmap length is greater than file size") == 0);
  }
  {
    MappableFile file(path, MemmapMode::kReadWrite);
    const auto map = file.map(3, 5000, false);
    CHECK(std::string_view(map->data(), 2) == "45");
    map->data()[4999] = 'x';
    map->flush();
  }
  const std::string text = read_text(path);
  CHECK(text.size() == 5003);
  CHECK(text.back() == 'x');
  CHECK(code_of([&] { MappableFile(path, MemmapMode::kRead).map(-1, 5, false); }) == ErrorCode::kDomain);
}

TEST_CASE("maps: a private map leaves its file alone; a new file is all zeros, whatever was there") {
  const Folder folder;
  const std::string path = folder / "a.dat";
  write_text(path, std::string(10'000, 'a'));
  {
    MappableFile file(path, MemmapMode::kCopy);
    const auto map = file.map(0, 10'000, false);
    map->data()[0] = 'b';
    map->flush();
    CHECK(map->data()[0] == 'b');
  }
  CHECK(read_text(path) == std::string(10'000, 'a'));
  for (const bool sparse : {false, true}) {
    for (const int64_t bytes : {5'000, 20'000, 0}) {
      write_text(path, std::string(10'000, 'a'));
      {
        MappableFile file(path, MemmapMode::kCreate);
        file.map(0, bytes, sparse);
      }
      CHECK(read_text(path) == std::string(static_cast<size_t>(bytes), '\0'));
    }
  }
  const std::string fresh = folder / "b.dat";
  MappableFile(fresh, MemmapMode::kCreate).map(100, 50, false);
  CHECK(read_text(fresh) == std::string(150, '\0'));
}

TEST_CASE("maps: a full disk refuses a new file and leaves things as they were") {
  Folder folder;
  if (!folder.limit_to(1 << 20)) return;
  const std::string path = folder / "a.dat";
  CHECK(errno_of([&] { MappableFile(path, MemmapMode::kCreate).map(0, 4 << 20, false); }) == ENOSPC);
  CHECK(folder.entries() == 0);
  write_text(path, "precious");
  CHECK(errno_of([&] { MappableFile(path, MemmapMode::kCreate).map(0, 4 << 20, false); }) == ENOSPC);
  CHECK(read_text(path) == "precious");
  const std::string link = folder / "link.dat";
  REQUIRE(symlink("target.dat", link.c_str()) == 0);
  CHECK(errno_of([&] { MappableFile(link, MemmapMode::kCreate).map(0, 4 << 20, false); }) == ENOSPC);
  CHECK(folder.entries() == 2);
  CHECK(code_of([&] { MappableFile(path, MemmapMode::kCreate).map(0, 4 << 20, true); }) == ErrorCode::kOk);
  CHECK(read_text(path).size() == 4 << 20);
}
