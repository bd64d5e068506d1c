import CHaru

extension Canvas {
    /// The font a character is drawn with; nil when no font has it.
    ///
    /// - Parameters:
    ///   - scalar: The character.
    ///   - face: The wished-for cut; embedded fonts have no oblique.
    ///   - preferred: A font already used in the same word, kept when it has the character, so that words look of one piece.
    mutating func font(for scalar: Unicode.Scalar, face: Face, preferred: Int?) -> Int? {
        if let preferred, let file = fonts[preferred].file, file.coverage.covers(scalar.value),
            fonts[preferred].hasGlyph(for: scalar)
        {
            return preferred
        }
        if WinAnsi.byte(scalar) != nil {
            if embeds, let file = shelf.font(for: scalar, bold: face == .bold), let font = load(file),
                fonts[font].hasGlyph(for: scalar)
            {
                return font
            }
            return face.rawValue
        }
        // Some fonts have an empty glyph for control characters; those must not disappear.
        if scalar.value < 0xA0 { return nil }
        var refused: Set<String> = []
        while let file = shelf.font(for: scalar, bold: face == .bold, except: refused) {
            // libharu reads some character maps only in part: what counts is whether it finds the glyph.
            if let font = load(file), fonts[font].hasGlyph(for: scalar) { return font }
            refused.insert(file.path)
        }
        return nil
    }

    /// The width of a character in thousandths of the size.
    mutating func width(of scalar: Unicode.Scalar, font: Int) -> Double {
        if fonts[font].file == nil, scalar.value < 256 { return fonts[font].latin[Int(scalar.value)] }
        let code = UInt16(truncatingIfNeeded: scalar.value)
        if let known = fonts[font].widths[code] { return known }
        let width = unsafe Double(HPDF_Font_GetUnicodeWidth(fonts[font].handle, code))
        fonts[font].widths[code] = width
        return width
    }

    /// Draws a line of text; `y` is the top of its line box.
    mutating func draw(_ line: Line, x: Double, y: Double) {
        guard let page = unsafe current, !line.fragments.isEmpty else { return }
        let baseline = Canvas.baseline(of: line, y: y)
        let x = x + line.indent
        unsafe HPDF_Page_BeginText(page)
        for fragment in line.fragments {
            unsafe HPDF_Page_SetFontAndSize(page, fonts[fragment.font].handle, Float(fragment.style.size))
            fill(fragment.style.ink)
            let left = Canvas.rounded(x + fragment.x + (fragment.style.mark == .boxed ? TextStyle.boxPadding : 0))
            let bottom = Canvas.rounded(Canvas.height - baseline)
            var text = fragment.bytes
            text.append(0)
            unsafe text.withUnsafeBufferPointer { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                    _ = unsafe HPDF_Page_TextOut(page, left, bottom, characters.baseAddress)
                }
            }
            remark(fragment.remark)
        }
        unsafe HPDF_Page_EndText(page)
        for fragment in line.fragments { mark(fragment, x: x, baseline: baseline) }
    }

    /// The baseline of a line whose box starts at `y`.
    static func baseline(of line: Line, y: Double) -> Double { y + (line.leading - line.size) / 2 + line.size * 0.79 }

    private func mark(_ fragment: Line.Fragment, x: Double, baseline: Double) {
        let left = x + fragment.x
        let right = left + fragment.width
        let under = baseline + fragment.style.size * 0.19
        switch fragment.style.mark {
        case .none: break
        case .underline: line(from: (left, under), to: (right, under), ink: fragment.style.ink, thickness: 0.9)
        case .dotted: line(from: (left, under), to: (right, under), ink: .dark, thickness: 0.8, dash: [1, 2])
        case .dashed: line(from: (left, under), to: (right, under), ink: .dark, thickness: 0.7, dash: [4, 2])
        case .boxed:
            let top = baseline - fragment.style.size * 0.86
            box(x: left + 0.5, y: top, width: fragment.width - 1, height: fragment.style.size * 1.14, stroke: .grey)
        }
    }

    /// Coordinates in hundredths of a point: less is invisible, and the file stays small.
    static func rounded(_ value: Double) -> Float { Float((value * 100).rounded() / 100) }
}
