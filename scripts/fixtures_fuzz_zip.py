"""Seeds for the fuzzer of zip archives: small ones of every kind, by Python's zipfile alone.

Usage: python3 scripts/fixtures_fuzz_zip.py FOLDER
"""

import os
import sys
import zipfile
import zlib

folder = sys.argv[1]
TEXT = b"hello hello hello " * 20 + bytes(range(256))


def archive(name, method, **options):
    with zipfile.ZipFile(os.path.join(folder, name), "w", method, **options) as z:
        for member in ("a.npy", "folder/b.npy", "notes.txt"):
            with z.open(member, "w", force_zip64=name == "wide.zip") as f:
                f.write(TEXT)
        z.comment = b"a comment"


archive("stored.zip", zipfile.ZIP_STORED)
archive("deflated.zip", zipfile.ZIP_DEFLATED)
archive("wide.zip", zipfile.ZIP_DEFLATED)
for level in (1, 6):
    squeeze = zlib.compressobj(level, zlib.DEFLATED, -15)
    with open(os.path.join(folder, f"stream{level}"), "wb") as f:
        f.write(squeeze.compress(TEXT) + squeeze.flush())
