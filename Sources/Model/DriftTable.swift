package import FoundationEssentials

/// What scoring stored answers again changed: by how much on average, how unevenly, and where most. Changes are after minus
/// before, in points of 100.
package struct DriftTable: Sendable, Hashable, Codable {
    /// One number compared over all answers that have it before and after.
    package struct Row: Sendable, Hashable, Codable {
        /// `score`, or the id of a criterion.
        package var id: String
        /// The title a reader sees.
        package var title: String
        /// Answers compared.
        package var count: Int
        /// Mean before.
        package var meanBefore: Double
        /// Mean after.
        package var meanAfter: Double
        /// Mean of the changes.
        package var meanChange: Double
        /// Standard deviation of the changes (n − 1); 0 for fewer than two answers.
        package var spread: Double
        /// Answers that went up.
        package var up: Int
        /// Answers that went down.
        package var down: Int

        /// A row.
        package init(
            id: String,
            title: String,
            count: Int,
            meanBefore: Double,
            meanAfter: Double,
            meanChange: Double,
            spread: Double,
            up: Int,
            down: Int
        ) {
            self.id = id
            self.title = title
            self.count = count
            self.meanBefore = meanBefore
            self.meanAfter = meanAfter
            self.meanChange = meanChange
            self.spread = spread
            self.up = up
            self.down = down
        }
    }

    /// An answer whose score changed much.
    package struct Mover: Sendable, Hashable, Codable {
        /// The answer's id.
        package var answer: String
        /// Its score before.
        package var before: Double
        /// Its score after.
        package var after: Double

        /// By how much.
        package var change: Double { after - before }

        /// A mover.
        package init(answer: String, before: Double, after: Double) {
            self.answer = answer
            self.before = before
            self.after = after
        }
    }

    /// How many answers were scored by whom, with what.
    package struct Judge: Sendable, Hashable, Codable {
        /// Engine, model and rubric in one line.
        package var name: String
        /// Answers.
        package var count: Int

        /// A judge.
        package init(name: String, count: Int) {
            self.name = name
            self.count = count
        }
    }

    /// Most movers in a table.
    package static let maxMovers = 20

    /// The re-scoring's id.
    package var id: String
    /// When it was asked for.
    package var date: Date
    /// Answers that have new results.
    package var answers: Int
    /// Answers that kept their old results because something failed.
    package var failed: Int
    /// Answers that have a score now and had none.
    package var gained: Int
    /// Answers that had a score and have none now.
    package var lost: Int
    /// Who scored before, the most frequent first.
    package var before: [Judge]
    /// Who scored after.
    package var after: [Judge]
    /// The score first, then the criteria in the order of their ids.
    package var rows: [Row]
    /// The answers that changed most, at most ``maxMovers``, the largest change first.
    package var movers: [Mover]

    /// A table.
    package init(
        id: String,
        date: Date,
        answers: Int,
        failed: Int,
        gained: Int,
        lost: Int,
        before: [Judge],
        after: [Judge],
        rows: [Row],
        movers: [Mover]
    ) {
        self.id = id
        self.date = date
        self.answers = answers
        self.failed = failed
        self.gained = gained
        self.lost = lost
        self.before = before
        self.after = after
        self.rows = rows
        self.movers = movers
    }
}
