import FoundationEssentials
import Model
import Outbound

/// What goes to a service: the recording as it was uploaded, or decoded.
struct SentAudio: Hashable {
    /// The file.
    let file: URL
    /// Its form; nil for the decoded recording.
    let form: UploadedAudio.Form?

    /// The recording of a request.
    init(_ request: Transcriber.Request) {
        file = request.original?.file ?? request.wav
        form = request.original?.form
    }

    /// A name whose extension tells the form.
    var name: String {
        switch form {
        case .webmOpus: "answer.webm"
        case .oggOpus: "answer.ogg"
        case .flac: "answer.flac"
        case .mp3: "answer.mp3"
        case .wav, nil: "answer.wav"
        }
    }

    /// The media type.
    var type: String {
        switch form {
        case .webmOpus: "audio/webm"
        case .oggOpus: "audio/ogg"
        case .flac: "audio/flac"
        case .mp3: "audio/mpeg"
        case .wav, nil: "audio/wav"
        }
    }
}

extension Transcriber.Request {
    /// The request with its original only if a service that accepts some forms can be given it.
    ///
    /// - Parameter maxBytes: the largest file the service takes.
    func offering(_ accepted: Set<UploadedAudio.Form>, maxBytes: Int) -> Transcriber.Request {
        var request = self
        guard let original, accepted.contains(original.form), original.bytes <= maxBytes,
            OriginalCheck(original).isPlain(decodedBytes: durationMs &* 32)
        else {
            request.original = nil
            return request
        }
        return request
    }

    /// Tries with the original; if the service refuses that, once more with the decoded recording, which all of them take.
    func tried<Value>(
        _ call: (Transcriber.Request) async throws(OutboundError) -> Value
    ) async throws(OutboundError) -> Value {
        do throws(OutboundError) {
            return try await call(self)
        } catch {
            guard original != nil, error.kind == .rejected, error.status != 404 else { throw error }
            var decoded = self
            decoded.original = nil
            return try await call(decoded)
        }
    }
}

/// Parts of a 16 kHz mono 16-bit WAV with the pipeline's own 44-byte header.
struct WAVSlice: Sendable {
    private let data: Data
    private static let header = 44
    private static let bytesPerMs = 32

    /// Maps a file; nil when it cannot be read or is too short to be one.
    init?(_ url: URL) {
        guard let data = try? Data(contentsOf: url, options: .mappedIfSafe), data.count >= Self.header else {
            return nil
        }
        self.data = data
    }

    /// A stretch as a WAV of its own; what lies beyond the end is left out.
    func bytes(_ span: TimeSpan) -> Data {
        let samples = data.count - Self.header
        let from = min(max(0, span.startMs).multipliedReportingOverflow(by: Self.bytesPerMs).partialValue, samples)
        let length = min(
            max(0, span.durationMs).multipliedReportingOverflow(by: Self.bytesPerMs).partialValue,
            samples - from
        )
        var wav = data.prefix(Self.header)
        let start = wav.startIndex
        Self.put(UInt32(clamping: length + 36), into: &wav, at: start + 4)
        Self.put(UInt32(clamping: length), into: &wav, at: start + 40)
        let first = data.startIndex + Self.header + from
        wav.append(data[first..<first + length])
        return wav
    }

