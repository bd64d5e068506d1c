import CHaru

/// A font of one document.
@safe struct CanvasFont {
    /// libharu's handle.
    let handle: HPDF_Font
    /// The file behind it; nil for a base-14 font.
    let file: FontFile?
    /// Widths of Latin-1 in thousandths of the size; empty for an embedded font.
    var latin: [Double]
    /// Widths of other characters, as they are met; for an embedded font these are all characters it was used for.
    var widths: [UInt16: Double] = [:]

    /// Whether libharu finds a glyph for a character; always true for a base-14 font.
    func hasGlyph(for scalar: Unicode.Scalar) -> Bool {
        guard file != nil else { return true }
        let code = UInt16(truncatingIfNeeded: scalar.value)
        if widths[code] != nil { return true }
        guard let attributes = unsafe handle.pointee.attr?.assumingMemoryBound(to: _HPDF_FontAttr_Rec.self) else {
            return false
        }
        return unsafe HPDF_TTFontDef_GetGlyphid(attributes.pointee.fontdef, code) != 0
    }

    /// Cuts what libharu writes about all 65,536 codes of an embedded font down to the characters in use: the widths (W) and
    /// the map from codes to glyphs (CIDToGIDMap). Without this the two outweigh the glyphs.
    func trim() {
        guard let fonts = unsafe HPDF_Dict_GetItem(handle, "DescendantFonts", HPDF_UINT16(HPDF_OCLASS_ARRAY)),
            let first = unsafe HPDF_Array_GetItem(
                fonts.assumingMemoryBound(to: _HPDF_Array_Rec.self),
                0,
                HPDF_UINT16(HPDF_OCLASS_DICT)
            )
        else { return }
        let descendant = unsafe first.assumingMemoryBound(to: _HPDF_Dict_Rec.self)
        guard let list = unsafe HPDF_Dict_GetItem(descendant, "W", HPDF_UINT16(HPDF_OCLASS_ARRAY)),
            let map = unsafe HPDF_Dict_GetItem(descendant, "CIDToGIDMap", HPDF_UINT16(HPDF_OCLASS_DICT)),
            let stream = unsafe map.assumingMemoryBound(to: _HPDF_Dict_Rec.self).pointee.stream,
            let attributes = unsafe handle.pointee.attr?.assumingMemoryBound(to: _HPDF_FontAttr_Rec.self)
        else { return }
        let codes = widths.keys.sorted()
        unsafe rewrite(list.assumingMemoryBound(to: _HPDF_Array_Rec.self), codes)
        var glyphs = [UInt8](repeating: 0, count: 2 * (Int(codes.last ?? 0) + 1))
        var used: [Int] = []
        for code in codes {
            let glyph = unsafe HPDF_TTFontDef_GetGlyphid(attributes.pointee.fontdef, code)
            used.append(Int(glyph))
            glyphs[2 * Int(code)] = UInt8(glyph >> 8)
            glyphs[2 * Int(code) + 1] = UInt8(glyph & 0xFF)
        }
        unsafe keepParts(of: used, attributes.pointee.fontdef)
        unsafe HPDF_MemStream_FreeData(stream)
        unsafe glyphs.withUnsafeBufferPointer { bytes in
            _ = unsafe HPDF_Stream_Write(stream, bytes.baseAddress, HPDF_UINT(bytes.count))
        }
    }

    /// Marks the parts of composite glyphs as used. libharu misreads the offsets of some, and would embed glyphs without
    /// their parts, which show as nothing.
    private func keepParts(of glyphs: [Int], _ definition: HPDF_FontDef?) {
        guard let file, let composites = CompositeGlyphs(file),
            let data = unsafe definition?.pointee.attr?.assumingMemoryBound(to: _HPDF_TTFontDefAttr_Rec.self),
            let flags = unsafe data.pointee.glyph_tbl.flgs
        else { return }
        let count = unsafe Int(data.pointee.num_glyphs)
        for part in composites.parts(of: glyphs) where part < count { unsafe flags[part] = 1 }
    }

    /// Writes runs of neighbouring codes as `first [width width …]`.
    private func rewrite(_ list: HPDF_Array, _ codes: [UInt16]) {
        unsafe HPDF_Array_Clear(list)
        var run: HPDF_Array?
        var last: UInt16?
        for code in codes {
            if unsafe run == nil || last.map({ $0 + 1 }) != code {
                unsafe HPDF_Array_AddNumber(list, HPDF_INT32(code))
                guard let fresh = unsafe HPDF_Array_New(list.pointee.mmgr) else { return }
                unsafe HPDF_Array_Add(list, fresh)
                unsafe run = fresh
            }
            unsafe HPDF_Array_AddNumber(run, HPDF_INT32(widths[code] ?? 0))
            last = code
        }
    }

    /// Replaces the ToUnicode map libharu writes for UTF-8 fonts: it maps codes with `cidrange`, where PDF 32000-1 §9.10.3
    /// asks for `bfrange`, so that readers warn or cannot copy text. Codes are UTF-16 code units already.
    static func mapToUnicode(_ font: HPDF_Font, _ coverage: TrueTypeCoverage) {
        guard let item = unsafe HPDF_Dict_GetItem(font, "ToUnicode", HPDF_UINT16(HPDF_OCLASS_DICT)) else { return }
        guard let stream = unsafe item.assumingMemoryBound(to: _HPDF_Dict_Rec.self).pointee.stream else { return }
        unsafe HPDF_MemStream_FreeData(stream)
        unsafe HPDF_Stream_WriteStr(stream, unicodeMap(coverage))
    }

    /// The blocks of Arabic forms, each form as the letter it stands for.
    private static let formMap: String = {
        var text = ""
        let codes: [UInt32] = Array(0xFB00...0xFBFF) + Array(0xFE00...0xFEFF)
        for start in stride(from: 0, to: codes.count, by: 64) {
            text += "64 beginbfchar\n"
            for code in codes[start..<start + 64] {
                text += "<\(Figures.hex(code))> <\(Figures.hex(ArabicForms.plain[code] ?? code))>\n"
            }
            text += "endbfchar\n"
        }
        return text
    }()

    /// The identity from two-byte codes to Unicode for the blocks a font covers; a range may not cross a high byte, nor a
    /// section hold more than 100 ranges.
    private static func unicodeMap(_ coverage: TrueTypeCoverage) -> String {
        var text = """
            /CIDInit /ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
            /CMapName /Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000> <FFFF>
            endcodespacerange

            """
        let blocks = Set(coverage.ranges.flatMap { ($0.lowerBound >> 8)...($0.upperBound >> 8) })
            .subtracting(coverage.covers(0xFE8D) ? [0xFB, 0xFE] : []).sorted()
        for start in stride(from: 0, to: blocks.count, by: 100) {
            let section = blocks[start..<min(start + 100, blocks.count)]
            text += "\(section.count) beginbfrange\n"
            for high in section {
                let first = Figures.hex(high << 8)
                text += "<\(first)> <\(Figures.hex(high << 8 | 0xFF))> <\(first)>\n"
            }
            text += "endbfrange\n"
        }
        if coverage.covers(0xFE8D) { text += formMap }
        return text + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    }
}
