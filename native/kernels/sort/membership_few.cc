// Elements compared with each of a few others, vector by vector.
#include "kernels/sort/membership.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sort/membership_few.cc"
#include "simd/foreach_target.h"  // compiles the rest of the file once per target
#include "simd/dispatch.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {
namespace {

template <class T>
void test_few(const void* data, int64_t n, const void* others, int64_t m, bool is, uint8_t* out) noexcept {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const T* items = static_cast<const T*>(data);
  const T* wanted = static_cast<const T*>(others);
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, items + i);
    auto found = hn::MaskFromVec(hn::Zero(d));
    for (int64_t k = 0; k < m; ++k) found = hn::Or(found, hn::Eq(v, hn::Set(d, wanted[k])));
    store_bools(is ? found : hn::Not(found), d, out + i);
  }
  for (; i < n; ++i) {
    bool found = false;
    for (int64_t k = 0; k < m; ++k) found |= items[i] == wanted[k];
    out[i] = found == is;
  }
}

constexpr TestFew kKernels[6] = {test_few<uint8_t>,  test_few<uint16_t>, test_few<uint32_t>,
                                 test_few<uint64_t>, test_few<float>,    test_few<double>};

}  // namespace

const TestFew* few_table() noexcept { return kKernels; }

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nds {
namespace {
NDS_EXPORT(find_few_table, few_table)
}  // namespace

TestFew few_kernel(Target target, DType dtype) noexcept {
  const TestFew* table = find_few_table(target)();
  switch (dtype) {
    case DType::kFloat32: return table[4];
    case DType::kFloat64: return table[5];
    case DType::kFloat16:
    case DType::kComplex64:
    case DType::kComplex128: return nullptr;
    default: break;
  }
  switch (item_size(dtype)) {
    case 1: return table[0];
    case 2: return table[1];
    case 4: return table[2];
    default: return table[3];
  }
}

}  // namespace nds
#endif
