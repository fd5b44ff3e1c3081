// Random numbers against NumPy 2.4.6. The table of steps is what `python3 scripts/fixtures_random.py --table` prints.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/cpu.h"
#include "core/thread_pool.h"
#include "kernels/random/distributions.h"
#include "kernels/random/draw_stream.h"
#include "kernels/random/pcg64.h"
#include "kernels/random/pcg64_lanes.h"
#include "kernels/random/seed_sequence.h"

namespace {

using namespace nds;

enum StepKind { kRandom, kNormal, kInt, kBool, kAdvance, kJump };

struct Step {
  StepKind kind;
  int itemsize;
  int64_t n;
  uint64_t low, range;  // of kAdvance: the upper and lower word of the distance; range of kJump: how often
  uint64_t digest;
  uint64_t state_hi;
  uint32_t has_uint32, uinteger;
};

constexpr uint32_t kSessionSeed = 20260821;
const Step kSession[] = {
    {kRandom, 8, 3, 0x0, 0x0, 0xd50899e92b0fca7d, 0x9c21a5d7141973a0, 0, 0x0},
    {kRandom, 4, 3, 0x0, 0x0, 0x2766fc6ce549ca82, 0x88b3d268fdba3277, 1, 0x8e6b66b2},
    {kRandom, 8, 2, 0x0, 0x0, 0xa9b4b15807635ad4, 0xaffaf3cf46ba1aea, 1, 0x8e6b66b2},
    {kRandom, 4, 4, 0x0, 0x0, 0x6f3473d6704d3b64, 0x8d57aeb12298d7e8, 1, 0x99520cea},
    {kNormal, 8, 5, 0x0, 0x0, 0x889c64db579b9f85, 0x663c78e77e2e8775, 1, 0x99520cea},
    {kNormal, 4, 6, 0x0, 0x0, 0xd03b807851bd32c1, 0x2d3cea01ada3bdfc, 1, 0xd1b4fbff},
    {kInt, 8, 1, 0x0, 0x0, 0x0000000000000000, 0x2d3cea01ada3bdfc, 1, 0xd1b4fbff},
    {kInt, 1, 1, 0xffffffffffffff80, 0x1, 0xb9f4567924888695, 0x2d3cea01ada3bdfc, 0, 0xd1b4fbff},
    {kInt, 1, 1, 0x7a, 0x5, 0xa2def5d9a8141a2c, 0xf4522da8f1571847, 1, 0x93fac506},
    {kInt, 1, 1, 0xfffffffffffffffd, 0x63, 0x99423fc5cb3198eb, 0xf4522da8f1571847, 0, 0x93fac506},
    {kInt, 1, 1, 0xffffffffffffff80, 0x7f, 0x0d78aa8b9f91eb28, 0x612a6f16a78161c1, 1, 0x7d5686fe},
    {kInt, 1, 1, 0xffffffffffffffff, 0x80, 0xdf4de94ca6a91256, 0x612a6f16a78161c1, 0, 0x7d5686fe},
    {kInt, 1, 1, 0xffffffffffffff81, 0xfe, 0x2ea88b13d3b3c7ef, 0xb9c6a07f8be9d3fe, 1, 0xf97ccf42},
    {kInt, 1, 1, 0xffffffffffffff80, 0xff, 0xe60a3e92767207ea, 0xb9c6a07f8be9d3fe, 0, 0xf97ccf42},
    {kInt, 1, 1, 0x0, 0x1, 0x9e3779b97f4a7c15, 0xf7025c534a3acd3c, 1, 0x76b2b86e},
    {kInt, 1, 1, 0xfa, 0x5, 0xbe9bd2994d5224ac, 0xf7025c534a3acd3c, 0, 0x76b2b86e},
    {kInt, 1, 1, 0x0, 0x63, 0x8a8043bceaba8a76, 0xfa5dce43c5995825, 1, 0x8d3d3cec},
    {kInt, 1, 1, 0x0, 0x7f, 0xed921b80ac5531ae, 0xfa5dce43c5995825, 0, 0x8d3d3cec},
    {kInt, 1, 1, 0x7f, 0x80, 0x05f0cd9d69aec164, 0x777654408ff925a9, 0, 0xaaed2054},
    {kInt, 1, 1, 0x0, 0xfe, 0x26a2e450c305af0e, 0x78f499c1d27aac7a, 1, 0xf88dd7fa},
    {kInt, 1, 1, 0x0, 0xff, 0x822cdf264ebd2c82, 0x78f499c1d27aac7a, 0, 0xf88dd7fa},
    {kInt, 2, 1, 0xffffffffffff8000, 0x1, 0x5b14395ebd54fc15, 0x7d6d53fb4528af13, 1, 0xffa02074},
    {kInt, 2, 1, 0x7ffa, 0x5, 0x078fe54c424b9782, 0x7d6d53fb4528af13, 0, 0xffa02074},
    {kInt, 2, 1, 0xfffffffffffffffd, 0x63, 0x3c6ef372fe94f82a, 0x40f74a375b854b64, 1, 0x79c65344},
    {kInt, 2, 1, 0xffffffffffff8000, 0x7fff, 0xbe767c6ab90c624a, 0x40f74a375b854b64, 0, 0x79c65344},
    {kInt, 2, 1, 0xffffffffffffffff, 0x8000, 0xab5814a08c4d80e7, 0x70cbb72f233987c3, 1, 0x75b1ffc7},
    {kInt, 2, 1, 0xffffffffffff8001, 0xfffe, 0x8282a557e674df53, 0x70cbb72f233987c3, 0, 0x75b1ffc7},
    {kInt, 2, 1, 0xffffffffffff8000, 0xffff, 0x57b7148df65c6c10, 0xc9e87660a61ca6b9, 1, 0x1ea06e20},
    {kInt, 2, 1, 0x0, 0x1, 0x0000000000000000, 0xc9e87660a61ca6b9, 0, 0x1ea06e20},
    {kInt, 2, 1, 0xfffa, 0x5, 0x9f13121dfe358bc1, 0x980a118d86a12b7d, 1, 0xd73f4d84},
    {kInt, 2, 1, 0x0, 0x63, 0x8a8043bceaba8a76, 0x980a118d86a12b7d, 0, 0xd73f4d84},
    {kInt, 2, 1, 0x0, 0x7fff, 0x7732d5c38f6be9ce, 0x6b24e657f1d78edc, 1, 0x213bc49c},
    {kInt, 2, 1, 0x7fff, 0x8000, 0x90255f2b0af1dc51, 0x6b24e657f1d78edc, 0, 0x213bc49c},
    {kInt, 2, 1, 0x0, 0xfffe, 0x72eb71a605999fcb, 0xeff0576ad1780d38, 1, 0x936aacbd},
    {kInt, 2, 1, 0x0, 0xffff, 0x14bd7f79055bb781, 0xeff0576ad1780d38, 0, 0x936aacbd},
    {kInt, 4, 1, 0xffffffff80000000, 0x1, 0xbfa53e0a80000000, 0x3db54be128deaaa4, 1, 0xb0f0226f},
    {kInt, 4, 1, 0x7ffffffa, 0x5, 0x83364a97816b07d6, 0x3db54be128deaaa4, 0, 0xb0f0226f},
    {kInt, 4, 1, 0xfffffffffffffffd, 0x63, 0x9c22a093d84b2498, 0xce8666b84b26e64e, 1, 0x400e5147},
    {kInt, 4, 1, 0xffffffff80000000, 0x7fffffff, 0xabf885963463495f, 0xce8666b84b26e64e, 0, 0x400e5147},
    {kInt, 4, 1, 0xffffffffffffffff, 0x80000000, 0x9da46e1969edafd5, 0xbd671e308b9cab19, 0, 0x2ec52985},
    {kInt, 4, 1, 0xffffffff80000001, 0xfffffffe, 0x346f268a24a878d5, 0x873a708cd461dabb, 1, 0x3ad68046},
    {kInt, 4, 1, 0xffffffff80000000, 0xffffffff, 0x87948ec907f66dbe, 0x873a708cd461dabb, 0, 0x3ad68046},
    {kInt, 4, 1, 0x0, 0x1, 0x9e3779b97f4a7c15, 0xb1cfad9a26c03d05, 1, 0xf500787c},
    {kInt, 4, 1, 0xfffffffa, 0x5, 0xe113025b80b583eb, 0xb1cfad9a26c03d05, 0, 0xf500787c},
    {kInt, 4, 1, 0x0, 0x63, 0x1fe68f0af33cb97a, 0x527dc634e51dfce5, 1, 0x7bb78760},
    {kInt, 4, 1, 0x0, 0x7fffffff, 0x5ce09fc666b04d70, 0x527dc634e51dfce5, 0, 0x7bb78760},
    {kInt, 4, 1, 0x7fffffff, 0x80000000, 0x71992844f48e149e, 0xcf59f949e4c12118, 1, 0x49ec207},
    {kInt, 4, 1, 0x0, 0xfffffffe, 0xc60526b856bcd27e, 0xcf59f949e4c12118, 0, 0x49ec207},
    {kInt, 4, 1, 0x0, 0xffffffff, 0x594e54dc20e99db3, 0x0540db388e3604dc, 1, 0xba5137d2},
    {kInt, 8, 1, 0x8000000000000000, 0x1, 0x1e3779b97f4a7c15, 0x0540db388e3604dc, 0, 0xba5137d2},
    {kInt, 8, 1, 0x7ffffffffffffffa, 0x5, 0xa55992d382208bc1, 0x801fa5e326936d38, 1, 0x90358c0c},
    {kInt, 8, 1, 0xfffffffffffffffd, 0x63, 0xc17c33675a6bb059, 0x801fa5e326936d38, 0, 0x90358c0c},
    {kInt, 8, 1, 0x8000000000000000, 0x7fffffffffffffff, 0xb178210c7f052ad3, 0x24e95331c4abec1b, 0, 0x90358c0c},
    {kInt, 8, 1, 0xffffffffffffffff, 0x8000000000000000, 0x22f2eb9bdcb52687, 0xa1db0732ee2f1ef5, 0, 0x90358c0c},
    {kInt, 8, 1, 0x8000000000000001, 0xfffffffffffffffe, 0x2f96649bf6f8baee, 0x9e8b31267397b6be, 0, 0x90358c0c},
    {kInt, 8, 1, 0x8000000000000000, 0xffffffffffffffff, 0x7d8969327dc11afd, 0x81534ea3049dc155, 0, 0x90358c0c},
    {kInt, 8, 1, 0x7fffffff00000001, 0xfffffffe, 0x996db752e7ac3975, 0x50f88ef275c72255, 1, 0x5cabc06},
    {kInt, 8, 1, 0xfffffffffffffffd, 0xffffffff, 0x43e58bd98290e03f, 0x50f88ef275c72255, 0, 0x5cabc06},
    {kInt, 8, 1, 0x8000000000000000, 0x100000000, 0x30785294d4d25f22, 0xfdb9aa24e1e61b19, 0, 0x5cabc06},
    {kInt, 8, 1, 0x7fffffff3fffffff, 0xc0000000, 0x6acdd3a65a488ed8, 0xc2417fb2499bdef0, 1, 0xae4e93dd},
    {kInt, 8, 1, 0xbfffffffffffffff, 0xc000000000000000, 0x08795566ea58352c, 0xee3ef0dc8ea32cf4, 1, 0xae4e93dd},
    {kInt, 8, 1, 0x0, 0x1, 0x9e3779b97f4a7c15, 0xee3ef0dc8ea32cf4, 0, 0xae4e93dd},
    {kInt, 8, 1, 0xfffffffffffffffa, 0x5, 0x61c8864680b583eb, 0x92a7871a1dd6dbb4, 1, 0x4688c81d},
    {kInt, 8, 1, 0x0, 0x63, 0xafd9d6906cdb1637, 0x92a7871a1dd6dbb4, 0, 0x4688c81d},
    {kInt, 8, 1, 0x0, 0x7fffffffffffffff, 0x7676b1c38aa5b284, 0x2b44676db3eb23bc, 0, 0x4688c81d},
    {kInt, 8, 1, 0x7fffffffffffffff, 0x8000000000000000, 0xe241bd784c46d385, 0x123f057b87608bcd, 0, 0x4688c81d},
    {kInt, 8, 1, 0x0, 0xfffffffffffffffe, 0x693781c8b8c641ac, 0x006b75b568a15519, 0, 0x4688c81d},
    {kInt, 8, 1, 0x0, 0xffffffffffffffff, 0x503541349313f96e, 0x262db023a9f02596, 0, 0x4688c81d},
    {kInt, 8, 1, 0xffffffff00000001, 0xfffffffe, 0xb4a3bb49a8b2ce29, 0x1a295f52866ce66b, 1, 0xa47a6fb2},
    {kInt, 8, 1, 0x0, 0xffffffff, 0xe84c72286399619a, 0x1a295f52866ce66b, 0, 0xa47a6fb2},
    {kInt, 8, 1, 0x0, 0x100000000, 0x05cc4b42442d0c4e, 0x460ed311cfd6da16, 0, 0xa47a6fb2},
    {kInt, 8, 1, 0xffffffff3fffffff, 0xc0000000, 0xb1afdd774966a1e9, 0x09dba052f0e42b86, 1, 0xa5dcefb2},
    {kInt, 8, 1, 0x0, 0xc000000000000000, 0x793bda4562766f27, 0xa98a1b4903545a7d, 1, 0xa5dcefb2},
    {kInt, 1, 700, 0xffffffffffffff80, 0x1, 0x15e203cffde30651, 0x47bb65fa121f8155, 0, 0x36b6b3a8},
    {kInt, 1, 700, 0x7a, 0x5, 0xf473075a701290b1, 0xbd7a77dd34cc04b7, 0, 0xc1e5dfe3},
    {kInt, 1, 700, 0xfffffffffffffffd, 0x63, 0x913408f6674f3e38, 0x16825f7bb12e7fe9, 0, 0xa9d17f19},
    {kInt, 1, 700, 0xffffffffffffff80, 0x7f, 0x439cd2b599adc3f5, 0x300b06dc5eebe593, 1, 0xf7b00d1},
    {kInt, 1, 700, 0xffffffffffffffff, 0x80, 0xd6d207f73a9f31a0, 0xb5f818b102e61c02, 0, 0x96ea1cf5},
    {kInt, 1, 700, 0xffffffffffffff81, 0xfe, 0xc4ba0d2c15be4c26, 0x6a41bb340c831b64, 1, 0x191532b3},
    {kInt, 1, 700, 0xffffffffffffff80, 0xff, 0x0ea6faf25d4fe664, 0x0d331ebdb4313519, 0, 0x9d5e231f},
    {kInt, 1, 700, 0x0, 0x1, 0x5c9a308ccd87a121, 0x5e081231ebb7bf9a, 1, 0x36ce1fff},
    {kInt, 1, 700, 0xfa, 0x5, 0xf594a6204324a7c6, 0xfa96c6842ab3dbe8, 1, 0x707576f3},
    {kInt, 1, 700, 0x0, 0x63, 0xe7e199be4e46199b, 0xc54f806dbe7781fd, 1, 0x3e6ba6f6},
    {kInt, 1, 700, 0x0, 0x7f, 0x884afcb61e89016b, 0x974c60d7aea50012, 0, 0x86597513},
    {kInt, 1, 700, 0x7f, 0x80, 0x3cc62dd621aee74f, 0xfcfe4b57bae5bf62, 0, 0x8ae37dea},
    {kInt, 1, 700, 0x0, 0xfe, 0xf3ae34bbe036c618, 0xda0d44ab24a3def5, 0, 0x7b392e4e},
    {kInt, 1, 700, 0x0, 0xff, 0xc6493b5b2b15fdf4, 0x3591da5512ecef0b, 1, 0x9bfeb32c},
    {kInt, 2, 700, 0xffffffffffff8000, 0x1, 0xc35af7494ae40473, 0x2a49eee9b68457ca, 1, 0x3a6b9e19},
    {kInt, 2, 700, 0x7ffa, 0x5, 0xf677b07124c0094d, 0xd8d30f2a43deeec3, 1, 0x2b97ad6b},
    {kInt, 2, 700, 0xfffffffffffffffd, 0x63, 0x8cda63e1be0cf319, 0x2aab4f024b3721a7, 1, 0xba9b6717},
    {kInt, 2, 700, 0xffffffffffff8000, 0x7fff, 0x53903fb7d88039ca, 0xb6868ceee3a442e1, 1, 0x47b0d389},
    {kInt, 2, 700, 0xffffffffffffffff, 0x8000, 0x5581e12a4579e00b, 0x50df57afc937c03e, 0, 0x60834d21},
    {kInt, 2, 700, 0xffffffffffff8001, 0xfffe, 0x9f59119ce3df97d9, 0x2ed52db592ae412c, 0, 0x6dab456a},
    {kInt, 2, 700, 0xffffffffffff8000, 0xffff, 0xebea3aba4bbefe34, 0xabf4b439cf521d7b, 0, 0xcc6aa3e0},
    {kInt, 2, 700, 0x0, 0x1, 0x94ed3ca2f043cf66, 0x28d8053e3d983afd, 0, 0x7980c7f4},
    {kInt, 2, 700, 0xfffa, 0x5, 0x7e94856ad348a0ee, 0xdffb7ef5e59b0c41, 0, 0xa45d8ff8},
    {kInt, 2, 700, 0x0, 0x63, 0xcf5d1fcf6e0d264d, 0x54fe1405115cd29e, 1, 0xe90b827c},
    {kInt, 2, 700, 0x0, 0x7fff, 0x43b429c1e3919700, 0xe1ac5bd508d84aca, 1, 0x30b1994},
    {kInt, 2, 700, 0x7fff, 0x8000, 0xae4c7d92e6f2cd25, 0xf81a9eb8bfc4e012, 0, 0x2937fb12},
    {kInt, 2, 700, 0x0, 0xfffe, 0xc8f410941459bef4, 0xf643548ab34a19ea, 0, 0x4f9ddf97},
    {kInt, 2, 700, 0x0, 0xffff, 0x435f73c0f7fb3fed, 0x0efff3e0af838eb4, 0, 0x7e7b90ee},
    {kInt, 4, 700, 0xffffffff80000000, 0x1, 0x724830c68146f3bd, 0xd142fe99d8d0f076, 0, 0xc4ef6de8},
    {kInt, 4, 700, 0x7ffffffa, 0x5, 0xb3ea6b0ec3bed4d1, 0x01a70eee23e3c656, 0, 0x1fa26892},
    {kInt, 4, 700, 0xfffffffffffffffd, 0x63, 0xce975b57cc40f192, 0xef996fe46e602e39, 0, 0x8d9e68f2},
    {kInt, 4, 700, 0xffffffff80000000, 0x7fffffff, 0x98bbbf81cacee1e5, 0xb178ed5769fe8c57, 0, 0x976797e4},
    {kInt, 4, 700, 0xffffffffffffffff, 0x80000000, 0x47614f167c43bd16, 0x5a710df425d911e2, 1, 0xbc5edd3},
    {kInt, 4, 700, 0xffffffff80000001, 0xfffffffe, 0x8c55bf979507bc94, 0xf5534d11fa5ff370, 1, 0xaffedde4},
    {kInt, 4, 700, 0xffffffff80000000, 0xffffffff, 0x696a74e9483d3e17, 0xfad78c8cbbf009d1, 1, 0x8be87639},
    {kInt, 4, 700, 0x0, 0x1, 0x3c2147c93b70b3a5, 0xa965e5621eb9302c, 1, 0x2d1e362b},
    {kInt, 4, 700, 0xfffffffa, 0x5, 0x46ce3c285bdbd15b, 0x1184b47316b18c48, 1, 0x9100040c},
    {kInt, 4, 700, 0x0, 0x63, 0x5663b7466f30fd25, 0x1b56392ee55e0582, 1, 0xe4455833},
    {kInt, 4, 700, 0x0, 0x7fffffff, 0x5b4e2c7da20c8d46, 0xfa40de16b84d7f04, 1, 0xaf3244ee},
    {kInt, 4, 700, 0x7fffffff, 0x80000000, 0xfef5b961ddda3a0c, 0x441fd7b25daa2fd0, 1, 0x55c0a666},
    {kInt, 4, 700, 0x0, 0xfffffffe, 0xc2a4c3c800c213e8, 0x10c8f2c8eb66c52a, 1, 0x1dae308a},
    {kInt, 4, 700, 0x0, 0xffffffff, 0x482c9c2fe00f41a4, 0x45c1a256a030db83, 1, 0x194b0754},
    {kInt, 8, 700, 0x8000000000000000, 0x1, 0xd096c9497c5ed3f3, 0x4a3d63bdb9b3613b, 1, 0xa8d1013},
    {kInt, 8, 700, 0x7ffffffffffffffa, 0x5, 0x0e874c3dd7f98233, 0xb5494f35396de15d, 1, 0x3d4fafa8},
    {kInt, 8, 700, 0xfffffffffffffffd, 0x63, 0xa9987234933dd938, 0xc3a2ac89fcdcb667, 1, 0x2967b003},
    {kInt, 8, 700, 0x8000000000000000, 0x7fffffffffffffff, 0xb093b43d735c6fe6, 0x407e1a679eaeb265, 1, 0x2967b003},
    {kInt, 8, 700, 0xffffffffffffffff, 0x8000000000000000, 0xa51ba6da8171e4d9, 0xbd393e906be7bc16, 1, 0x2967b003},
    {kInt, 8, 700, 0x8000000000000001, 0xfffffffffffffffe, 0x0f6687ddaea116f8, 0x9e5d64696322b95f, 1, 0x2967b003},
    {kInt, 8, 700, 0x8000000000000000, 0xffffffffffffffff, 0x9650470d44484dbc, 0x4c280ff780dd5c7f, 1, 0x2967b003},
    {kInt, 8, 700, 0x7fffffff00000001, 0xfffffffe, 0x9ee634cb1e0dbe95, 0xd0aa5512c2e77086, 1, 0x2acdaeeb},
    {kInt, 8, 700, 0xfffffffffffffffd, 0xffffffff, 0x702bab29d1fefb21, 0x5b365c0582db5c3e, 1, 0x1aa471e1},
    {kInt, 8, 700, 0x8000000000000000, 0x100000000, 0xb96cc450ec1b95cf, 0x05c9ec7afe610186, 1, 0x1aa471e1},
    {kInt, 8, 700, 0x7fffffff3fffffff, 0xc0000000, 0x8a2e52614d630d89, 0x0be18b961ec70e6b, 0, 0x5122ac6a},
    {kInt, 8, 700, 0xbfffffffffffffff, 0xc000000000000000, 0xb1246c5ee1c5c2af, 0xc878c2ac98715c26, 0, 0x5122ac6a},
    {kInt, 8, 700, 0x0, 0x1, 0x80a3594fe7830e1e, 0xfb96e0e2b4acd66b, 0, 0x1a196280},
    {kInt, 8, 700, 0xfffffffffffffffa, 0x5, 0xff5f3b788dfa8776, 0x746fd3d429e5285f, 0, 0xb7af358a},
    {kInt, 8, 700, 0x0, 0x63, 0xf316cef2e1cb07cb, 0x5f9c8e03654433bf, 0, 0xf5aadea3},
    {kInt, 8, 700, 0x0, 0x7fffffffffffffff, 0xee1dde98bd630b83, 0x1c9e9de8e70f3da4, 0, 0xf5aadea3},
    {kInt, 8, 700, 0x7fffffffffffffff, 0x8000000000000000, 0x5f18829d8a827229, 0x28aa610a0e03a33f, 0, 0xf5aadea3},
    {kInt, 8, 700, 0x0, 0xfffffffffffffffe, 0x5e4c1bb6e70ddab7, 0x27f047a44b1e9bc7, 0, 0xf5aadea3},
    {kInt, 8, 700, 0x0, 0xffffffffffffffff, 0x7d2335a37b7cb579, 0x467f185c85b7d3ca, 0, 0xf5aadea3},
    {kInt, 8, 700, 0xffffffff00000001, 0xfffffffe, 0x09ca9fbb18257ccf, 0x8f5e433e48a5fc07, 0, 0x836a598b},
    {kInt, 8, 700, 0x0, 0xffffffff, 0x166298c4a77c6dbc, 0xb7675f9608d24acd, 0, 0x5450eeef},
    {kInt, 8, 700, 0x0, 0x100000000, 0xa3119c4d13942df4, 0x5116d7b49c894084, 0, 0x5450eeef},
    {kInt, 8, 700, 0xffffffff3fffffff, 0xc0000000, 0x1a8da5bf4f2a6d0d, 0x0380ef922c63a8a7, 1, 0x17aab9d3},
    {kInt, 8, 700, 0x0, 0xc000000000000000, 0xfb501c423ba7ebbe, 0x7c696fcd0d7ec541, 1, 0x17aab9d3},
    {kBool, 1, 1, 0x0, 0x1, 0x9e3779b97f4a7c15, 0x7c696fcd0d7ec541, 0, 0x17aab9d3},
    {kBool, 1, 31, 0x0, 0x1, 0x9486346c3b20fc00, 0xb5f0220a0ddce2cb, 1, 0x7a955599},
    {kBool, 1, 32, 0x0, 0x1, 0x02ebfc850baaefbd, 0xb5f0220a0ddce2cb, 0, 0x7a955599},
    {kBool, 1, 33, 0x0, 0x1, 0xb8c7a3ca8f2e2465, 0x196fc732bafae278, 0, 0xb4b46183},
    {kBool, 1, 1000, 0x0, 0x1, 0xd9219d5acbc14093, 0xf74de6d1223cc270, 0, 0x23d26349},
    {kRandom, 8, 0, 0x0, 0x0, 0x0000000000000000, 0xf74de6d1223cc270, 0, 0x23d26349},
    {kRandom, 8, 1, 0x0, 0x0, 0x7d127de40d87ae50, 0xf64254564cc87402, 0, 0x23d26349},
    {kRandom, 8, 63, 0x0, 0x0, 0xa0ae13847e0f42e8, 0xe0846919dd1717ae, 0, 0x23d26349},
    {kRandom, 8, 64, 0x0, 0x0, 0xd32658422a908d02, 0xfe334ac172821fb6, 0, 0x23d26349},
    {kRandom, 8, 65, 0x0, 0x0, 0x5170b5e78cb32452, 0x6059b043f2d38ef2, 0, 0x23d26349},
    {kRandom, 8, 257, 0x0, 0x0, 0xf1866560d06b9c83, 0x30a33edb90407996, 0, 0x23d26349},
    {kRandom, 8, 1025, 0x0, 0x0, 0x1faca28eb78232e1, 0xa0f6a28ef58101c9, 0, 0x23d26349},
    {kRandom, 8, 300001, 0x0, 0x0, 0x89e28c6af10f28ae, 0x9844d335afcf3891, 0, 0x23d26349},
    {kRandom, 4, 0, 0x0, 0x0, 0x0000000000000000, 0x9844d335afcf3891, 0, 0x23d26349},
    {kRandom, 4, 1, 0x0, 0x0, 0x8e422492368534ec, 0xf731f21a4c1811bc, 1, 0x20feaf51},
    {kRandom, 4, 63, 0x0, 0x0, 0xe7df1ea013051867, 0xd41a3eae43e4cdcd, 0, 0xc1c45103},
    {kRandom, 4, 64, 0x0, 0x0, 0xa9b9de1f5a17b9ab, 0x7c96648a84b4a3c4, 0, 0xa22600ca},
    {kRandom, 4, 65, 0x0, 0x0, 0x8206805e3e38860b, 0xa50b0b3bc19a42df, 1, 0x75e55c86},
    {kRandom, 4, 257, 0x0, 0x0, 0xf5fe9f123f19a8e2, 0x1baa15b78dfbf4fd, 0, 0x9e8e030e},
    {kRandom, 4, 1025, 0x0, 0x0, 0x6631828084cb771d, 0xd221e8329ead3958, 1, 0x7b5c0c24},
    {kRandom, 4, 300001, 0x0, 0x0, 0x1c12a1ea8427a489, 0x7957fbd817dae0c4, 0, 0xe2ed1a8e},
    {kNormal, 8, 0, 0x0, 0x0, 0x0000000000000000, 0x7957fbd817dae0c4, 0, 0xe2ed1a8e},
    {kNormal, 8, 1, 0x0, 0x0, 0x502a1c5358ca2007, 0xa780b730da0fccaf, 0, 0xe2ed1a8e},
    {kNormal, 8, 63, 0x0, 0x0, 0x8aee5387a31c2b5a, 0xfa2ae159637aa0a9, 0, 0xe2ed1a8e},
    {kNormal, 8, 64, 0x0, 0x0, 0x524d207ab8ca0127, 0x99cdff4ea0948d21, 0, 0xe2ed1a8e},
    {kNormal, 8, 65, 0x0, 0x0, 0xcf6501df893671f2, 0x3db8bac70a2be468, 0, 0xe2ed1a8e},
    {kNormal, 8, 257, 0x0, 0x0, 0x9b150a41de0050b6, 0xd7813cfefcb31e01, 0, 0xe2ed1a8e},
    {kNormal, 8, 1025, 0x0, 0x0, 0x6f5c2e2878bb6547, 0xf15fecbbc2f9966f, 0, 0xe2ed1a8e},
    {kNormal, 8, 300001, 0x0, 0x0, 0xefff688d6c278dfe, 0xc2347c4ba5ec3276, 0, 0xe2ed1a8e},
    {kNormal, 4, 0, 0x0, 0x0, 0x0000000000000000, 0xc2347c4ba5ec3276, 0, 0xe2ed1a8e},
    {kNormal, 4, 1, 0x0, 0x0, 0xff7e2559c0e77170, 0x5e67211dc7af2af0, 1, 0xc834e388},
    {kNormal, 4, 63, 0x0, 0x0, 0xad0a6df0d3bf695e, 0x804d759c11b67e54, 1, 0x12ba3335},
    {kNormal, 4, 64, 0x0, 0x0, 0x64c306dc1013557c, 0xf5bb1cab7fe6d6d3, 1, 0x2d37e3bd},
    {kNormal, 4, 65, 0x0, 0x0, 0x08901e94eccf6d4e, 0x9bfa3e1d5db2c6a7, 0, 0x7ab9c804},
    {kNormal, 4, 257, 0x0, 0x0, 0x9918fc14fd97f126, 0xf8afcc915c90c5df, 1, 0x5e20b60d},
    {kNormal, 4, 1025, 0x0, 0x0, 0x1ab4eb6477abe904, 0xe697a464aab11f64, 1, 0xcbfe02f6},
    {kNormal, 4, 300001, 0x0, 0x0, 0xf838e7a232ed3b61, 0x56afe27ab4ee3ed8, 0, 0x95e52fc2},
    {kInt, 1, 1, 0x0, 0x6, 0x9e3779b97f4a7c15, 0x1c191e2bb34331e1, 1, 0x4f5045a6},
    {kInt, 1, 700003, 0x0, 0x63, 0x48072fa8d7569487, 0x288518e601c3b267, 0, 0x8c9f0dcb},
    {kInt, 2, 1, 0x0, 0x6, 0x0000000000000000, 0x6b61e3973b167426, 1, 0x9aedd624},
    {kInt, 2, 700003, 0xfffffffffffffed4, 0x765c, 0x68f2af89c5cbf3a2, 0xe1b288882a101edb, 0, 0xead8395f},
    {kInt, 4, 1, 0x0, 0x6, 0x1715609f7c746c69, 0xf5871db50c7d3781, 1, 0x8642dd86},
    {kInt, 4, 700003, 0xffffffff80000000, 0x80000002, 0x0ca3b3bd406ebc3e, 0x6e349b9ca10b2bf1, 1, 0xc89cf22a},
    {kInt, 8, 1, 0x0, 0x6, 0x1715609f7c746c69, 0x6e349b9ca10b2bf1, 0, 0xc89cf22a},
    {kInt, 8, 700003, 0xfffffffffffffffb, 0xc0000005, 0x3295946e1e16fd9f, 0xb14f09ac69b3ccf3, 0, 0x88cd45ba},
    {kInt, 8, 1, 0x0, 0x6, 0x9e3779b97f4a7c15, 0xe241d55057ec833f, 1, 0xf6a1de64},
    {kInt, 8, 700003, 0xfffffffffffffffb, 0x6000000000000005, 0x78fed59ec4e39976, 0xc32337dfbc18e0cd, 1, 0xf6a1de64},
    {kInt, 8, 1, 0x0, 0x6, 0xb54cda58fbbee87e, 0xc32337dfbc18e0cd, 0, 0xf6a1de64},
    {kInt, 8, 700003, 0x0, 0xffffffffffffffff, 0x527de7ca7a2604ed, 0x326025946119f7d7, 0, 0xf6a1de64},
    {kRandom, 4, 1, 0x0, 0x0, 0x318b693201823c47, 0x2d94f4a52b181e92, 1, 0xf63dd213},
    {kAdvance, 8, 0, 0x1000000000, 0x3039, 0x0, 0xa2c5b49232b3139b, 0, 0x0},
    {kNormal, 4, 3, 0x0, 0x0, 0x425cfa7d50015eff, 0x5b026b2e966f4179, 1, 0x5514cc0b},
    {kJump, 8, 0, 0x0, 0x3, 0x0, 0xf8fa09d77d3c2e6c, 0, 0x0},
    {kRandom, 8, 2, 0x0, 0x0, 0x40b0b73410e3529b, 0x6aff2d5ed52a4851, 0, 0x0},
};

Pcg64State seeded(uint32_t seed) {
  uint32_t words[8];
  seed_sequence_generate(&seed, 1, nullptr, 0, kDefaultPoolSize, words, 8);
  uint64_t pairs[4];
  std::memcpy(pairs, words, sizeof(pairs));
  Pcg64State s;
  pcg64_seed(&s, pairs);
  return s;
}

bool same_state(const Pcg64State& a, const Pcg64State& b) { return std::memcmp(&a, &b, sizeof(a)) == 0; }

// As digest() of scripts/fixtures_random.py.
uint64_t digest(const unsigned char* bytes, size_t n) {
  uint64_t sum = 0;
  for (size_t i = 0; i < n; i += 8) {
    uint64_t word = 0;
    std::memcpy(&word, bytes + i, std::min<size_t>(8, n - i));
    sum += word * (2 * (i / 8) + 1) * 0x9e3779b97f4a7c15;
  }
  return sum;
}

void take(const Step& step, Pcg64State* s, void* out) {
  switch (step.kind) {
    case kRandom:
      if (step.itemsize == 8) return fill_random_f64(s, static_cast<double*>(out), step.n);
      return fill_random_f32(s, static_cast<float*>(out), step.n);
    case kNormal:
      if (step.itemsize == 8) return fill_standard_normal_f64(s, static_cast<double*>(out), step.n);
      return fill_standard_normal_f32(s, static_cast<float*>(out), step.n);
    case kInt: return fill_integers(s, step.itemsize, out, step.n, step.low, step.range);
    case kBool:
      return fill_bool(s, static_cast<uint8_t*>(out), step.n, static_cast<uint8_t>(step.low),
                       static_cast<uint8_t>(step.range));
    case kAdvance: return pcg64_advance(s, step.low, step.range);
    case kJump: return pcg64_jump(s, step.range);
  }
}

class WithThreads {
 public:
  explicit WithThreads(int n) : before_(num_threads()) { set_num_threads(n); }
  ~WithThreads() { set_num_threads(before_); }

