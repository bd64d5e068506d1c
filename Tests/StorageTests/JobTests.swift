import Answers
import Core
import FoundationEssentials
import Jobs
import Model
import StorageConformance
import Testing

@Suite(.timeLimit(.minutes(1)))
struct JobTests {
    private static let policy = JobPolicy(maxAttempts: 3, maxRescues: 2, maxWaits: 2, maxWaitMs: 5_000)

    private static func job(in state: Job.State) throws -> Job {
        var job = Job(id: JobID(at: .now), answer: AnswerID(at: .now), at: .sample)
        if state == .available { return job }
        if state == .cancelled {
            try job.cancel(at: .sample)
            return job
        }
        try job.start(by: "w", at: .sample, deadlineMs: 1)
        switch state {
        case .completed: try job.complete(at: .sample)
        case .discarded: try job.fail(failure("decode.malformed"), policy: policy, jitter: 0, at: .sample)
        case .retryable: try job.rescue(policy: policy, jitter: 0, at: .sample)
        default: break
        }
        return job
    }

    private static func failure(_ code: String, retryAfterMs: Int? = nil) -> JobFailure {
        JobFailure(code: code, detail: "", at: .sample, retryAfterMs: retryAfterMs)
    }

    private enum Move: CaseIterable {
        case start, complete, failForGood, failForNow, handBack, rescue, cancel

        var target: Job.State {
            switch self {
            case .start: .running
            case .complete: .completed
            case .failForGood: .discarded
            case .failForNow, .rescue: .retryable
            case .handBack: .available
            case .cancel: .cancelled
            }
        }

        func apply(to job: inout Job) throws {
            switch self {
            case .start: try job.start(by: "w2", at: .second(1), deadlineMs: 1)
            case .complete: try job.complete(at: .second(1))
            case .failForGood: try job.fail(failure("decode.malformed"), policy: policy, jitter: 0, at: .second(1))
            case .failForNow: try job.fail(failure("job.deadline"), policy: policy, jitter: 0, at: .second(1))
            case .handBack: try job.handBack(at: .second(1))
            case .rescue: try job.rescue(policy: policy, jitter: 0, at: .second(1))
            case .cancel: try job.cancel(at: .second(1))
            }
        }
    }

    @Test(arguments: Job.State.allCases)
    func `from each state exactly the moves of the diagram are possible`(state: Job.State) throws {
        let allowed: [Job.State: Set<Move>] = [
            .available: [.start, .cancel], .retryable: [.start, .cancel],
            .running: [.complete, .failForGood, .failForNow, .handBack, .rescue, .cancel],
        ]
        for move in Move.allCases {
            var job = try Self.job(in: state)
            #expect(job.state == state)
            if allowed[state, default: []].contains(move) {
                try move.apply(to: &job)
                #expect(job.state == move.target, "\(move)")
                #expect((job.claim != nil) == (job.state == .running))
                #expect((job.finished != nil) == job.state.isFinished)
                #expect(job.updated == .second(1))
            } else {
                #expect(throws: Job.IllegalTransition.self, "\(move)") { try move.apply(to: &job) }
                #expect(job.state == state)
            }
        }
    }

    @Test func `the last of the allowed failures ends the job`() throws {
        var job = Job(id: JobID(at: .now), answer: AnswerID(at: .now), at: .sample)
        var states: [Job.State] = []
        for _ in 1...3 {
            try job.start(by: "w", at: .sample, deadlineMs: 1)
            try job.fail(Self.failure("transcribe.unavailable"), policy: Self.policy, jitter: 0.5, at: .sample)
            states.append(job.state)
        }
        #expect(states == [.retryable, .retryable, .discarded])
        #expect(job.attempts == 3 && job.errors.count == 3 && job.runs == 3)
    }

