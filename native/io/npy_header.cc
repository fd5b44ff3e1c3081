#include "io/npy_header.h"

#include <bit>
#include <cstdio>
#include <optional>

#include "core/checked.h"
#include "core/error.h"

namespace nds {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr int64_t kAlignment = 64;
// Room that NumPy leaves so that the growing axis can be rewritten in place.
constexpr int kGrowthDigits = 21;
constexpr size_t kMaxExcerpt = 60;
constexpr bool kLittleEndian = std::endian::native == std::endian::little;

// Up to kMaxExcerpt bytes as printable ASCII, quoted.
std::string excerpt(std::string_view text) {
  std::string out = "'";
  for (const char c : text.substr(0, kMaxExcerpt)) {
    if (c >= 0x20 && c < 0x7f && c != '\'' && c != '\\') {
      out += c;
      continue;
    }
    char escaped[8];
    std::snprintf(escaped, sizeof(escaped), "\\x%02x", static_cast<unsigned char>(c));
    out += escaped;
  }
  if (text.size() > kMaxExcerpt) out += "...";
  return out + "'";
}

[[noreturn]] void refuse(ErrorCode code, std::string message, int64_t offset) {
  throw Error(code, std::move(message)).at("", offset);
}

// Reads the tokens of the text in turn. Positions in errors are of the file.
class Scanner {
 public:
  Scanner(std::string_view text, int64_t text_offset) noexcept : text_(text), text_offset_(text_offset) {}

  int64_t offset() const noexcept { return text_offset_ + static_cast<int64_t>(at_); }
  std::string_view rest() const noexcept { return text_.substr(at_); }

  [[noreturn]] void fail(const std::string& expected) const {
    const std::string found = at_ < text_.size() ? excerpt(text_.substr(at_, 20)) : "its end";
    refuse(ErrorCode::kFormat, "the .npy header is malformed: expected " + expected + " but found " + found, offset());
  }

  // The next byte that is not white space; 0 at the end. Stays before it.
  char peek() noexcept {
    while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r'))) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool take(char c) noexcept {
    if (peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }

  void require(char c) {
    if (!take(c)) fail(std::string("'") + c + "'");
  }

  bool at_end() noexcept {
    peek();
    return at_ == text_.size();
  }

  // A string in either kind of quotes. Escapes occur in no key and no dtype that is known: they are refused.
  std::string_view string(const char* what) {
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail(what);
    const size_t start = ++at_;
    while (at_ < text_.size() && text_[at_] != quote) {
      const char c = text_[at_];
      if (c == '\\' || c == '\n' || c == '\0') fail(std::string(what) + " without escapes");
      ++at_;
    }
    if (at_ == text_.size()) fail("the end of a string");
    return text_.substr(start, at_++ - start);
  }

  bool boolean() {
    peek();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (!rest().starts_with(word)) continue;
      at_ += word.size();
      return value;
    }
    fail("True or False");
  }

  // A decimal integer without sign, with Python 2's L allowed after it. Beyond 64 bits: kShape.
  int64_t dimension() {
    const char first = peek();
    const int64_t start = offset();
    if (first == '-') refuse(ErrorCode::kFormat, "the .npy header has a negative dimension", start);
    if (first < '0' || first > '9') fail("an integer of the shape");
    int64_t value = 0;
    const size_t from = at_;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      const int64_t digit = text_[at_] - '0';
      if (!checked_mul(value, 10, &value) || !checked_add(value, digit, &value)) {
        refuse(ErrorCode::kShape, "array is too big: the .npy header has a dimension beyond 64 bits", start);
      }
    }
    if (first == '0' && at_ - from > 1) refuse(ErrorCode::kFormat, "the .npy header has a malformed integer", start);
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;
    return value;
  }

 private:
  std::string_view text_;
  int64_t text_offset_;
  size_t at_ = 0;
};

struct Spelling {
  std::string_view name;
  DType dtype;
};
constexpr Spelling kSpellings[] = {
    {"b1", DType::kBool},      {"i1", DType::kInt8},        {"i2", DType::kInt16},   {"i4", DType::kInt32},
    {"i8", DType::kInt64},     {"u1", DType::kUint8},       {"u2", DType::kUint16},  {"u4", DType::kUint32},
    {"u8", DType::kUint64},    {"f2", DType::kFloat16},     {"f4", DType::kFloat32}, {"f8", DType::kFloat64},
    {"c8", DType::kComplex64}, {"c16", DType::kComplex128},
};

