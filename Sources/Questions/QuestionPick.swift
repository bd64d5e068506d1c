import Core

/// How many questions of each difficulty and kind are wanted, as weights: 5/3/2 of ten questions is 3/1/1 of five.
package struct QuestionMix: Sendable, Hashable, Codable {
    /// Weight of each difficulty; empty when it does not matter.
    package var difficulties: [BankQuestion.Difficulty: Int]
    /// Weight of each kind; empty when it does not matter.
    package var kinds: [BankQuestion.Kind: Int]

    /// A mix of weights, each from 0 to 1,000.
    package init(
        difficulties: [BankQuestion.Difficulty: Int] = [:],
        kinds: [BankQuestion.Kind: Int] = [:]
    ) {
        self.difficulties = difficulties
        self.kinds = kinds
    }

    /// Five easy, three moderate, two hard in ten.
    package static let standard = QuestionMix(difficulties: [.easy: 5, .moderate: 3, .hard: 2])

    /// Whole numbers in proportion to weights that add up to the count (largest remainder, ties to the earlier case).
    static func shares<Key: Hashable & CaseIterable>(of count: Int, by weights: [Key: Int]) -> [Key: Int] {
        let keys = Key.allCases.filter { weights[$0, default: 0] > 0 }
        let total = keys.reduce(0) { $0 + weights[$1, default: 0] }
        guard total > 0 else { return [:] }
        var shares: [Key: Int] = [:]
        var remainders: [(key: Key, remainder: Int, place: Int)] = []
        for (place, key) in keys.enumerated() {
            let product = count * weights[key, default: 0]
            shares[key] = product / total
            remainders.append((key, product % total, place))
        }
        let left = count - shares.values.reduce(0, +)
        for entry in remainders.sorted(by: { ($1.remainder, $0.place) < ($0.remainder, $1.place) }).prefix(left) {
            shares[entry.key, default: 0] += 1
        }
        return shares
    }
}

/// What to pick.
package struct PickRequest: Sendable, Hashable, Codable {
    /// How many questions, 1–100.
    package var count: Int
    /// How they should be mixed.
    package var mix: QuestionMix
    /// What they should be about. Kinds and difficulties belong in the mix; here they are hard limits.
    package var filter: QuestionFilter
    /// Families to take from when the wanted ones are short, nearest first.
    package var neighbours: [String]
    /// The seed; the same request on the same bank gives the same questions.
    package var seed: UInt64
    /// Ids that must not be picked, e.g. those of earlier sessions.
    package var excluding: Set<String>

    /// A request.
    package init(
        count: Int,
        mix: QuestionMix = .standard,
        filter: QuestionFilter = .init(),
        neighbours: [String] = [],
        seed: UInt64,
        excluding: Set<String> = []
    ) {
        self.count = count
        self.mix = mix
        self.filter = filter
        self.neighbours = neighbours
        self.seed = seed
        self.excluding = excluding
    }
}

/// What was picked.
package struct QuestionPick: Sendable, Hashable {
    /// The questions, easier ones first, never one twice.
    package var questions: [BankQuestion]
    /// Ids of questions from outside the filter, taken because it was short.
    package var toppedUp: Set<String>
    /// How many fewer there are than wanted; 0 unless the whole bank is used up.
    package var missing: Int
    /// Whether the counts by difficulty and kind are the wanted ones.
    package var keepsMix: Bool
}

extension QuestionBank {
    /// Picks questions. The filter is served first, then its neighbours, then the questions every role gets, then all others;
    /// inside each, the mix of both difficulty and kind comes first, then difficulty alone, and only a bank that lacks the
    /// difficulty altogether breaks it. The hard limits of the filter (kinds, level, difficulties) always hold. Throws
    /// ``QuestionsError/Code/invalidPick`` for a count or a weight out of range.
    package func pick(_ request: PickRequest) throws(QuestionsError) -> QuestionPick {
        guard (1...100).contains(request.count) else {
            throw QuestionsError(.invalidPick, "Ask for 1 to 100 questions.", context: ["count": String(request.count)])
        }
        let weights = Array(request.mix.difficulties.values) + Array(request.mix.kinds.values)
        guard weights.allSatisfy({ (0...1_000).contains($0) }) else {
            throw QuestionsError(.invalidPick, "A weight of the mix is a whole number from 0 to 1,000.")
        }
        var picker = Picker(request)
        let tiers = tiers(request)
        for (place, tier) in tiers.enumerated() { picker.take(from: tier, keeping: .both, topUp: place > 0) }
        for (place, tier) in tiers.enumerated() { picker.take(from: tier, keeping: .difficulty, topUp: place > 0) }
        for (place, tier) in tiers.enumerated() { picker.take(from: tier, keeping: .nothing, topUp: place > 0) }
        return picker.result()
    }

    /// Candidates, nearest to the request first, each shuffled by the seed; no question is in two.
    private func tiers(_ request: PickRequest) -> [[BankQuestion]] {
        var hard = request.filter
        (hard.families, hard.skills, hard.role) = ([], [], nil)
        var wide = request.filter
        wide.skills = []
        var generator = SplitMix64(seed: request.seed)
        var tiers: [[BankQuestion]] = Array(repeating: [], count: 5)
        for question in questions where !request.excluding.contains(question.id) && hard.accepts(question) {
            if request.filter.accepts(question) {
                tiers[0].append(question)
            } else if wide.accepts(question) {
                tiers[1].append(question)
            } else if request.neighbours.contains(question.family) {
                tiers[2].append(question)
            } else {
                tiers[question.roles.isEmpty ? 3 : 4].append(question)
            }
        }
        for place in tiers.indices { tiers[place].shuffle(using: &generator) }
        return tiers
    }
}

