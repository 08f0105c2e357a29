"""The mathematical font of the site: STIX Two Math, cut to the glyphs that the pages use.

The font comes out of the `ziamath` package (SIL Open Font License) and is subset into a
cache, one file for one set of characters; nothing is downloaded and nothing binary is
kept in git.
"""

import hashlib
import re
import unicodedata
from html import unescape
from importlib import metadata
from pathlib import Path

STIX = "ziamath/fonts/STIXTwoMath-Regular.ttf"
FEATURES = ("ssty", "dtls", "flac", "ccmp", "mark", "mkmk")
DRAWN = " √"  # a browser draws the sign of a root without being given the character
_SET = re.compile(r"<(math|svg)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ITALIC = {  # Unicode calls 𝑥 "<font> 0078"
    chr(int(unicodedata.decomposition(chr(code)).removeprefix("<font>") or "0", 16)): chr(code)
    for code in (0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C))
}


def used(html):
    """The set of the characters that the formulas and drawings of a page are set with.

    A browser sets a letter that stands alone in italics, which are characters of their own.
    """
    text = unescape("".join(_TAG.sub("", match[0]) for match in _SET.finditer(html)))
    return {shown for letter in text for shown in (letter, _ITALIC.get(letter, letter))}


def subset(cache, characters):
    """The path of the font with these characters alone, as WOFF2 below the folder `cache`."""
    whole = metadata.distribution("ziamath").locate_file(STIX).read_bytes()
    text = "".join(sorted({*characters, *DRAWN}))
    key = repr((text, FEATURES, metadata.version("fonttools"))).encode()
    digest = hashlib.sha256(whole + key).hexdigest()[:16]
    path = Path(cache) / f"stix-two-math-{digest}.woff2"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        _make(whole, text, partial)
        partial.replace(path)
    return path


def _make(data, text, path):
    from io import BytesIO

    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data), recalcTimestamp=False)
    options = Options(layout_features=FEATURES, flavor="woff2", hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    # STIX offers its alternates to the script "math" alone, and browsers ask for no script.
    for record in font["GSUB"].table.ScriptList.ScriptRecord:
        if language := record.Script.DefaultLangSys:
            language.FeatureIndex = list(range(len(font["GSUB"].table.FeatureList.FeatureRecord)))
            language.FeatureCount = len(language.FeatureIndex)
    font.flavor = "woff2"
    font.save(path)