std::optional<DType> known_dtype(std::string_view name) noexcept {
  for (const Spelling& spelling : kSpellings) {
    if (spelling.name == name) return spelling.dtype;
  }
  return std::nullopt;
}

void read_descr(Scanner* scanner, NpyHeader* header) {
  const char first = scanner->peek();
  const int64_t offset = scanner->offset();
  if (first == '[' || first == '(') {
    refuse(ErrorCode::kFormat,
           "the .npy file holds a structured dtype, which is not supported: " + excerpt(scanner->rest()), offset);
  }
  const std::string_view descr = scanner->string("a dtype string");
  const bool ordered = !descr.empty() && std::string_view("<>=|").find(descr[0]) != std::string_view::npos;
  const std::string_view name = descr.substr(ordered ? 1 : 0);
  if (!name.empty() && name[0] == 'O') {
    refuse(ErrorCode::kFormat,
           "the .npy file holds Python objects (dtype " + excerpt(descr) +
               "): object arrays are pickles, which are never unpickled",
           offset);
  }
  const std::optional<DType> dtype = known_dtype(name);
  if (!dtype) {
    refuse(ErrorCode::kDtype,
           "the .npy file holds dtype " + excerpt(descr) +
               ", which is not supported: expected bool, int8 to int64, uint8 to uint64, float16 to "
               "float64, complex64 or complex128 in either byte order",
           offset);
  }
  header->dtype = *dtype;
  header->swapped = ordered && item_size(*dtype) > 1 && descr[0] == (kLittleEndian ? '>' : '<');
}

void read_shape(Scanner* scanner, NpyHeader* header) {
  scanner->require('(');
  header->ndim = 0;
  bool comma = true;
  while (!scanner->take(')')) {
    if (!comma) scanner->fail("',' or ')'");
    if (header->ndim == kMaxDims) {
      refuse(ErrorCode::kShape, "maximum supported dimension for an array is 64, but the .npy header has more",
             scanner->offset());
    }
    header->shape[header->ndim++] = scanner->dimension();
    comma = scanner->take(',');
  }
  // (3) is an integer in Python, not a shape.
  if (header->ndim == 1 && !comma) scanner->fail("',' in a shape of one dimension");
}

// The product of all dimensions but the zeros must fit, for strides are computed from each.
void measure(NpyHeader* header, int64_t shape_offset) {
  int64_t product = item_size(header->dtype);
  bool empty = false;
  for (int i = 0; i < header->ndim; ++i) {
    if (header->shape[i] == 0) {
      empty = true;
    } else if (!checked_mul(product, header->shape[i], &product) || product > kNpyMaxBytes) {
      refuse(ErrorCode::kShape, "array is too big: the product of the dimensions in the .npy header overflows",
             shape_offset);
    }
  }
  header->data_bytes = empty ? 0 : product;
  header->elements = header->data_bytes / item_size(header->dtype);
}

}  // namespace

NpyPrologue parse_npy_prologue(std::string_view bytes) {
  if (bytes.empty()) refuse(ErrorCode::kFormat, "the file is empty: expected a .npy file", 0);
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) {
    refuse(ErrorCode::kFormat, "the file is a zip archive (.npz): only single arrays (.npy) are read here", 0);
  }
  if (!bytes.starts_with(kMagic)) {
    refuse(ErrorCode::kFormat, "the file is not a .npy file: it begins with " + excerpt(bytes.substr(0, 8)), 0);
  }
  if (bytes.size() < 8) refuse(ErrorCode::kFormat, "the .npy file ends within its version", kMagic.size());
  const int major = static_cast<unsigned char>(bytes[6]);
  const int minor = static_cast<unsigned char>(bytes[7]);
  if (major < 1 || major > 3 || minor != 0) {
    refuse(ErrorCode::kFormat,
           "the .npy file has version " + std::to_string(major) + "." + std::to_string(minor) +
               ": expected 1.0, 2.0 or 3.0",
           static_cast<int64_t>(kMagic.size()));
  }
  NpyPrologue prologue;
  prologue.major = major;
  const int length_bytes = major == 1 ? 2 : 4;
  prologue.header_offset = 8 + length_bytes;
  if (static_cast<int64_t>(bytes.size()) < prologue.header_offset) {
    refuse(ErrorCode::kFormat, "the .npy file ends within the length of its header", 8);
  }
  prologue.header_bytes = 0;
  for (int i = length_bytes; i-- > 0;) {
    prologue.header_bytes = prologue.header_bytes << 8 | static_cast<unsigned char>(bytes[8 + static_cast<size_t>(i)]);
  }
  return prologue;
}

