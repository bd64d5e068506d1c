// Compiled into the Coaching module by Fuzz/run, together with the form parser and the byte ranges of WebAPI.
import FoundationEssentials
import Interview

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is fuzzed in this run, by the environment variable FUZZ_TARGET: `multipart`, `range`, or `reply` for what a model writes.
private let target = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? "reply"

/// libFuzzer's entry: bytes that may be anything must give a result or an error of the parser's own.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    switch target {
    case "multipart": fuzzForm(bytes)
    case "range": fuzzRange(bytes)
    default: fuzzReply(bytes)
    }
    return 0
}

/// What a form gives must not depend on how its bytes are cut.
private func fuzzForm(_ bytes: [UInt8]) {
    guard let cut = bytes.first, let line = bytes.firstIndex(of: 10) else { return }
    let type = String(decoding: bytes[1..<max(1, line)], as: UTF8.self)
    let body = Array(bytes[(line + 1)...])
    let size = max(1, Int(cut))
    let pieces = stride(from: 0, to: body.count, by: size).map { Array(body[$0..<min(body.count, $0 + size)]) }
    let (whole, parts) = (read([body], type), read(pieces, type))
    precondition(whole == parts)
    precondition(whole.bytes.count <= body.count)
}

private struct Form: Equatable {
    var parts: [PartHeaders] = []
    var bytes: [UInt8] = []
    var error: MultipartError.Reason?
}

private func read(_ pieces: [[UInt8]], _ type: String) -> Form {
    var form = Form()
    do throws(MultipartError) {
        var parser = try MultipartParser(contentType: type)
        for piece in pieces {
            for event in try parser.push(piece) {
                switch event {
                case .partBegan(let headers): form.parts.append(headers)
                case .bytes(let bytes): form.bytes += bytes
                case .partEnded: break
                }
            }
        }
        try parser.finish()
    } catch {
        // What came before a refusal may have been handed out already or not; the refusal is the same.
        form = Form(error: error.reason)
    }
    return form
}

private func fuzzRange(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    // Lengths of every size: none, small, and as large as there are.
    let length = first < 64 ? Int(first) : Int.max >> Int(first & 63)
    guard case .part(let range) = ByteRange.parse(String(decoding: bytes.dropFirst(), as: UTF8.self), length: length)
    else {
        return
    }
    precondition(0 <= range.start && range.start < range.end && range.end <= length)
}

private func fuzzReply(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let json = ReplyJSON.object(in: text) { precondition(json.members != nil) }
    for lenient in [false, true] { _ = try? LocatedJSONParser.parse(bytes, lenient: lenient) }
    precondition(!leaves.isEmpty, "run from the folder that has config/")
    guard let reply = try? JudgeReply(text, leaves: leaves, complete: false) else { return }
    let ids = Set(leaves.map(\.id))
    precondition(reply.items.keys.allSatisfy(ids.contains))
    precondition(reply.hiringPercent.map { (0...100).contains($0) } ?? true)
}

/// What the rubric that is there for everybody asks for.
private let leaves: [RubricLeaf] = {
    let question = Question(text: "Tell me about a time you failed.")
    guard let library = try? RubricLibrary.load(folder: URL(filePath: "config/rubrics")),
        let rubric = try? library.rubric(named: nil, role: nil)
    else { return [] }
    return rubric.leaves(for: question)
}()
