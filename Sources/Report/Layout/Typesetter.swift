/// Breaks text into lines. Words are never hyphenated, so copied text keeps them; only a word longer than a whole line is
/// broken, between characters. Linear in the length of the text.
struct Typesetter: ~Copyable {
    private struct Piece {
        var font: Int
        var style: TextStyle
        var scalars: [Unicode.Scalar] = []
        var width = 0.0
        var remark: PageRemark = []

        /// The text as the font's encoding has it.
        var bytes: [UInt8] {
            if font <= Face.oblique.rawValue { return scalars.map { WinAnsi.byte($0) ?? UInt8(ascii: "?") } }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            return Array(String(text).utf8)
        }
    }

    private let limit: Double
    private var lines: [Line] = []
    private var line = Line()
    private var word: [Piece] = []
    private var wordWidth = 0.0
    private var space: TextStyle?
    private var leading = 0.0
    private var lastWasReturn = false

    private init(limit: Double) { self.limit = limit }

    /// The lines of some runs, none wider than `width`; at least one, even for empty text.
    static func lines(_ runs: [TextRun], width: Double, on canvas: inout Canvas) -> [Line] {
        var setter = Typesetter(limit: max(width, 12))
        for run in runs { setter.take(run, on: &canvas) }
        setter.endWord(on: &canvas)
        setter.endLine(runs.last?.style ?? .body)
        return setter.lines
    }

    private mutating func take(_ run: TextRun, on canvas: inout Canvas) {
        leading = max(leading, run.style.leading)
        var codes: [Unicode.Scalar] = []
        var preferred: Int?
        var last: Unicode.Scalar?
        for scalar in run.text.unicodeScalars {
            var scalar = scalar
            let role = TextCleaner.role(scalar)
            if role == .combining, let base = last, codes.isEmpty,
                let whole = TextCleaner.composed(base, scalar)
            {
                unput(on: &canvas)
                scalar = whole
            }
            if role != .invisible { last = scalar }
            switch role {
            case .invisible: continue
            case .space:
                flush(&codes, run.style, on: &canvas)
                preferred = nil
                endWord(on: &canvas)
                space = run.style
            case .newline:
                flush(&codes, run.style, on: &canvas)
                preferred = nil
                endWord(on: &canvas)
                if !(scalar == "\n" && lastWasReturn) { endLine(run.style) }
            case .combining, .letter, .ideograph:
                if role == .ideograph { endWord(on: &canvas) }
                guard let font = canvas.font(for: scalar, face: run.style.face, preferred: preferred) else {
                    codes.append(scalar)
                    break
                }
                flush(&codes, run.style, on: &canvas)
                if font > Face.oblique.rawValue { preferred = font }
                put(scalar, font: font, style: run.style, on: &canvas)
                if role == .ideograph { endWord(on: &canvas) }
            }
            lastWasReturn = scalar == "\r"
        }
        flush(&codes, run.style, on: &canvas)
    }

    private mutating func put(_ scalar: Unicode.Scalar, font: Int, style: TextStyle, on canvas: inout Canvas) {
        let width = canvas.width(of: scalar, font: font) * style.size / 1000
        if word.last?.font != font || word.last?.style != style { word.append(Piece(font: font, style: style)) }
        let last = word.count - 1
        word[last].scalars.append(scalar)
        word[last].width += width
        if TextCleaner.needsShaping(scalar.value) { word[last].remark.insert(.unshaped) }
        wordWidth += width
    }

    /// Takes the last letter back, because it and the mark after it are one composed letter.
    private mutating func unput(on canvas: inout Canvas) {
        guard let last = word.indices.last, let scalar = word[last].scalars.popLast() else { return }
        let width = canvas.width(of: scalar, font: word[last].font) * word[last].style.size / 1000
        word[last].width -= width
        wordWidth -= width
        if word[last].scalars.isEmpty { word.removeLast() }
    }

