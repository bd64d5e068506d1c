import Model

/// The utterances of one recording, handed out to the next free child. The result depends neither on the child nor on the time.
actor Workload {
    /// How often an utterance may be tried: a child that dies over it is replaced once. Leaving its words out in silence would
    /// be worse than an error.
    static let maxAttempts = 2

    private let utterances: [TimeSpan]
    private var waiting: [Int]
    private var attempts: [Int]
    private var heard: [[HeardToken]?]

    /// The work of one plan.
    init(_ utterances: [TimeSpan]) {
        self.utterances = utterances
        waiting = Array(utterances.indices.reversed())
        attempts = utterances.map { _ in 0 }
        heard = utterances.map { _ in nil }
    }

    /// The next utterance to hear, and its number; nil when none is left to hand out.
    func next() -> (number: Int, span: TimeSpan)? {
        guard let number = waiting.popLast() else { return nil }
        attempts[number] += 1
        return (number, utterances[number])
    }

    /// What was heard in an utterance.
    func finish(_ number: Int, _ tokens: [HeardToken]) {
        heard[number] = tokens
    }

    /// An utterance whose child died. False when it was tried often enough.
    func returned(_ number: Int) -> Bool {
        guard attempts[number] < Self.maxAttempts else { return false }
        waiting.append(number)
        return true
    }

    /// Whether something is left to hand out.
    var isWaiting: Bool { !waiting.isEmpty }

    /// Everything that was heard, in the order of the recording; nil when something is missing.
    var result: [[HeardToken]]? {
        let complete = heard.compactMap { $0 }
        return complete.count == heard.count ? complete : nil
    }
}
