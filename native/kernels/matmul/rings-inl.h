// What is added and multiplied: a "ring" for each family of dtypes, over the vectors that tiles and vector kernels
// hold.
//   Store, Sum, Item: an element in memory, an accumulator in memory, what panels hold;
//   kRows, kVectors: a tile in registers; kLanes: columns of a vector; kItemsA, kItemsB: items of an element of A, of a
//   vector of B;
//   B: a vector of columns; A: one element in all lanes; Acc: sums.
#if defined(NDS_KERNELS_MATMUL_RINGS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NDS_KERNELS_MATMUL_RINGS_INL_H_
#undef NDS_KERNELS_MATMUL_RINGS_INL_H_
#else
#define NDS_KERNELS_MATMUL_RINGS_INL_H_
#endif

#include "core/complex.h"
#include "core/half.h"
#include "simd/half-inl.h"
#include "simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nds::HWY_NAMESPACE {

// 32 vector registers hold 24 sums, 16 hold 12 (8 where a product needs a register of its own).
#if HWY_TARGET <= HWY_AVX3
inline constexpr int kTileRows = 8, kTileVectors = 3, kUnfusedRows = 8, kComplexRows = 6, kUnfusedVectors = 3;
#elif HWY_TARGET <= HWY_AVX2
inline constexpr int kTileRows = 6, kTileVectors = 2, kUnfusedRows = 4, kComplexRows = 2, kUnfusedVectors = 2;
#else
inline constexpr int kTileRows = 4, kTileVectors = 2, kUnfusedRows = 4, kComplexRows = 2, kUnfusedVectors = 2;
#endif

// float32 and float64.
template <class T>
struct FloatRing {
  using Store = T;
  using Sum = T;
  using Item = T;
  using D = hn::ScalableTag<T>;
  using A = hn::Vec<D>;
  using B = hn::Vec<D>;
  using Acc = hn::Vec<D>;
  static constexpr int kRows = kTileRows, kVectors = kTileVectors, kLanes = hn::MaxLanes(D());
  static constexpr int kItemsA = 1, kItemsB = kLanes;

  static HWY_INLINE Acc zero() { return hn::Zero(D()); }
  static HWY_INLINE A set(const Item* p) { return hn::Set(D(), *p); }
  static HWY_INLINE B load_packed(const Item* p) { return hn::Load(D(), p); }
  static HWY_INLINE B load(const Store* p) { return hn::LoadU(D(), p); }
  static HWY_INLINE Acc madd(Acc sum, A a, B b) { return hn::MulAdd(a, b, sum); }
  static HWY_INLINE Acc add(Acc x, Acc y) { return hn::Add(x, y); }
  static HWY_INLINE Acc load_sum(const Sum* p) { return hn::LoadU(D(), p); }
  static HWY_INLINE void store_sum(Acc sum, Sum* p) { hn::StoreU(sum, D(), p); }
  static HWY_INLINE void store(Acc sum, Store* p, bool more) { store_sum(more ? add(load_sum(p), sum) : sum, p); }
#if HWY_TARGET <= HWY_AVX3
  // The first n elements of a vector; the others are neither read nor written.
  static HWY_INLINE void store_some(Acc sum, Store* p, size_t n, bool more) {
    const auto mask = hn::FirstN(D(), n);
    hn::BlendedStore(more ? add(hn::MaskedLoad(mask, D(), p), sum) : sum, mask, D(), p);
  }
#endif
  static HWY_INLINE B conjugate(B b) { return b; }
  static HWY_INLINE Sum plus(Sum x, Sum y) { return x + y; }
};

// float16: multiplied and added in float32, rounded when stored.
struct HalfRing : FloatRing<float> {
  using Store = Half;
  static HWY_INLINE B load(const Store* p) { return load_half(D(), p); }
  static HWY_INLINE void store(Acc sum, Store* p, bool) { store_half(sum, D(), p); }
};

// Integers of 16, 32 and 64 bits; signs make no difference modulo 2^bits.
template <class T>
struct IntegerRing {
  using Store = T;
  using Sum = T;
  using Item = T;
  using D = hn::ScalableTag<T>;
  using A = hn::Vec<D>;
  using B = hn::Vec<D>;
  using Acc = hn::Vec<D>;
  static constexpr int kRows = kUnfusedRows, kVectors = kUnfusedVectors, kLanes = hn::MaxLanes(D());
  static constexpr int kItemsA = 1, kItemsB = kLanes;

