import Answers
package import Core
import Database
package import FoundationEssentials
package import Model

/// How the answers of a sample were chosen: from strata of role, language, engine and score, as many of each as its share.
package struct RescoreSample: Sendable, Hashable, Codable {
    /// Most answers of a sample.
    package static let most = 2_000

    /// Answers the sample was taken from.
    package var total: Int
    /// How many answers each stratum has.
    package var strata: [Int]
    /// The stratum of each answer of the sample, by its id.
    package var members: [String: Int]

    /// A sample.
    package init(total: Int, strata: [Int], members: [String: Int]) {
        self.total = total
        self.strata = strata
        self.members = members
    }
}

/// Chooses a sample: a place for every stratum first, the rest by the largest remainder; within a stratum by a hash of the id, so that
/// the same answers are chosen each time.
struct SampleDraw {
    private var strata: [String: (count: Int, kept: [(mark: UInt64, id: AnswerID)])] = [:]
    private let size: Int

    init(_ size: Int) { self.size = max(1, min(size, RescoreSample.most)) }

    /// Adds one answer of a stratum. At most as many are kept of each as the whole sample has.
    mutating func add(_ id: AnswerID, _ stratum: String) {
        var entry = strata[stratum] ?? (0, [])
        entry.count += 1
        entry.kept.append((Self.mark(id.rawValue), id))
        if entry.kept.count >= 2 * size {
            entry.kept.sort { $0.mark < $1.mark }
            entry.kept.removeLast(entry.kept.count - size)
        }
        strata[stratum] = entry
    }

    /// The sample.
    var result: RescoreSample {
        let named = strata.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map(\.value)
        let total = named.reduce(0) { $0 + $1.count }
        let wanted = min(size, total)
        var places = named.map { min($0.count, Int(Double($0.count) * Double(wanted) / Double(max(1, total)))) }
        for index in named.indices where places[index] == 0 && places.reduce(0, +) < wanted { places[index] = 1 }
        let remainders = named.indices.sorted { one, other in
            func rest(_ index: Int) -> Double {
                Double(named[index].count) * Double(wanted) / Double(max(1, total)) - Double(places[index])
            }
            return (rest(other), one) < (rest(one), other)
        }
        while places.reduce(0, +) < wanted {
            let before = places
            for index in remainders where places[index] < named[index].count && places.reduce(0, +) < wanted {
                places[index] += 1
            }
            if places == before { break }
        }
        var members: [String: Int] = [:]
        for (index, stratum) in named.enumerated() {
            for entry in stratum.kept.sorted(by: { $0.mark < $1.mark }).prefix(places[index]) {
                members[entry.id.rawValue] = index
            }
        }
        return RescoreSample(total: total, strata: named.map(\.count), members: members)
    }

    /// FNV-1a, 64 bits, with a last mixing so that ids that differ in their last digits lie apart.
    private static func mark(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash ^= hash >> 33
        hash = hash &* 0xff51_afd7_ed55_8ccd
        return hash ^ (hash >> 33)
    }
}

extension RescoreStore {
    /// Draws a sample of the answers a selection has.
    package func sample(as principal: Principal, _ size: Int, of selection: RescoreSelection, before end: Instant)
        async throws -> RescoreSample
    {
        try principal.require(.admin)
        var draw = SampleDraw(size)
        var place = (created: Instant(milliseconds: -1), answer: "")
        while true {
            let from = place
            let rows = try await database.read { connection in
                try RescoreRows.strata(selection, after: from, before: end, limit: 5_000, in: connection)
            }
            for row in rows { draw.add(row.answer, row.stratum) }
            guard rows.count == 5_000, let last = rows.last else { return draw.result }
            place = (last.created, last.answer.rawValue)
        }
    }
}

/// Which answers are scored again: those that are done and fit everything that is set. Nothing set means all of them.
package struct RescoreSelection: Sendable, Hashable, Codable {
    /// Most ids that may be named.
    package static let maxIDs = 10_000

    /// These answers only.
    package var ids: [AnswerID]?
    /// Whose answers.
    package var owner: String?
    /// The role the question was asked for, as it was sent.
    package var role: String?
    /// Accepted at this time or later.
    package var since: Date?
    /// Accepted before this time.
    package var until: Date?
    /// The rubric of the score that counts now, by its name.
    package var rubric: String?
    /// Who made the score that counts now.
    package var engine: String?
    /// With which model it was made.
    package var model: String?

    /// All answers.
    package init(
        ids: [AnswerID]? = nil,
        owner: String? = nil,
        role: String? = nil,
        since: Date? = nil,
        until: Date? = nil,
        rubric: String? = nil,
        engine: String? = nil,
        model: String? = nil
    ) {
        self.ids = ids
        self.owner = owner
        self.role = role
        self.since = since
        self.until = until
        self.rubric = rubric
        self.engine = engine
        self.model = model
    }

    /// Whether the score that counts now has to be looked at.
    var looksAtScores: Bool { rubric != nil || engine != nil || model != nil }
}