NpyHeader parse_npy_header(std::string_view text, int64_t text_offset) {
  enum { kDescr = 1, kFortranOrder = 2, kShapeKey = 4, kAll = 7 };
  NpyHeader header = {};
  header.data_offset = text_offset + static_cast<int64_t>(text.size());
  Scanner scanner(text, text_offset);
  int seen = 0;
  int64_t shape_offset = text_offset;
  scanner.require('{');
  bool comma = true;
  while (!scanner.take('}')) {
    if (!comma) scanner.fail("',' or '}'");
    scanner.peek();
    const int64_t key_offset = scanner.offset();
    const std::string_view key = scanner.string("a key");
    const int bit = key == "descr" ? kDescr : key == "fortran_order" ? kFortranOrder : key == "shape" ? kShapeKey : 0;
    if (bit == 0) {
      refuse(ErrorCode::kFormat,
             "the .npy header has the key " + excerpt(key) + ": expected 'descr', 'fortran_order' and 'shape'",
             key_offset);
    }
    if ((seen & bit) != 0)
      refuse(ErrorCode::kFormat, "the .npy header has the key " + excerpt(key) + " twice", key_offset);
    seen |= bit;
    scanner.require(':');
    if (bit == kDescr) {
      read_descr(&scanner, &header);
    } else if (bit == kFortranOrder) {
      header.fortran_order = scanner.boolean();
    } else {
      shape_offset = scanner.offset();
      read_shape(&scanner, &header);
    }
    comma = scanner.take(',');
  }
  if (seen != kAll) {
    refuse(ErrorCode::kFormat,
           std::string("the .npy header lacks the key ") + ((seen & kDescr) == 0          ? "'descr'"
                                                            : (seen & kFortranOrder) == 0 ? "'fortran_order'"
                                                                                          : "'shape'"),
           text_offset);
  }
  if (!scanner.at_end()) scanner.fail("the end of the header");
  measure(&header, shape_offset);
  return header;
}

std::string format_npy_header(DType dtype, bool fortran_order, int ndim, const int64_t* shape) {
  const int64_t itemsize = item_size(dtype);
  std::string text = "{'descr': '";
  text += itemsize == 1 ? '|' : kLittleEndian ? '<' : '>';
  const std::string_view name = kDTypeNames[static_cast<int>(dtype)];
  text += name[0];  // bool, int, uint, float and complex begin with NumPy's letters for their kinds
  text += std::to_string(itemsize);
  text += "', 'fortran_order': ";
  text += fortran_order ? "True" : "False";
  text += ", 'shape': (";
  for (int i = 0; i < ndim; ++i) {
    if (i > 0) text += ' ';
    text += std::to_string(shape[i]);
    if (i + 1 < ndim || ndim == 1) text += ',';
  }
  text += "), }";
  if (ndim > 0) {
    const std::string growing = std::to_string(shape[fortran_order ? ndim - 1 : 0]);
    text.append(static_cast<size_t>(kGrowthDigits) - growing.size(), ' ');
  }
  constexpr int64_t kBefore = 10;  // magic, version, length
  const int64_t used = kBefore + static_cast<int64_t>(text.size()) + 1;
  text.append(static_cast<size_t>(kAlignment - used % kAlignment), ' ');
  text += '\n';
  std::string out(kMagic);
  out += '\x01';
  out += '\0';
  out += static_cast<char>(text.size() & 0xff);
  out += static_cast<char>(text.size() >> 8 & 0xff);
  return out + text;
}

}  // namespace nds