  static HWY_INLINE Acc zero() { return hn::Zero(D()); }
  static HWY_INLINE A set(const Item* p) { return hn::Set(D(), *p); }
  static HWY_INLINE B load_packed(const Item* p) { return hn::Load(D(), p); }
  static HWY_INLINE B load(const Store* p) { return hn::LoadU(D(), p); }
  static HWY_INLINE Acc madd(Acc sum, A a, B b) { return hn::Add(sum, hn::Mul(a, b)); }
  static HWY_INLINE Acc add(Acc x, Acc y) { return hn::Add(x, y); }
  static HWY_INLINE Acc load_sum(const Sum* p) { return hn::LoadU(D(), p); }
  static HWY_INLINE void store_sum(Acc sum, Sum* p) { hn::StoreU(sum, D(), p); }
  static HWY_INLINE void store(Acc sum, Store* p, bool more) { store_sum(more ? add(load_sum(p), sum) : sum, p); }
#if HWY_TARGET <= HWY_AVX3
  // The first n elements of a vector; the others are neither read nor written.
  static HWY_INLINE void store_some(Acc sum, Store* p, size_t n, bool more) {
    const auto mask = hn::FirstN(D(), n);
    hn::BlendedStore(more ? add(hn::MaskedLoad(mask, D(), p), sum) : sum, mask, D(), p);
  }
#endif
  static HWY_INLINE B conjugate(B b) { return b; }
  static HWY_INLINE Sum plus(Sum x, Sum y) { return static_cast<Sum>(x + y); }
};

// Integers of 8 bits, in lanes of 16: there is no product of bytes.
struct ByteRing : IntegerRing<uint16_t> {
  using Store = uint8_t;
  using Sum = uint8_t;
  using D8 = hn::Rebind<uint8_t, D>;
  static HWY_INLINE B load(const Store* p) { return hn::PromoteTo(D(), hn::LoadU(D8(), p)); }
  static HWY_INLINE Acc load_sum(const Sum* p) { return load(p); }
  static HWY_INLINE void store_sum(Acc sum, Sum* p) {
#if HWY_TARGET == HWY_SCALAR
    *p = static_cast<uint8_t>(hn::GetLane(sum));
#else
    // Saturating: the upper half must be clear.
    const hn::RebindToSigned<D> ds;
    hn::StoreU(hn::DemoteTo(D8(), hn::BitCast(ds, hn::And(sum, hn::Set(D(), 0xFF)))), D8(), p);
#endif
  }
  static HWY_INLINE void store(Acc sum, Store* p, bool more) { store_sum(more ? add(load_sum(p), sum) : sum, p); }
  static HWY_INLINE Sum plus(Sum x, Sum y) { return static_cast<Sum>(x + y); }
};

// Bools as bits: an item holds 64 of them, of as many depths.
struct BitRing {
  using Store = uint8_t;
  using Sum = uint8_t;
  using Item = uint64_t;
  using D = hn::ScalableTag<uint64_t>;
  using A = hn::Vec<D>;
  using B = hn::Vec<D>;
  using Acc = hn::Vec<D>;
  static constexpr int kRows = kUnfusedRows, kVectors = kUnfusedVectors, kLanes = hn::MaxLanes(D());
  static constexpr int kItemsA = 1, kItemsB = kLanes;

  static HWY_INLINE Acc zero() { return hn::Zero(D()); }
  static HWY_INLINE A set(const Item* p) { return hn::Set(D(), *p); }
  static HWY_INLINE B load_packed(const Item* p) { return hn::Load(D(), p); }
  static HWY_INLINE Acc madd(Acc sum, A a, B b) { return hn::OrAnd(sum, a, b); }
  static HWY_INLINE void store(Acc sum, Store* p, bool more) {
    const auto some = hn::Not(hn::Eq(sum, hn::Zero(D())));
    if (!more) return store_bools(some, D(), p);
    uint8_t bools[kLanes];
    store_bools(some, D(), bools);
    for (int i = 0; i < kLanes; ++i) p[i] |= bools[i];
  }
};