    @Test func `waiting for a throttled upstream is no failure, follows its wish up to a limit, and ends`() throws {
        var job = Job(id: JobID(at: .now), answer: AnswerID(at: .now), at: .sample)
        try job.start(by: "w", at: .sample, deadlineMs: 1)
        try job.fail(
            Self.failure("evaluate.throttled", retryAfterMs: 3_000),
            policy: Self.policy,
            jitter: 0,
            at: .sample
        )
        #expect(job.state == .retryable && job.attempts == 0 && job.waits == 1 && job.runAfter == .second(3))
        try job.start(by: "w", at: .second(3), deadlineMs: 1)
        try job.fail(Self.failure("evaluate.quota", retryAfterMs: .max), policy: Self.policy, jitter: 0, at: .second(3))
        #expect(job.runAfter == .second(8))
        try job.start(by: "w", at: .second(8), deadlineMs: 1)
        try job.fail(Self.failure("evaluate.quota"), policy: Self.policy, jitter: 0, at: .second(8))
        #expect(job.state == .discarded)
    }

    @Test func `the first death of a worker costs no time, too many end the job with its own code`() throws {
        var job = Job(id: JobID(at: .now), answer: AnswerID(at: .now), at: .sample)
        try job.start(by: "w", at: .sample, deadlineMs: 1)
        try job.rescue(policy: Self.policy, jitter: 1, at: .second(1))
        #expect(job.runAfter == .second(1) && job.attempts == 0)
        try job.start(by: "w", at: .second(1), deadlineMs: 1)
        try job.rescue(policy: Self.policy, jitter: 1, at: .second(2))
        #expect(job.state == .retryable && job.runAfter > .second(2))
        try job.start(by: "w", at: .second(60), deadlineMs: 1)
        try job.rescue(policy: Self.policy, jitter: 1, at: .second(61))
        #expect(job.state == .discarded && job.errors.last?.code == "job.attempts")
    }

    @Test func `errors are kept up to a bound, the newest`() throws {
        let patient = JobPolicy(maxAttempts: 1_000)
        var job = Job(id: JobID(at: .now), answer: AnswerID(at: .now), at: .sample)
        for number in 0..<50 {
            try job.start(by: "w", at: .sample, deadlineMs: 1)
            let failure = JobFailure(code: "job.deadline", detail: "\(number)", at: .sample)
            try job.fail(failure, policy: patient, jitter: 0, at: .sample)
        }
        #expect(job.errors.count == Job.keptErrors && job.errors.last?.detail == "49")
    }

    @Test func `waits double up to their bound and stay within half and whole`() {
        let backoff = Backoff(baseMs: 1_000, maxMs: 60_000)
        let full = (1...10).map { backoff.delayMs(failure: $0, jitter: 1) }
        #expect(full == [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000])
        for failure in [-1, 0, 1, 7, 63, 64, .max] {
            let (low, high) = (
                backoff.delayMs(failure: failure, jitter: 0), backoff.delayMs(failure: failure, jitter: 1)
            )
            #expect(low == high / 2)
            #expect((low...high).contains(backoff.delayMs(failure: failure, jitter: 0.3)))
            #expect(backoff.delayMs(failure: failure, jitter: .nan) == low)
        }
        #expect(Backoff(baseMs: .max, maxMs: .max).delayMs(failure: 60, jitter: 0) == .max / 2)
    }

    @Test func `a job that was begun too often ends, whatever ended its runs`() throws {
        let policy = JobPolicy(maxAttempts: 9, maxRescues: 9, maxWaits: 9, maxRuns: 2)
        let ends: [(inout Job) throws -> Void] = [
            { try $0.handBack(policy: policy, at: .second(1)) },
            { try $0.rescue(policy: policy, jitter: 0, at: .second(1)) },
            {
                let failure = JobFailure(code: "transcribe.unavailable", detail: "", at: .second(1))
                try $0.fail(failure, policy: policy, jitter: 0, at: .second(1))
            },
        ]
        for (number, end) in ends.enumerated() {
            var job = Job(id: JobID(at: Instant.sample.date), answer: AnswerID(at: Instant.sample.date), at: .sample)
            try job.start(by: "w", at: .sample, deadlineMs: 1)
            try end(&job)
            #expect(!job.state.isFinished, "\(number)")
            try job.start(by: "w", at: .sample, deadlineMs: 1)
            try end(&job)
            #expect(job.state == .discarded && !job.errors.isEmpty, "\(number)")
            if number < 2 { #expect(job.errors.last?.code == "job.runs") }
        }
    }
}
