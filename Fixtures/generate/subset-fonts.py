#!/usr/bin/env python3
"""Makes config/fonts/DebriefSans-{Regular,Bold}.ttf: Liberation Sans cut down to what reports need.

    pip install fonttools
    apt-get install fonts-liberation2
    Fixtures/generate/subset-fonts.py [FOLDER WITH LiberationSans-Regular.ttf]

The report draws text inside WinAnsi with the PDF base-14 Helvetica, and this font, of the same metrics, for the other
Latin letters, Greek, Cyrillic, arrows and mathematical signs. Hinting, layout tables and alternates go, because libharu
parses the whole file for each report. The Open Font License forbids the reserved name for a modified version: hence
"Debrief Sans". Run again with the same fonttools, it writes the same bytes.
"""

import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

source = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/truetype/liberation2")
target = pathlib.Path(__file__).resolve().parents[2] / "config" / "fonts"
ranges = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x259, 0x259), (0x2BC, 0x2DD), (0x300, 0x32F), (0x370, 0x3FF), (0x400, 0x52F),
    (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x205E), (0x20A0, 0x20BF), (0x2100, 0x2127), (0x2150, 0x215F),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2660, 0x2666), (0xFFFD, 0xFFFD),
]

for weight in ["Regular", "Bold"]:
    font = TTFont(source / f"LiberationSans-{weight}.ttf", recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "kern", "DSIG", "gasp", "FFTM", "LTSH", "VDMX", "hdmx", "PCLT"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for low, high in ranges for code in range(low, high + 1)])
    cutter.subset(font)
    names = {1: "Debrief Sans", 3: f"Debrief Sans {weight}", 4: f"Debrief Sans {weight}", 6: f"DebriefSans-{weight}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font.save(target / f"DebriefSans-{weight}.ttf")
