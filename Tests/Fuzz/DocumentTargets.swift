// Compiled into the Documents module by Tests/Fuzz/run, without the part that starts a child process.
import Core
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is fuzzed in this run, by the environment variable FUZZ_TARGET: `docx`, `bbox` (what pdftotext writes), `html`, or `markdown`.
private let target = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? "docx"

/// libFuzzer's entry: bytes that may be anything must give a document or an error of the reader's own.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let document = read(bytes) else { return 0 }
    precondition(document.lines.allSatisfy { !$0.text.isEmpty })
    _ = Sections.ofResume(document)
    for chunk in Chunker().chunks(of: document) { precondition(!chunk.text.isEmpty) }
    return 0
}

private func read(_ bytes: [UInt8]) -> DocumentText? {
    let limits = DocumentLimits.resume
    switch target {
    case "docx": return try? WordText.read(bytes, limits: limits)
    case "bbox": return (try? PDFPages(bytes, limits: limits))?.document()
    default:
        guard let text = try? PlainText.decode(bytes) else { return nil }
        let isHTML = target == "html"
        return DocumentText(
            kind: isHTML ? .html : .markdown,
            lines: isHTML ? PlainText.html(text) : PlainText.markdown(text)
        )
    }
}