// Bools as bytes, for the kernels of vectors.
struct BoolRing {
  using Store = uint8_t;
  using Sum = uint8_t;
  using D = hn::ScalableTag<uint8_t>;
  using A = hn::Vec<D>;
  using B = hn::Vec<D>;
  using Acc = hn::Vec<D>;
  static constexpr int kLanes = hn::MaxLanes(D());

  static HWY_INLINE Acc zero() { return hn::Zero(D()); }
  static HWY_INLINE B load(const Store* p) { return hn::LoadU(D(), p); }
  static HWY_INLINE A splat(const Store* p) { return hn::Set(D(), *p); }
  static HWY_INLINE Acc madd(Acc sum, A a, B b) { return hn::Or(sum, hn::IfThenZeroElse(hn::Eq(a, hn::Zero(D())), b)); }
  static HWY_INLINE Acc add(Acc x, Acc y) { return hn::Or(x, y); }
  static HWY_INLINE Acc load_sum(const Sum* p) { return hn::LoadU(D(), p); }
  static HWY_INLINE void store_sum(Acc sum, Sum* p) { hn::StoreU(hn::Min(sum, hn::Set(D(), 1)), D(), p); }
  static HWY_INLINE B conjugate(B b) { return b; }
  static HWY_INLINE Sum plus(Sum x, Sum y) { return x | y; }
};

// Real and imaginary parts of as many complex numbers as a vector of parts has lanes.
template <class V>
struct ComplexLanes {
  V re, im;
};

template <class T>
struct ComplexRing {
  using Store = Complex<T>;
  using Sum = Complex<T>;
  using Item = T;
  using D = hn::ScalableTag<T>;
  using V = hn::Vec<D>;
  using A = ComplexLanes<V>;
  using B = ComplexLanes<V>;
  using Acc = ComplexLanes<V>;
  static constexpr int kRows = kComplexRows, kVectors = 2, kLanes = hn::MaxLanes(D());
  static constexpr int kItemsA = 2, kItemsB = 2 * kLanes;

  static HWY_INLINE Acc zero() { return {hn::Zero(D()), hn::Zero(D())}; }
  static HWY_INLINE A set(const Item* p) { return {hn::Set(D(), p[0]), hn::Set(D(), p[1])}; }
  static HWY_INLINE B load_packed(const Item* p) { return {hn::Load(D(), p), hn::Load(D(), p + kLanes)}; }
  static HWY_INLINE B load(const Store* p) {
    B b;
    load_parts(reinterpret_cast<const T*>(p), b);
    return b;
  }
  static HWY_INLINE Acc madd(Acc sum, A a, B b) {
    return {hn::NegMulAdd(a.im, b.im, hn::MulAdd(a.re, b.re, sum.re)),
            hn::MulAdd(a.im, b.re, hn::MulAdd(a.re, b.im, sum.im))};
  }
  static HWY_INLINE Acc add(Acc x, Acc y) { return {hn::Add(x.re, y.re), hn::Add(x.im, y.im)}; }
  static HWY_INLINE Acc load_sum(const Sum* p) { return load(p); }
  static HWY_INLINE void store_sum(Acc sum, Sum* p) {
#if HWY_TARGET == HWY_SCALAR
    *p = {hn::GetLane(sum.re), hn::GetLane(sum.im)};
#else
    hn::StoreInterleaved2(sum.re, sum.im, D(), reinterpret_cast<T*>(p));
#endif
  }
  static HWY_INLINE void store(Acc sum, Store* p, bool more) { store_sum(more ? add(load_sum(p), sum) : sum, p); }
  static HWY_INLINE B conjugate(B b) { return {b.re, hn::Neg(b.im)}; }
  static HWY_INLINE Sum plus(Sum x, Sum y) { return {x.re + y.re, x.im + y.im}; }

 private:
  static HWY_INLINE void load_parts(const T* p, B& b) {
#if HWY_TARGET == HWY_SCALAR
    b = {hn::Set(D(), p[0]), hn::Set(D(), p[1])};
#else
    hn::LoadInterleaved2(D(), p, b.re, b.im);
#endif
  }
};

}  // namespace nds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
