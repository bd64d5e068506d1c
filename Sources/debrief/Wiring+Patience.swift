import Answers
import Core
import Jobs
import Outbound

extension Wiring {
    /// How patient a worker is with one answer.
    var patience: JobPolicy {
        let firstWait = settings.number("worker.firstWaitMs")
        // An outage is waited for a minute at a time; what one answer may be begun grows with it.
        let outageWaits = settings.number("worker.outageMs") / 60_000
        return JobPolicy(
            maxAttempts: settings.number("worker.attempts"),
            maxWaits: settings.number("worker.waits"),
            backoff: Backoff(baseMs: firstWait, maxMs: max(60_000, firstWait)),
            maxRuns: 100 + outageWaits,
            maxOutageWaits: outageWaits
        )
    }

    /// How long each stage may take: long enough for every service it may ask, one after the other.
    var deadlines: StageDeadlines {
        var deadlines = StageDeadlines()
        let calls = (try? transcribeEngines()) ?? []
        for engine in calls where !engine.isLocal {
            deadlines.transcribeMs += 2 * settings.number("transcribe.\(engine.rawValue).timeoutMs")
        }
        let judge = settings.text("evaluate.engine")
        let services =
            judge == "panel" ? Set(((try? panel()) ?? []).map(\.engine)) : judge == "rules" ? [] : Set([judge])
        for service in services {
            // Each model may be asked, and asked again when its answer is cut off or cannot be read. The models of a panel are
            // asked at once, none has a stand-in. A narrative is one more question.
            let models = judge == "panel" ? 1 : 1 + words("evaluate.\(service).fallbackModels").count
            let questions = settings.number("evaluate.samples") + 1
            let judging = 2 * settings.number("evaluate.\(service).timeoutMs") * models * questions
            deadlines.evaluateMs = max(deadlines.evaluateMs, judging + 10_000)
        }
        deadlines.emotionMs = settings.number("emotion.timeoutMs")
        return deadlines
    }

    /// How one service is called.
    ///
    /// - Parameters:
    ///   - timeout: the setting with the time of one attempt.
    ///   - throttled: the setting with the wait when a service asks for one and names none.
    ///   - concurrency: calls under way at once.
    func upstream(
        _ timeout: String,
        throttled: String = "upstream.throttledWaitMs",
        concurrency: Int = 4
    ) -> UpstreamSettings {
        let limit = Duration.milliseconds(settings.number(timeout))
        return UpstreamSettings(
            timeout: limit,
            deadline: limit * 2,
            concurrency: concurrency,
            retry: RetrySchedule(
                attempts: settings.number("upstream.attempts"),
                firstWait: .milliseconds(settings.number("upstream.firstWaitMs")),
                throttledWait: .milliseconds(settings.number(throttled))
            ),
            breakerThreshold: settings.number("upstream.breakerFailures"),
            breakerPause: .milliseconds(settings.number("upstream.breakerPauseMs"))
        )
    }

    /// A setting's words between commas.
    func words(_ name: String) -> [String] {
        settings.text(name).split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
    }

    /// A setting that the named engine cannot do without.
    func needed(_ name: String, for engine: String) throws(SettingsError) -> String {
        guard let text = settings.optionalText(name) else {
            throw SettingsError("\(name) is needed for \(engine).")
        }
        return text
    }
}
