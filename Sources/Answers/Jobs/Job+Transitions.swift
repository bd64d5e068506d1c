package import Core

extension Job {
    /// A worker takes it.
    package mutating func start(by worker: String, at now: Instant, deadlineMs: Int) throws(IllegalTransition) {
        try move(to: .running, at: now)
        claim = Claim(worker: worker, heartbeat: now, deadline: now.advanced(byMs: deadlineMs))
        runs += 1
    }

    /// Its worker says that it is alive.
    package mutating func beat(at now: Instant) { claim?.heartbeat = now }

    /// A stage got done: what went wrong before it no longer counts.
    package mutating func stageDone(at now: Instant) {
        attempts = 0
        rescues = 0
        waits = 0
        updated = now
    }

    /// Everything got done.
    package mutating func complete(at now: Instant) throws(IllegalTransition) {
        try move(to: .completed, at: now)
    }

    /// It went wrong: it waits for another try, or is given up.
    package mutating func fail(
        _ failure: JobFailure,
        policy: JobPolicy,
        jitter: Double,
        at now: Instant
    ) throws(IllegalTransition) {
        let retry = failure.retry
        if runs >= policy.maxRuns || policy.isLastChance(failure, attempts: attempts, waits: waits) {
            try move(to: .discarded, at: now)
            attempts += 1
        } else if retry == .later {
            try move(to: .retryable, at: now)
            waits += 1
            let asked = failure.retryAfterMs ?? policy.backoff.delayMs(failure: waits, jitter: jitter)
            runAfter = now.advanced(byMs: max(0, min(asked, policy.maxWaitMs)))
        } else {
            try move(to: .retryable, at: now)
            attempts += 1
            runAfter = now.advanced(byMs: policy.backoff.delayMs(failure: attempts, jitter: jitter))
        }
        note(failure)
    }

    /// Its worker stops and gives it back untouched: not a failure, but a job that was begun too often ends here.
    package mutating func handBack(policy: JobPolicy = JobPolicy(), at now: Instant) throws(IllegalTransition) {
        if try endsForRuns(policy, at: now) { return }
        try move(to: .available, at: now)
        runAfter = now
    }

    /// Gives up a job that was begun as often as one may be: whatever interrupts it, it is not paid for without end.
    private mutating func endsForRuns(_ policy: JobPolicy, at now: Instant) throws(IllegalTransition) -> Bool {
        guard runs >= policy.maxRuns else { return false }
        try move(to: .discarded, at: now)
        note(
            JobFailure(
                code: "job.runs",
                detail: "Work on this answer was begun \(runs) times and never came to an end.",
                at: now
            )
        )
        return true
    }

    /// Its worker died. The first death costs nothing; later ones back off, in case the job is the cause, and too many end it.
    package mutating func rescue(policy: JobPolicy, jitter: Double, at now: Instant) throws(IllegalTransition) {
        rescues += 1
        if try endsForRuns(policy, at: now) { return }
        if rescues > policy.maxRescues {
            try move(to: .discarded, at: now)
            note(
                JobFailure(
                    code: "job.attempts",
                    detail: "The process working on this answer died \(rescues) times at the same stage.",
                    at: now
                )
            )
        } else {
            try move(to: .retryable, at: now)
            let delay = rescues == 1 ? 0 : policy.backoff.delayMs(failure: rescues - 1, jitter: jitter)
            runAfter = now.advanced(byMs: delay)
        }
    }

    /// A request cancels it.
    package mutating func cancel(at now: Instant) throws(IllegalTransition) {
        try move(to: .cancelled, at: now)
    }

    private mutating func move(to next: State, at now: Instant) throws(IllegalTransition) {
        guard state.next.contains(next) else { throw IllegalTransition(from: state, to: next) }
        state = next
        updated = now
        if next != .running { claim = nil }
        if next.isFinished { finished = now }
    }

    private mutating func note(_ failure: JobFailure) {
        errors.append(failure)
        if errors.count > Self.keptErrors { errors.removeFirst(errors.count - Self.keptErrors) }
    }
}