/// Fills the open places of a pick from one tier after another.
private struct Picker {
    enum Keeping { case both, difficulty, nothing }

    private let request: PickRequest
    private var difficulties: [BankQuestion.Difficulty: Int]
    private var kinds: [BankQuestion.Kind: Int]
    private var chosen: [BankQuestion] = []
    private var ids: Set<String> = []
    private var toppedUp: Set<String> = []
    private var keepsMix = true

    init(_ request: PickRequest) {
        self.request = request
        difficulties = QuestionMix.shares(of: request.count, by: request.mix.difficulties)
        kinds = QuestionMix.shares(of: request.count, by: request.mix.kinds)
    }

    mutating func take(from tier: [BankQuestion], keeping: Keeping, topUp: Bool) {
        guard chosen.count < request.count else { return }
        let free = tier.filter { !ids.contains($0.id) }
        switch keeping {
        case .both: takeBoth(from: free, topUp: topUp)
        case .difficulty:
            for question in free where chosen.count < request.count && difficulties[question.difficulty, default: 0] > 0
            {
                add(question, topUp: topUp)
                keepsMix = false
            }
        case .nothing:
            for question in free where chosen.count < request.count {
                add(question, topUp: topUp)
                keepsMix = false
            }
        }
    }

    /// As many questions as both needs allow at once: a maximum flow from difficulties to kinds through what the tier has.
    private mutating func takeBoth(from free: [BankQuestion], topUp: Bool) {
        let anyDifficulty = request.mix.difficulties.values.allSatisfy { $0 == 0 }
        let anyKind = request.mix.kinds.values.allSatisfy { $0 == 0 }
        if anyDifficulty || anyKind {
            for question in free where chosen.count < request.count {
                let fits = anyDifficulty || difficulties[question.difficulty, default: 0] > 0
                if fits, anyKind || kinds[question.kind, default: 0] > 0 { add(question, topUp: topUp) }
            }
            return
        }
        var flow = MixFlow(difficulties: difficulties, kinds: kinds)
        for question in free { flow.supply[MixFlow.Cell(question), default: 0] += 1 }
        var wanted = flow.solution()
        for question in free where wanted[MixFlow.Cell(question), default: 0] > 0 {
            wanted[MixFlow.Cell(question), default: 0] -= 1
            add(question, topUp: topUp)
        }
    }

    private mutating func add(_ question: BankQuestion, topUp: Bool) {
        chosen.append(question)
        ids.insert(question.id)
        if topUp { toppedUp.insert(question.id) }
        difficulties[question.difficulty] = max(0, difficulties[question.difficulty, default: 0] - 1)
        kinds[question.kind] = max(0, kinds[question.kind, default: 0] - 1)
    }

    func result() -> QuestionPick {
        let order = BankQuestion.Difficulty.allCases
        let sorted = order.flatMap { difficulty in chosen.filter { $0.difficulty == difficulty } }
        let missing = request.count - chosen.count
        return QuestionPick(questions: sorted, toppedUp: toppedUp, missing: missing, keepsMix: keepsMix && missing == 0)
    }
}

/// The largest set of questions that exceeds no need of a difficulty and none of a kind: Ford and Fulkerson's augmenting paths
/// on difficulties × kinds, one unit at a time.
private struct MixFlow {
    struct Cell: Hashable {
        var difficulty: BankQuestion.Difficulty
        var kind: BankQuestion.Kind

        init(_ question: BankQuestion) { (difficulty, kind) = (question.difficulty, question.kind) }
        init(_ difficulty: BankQuestion.Difficulty, _ kind: BankQuestion.Kind) {
            (self.difficulty, self.kind) = (difficulty, kind)
        }
    }

    var supply: [Cell: Int] = [:]
    private var difficulties: [BankQuestion.Difficulty: Int]
    private var kinds: [BankQuestion.Kind: Int]
    private var used: [Cell: Int] = [:]

    init(difficulties: [BankQuestion.Difficulty: Int], kinds: [BankQuestion.Kind: Int]) {
        self.difficulties = difficulties
        self.kinds = kinds
    }

    mutating func solution() -> [Cell: Int] {
        for difficulty in BankQuestion.Difficulty.allCases {
            while difficulties[difficulty, default: 0] > 0 {
                var seen: Set<BankQuestion.Kind> = []
                guard place(difficulty, seen: &seen) else { break }
                difficulties[difficulty, default: 0] -= 1
            }
        }
        return used
    }

    /// Sends one unit from a difficulty to a kind that needs one, moving units of other difficulties when that helps.
    private mutating func place(_ difficulty: BankQuestion.Difficulty, seen: inout Set<BankQuestion.Kind>) -> Bool {
        for kind in BankQuestion.Kind.allCases where !seen.contains(kind) {
            let cell = Cell(difficulty, kind)
            guard used[cell, default: 0] < supply[cell, default: 0] else { continue }
            seen.insert(kind)
            if kinds[kind, default: 0] > 0 {
                kinds[kind, default: 0] -= 1
                used[cell, default: 0] += 1
                return true
            }
            for other in BankQuestion.Difficulty.allCases
            where other != difficulty && used[Cell(other, kind), default: 0] > 0 {
                if place(other, seen: &seen) {
                    used[Cell(other, kind), default: 0] -= 1
                    used[cell, default: 0] += 1
                    return true
                }
            }
        }
        return false
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): a small generator with the same sequence on every machine.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
