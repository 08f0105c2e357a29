"""The mathematical font of the site: STIX Two Math, cut to what formulas need.

The font comes out of the `ziamath` package (SIL Open Font License) and is subset once
into a cache; nothing is downloaded and nothing binary is kept in git.
"""

import hashlib
from importlib import metadata
from pathlib import Path

STIX = "ziamath/fonts/STIXTwoMath-Regular.ttf"
RANGES = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x2C6, 0x2DD), (0x300, 0x338), (0x391, 0x3F6),
    (0x2010, 0x205F), (0x2061, 0x2064), (0x207A, 0x208E), (0x20D0, 0x20E1),
    (0x2102, 0x2134), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2308, 0x230B),
    (0x239B, 0x23B5), (0x23DC, 0x23E1), (0x25A0, 0x25CF), (0x2713, 0x2713),
    (0x27E8, 0x27EB), (0x27F5, 0x27FF), (0x2A00, 0x2A06), (0x2A2F, 0x2A3F),
    (0x2A7D, 0x2A7E), (0xFE00, 0xFE00), (0x1D400, 0x1D503), (0x1D538, 0x1D56B), (0x1D6A4, 0x1D755), (0x1D7CE, 0x1D7E1),
)  # fmt: skip
FEATURES = ("ssty", "dtls", "flac", "ccmp", "mark", "mkmk")


def subset(cache):
    """The path of the subset as WOFF2 below the folder `cache`, made if need be."""
    whole = metadata.distribution("ziamath").locate_file(STIX).read_bytes()
    key = repr((RANGES, FEATURES, metadata.version("fonttools"))).encode()
    digest = hashlib.sha256(whole + key).hexdigest()[:16]
    path = Path(cache) / f"stix-two-math-{digest}.woff2"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        _make(whole, partial)
        partial.replace(path)
    return path


def _make(data, path):
    from io import BytesIO

    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data), recalcTimestamp=False)
    options = Options(layout_features=FEATURES, flavor="woff2", hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in RANGES for c in range(first, last + 1)])
    subsetter.subset(font)
    # STIX offers its alternates to the script "math" alone, and browsers ask for no script.
    for record in font["GSUB"].table.ScriptList.ScriptRecord:
        language = record.Script.DefaultLangSys
        language.FeatureIndex = list(range(len(font["GSUB"].table.FeatureList.FeatureRecord)))
        language.FeatureCount = len(language.FeatureIndex)
    font.flavor = "woff2"
    font.save(path)
