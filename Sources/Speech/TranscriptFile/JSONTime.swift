import Core

/// The time of a word or segment of a JSON transcript, in whatever members and units a service writes it.
struct JSONTime {
    /// Start and end in the file's unit; nil when there is none, or when it is broken.
    var span: (start: Double, end: Double)?
    /// Whether the unit is milliseconds for certain; else it is seconds, or milliseconds if the numbers say so.
    var inMs = false
    /// What is wrong with it, for a refusal; nil when it is right or absent.
    var fault: String?

    /// Names of members that hold start and end, and whether they are in milliseconds.
    private static let names: [(start: String, end: String, inMs: Bool)] = [
        ("startMs", "endMs", true), ("start_ms", "end_ms", true), ("start", "end", false),
        ("startTime", "endTime", false),
        ("start_time", "end_time", false), ("startOffset", "endOffset", false), ("ts", "end_ts", false),
        ("from", "to", false),
        ("start_ts", "end_ts", false),
    ]

    /// Reads the time of a value.
    init(_ value: LocatedJSON) {
        if let offsets = value["offsets"], offsets["from"] != nil {
            read(offsets["from"], offsets["to"], "offsets.from", "offsets.to", inMs: true)
            return
        }
        if let pair = value["timestamp"]?.elements, pair.count == 2 {
            read(pair[0], pair[1], "timestamp[0]", "timestamp[1]", inMs: false)
            return
        }
        for (start, end, inMs) in Self.names where value[start] != nil || value[end] != nil {
            // Google leaves a start of zero out.
            let first = value[start] ?? (start == "startTime" || start == "startOffset" ? .zero(value.line) : nil)
            read(first, value[end], start, end, inMs: inMs)
            return
        }
    }

    private mutating func read(
        _ start: LocatedJSON?,
        _ end: LocatedJSON?,
        _ first: String,
        _ second: String,
        inMs: Bool
    ) {
        self.inMs = inMs
        guard let from = Self.seconds(start), let to = Self.seconds(end) else {
            fault = "needs both \(first) and \(second) as numbers"
            return
        }
        if to < from {
            fault = "ends before it starts"
        } else {
            span = (from, to)
        }
    }

    /// A number, a number in quotes, a duration such as "1.300s", or seconds and nanoseconds.
    private static func seconds(_ value: LocatedJSON?) -> Double? {
        guard let value else { return nil }
        if let number = value.number { return number }
        if let text = value.text {
            let number = Double(text.hasSuffix("s") ? String(text.dropLast()) : text)
            return number.flatMap { $0.isFinite ? $0 : nil }
        }
        guard value.members != nil else { return nil }
        let whole = value["seconds"].map { seconds($0) ?? 0 } ?? 0
        return whole + (value["nanos"]?.number ?? 0) / 1e9
    }
}

extension LocatedJSON {
    /// Zero on a line.
    fileprivate static func zero(_ line: Int) -> LocatedJSON { LocatedJSON(content: .number(0), line: line) }
}