 private:
  int before_;
};

TEST_CASE("seed sequences give NumPy's words") {
  struct Case {
    std::vector<uint32_t> entropy, spawn_key;
    int pool_size;
    std::vector<uint32_t> words;
  };
  const Case cases[] = {
      {{0}, {}, 4, {0xb0f478be, 0xdb2cd7e7, 0x2c71ba49, 0xabf4641a, 0x9d7b8d41}},
      {{42}, {}, 4, {0xcd540ab7, 0x9f1e2e6d, 0x79fb94b6, 0xd57873dc, 0x64d420b7}},
      {{1, 2, 3}, {}, 4, {0xe3d1fc80, 0xb45f843f, 0x203807c7, 0x42c16e36, 0xa344445}},
      {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {}, 4, {0xab177b00, 0xe608c247, 0x6f486d4d, 0x9bfcd2c, 0xfd13a824}},
      {{}, {3}, 4, {0xdbb3cbbe, 0xb7b834ed, 0x2cea0557, 0xf39d7ee1, 0xc24f57e2}},
      {{42}, {7}, 8, {0x92a5fb8a, 0x9ea70aa, 0x2793a1d8, 0x9af7ce54, 0x81476816}},
      {{5, 6, 7, 8, 9}, {1, 2}, 4, {0x3aed0089, 0x68245952, 0x528ef202, 0x8c993b29, 0x1a5565c1}},
  };
  for (const Case& c : cases) {
    std::vector<uint32_t> words(c.words.size());
    seed_sequence_generate(c.entropy.data(), static_cast<int64_t>(c.entropy.size()), c.spawn_key.data(),
                           static_cast<int64_t>(c.spawn_key.size()), c.pool_size, words.data(),
                           static_cast<int64_t>(words.size()));
    CHECK(words == c.words);
  }
}

TEST_CASE("PCG64 seeded with 42 is NumPy's") {
  Pcg64State s = seeded(42);
  CHECK(pcg64_state(s) == ((uint128_t{0xcea44f6798798f2a} << 64) | 0xacbc7c9d68860ac8));
  CHECK(pcg64_increment(s) == ((uint128_t{0xfa505436c9a8416e} << 64) | 0x66caf2e28d25abff));
  CHECK(pcg64_next64(&s) == 0xc621fbcd16d92688);
  CHECK(pcg64_next64(&s) == 0x705a5661a791ffc1);
  CHECK(pcg64_next64(&s) == 0xdbcd12c26eda1624);
}

TEST_CASE("a step back undoes a draw") {
  Pcg64State s = seeded(7);
  const Pcg64State before = s;
  pcg64_next64(&s);
  pcg64_advance(&s, UINT64_MAX, UINT64_MAX);
  CHECK(same_state(s, before));
}

TEST_CASE("a session of every distribution gives NumPy's values and states, for any number of threads") {
  for (int threads : {1, 2, 3}) {
    const WithThreads with(threads);
    Pcg64State s = seeded(kSessionSeed);
    for (const Step& step : kSession) {
      CAPTURE(threads);
      CAPTURE(&step - kSession);
      const size_t bytes = static_cast<size_t>(step.n) * static_cast<size_t>(step.itemsize);
      std::vector<unsigned char> out(bytes + 64, 0xa5);
      take(step, &s, out.data());
      CHECK(digest(out.data(), bytes) == step.digest);
      CHECK(std::all_of(out.begin() + static_cast<int64_t>(bytes), out.end(), [](int b) { return b == 0xa5; }));
      CHECK(s.state_hi == step.state_hi);
      CHECK(s.has_uint32 == step.has_uint32);
      CHECK(s.uinteger == step.uinteger);
    }
  }
}

TEST_CASE("a fill equals single draws, after a buffered half too") {
  const Step kinds[] = {{kRandom, 8, 0, 0, 0, 0, 0, 0, 0},
                        {kRandom, 4, 0, 0, 0, 0, 0, 0, 0},
                        {kNormal, 8, 0, 0, 0, 0, 0, 0, 0},
                        {kNormal, 4, 0, 0, 0, 0, 0, 0, 0},
                        {kInt, 4, 0, 5, 0xc0000000, 0, 0, 0, 0},
                        {kInt, 8, 0, 5, 99, 0, 0, 0, 0},
                        {kInt, 8, 0, 5, 0xc000000000000000, 0, 0, 0, 0}};
  for (const Step& kind : kinds) {
    for (int64_t n : {1, 2, 63, 64, 255, 256, 257, 1024, 2049, 150001}) {
      for (bool half : {false, true}) {
        CAPTURE(kind.kind);
        CAPTURE(kind.itemsize);
        CAPTURE(n);
        Pcg64State filled = seeded(11);
        if (half) pcg64_next32(&filled);
        Pcg64State single = filled;
        // One element on from an aligned start, as a view may begin anywhere.
        std::vector<uint64_t> all(static_cast<size_t>(n) + 1), one(static_cast<size_t>(n) + 1);
        const auto at = [&](std::vector<uint64_t>& v, int64_t i) {
          return reinterpret_cast<unsigned char*>(v.data()) + (i + 1) * kind.itemsize;
        };
        Step step = kind;
        step.n = n;
        take(step, &filled, at(all, 0));
        step.n = 1;
        for (int64_t i = 0; i < n; ++i) take(step, &single, at(one, i));
        CHECK(std::memcmp(at(all, 0), at(one, 0), static_cast<size_t>(n * kind.itemsize)) == 0);
        CHECK(same_state(filled, single));
      }
    }
  }
}

TEST_CASE("an empty fill and a range of one value draw nothing") {
  Pcg64State s = seeded(3);
  pcg64_next32(&s);
  const Pcg64State before = s;
  fill_random_f64(&s, nullptr, 0);
  fill_random_f32(&s, nullptr, 0);
  fill_standard_normal_f64(&s, nullptr, 0);
  fill_standard_normal_f32(&s, nullptr, 0);
  fill_bool(&s, nullptr, 0, 0, 1);
  fill_integers(&s, 8, nullptr, 0, 0, 10);
  int16_t out[3];
  fill_integers(&s, 2, out, 3, static_cast<uint64_t>(-7), 0);
  CHECK(out[0] == -7);
  CHECK(out[2] == -7);
  CHECK(same_state(s, before));
}

TEST_CASE("lanes of every instruction set give the sequential outputs") {
  for (int target = 0; target <= static_cast<int>(active_target()); ++target) {
    CAPTURE(target);
    Pcg64State s = seeded(99);
    PcgLanes lanes;
    pcg64_lanes_start(&lanes, pcg64_state(s), pcg64_increment(s));
    constexpr int kGroups = 5;
    uint64_t raw[kGroups * kPcgLanes];
    double f64[kGroups * kPcgLanes];
    float f32[2 * kGroups * kPcgLanes];
    pcg64_raw_kernel(static_cast<Target>(target))(&lanes, raw, kGroups);
    pcg64_f64_kernel(static_cast<Target>(target))(&lanes, f64, kGroups);
    pcg64_f32_kernel(static_cast<Target>(target))(&lanes, f32, kGroups);
    for (uint64_t r : raw) CHECK(r == pcg64_next64(&s));
    for (double x : f64) CHECK(x == static_cast<double>(pcg64_next64(&s) >> 11) * 0x1p-53);
    for (float x : f32) CHECK(x == static_cast<float>(pcg64_next32(&s) >> 8) * 0x1p-24f);
  }
}

// Takes one to eight units for an element, and once in a while more than a whole run: seams of every kind.
template <class UnitType>
struct GreedyDecoder {
  using Unit = UnitType;
  using Out = uint64_t;
  static constexpr int64_t kHuge = kRunUnits + 5;

