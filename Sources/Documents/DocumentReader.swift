import Core

/// Reads the text of a document, whatever kind of those known it is.
package struct DocumentReader: Sendable {
    /// Letters and digits that a PDF has at least when it is not a picture.
    private static let leastLetters = 24

    /// How much is read.
    package let limits: DocumentLimits

    /// A reader with limits.
    package init(limits: DocumentLimits) { self.limits = limits }

    /// Whether PDF can be read on this machine.
    package static var readsPDF: Bool { PDFChild.isInstalled }

    /// Whether the process that reads PDF is without network on this machine.
    package static var isPDFWithoutNetwork: Bool {
        get async { await PDFChild.hasNoNetwork }
    }

    /// The kind of a document by its first bytes, and by its name among the kinds of text.
    ///
    /// - Throws: `document.unsupported`, `document.empty`, `document.encrypted`.
    package static func kind(of bytes: [UInt8], name: String) throws(DocumentError) -> DocumentText.Kind {
        guard !bytes.isEmpty else { throw DocumentError(.empty, "The document is empty.") }
        if find("%PDF-", in: bytes.prefix(1_024)) { return .pdf }
        if bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6]) { return .docx }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            let isEncrypted = find("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e", in: bytes[...])
            throw isEncrypted
                ? DocumentError(.encrypted, "The document asks for a password; save it without one and send it again.")
                : DocumentError(.unsupported, "This is an old Word file; save it as DOCX or PDF and send that.")
        }
        if find("{\\rtf", in: bytes.prefix(16)) {
            throw DocumentError(.unsupported, "RTF is not read here; save it as DOCX or PDF and send that.")
        }
        let ending = name.lowercased().split(separator: ".").last.map(String.init) ?? ""
        let head = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased()
        if ["html", "htm", "xhtml"].contains(ending) || head.contains("<!doctype html") || head.contains("<html") {
            return .html
        }
        return ["md", "markdown"].contains(ending) ? .markdown : .text
    }

    /// The text of a document.
    ///
    /// - Parameter name: the name of the file, for kinds that bytes do not tell apart.
    /// - Throws: ``DocumentError``, `CancellationError`.
    package func read(_ bytes: [UInt8], name: String = "") async throws -> DocumentText {
        guard bytes.count <= limits.bytes else {
            throw DocumentError(.tooLarge, "The document is larger than \(limits.bytes >> 20) MB.")
        }
        let kind = try Self.kind(of: bytes, name: name)
        guard kind == .pdf else {
            let document = try Self.read(bytes, kind: kind, limits: limits)
            guard !document.lines.isEmpty else { throw DocumentError(.empty, "The document holds no text.") }
            return document
        }
        let pages = try PDFPages(try await PDFChild(limits: limits).read(bytes), limits: limits)
        guard pages.pages.count <= limits.pages else {
            throw DocumentError(.tooLarge, "The PDF has more than \(limits.pages) pages; send a part of it.")
        }
        let document = pages.document()
        let letters = document.lines.reduce(0) { $0 + $1.text.count { $0.isLetter || $0.isNumber } }
        guard letters >= Self.leastLetters else {
            throw DocumentError(
                .scan,
                "This PDF is a picture of text: there is nothing in it to read. Send a PDF with text, a DOCX, or paste the text."
            )
        }
        return document
    }

    /// The text of a document that needs no other program; the fuzzer starts here.
    ///
    /// - Throws: ``DocumentError``.
    package static func read(_ bytes: [UInt8], kind: DocumentText.Kind, limits: DocumentLimits) throws(DocumentError)
        -> DocumentText
    {
        switch kind {
        case .docx: return try WordText.read(bytes, limits: limits)
        case .pdf: return try PDFPages(bytes, limits: limits).document()
        case .markdown, .html, .text: break
        }
        let text = try PlainText.decode(bytes)
        guard text.utf8.count <= limits.text || kind == .html && text.utf8.count <= limits.bytes else {
            throw DocumentError(.tooLarge, "The document has more text than is read here.")
        }
        let lines =
            switch kind {
            case .markdown: PlainText.markdown(text)
            case .html: PlainText.html(text)
            default: PlainText.lines(text)
            }
        return DocumentText(kind: kind, lines: lines)
    }

    private static func find(_ text: StaticString, in bytes: ArraySlice<UInt8>) -> Bool {
        let wanted = Array(text.description.utf8)
        guard bytes.count >= wanted.count else { return false }
        return (bytes.startIndex...bytes.endIndex - wanted.count).contains { at in
            bytes[at] == wanted[0] && bytes[at..<at + wanted.count].elementsEqual(wanted)
        }
    }
}
