import Answers
import Core
import Model

extension Engines {
    /// The engines that need no service outside, by name.
    private static let local: Set<String> = ["pocketsphinx", "rules", "none"]

    /// The same engines, each asking before it calls a service outside. What is booked before a call is put right behind it: a judge
    /// counts its calls in the answer's budget, and a call that a breaker kept from being made costs nothing.
    ///
    /// - Parameters:
    ///   - judgeCalls: how many calls the judge makes for one answer.
    ///   - spend: books calls, or gives some back; throws when none are left.
    func asking(judgeCalls: Int, _ spend: @escaping @Sendable (Int) async throws -> Void) -> Engines {
        var engines = self
        if isRemote(transcriber.engine) {
            let transcribe = transcriber.transcribe
            engines.transcriber.transcribe = { request in
                try await spend(1)
                do {
                    return try await transcribe(request)
                } catch {
                    if Self.wasKept(error) { try? await spend(-1) }
                    throw error
                }
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
                do {
                    return try await evaluate(request)
                } catch {
                    // What failed has no review; what was made is known, or everything that was booked is taken for made.
                    let made = Self.wasKept(error) ? 0 : CallBudget.current?.made ?? 0
                    let isKnown = Self.wasKept(error) || made > 0
                    if isKnown, made < calls { try? await spend(made - calls) }
                    throw error
                }
            }
            return judge
        }
        return engines
    }

    /// Whether a breaker kept the call that failed from being made.
    private static func wasKept(_ error: any Error) -> Bool {
        (error as? any CodedError)?.context["breaker"] == "open"
    }

    /// Whether an engine is a service outside.
    func isRemote(_ engine: String) -> Bool { !Self.local.contains(engine) }
}
