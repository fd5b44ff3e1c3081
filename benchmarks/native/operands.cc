#include "operands.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <new>
#include <sstream>
#include <stdexcept>

#include "core/complex.h"
#include "core/half.h"

namespace nds::bench {

namespace {

constexpr int64_t kMostKept = 1'200'000'000;

// MurmurHash3's last mix of a position, from 0 up to 1.
double fraction(uint32_t position, uint32_t seed) noexcept {
  uint32_t h = (position + seed * 0x9E3779B9u) * 0x85EBCA77u;
  h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
  h = (h ^ (h >> 12)) * 0x297A2D39u;
  return static_cast<double>(h ^ (h >> 15)) / 4294967296.0;
}

double number(const OperandSpec& spec, int64_t i) noexcept {
  if (spec.kind == "constant") return spec.low;
  if (spec.kind == "sequence") return spec.low + static_cast<double>(i);
  return spec.low + fraction(static_cast<uint32_t>(i), spec.seed) * (spec.high - spec.low);
}

template <class T>
void fill_as(const OperandSpec& spec, char* data, int64_t n) noexcept {
  T* out = reinterpret_cast<T*>(data);
  for (int64_t i = 0; i < n; ++i) out[i] = static_cast<T>(number(spec, i));
}

void fill(const OperandSpec& spec, const Array& array) {
  const int64_t n = array.size();
  char* data = array.data();
  switch (spec.dtype) {
    case DType::kInt8: return fill_as<int8_t>(spec, data, n);
    case DType::kInt16: return fill_as<int16_t>(spec, data, n);
    case DType::kInt32: return fill_as<int32_t>(spec, data, n);
    case DType::kInt64: return fill_as<int64_t>(spec, data, n);
    case DType::kUint8: return fill_as<uint8_t>(spec, data, n);
    case DType::kUint16: return fill_as<uint16_t>(spec, data, n);
    case DType::kUint32: return fill_as<uint32_t>(spec, data, n);
    case DType::kUint64: return fill_as<uint64_t>(spec, data, n);
    case DType::kFloat32: return fill_as<float>(spec, data, n);
    case DType::kFloat64: return fill_as<double>(spec, data, n);
    case DType::kComplex64: return fill_as<float>(spec, data, 2 * n);
    case DType::kComplex128: return fill_as<double>(spec, data, 2 * n);
    case DType::kBool:
      for (int64_t i = 0; i < n; ++i) {
        const bool constant = spec.kind == "constant";
        data[i] = (constant ? spec.low != 0 : fraction(static_cast<uint32_t>(i), spec.seed) < 0.5) ? 1 : 0;
      }
      return;
    case DType::kFloat16:
      for (int64_t i = 0; i < n; ++i) reinterpret_cast<Half*>(data)[i] = to_half(static_cast<float>(number(spec, i)));
      return;
  }
}

std::shared_ptr<const Array> kept_array(const OperandSpec& spec, int64_t n) {
  static std::map<std::string, std::shared_ptr<const Array>> kept;
  std::ostringstream key;
  key.precision(17);
  key << static_cast<int>(spec.dtype) << ' ' << spec.low << ' ' << spec.high << ' ' << spec.seed << spec.kind << n;
  auto& found = kept[key.str()];
  if (!found) {
    int64_t bytes = 0;
    for (const auto& [_, array] : kept) bytes += array ? array->bytes() : 0;
    auto array = std::make_shared<Array>(spec.dtype, n);
    fill(spec, *array);
    if (bytes + array->bytes() > kMostKept) {
      kept.clear();
      return kept[key.str()] = array;
    }
    found = array;
  }
  return found;
}

}  // namespace

Array::Array(DType dtype, int64_t n) : dtype_(dtype), n_(n), stride_(item_size(dtype)) {
  bool over_limit = false;
  block_ = allocate_block(n * stride_, false, &over_limit);
  if (block_ == nullptr) throw std::bad_alloc();
  std::memset(block_->data, 0, static_cast<size_t>(n * stride_));
}

Array::~Array() { release_block(block_); }

DType parse_dtype(const std::string& name) {
  for (int code = 0; code < kDTypeCount; ++code) {
    if (name == kDTypeNames[code]) return static_cast<DType>(code);
  }
  throw std::invalid_argument("dtype " + name);
}

std::vector<int64_t> parse_shape(const std::string& text) {
  std::vector<int64_t> shape;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, 'x');) shape.push_back(std::stoll(part));
  return shape;
}

OperandSpec parse_operand(const std::string& word) {
  std::vector<std::string> parts;
  std::istringstream stream(word);
  for (std::string part; std::getline(stream, part, ':');) parts.push_back(part);
  if (parts.size() != 6 || parts[4] == "sorted") throw std::invalid_argument("operand " + word);
  return {parse_dtype(parts[0]),
          std::stod(parts[1]),
          std::stod(parts[2]),
          static_cast<uint32_t>(std::stoul(parts[3])),
          parts[4],
          parts[5]};
}

std::vector<int64_t> contiguous_strides(const std::vector<int64_t>& shape, int64_t itemsize) {
  std::vector<int64_t> strides(shape.size());
  int64_t stride = itemsize;
  for (size_t k = shape.size(); k-- > 0;) {
    strides[k] = stride;
    stride *= shape[k];
  }
  return strides;
}

View::View(const OperandSpec& spec, const std::vector<int64_t>& shape) {
  std::vector<int64_t> base = shape;
  if (spec.layout == "strided") base.back() *= 2;
  if (spec.layout == "transposed") std::reverse(base.begin(), base.end());
  int64_t n = 1;
  for (const int64_t dim : base) n *= dim;
  array_ = kept_array(spec, n);
  data_ = array_->data();
  strides_ = contiguous_strides(base, item_size(spec.dtype));
  if (spec.layout == "strided") strides_.back() *= 2;
  if (spec.layout == "transposed") std::reverse(strides_.begin(), strides_.end());
  if (spec.layout == "reversed") {
    data_ += (shape.back() - 1) * strides_.back();
    strides_.back() = -strides_.back();
  }
}

}  // namespace nds::bench
