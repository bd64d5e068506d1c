package import Audio
import Blobs
import Core
import FoundationEssentials
import HTTPKit
import Hummingbird
import Model

/// Where clips are cut from: a recording that is decoded already, or one that is decoded for it.
package struct ClipSource: Sendable {
    private let hearer: any Hearer
    fileprivate let limits: AudioSettings

    /// Has recordings decoded by `hearer`.
    package init(_ hearer: any Hearer, limits: AudioSettings) {
        (self.hearer, self.limits) = (hearer, limits)
    }

    /// Calls `body` with the recording as a WAV of ours. Blocking.
    fileprivate func withDecoded(_ file: ClipFile, _ body: (URL) throws -> Void) throws {
        let source = try file.open()
        defer { withExtendedLifetime(source) {} }
        guard let scratch = file.scratch else { return try body(source.url) }
        defer { try? FileManager.default.removeItem(at: scratch) }
        try hearer.decode(source.url, writing: scratch)
        try body(scratch)
    }
}

/// A recording that clips are wanted of.
struct ClipFile: Sendable {
    /// Where it is to be decoded to for that; nil when it is decoded already.
    var scratch: URL?
    /// Opens it when it is needed. Blocking.
    var open: @Sendable () throws -> PlainFile
}

/// Clips of recordings, cut as many at a time as a reader is likely to hear: one pass over a recording gives the clip that is asked
/// for and those behind it. The last ones are kept, and requests for the same recording wait for one pass.
actor ClipShelf {
    /// Bytes of all clips that are kept.
    private static let mostBytes = 32 << 20
    /// Bytes that one pass cuts at most.
    private static let passBytes = 8 << 20
    /// Bytes a millisecond of a clip.
    private static let bytesPerMs = 32

    private struct Key: Hashable {
        var sha256: String
        var span: TimeSpan
    }

    private let source: ClipSource
    private let threads: BlockingThreads
    private var kept: [Key: [UInt8]] = [:]
    private var order: [Key] = []
    private var bytes = 0
    private var passes: [String: Task<Void, any Error>] = [:]

    /// An empty shelf. Cutting runs on `threads`.
    init(_ source: ClipSource, threads: BlockingThreads) {
        self.source = source
        self.threads = threads
    }

    /// One clip as a WAV file.
    ///
    /// - Parameters:
    ///   - all: the clips of the recording, in the order of their start.
    ///   - sha256: the recording's hash, which its clips are kept by.
    /// - Throws: what makes the recording unusable.
    func clip(_ clip: Clip, among all: [Clip], of file: ClipFile, sha256: String) async throws -> [UInt8] {
        let key = Key(sha256: sha256, span: clip.heard)
        for _ in 0..<3 {
            if let wav = kept[key] { return wav }
            if let pass = passes[sha256] {
                _ = await pass.result
            } else {
                try await cut(Self.pass(from: clip, all), of: file, sha256: sha256)
            }
        }
        if let wav = kept[key] { return wav }
        // Others took all the room meanwhile.
        return try await Self.cut([clip.heard], of: file, source, threads).first ?? []
    }

    /// The clip and those that begin later, as many as one pass may cut.
    private static func pass(from clip: Clip, _ all: [Clip]) -> [TimeSpan] {
        var spans = [clip.heard]
        var bytes = clip.heard.durationMs * bytesPerMs
        for next in all where next.heard.startMs >= clip.heard.startMs && !spans.contains(next.heard) {
            bytes += next.heard.durationMs * bytesPerMs
            guard bytes <= passBytes, spans.count < 100 else { break }
            spans.append(next.heard)
        }
        return spans.sorted { ($0.startMs, $0.endMs) < ($1.startMs, $1.endMs) }
    }

    private func cut(_ spans: [TimeSpan], of file: ClipFile, sha256: String) async throws {
        let (source, threads) = (source, threads)
        let task = Task {
            let wavs = try await Self.cut(spans, of: file, source, threads)
            for (span, wav) in zip(spans, wavs) where !wav.isEmpty { keep(wav, as: Key(sha256: sha256, span: span)) }
        }
        passes[sha256] = task
        defer { passes[sha256] = nil }
        try await task.value
    }

    private static func cut(
        _ spans: [TimeSpan],
        of file: ClipFile,
        _ source: ClipSource,
        _ threads: BlockingThreads
    ) async throws -> [[UInt8]] {
        try await threads.run {
            var wavs = [[UInt8]](repeating: [], count: spans.count)
            try source.withDecoded(file) { wav in
                try ClipCutter(settings: source.limits).cut(wav, spans) { index, bytes in wavs[index] = bytes }
            }
            return wavs
        }
    }

    private func keep(_ wav: [UInt8], as key: Key) {
        guard kept.updateValue(wav, forKey: key) == nil else { return }
        order.append(key)
        bytes += wav.count
        while bytes > Self.mostBytes, order.count > 1 {
            bytes -= kept.removeValue(forKey: order.removeFirst())?.count ?? 0
        }
    }
}

/// `/v1/answers/{id}/clips`: each filler and each long pause as a short recording.
extension AnswerRoutes {
    private struct Listed: Encodable {
        var name: String
        var kind: Clip.Kind
        var text: String?
        var startMs: Int
        var endMs: Int
        var url: String
    }

    private struct List: Encodable {
        var clips: [Listed]
    }

    func clips(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try id(context)
        let clips = try await desk.clips(as: try context.signedIn, id).map { clip in
            Listed(
                name: clip.name,
                kind: clip.kind,
                text: clip.text,
                startMs: clip.span.startMs,
                endMs: clip.span.endMs,
                url: "/v1/answers/\(id)/clips/\(clip.name)"
            )
        }
        return try ConditionalReply.json(List(clips: clips), to: request)
    }

    func clip(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try id(context)
        let name = context.parameters.get("name").map { "\($0)" } ?? ""
        let wav = try await desk.clip(as: try context.signedIn, id, named: name)
        return try ConditionalReply.bytes(Array(wav), type: "audio/wav", to: request)
    }
}
