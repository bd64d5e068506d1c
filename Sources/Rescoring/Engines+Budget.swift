import Answers
import Model

extension Engines {
    /// The engines that need no service outside, by name.
    private static let local: Set<String> = ["pocketsphinx", "rules", "none"]

    /// The same engines, each asking before it calls a service outside.
    ///
    /// - Parameters:
    ///   - judgeCalls: how many calls the judge makes for one answer.
    ///   - spend: books calls; throws when none are left.
    func asking(judgeCalls: Int, _ spend: @escaping @Sendable (Int) async throws -> Void) -> Engines {
        var engines = self
        if isRemote(transcriber.engine) {
            let transcribe = transcriber.transcribe
            engines.transcriber.transcribe = { request in
                try await spend(1)
                return try await transcribe(request)
            }
        }
        let judge = self.judge
        engines.judge = { submission in
            var judge = try judge(submission)
            guard isRemote(judge.engine) else { return judge }
            let evaluate = judge.evaluate
            // The review is written after the judging: both are booked at once, so that no paid judging is lost.
            let calls = judgeCalls + (submission.narrative == true && narrator != nil ? 1 : 0)
            judge.evaluate = { request in
                try await spend(calls)
                return try await evaluate(request)
            }
            return judge
        }
        return engines
    }

    /// Whether an engine is a service outside.
    func isRemote(_ engine: String) -> Bool { !Self.local.contains(engine) }
}
