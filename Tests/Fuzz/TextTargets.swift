// Compiled into the Coaching module by Tests/Fuzz/run, together with what WebAPI reads from forms and headers.
import Core
import FoundationEssentials
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is fuzzed in this run, by the environment variable FUZZ_TARGET: `multipart`, `tus`, `range`, `headers` for
/// others, or `reply` for what a model writes.
private let target = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? "reply"

/// libFuzzer's entry: bytes that may be anything must give a result or an error of the parser's own.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    switch target {
    case "multipart": fuzzForm(bytes)
    case "tus": fuzzTus(bytes)
    case "range": fuzzRange(bytes)
    case "headers": fuzzHeaders(bytes)
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

/// The headers of a tus request, one a line; `~` stands for one that is missing.
private func fuzzTus(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    // Limits of every size, up to the largest there is.
    let limit = Int.max >> Int(first & 63)
    let lines = bytes.dropFirst().split(separator: 10, omittingEmptySubsequences: false)
    func header(_ index: Int) -> String? {
        guard index < lines.count, lines[index] != [126] else { return nil }
        return String(decoding: lines[index], as: UTF8.self)
    }
    accepted { () throws(TusError) in
        try TusRequest.checkVersion(header(0))
        precondition(header(0) == "1.0.0")
    }
    accepted { () throws(TusError) in
        let creation = try TusRequest.creation(
            length: header(1),
            deferred: header(2),
            metadata: header(3),
            limit: limit
        )
        precondition((creation.length == nil) == (header(2) != nil) && creation.metadata == header(3) ?? "")
        precondition((0...limit).contains(creation.length ?? 0))
        // It goes back to clients in a header.
        precondition(creation.metadata.utf8.allSatisfy { (32..<127).contains($0) })
    }
    accepted { () throws(TusError) in
        let values = try TusRequest.metadata(header(3) ?? "")
        let text = values.map { "\($0.key) \(Data($0.value).base64EncodedString())" }.joined(separator: ",")
        let again = text.utf8.count <= TusRequest.maxMetadataBytes ? try TusRequest.metadata(text) : values
        precondition(again == values && values.reduce(0) { $0 + $1.value.count } <= TusRequest.maxMetadataBytes)
    }
    accepted { () throws(TusError) in
        let offset = try TusRequest.offset(header(4))
        // As it was sent, but for zeros in front and what is beyond all numbers.
        let digits = header(4)?.drop { $0 == "0" } ?? ""
        precondition(offset == .max || String(offset) == (digits.isEmpty ? "0" : digits))
    }
    accepted { () throws(TusError) in
        let checksum = try UploadChecksum(header(5) ?? "")
        precondition(checksum.digest.count == checksum.algorithm.length)
        let text = "\(checksum.algorithm.rawValue) \(Data(checksum.digest).base64EncodedString())"
        let again = try UploadChecksum(text)
        precondition(again == checksum)
    }
}

/// A refusal is one of the table's, and does not grow with what was sent.
private func accepted(_ read: () throws(TusError) -> Void) {
    do throws(TusError) {
        try read()
    } catch {
        precondition(ErrorTable.row(error.code).code == error.code && (1...200).contains(error.message.utf8.count))
    }
}

private func fuzzRange(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    // Lengths of every size: none, small, and as large as there are.
    let length = first < 64 ? Int(first) : Int.max >> Int(first & 63)
    let header = String(decoding: bytes.dropFirst(), as: UTF8.self)
    let outcome = ByteRange.parse(header, length: length)
    precondition(outcome == expected(header, length))
    guard case .part(let range) = outcome else { return }
    precondition(0 <= range.start && range.start < range.end && range.end <= length)
    precondition(ByteRange.parse("bytes=\(range.start)-\(range.end - 1)", length: length) == outcome)
}

/// What RFC 9110 §14.1.2 makes of a single range, told by comparing digits instead of by numbers.
private func expected(_ header: String, _ length: Int) -> ByteRange.Outcome {
    let bytes = Array(header.utf8)
    let (start, prefix) = (6, Array("bytes=".utf8))
    guard bytes.starts(with: prefix), let dash = bytes.firstIndex(of: 45) else { return .whole }
    let (first, last) = (bytes[start..<max(start, dash)], bytes[(dash + 1)...])
    guard dash >= start, (first + last).allSatisfy({ (48...57).contains($0) }), first.count + last.count > 0 else {
        return .whole
    }
    if first.isEmpty {
        let isNone = last.allSatisfy { $0 == 48 }
        if isNone || length == 0 { return .unsatisfiable }
        let isLess = precedes(last, Array(String(length).utf8)[...])
        return .part(ByteRange(start: isLess ? length - value(last) : 0, end: length))
    }
    // Of two numbers beyond all there are, none comes first.
    let most = Array(String(Int.max).utf8)[...]
    if !last.isEmpty, precedes(last, first), precedes(last, most) { return .whole }
    guard precedes(first, Array(String(length).utf8)[...]) else { return .unsatisfiable }
    let isInside = !last.isEmpty && precedes(last, Array(String(length).utf8)[...])
    return .part(ByteRange(start: value(first), end: isInside ? value(last) + 1 : length))
}

/// Whether one number is less than another, however many digits they have.
private func precedes(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
    let (a, b) = (a.drop { $0 == 48 }, b.drop { $0 == 48 })
    return a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
}

/// A number that is known to be small enough.
private func value(_ digits: ArraySlice<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + Int($1 - 48) } }

/// Every header that is read by hand, each from the same bytes.
private func fuzzHeaders(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    precondition((1...Preferences.maxWaitSeconds).contains(Preferences(text).waitSeconds ?? 1))
    // Other preferences change nothing.
    precondition(Preferences("respond-async, " + text) == Preferences(text))
    // What was quoted or escaped may look like a parameter once its quotes are gone.
    let type = HeaderParameters(text)
    let isPlain = type.value.unicodeScalars.allSatisfy { !"\";\\".unicodeScalars.contains($0) }
    precondition(!isPlain || HeaderParameters(type.value).value == type.value)
    if case .key(let key) = Credentials(text) { precondition(key.utf8.count <= max(1024 * 3, bytes.count * 3)) }
    let name = HostRule.name(of: text)
    // A port makes no other host of it.
    if !text.contains(where: { "[]:".contains($0) }) { precondition(HostRule.name(of: text + ":80") == name) }
    _ = HostRule(names: [text]).takes(text)
    _ = Gzip.isTaken(by: text)
    _ = Gzip.pays(for: text)
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
