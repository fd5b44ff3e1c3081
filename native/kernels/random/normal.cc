#include <bit>
#include <cmath>

#include "kernels/random/distributions.h"
#include "kernels/random/draw_stream.h"
#include "kernels/random/ziggurat_tables.h"

namespace nds {

namespace {

// A draw is split in layer (8 bits), sign (1) and mantissa (52 of float64, 23 of float32).
struct NormalF64 {
  using Unit = uint64_t;
  using Out = double;
  static constexpr double kR = ziggurat::kNormalR;
  static constexpr double kInverseR = ziggurat::kNormalInverseR;
  static constexpr auto& kK = ziggurat::kNormalK;
  static constexpr auto& kW = ziggurat::kNormalW;
  static constexpr auto& kF = ziggurat::kNormalF;
  static constexpr uint64_t kMantissaMask = 0x000fffffffffffff;
  static double uniform(uint64_t r) noexcept { return static_cast<double>(r >> 11) * 0x1p-53; }
};
struct NormalF32 {
  using Unit = uint32_t;
  using Out = float;
  static constexpr float kR = ziggurat::kNormalRF32;
  static constexpr float kInverseR = ziggurat::kNormalInverseRF32;
  static constexpr auto& kK = ziggurat::kNormalKF32;
  static constexpr auto& kW = ziggurat::kNormalWF32;
  static constexpr auto& kF = ziggurat::kNormalFF32;
  static constexpr uint32_t kMantissaMask = 0x007fffff;
  static float uniform(uint32_t r) noexcept { return static_cast<float>(r >> 8) * 0x1p-24f; }
};

template <class Traits>
class NormalDecoder {
 public:
  using Unit = typename Traits::Unit;
  using Out = typename Traits::Out;

  bool one_unit_each() const noexcept { return false; }

  template <class Stream>
  Out draw(Stream& stream) const noexcept {
    const Unit r = stream.next();
    const Candidate c = candidate(r);
    return c.inside ? c.x : beyond_layer(stream, r);
  }

  template <bool kStore>
  int64_t decode(BlockStream<Unit>& stream, int64_t max, int64_t end, Out* out) const noexcept {
    int64_t made = 0;
    while (made < max && stream.position() < end) {
      const int64_t available = std::min(stream.available(), end - stream.position());
      const int64_t count = std::min(available, max - made);
      const unsigned char* const bytes = stream.bytes();
      int64_t i = 0;
      bool inside = true;
      for (; inside && i < count; ++i) {
        const Candidate c = candidate(BlockStream<Unit>::peek(bytes, i));
        if constexpr (kStore) out[made + i] = c.x;
        inside = c.inside;
      }
      made += i;
      stream.consume(i);
      if (!inside) {
        const Out x = beyond_layer(stream, BlockStream<Unit>::peek(bytes, i - 1));
        if constexpr (kStore) out[made - 1] = x;
      }
    }
    return made;
  }

 private:
  struct Candidate {
    Out x;
    bool inside;  // of the part of the layer that lies wholly under the curve: 98.8 % of draws
  };

  static Unit mantissa(Unit r) noexcept { return (r >> 9) & Traits::kMantissaMask; }

  static Candidate candidate(Unit r) noexcept {
    using Signed = std::make_signed_t<Unit>;
    constexpr int kSignShift = 8 * sizeof(Unit) - 9;
    constexpr Unit kSignBit = Unit{1} << (8 * sizeof(Unit) - 1);
    const unsigned layer = r & 0xff;
    const Out magnitude = static_cast<Out>(static_cast<Signed>(mantissa(r))) * Traits::kW[layer];
    const Unit sign = (r << kSignShift) & kSignBit;
    return {std::bit_cast<Out>(std::bit_cast<Unit>(magnitude) ^ sign), mantissa(r) < Traits::kK[layer]};
  }

  // The rest of a draw whose candidate, from r, was not inside: the tail, the wedge, or all anew.
  template <class Stream>
  [[gnu::noinline]] static Out beyond_layer(Stream& stream, Unit r) noexcept {
    for (;;) {
      const Candidate c = candidate(r);
      if (c.inside) return c.x;
      const unsigned layer = r & 0xff;
      if (layer == 0) return tail(stream, r);
      const Out density =
          (Traits::kF[layer - 1] - Traits::kF[layer]) * Traits::uniform(stream.next()) + Traits::kF[layer];
      // In double for float32 too, as NumPy has it.
      if (density < std::exp(-0.5 * c.x * c.x)) return c.x;
      r = stream.next();
    }
  }

  template <class Stream>
  static Out tail(Stream& stream, Unit r) noexcept {
    for (;;) {
      const Out x = -Traits::kInverseR * std::log1p(-Traits::uniform(stream.next()));
      const Out y = -std::log1p(-Traits::uniform(stream.next()));
      if (y + y > x * x) return (mantissa(r) >> 8) & 1 ? -(Traits::kR + x) : Traits::kR + x;
    }
  }
};

}  // namespace

void fill_standard_normal_f64(Pcg64State* s, double* out, int64_t n) noexcept {
  fill_by(NormalDecoder<NormalF64>(), s, out, n);
}

void fill_standard_normal_f32(Pcg64State* s, float* out, int64_t n) noexcept {
  fill_by(NormalDecoder<NormalF32>(), s, out, n);
}

}  // namespace nds