    /// Writes characters no font has as one boxed code: up to three code points, then how many more.
    private mutating func flush(_ codes: inout [Unicode.Scalar], _ style: TextStyle, on canvas: inout Canvas) {
        guard !codes.isEmpty else { return }
        var text = codes.prefix(3).map { "U+" + Figures.hex($0.value) }.joined(separator: "\u{A0}")
        if codes.count > 3 { text += "\u{A0}+\(codes.count - 3)" }
        codes.removeAll()
        var boxed = style
        boxed.mark = .boxed
        boxed.face = .regular
        boxed.size = style.size * 0.8
        if !word.isEmpty { endWord(on: &canvas) }
        for scalar in text.unicodeScalars {
            put(scalar == "\u{A0}" ? " " : scalar, font: Face.regular.rawValue, style: boxed, on: &canvas)
        }
        for index in word.indices {
            word[index].remark.insert(.replaced)
            word[index].width += 2 * TextStyle.boxPadding
            wordWidth += 2 * TextStyle.boxPadding
        }
        endWord(on: &canvas)
    }

    private mutating func endWord(on canvas: inout Canvas) {
        guard !word.isEmpty else { return }
        defer {
            word.removeAll(keepingCapacity: true)
            wordWidth = 0
        }
        let gap = gap(on: &canvas)
        // A word longer than a line starts where it stands if a fair part of it fits there.
        let wanted = wordWidth <= limit ? wordWidth : limit / 4
        if line.width + (gap?.width ?? 0) + wanted > limit, !line.fragments.isEmpty {
            endLine(nil)
        } else if let gap {
            append(gap)
        }
        space = nil
        if wordWidth <= limit {
            for piece in word { append(piece) }
        } else {
            breakWord(on: &canvas)
        }
    }

    /// The space before the coming word, on the side that has no mark, so that lines under words end with them. It is set
    /// in the font of that side, unless that font has no space.
    private func gap(on canvas: inout Canvas) -> Piece? {
        guard var style = space, let last = line.fragments.last, let next = word.first else { return nil }
        var font = style.face.rawValue
        if last.style.mark == .none || (last.style == next.style && last.style.mark != .boxed) {
            style = last.style
            font = last.font
        } else if next.style.mark == .none {
            style = next.style
            font = next.font
        } else {
            style.mark = .none
        }
        if !canvas.fonts[font].hasGlyph(for: " ") { font = style.face.rawValue }
        return Piece(
            font: font,
            style: style,
            scalars: [" "],
            width: canvas.width(of: " ", font: font) * style.size / 1000
        )
    }

    private mutating func append(_ piece: Piece) {
        if let index = line.fragments.indices.last, line.fragments[index].font == piece.font,
            line.fragments[index].style == piece.style
        {
            line.fragments[index].bytes.append(contentsOf: piece.bytes)
            line.fragments[index].width += piece.width
            line.fragments[index].remark.formUnion(piece.remark)
        } else {
            line.fragments.append(
                Line.Fragment(
                    x: line.width,
                    width: piece.width,
                    font: piece.font,
                    style: piece.style,
                    bytes: piece.bytes,
                    remark: piece.remark
                )
            )
        }
        line.width += piece.width
    }

    /// Sets a word wider than a line, character by character.
    private mutating func breakWord(on canvas: inout Canvas) {
        for piece in word {
            for scalar in piece.scalars {
                let width = canvas.width(of: scalar, font: piece.font) * piece.style.size / 1000
                if line.width + width > limit, !line.fragments.isEmpty { endLine(nil) }
                var single = piece
                single.scalars = [scalar]
                single.width = width
                append(single)
            }
        }
    }

    /// Ends the line; `style` gives an empty one its height.
    private mutating func endLine(_ style: TextStyle?) {
        line.leading = line.fragments.map(\.style.leading).max() ?? style?.leading ?? 11
        line.leading = max(line.leading, leading)
        line.size = line.fragments.map(\.style.size).max() ?? style?.size ?? 8
        lines.append(line)
        line = Line()
        space = nil
    }
}
