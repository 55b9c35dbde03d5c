"""Makes the two fallback fonts for rare characters from Debian's font packages.

Not part of building or running the application: the results are committed. How to run it is in
docs/decisions/fonts-for-rare-characters.md. Needs Python 3.11 and fonttools 4.66.1.

    python make-rare-fonts.py NotoSansSC_400Regular.ttf BabelStoneHan.ttf HanaMinB.ttf OUT_FOLDER
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

# Extension A, the unified ideographs, compatibility ideographs, and the supplementary ideographic planes.
RANGES = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)]
# For Hanazono: 1/512 em is 0.007 mm in 10.5-point text, invisible on paper, and a tenth smaller. BabelStone Han is
# built from composites and gains nothing.
UNITS_PER_EM = 512
# 2023-01-07 in seconds since 1904: a fixed time, so that the same input gives the same bytes.
MADE_AT = 3755894400


def ideographs(characters):
    return {c for c in characters if any(low <= c <= high for low, high in RANGES)}


def cut(source, target, wanted, family, notice, units_per_em=None):
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 13, 14]
    options.name_languages = ["*"]
    options.drop_tables += ["vmtx", "vhea", "GSUB", "GPOS", "GDEF", "BASE", "VORG", "DSIG", "FFTM", "PfEd", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(wanted))
    subsetter.subset(font)
    if units_per_em:
        scale_upem(font, units_per_em)
    names = font["name"]
    for name_id, text in {
        1: family,
        2: "Regular",
        3: f"{family} 1.0",
        4: family,
        5: "Version 1.0",
        6: family.replace(" ", ""),
        10: notice,
    }.items():
        names.setName(text, name_id, 3, 1, 0x409)
    font["head"].created = font["head"].modified = MADE_AT
    font.save(target)


def main(noto, babelstone, hanazono, out):
    held = set(TTFont(noto).getBestCmap())
    first = ideographs(TTFont(babelstone).getBestCmap()) - held
    second = ideographs(TTFont(hanazono).getBestCmap()) - held - first
    cut(
        babelstone,
        Path(out) / "ShoukeRareHanA.ttf",
        first,
        "Shouke Rare Han A",
        "MODIFIED 2026-11-23 from BabelStone Han 15.0.5: only ideographs that Noto Sans SC lacks were kept; hinting, "
        "layout tables and glyph names were removed; the family was renamed. "
        "Distributed under the Arphic Public License, see ARPHICPL.TXT.",
    )
    cut(
        hanazono,
        Path(out) / "ShoukeRareHanB.ttf",
        second,
        "Shouke Rare Han B",
        "MODIFIED 2026-11-23 from Hanazono Mincho B 20170904: only ideographs that Noto Sans SC and BabelStone Han lack "
        "were kept; layout tables and glyph names were removed; outlines were scaled to 512 units per em; the family "
        "was renamed. Distributed under the Hanazono Font License, see HANAZONO-LICENSE.txt.",
        UNITS_PER_EM,
    )
    print(len(first), len(second))


if __name__ == "__main__":
    main(*sys.argv[1:])
