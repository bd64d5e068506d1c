import Core
package import Model

/// Several engines as one: the first that hears the recording wins. The transcript says which it was.
package struct TranscriberChain: Sendable {
    private let first: Transcriber
    private let others: [Transcriber]

    /// Engines in order of preference.
    package init(_ first: Transcriber, then others: [Transcriber]) {
        self.first = first
        self.others = others
    }

    /// The port; it promises what the first engine promises.
    package var transcriber: Transcriber {
        guard !others.isEmpty else { return first }
        return Transcriber(engine: first.engine, model: first.model, capabilities: first.capabilities) { request in
            var failures: [any Error] = []
            for engine in [first] + others {
                do {
                    var heard = try await engine.transcribe(request)
                    if let failure = failures.first {
                        heard.findings = [finding(failure, heard)] + (heard.findings ?? [])
                    }
                    return heard
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    failures.append(error)
                }
            }
            // A failure that may pass is worth another try of the whole list; else the first engine's says most.
            throw failures.first { Self.mayPass($0) } ?? failures[0]
        }
    }

    /// Why another engine than the first one heard the words: the service's doing alone.
    private func finding(_ failure: any Error, _ heard: Transcript) -> TranscriptFinding {
        let error = failure as? any CodedError
        let reason = error.map { " \($0.message)" } ?? ""
        return TranscriptFinding(
            .otherEngine,
            "The preferred engine (\(first.engine)) failed, which is no fault of the recording.\(reason) The words come from \(heard.engineLabel) instead.",
            count: heard.words.count,
            value: error?.code
        )
    }

    private static func mayPass(_ error: any Error) -> Bool {
        (error as? any CodedError).map { ErrorTable.row($0.code).retry != .never } ?? false
    }
}
