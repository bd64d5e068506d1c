import Core
package import FoundationEssentials
package import Model

/// Makes any engine take recordings of any length: cuts at silences, has the parts heard side by side, and joins them.
package struct SplitTranscriber: Sendable {
    private let engine: Transcriber
    private let parallel: Int
    private let folder: URL

    /// Wraps an engine.
    ///
    /// - Parameters:
    ///   - parallel: parts heard at once, at least 1.
    ///   - folder: where the parts are kept while they are heard.
    package init(_ engine: Transcriber, parallel: Int = 4, folder: URL = .temporaryDirectory) {
        self.engine = engine
        self.parallel = max(1, parallel)
        self.folder = folder
    }

    /// The port; its only limit is the recording's own.
    package var transcriber: Transcriber {
        var capabilities = engine.capabilities
        guard let longest = capabilities.maxDurationMs, longest > 1 else { return engine }
        capabilities.maxDurationMs = nil
        return Transcriber(engine: engine.engine, model: engine.model, capabilities: capabilities) { request in
            guard request.durationMs > longest else { return try await engine.transcribe(request) }
            return try await transcribe(request, longestMs: longest)
        }
    }

    private func transcribe(_ request: Transcriber.Request, longestMs: Int) async throws -> Transcript {
        let plan = AudioSplit.plan(durationMs: request.durationMs, speech: request.speech, longestMs: longestMs)
        // Parts without speech cost money and invite inventions; with no speech at all one part still tells.
        var parts = plan.filter { part in request.speech.contains { $0.overlapMs(with: part) > 0 } }
        if parts.isEmpty { parts = Array(plan.prefix(1)) }
        guard let wav = WAVSlice(request.wav) else {
            throw ProvidersError(.transcribeRejected, "The decoded recording cannot be read.")
        }
        var heard: [Int: Transcript] = [:]
        try await withThrowingTaskGroup(of: (Int, Transcript).self) { group in
            for (index, part) in parts.enumerated() {
                if index >= parallel, let (done, transcript) = try await group.next() { heard[done] = transcript }
                group.addTask { (index, try await hear(part, of: request, wav)) }
            }
            for try await (done, transcript) in group { heard[done] = transcript }
        }
        return TranscriptJoin.join(
            parts.indices.compactMap { index in heard[index].map { (parts[index], $0) } },
            language: request.language,
            engine: engine
        )
    }

    private func hear(_ part: TimeSpan, of request: Transcriber.Request, _ wav: WAVSlice) async throws -> Transcript {
        let url = folder.appending(path: "debrief-part-\(UUID()).wav")
        defer { try? FileManager.default.removeItem(at: url) }
        do {
            try wav.bytes(part).write(to: url)
        } catch {
            throw ProvidersError(.transcribeUnavailable, "A part of the recording cannot be written.")
        }
        let speech = request.speech.compactMap { span -> TimeSpan? in
            guard span.overlapMs(with: part) > 0 else { return nil }
            return TimeSpan(
                startMs: max(span.startMs, part.startMs) - part.startMs,
                endMs: min(span.endMs, part.endMs) - part.startMs
            )
        }
        return try await engine.transcribe(
            Transcriber.Request(wav: url, speech: speech, durationMs: part.durationMs, language: request.language)
        )
    }
}
