{
  "variables": { "nds_platform%": "linux" },
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
      "ldflags": ["-Wl,-z,nodelete", "-s"]
    }
  ]
}
