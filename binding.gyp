{
  "variables": {
    "nds_platform%": "linux",
    "nds_deflate%": "<!(node -p \"['', '/local'].some((p) => require('fs').existsSync('/usr' + p + '/include/libdeflate.h')) ? 'libdeflate' : 'zlib'\")"
  },
  "targets": [
    {
      "target_name": "ndstride",
      "sources": ["<!@(node scripts/sources.mjs <(nds_platform))"],
      "include_dirs": ["native"],
      "defines": [
        "NAPI_VERSION=8",
        "NDEBUG",
        "HWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_AVX3_DL)"
      ],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17", "-std=gnu++20"],
      "cflags_cc": [
        "-std=c++20",
        "-O3",
        "-ffp-contract=off",
        "-fvisibility=hidden",
        "-fvisibility-inlines-hidden",
        "-Wall",
        "-Wextra",
        "-Wno-restrict"
      ],
      "libraries": ["-pthread"],
      "ldflags": ["-Wl,-z,nodelete", "-Wl,--exclude-libs,ALL", "-s"],
      "conditions": [
        [
          "nds_deflate=='libdeflate'",
          { "defines": ["NDS_LIBDEFLATE"], "libraries": ["-l:libdeflate.a"] },
          { "libraries": ["-lz"] }
        ]
      ]
    }
  ]
}