  bool one_unit_each() const noexcept { return false; }

  template <class Stream>
  uint64_t draw(Stream& stream) const noexcept {
    const Unit head = stream.next();
    const int64_t more = head % 16384 == 1 ? kHuge : head % 3 == 0 ? head % 8 : 0;
    uint64_t sum = head;
    for (int64_t i = 0; i < more; ++i) sum = sum * 31 + stream.next();
    return sum;
  }
  template <bool kStore>
  int64_t decode(BlockStream<Unit>& stream, int64_t max, int64_t end, uint64_t* out) const noexcept {
    int64_t made = 0;
    for (; made < max && stream.position() < end; ++made) {
      const uint64_t x = draw(stream);
      if constexpr (kStore) out[made] = x;
    }
    return made;
  }
};

TEST_CASE_TEMPLATE("runs that start inside an element find the true one", Unit, uint64_t, uint32_t, uint16_t) {
  constexpr int64_t kElements = 600000;
  const GreedyDecoder<Unit> decoder;
  Pcg64State single = seeded(5);
  std::vector<uint64_t> expected(kElements);
  StateStream<Unit> stream(&single);
  for (uint64_t& x : expected) x = decoder.draw(stream);
  for (int threads : {1, 2, 4}) {
    const WithThreads with(threads);
    Pcg64State s = seeded(5);
    std::vector<uint64_t> out(kElements);
    fill_by(decoder, &s, out.data(), kElements);
    CHECK(out == expected);
    CHECK(same_state(s, single));
  }
}

}  // namespace