    private static func put(_ value: UInt32, into data: inout Data, at index: Int) {
        for byte in 0..<4 { data[index + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    }
}

/// Where to cut a recording that is longer than an engine takes.
enum AudioSplit {
    /// Stretches that follow one another without a gap, each at most `longestMs`, cut in the middle of the longest silence in
    /// the second half of what fits; where there is none, at the limit.
    static func plan(durationMs: Int, speech: [TimeSpan], longestMs: Int) -> [TimeSpan] {
        guard durationMs > longestMs, longestMs > 1 else { return [TimeSpan(startMs: 0, endMs: max(0, durationMs))] }
        let silences = gaps(speech, durationMs: durationMs)
        var parts: [TimeSpan] = []
        var start = 0
        while durationMs - start > longestMs {
            let window = TimeSpan(startMs: start + longestMs / 2, endMs: start + longestMs)
            let best = silences.map { clip($0, to: window) }.max { $0.durationMs < $1.durationMs }
            var cut = window.endMs
            if let best, best.durationMs > 0 { cut = best.startMs + best.durationMs / 2 }
            parts.append(TimeSpan(startMs: start, endMs: cut))
            start = cut
        }
        return parts + [TimeSpan(startMs: start, endMs: durationMs)]
    }

    private static func gaps(_ speech: [TimeSpan], durationMs: Int) -> [TimeSpan] {
        var gaps: [TimeSpan] = []
        var end = 0
        for span in speech.sorted(by: { $0.startMs < $1.startMs }) {
            if span.startMs > end { gaps.append(TimeSpan(startMs: end, endMs: span.startMs)) }
            end = max(end, span.endMs)
        }
        if durationMs > end { gaps.append(TimeSpan(startMs: end, endMs: durationMs)) }
        return gaps
    }

    private static func clip(_ span: TimeSpan, to window: TimeSpan) -> TimeSpan {
        TimeSpan(startMs: max(span.startMs, window.startMs), endMs: min(span.endMs, window.endMs))
    }
}

/// A whole file as Base64, for the services that want audio inside JSON.
enum Base64File {
    /// The file's bytes.
    ///
    /// - Throws: `rejected` when it cannot be read or is larger than `limit` bytes.
    static func text(_ url: URL, limit: Int) throws(OutboundError) -> String {
        guard try HTTPBody.file(url.path).length <= limit, let data = try? Data(contentsOf: url) else {
            throw OutboundError(
                .rejected,
                "the recording is larger than the \(limit) bytes it takes, or cannot be read."
            )
        }
        return data.base64EncodedString()
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Looks into an uploaded file for what a service would stumble over though our decoder did not.
struct OriginalCheck {
    private let audio: UploadedAudio

    /// A check of one file.
    init(_ audio: UploadedAudio) { self.audio = audio }

    /// Whether the file is of the plain kind.
    ///
    /// - Parameter decodedBytes: the size of the decoded recording: a compressed file beyond it holds more than our track,
    ///   a camera's for example, and saves nothing.
    func isPlain(decodedBytes: Int) -> Bool {
        switch audio.form {
        case .wav: isPlainWAV
        // A second head begins a second recording in the same file, where some decoders stop.
        case .webmOpus: audio.bytes <= decodedBytes && count([0x1A, 0x45, 0xDF, 0xA3]) == 1
        case .oggOpus: audio.bytes <= decodedBytes && count(Array("OpusHead".utf8)) == 1
        case .flac, .mp3: audio.bytes <= decodedBytes
        }
    }

    /// Whether the header is the short one, of 16-bit PCM (tag 1) or µ-law (tag 7): the extensible one (tag 0xFFFE) is refused
    /// by some. The rate must be one that speech services take.
    private var isPlainWAV: Bool {
        guard let data = bytes, data.count >= 36 else { return false }
        let head = Array(data.prefix(36))
        func number(_ at: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(head[at + $1]) << (8 * $1) } }
        return Array(head[8..<16]) == Array("WAVEfmt ".utf8) && [1, 7].contains(number(20, 2))
            && (8_000...48_000).contains(number(24, 4))
    }

    private var bytes: Data? { try? Data(contentsOf: audio.file, options: .mappedIfSafe) }

    /// How often a marker stands in the file.
    private func count(_ marker: [UInt8]) -> Int {
        guard let data = bytes, let first = marker.first else { return 0 }
        return unsafe data.withUnsafeBytes { all in
            var found = 0
            var rest = unsafe all[...]
            // memchr: a loop over the bytes takes a second a recording where the compiler does not optimise.
            while let start = unsafe UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                let place = unsafe memchr(start, Int32(first), rest.count)
            {
                unsafe rest = unsafe rest.dropFirst(UnsafeRawPointer(place) - start)
                if unsafe rest.starts(with: marker) { found += 1 }
                unsafe rest = unsafe rest.dropFirst()
            }
            return found
        }
    }
}
