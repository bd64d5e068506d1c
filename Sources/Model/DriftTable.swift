package import FoundationEssentials

/// What scoring stored answers again changed: by how much on average, how unevenly, where most, and whether the new scores are nearer
/// to those of people. Changes are after minus before, in points of 100.
package struct DriftTable: Sendable, Hashable, Codable {
    /// One number compared over all answers that have it before and after.
    package struct Row: Sendable, Hashable, Codable {
        /// `score`, the id of a criterion, or the word of a group.
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
        /// What was asked; nil when it is not known.
        package var question: String?
        /// The criterion that moved most, in words; nil when none did.
        package var reason: String?
        /// Where the answer is, on this service.
        package var url: String?

        /// By how much.
        package var change: Double { after - before }

        /// A mover.
        package init(
            answer: String,
            before: Double,
            after: Double,
            question: String? = nil,
            reason: String? = nil,
            url: String? = nil
        ) {
            self.answer = answer
            self.before = before
            self.after = after
            self.question = question
            self.reason = reason
            self.url = url
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

    /// A number estimated from answers, with its 95 % interval.
    package struct Estimate: Sendable, Hashable, Codable {
        /// The number.
        package var value: Double
        /// The lower end of the interval.
        package var low: Double
        /// The upper end of the interval.
        package var high: Double
        /// Answers it comes from.
        package var count: Int

        /// An estimate.
        package init(value: Double, low: Double, high: Double, count: Int) {
            self.value = value
            self.low = low
            self.high = high
            self.count = count
        }
    }

    /// How many answers have a score of a band.
    package struct Band: Sendable, Hashable, Codable {
        /// The lowest score of the band.
        package var from: Int
        /// Answers before.
        package var before: Int
        /// Answers after.
        package var after: Int

        /// A band.
        package init(from: Int, before: Int, after: Int) {
            self.from = from
            self.before = before
            self.after = after
        }
    }

    /// How many answers crossed a score.
    package struct Crossing: Sendable, Hashable, Codable {
        /// The score.
        package var score: Double
        /// Answers below it before and not after.
        package var up: Int
        /// Answers below it after and not before.
        package var down: Int
        /// Answers not below it before.
        package var passedBefore: Int
        /// Answers not below it after.
        package var passedAfter: Int

        /// Nothing crossed yet.
        package init(score: Double, up: Int = 0, down: Int = 0, passedBefore: Int = 0, passedAfter: Int = 0) {
            self.score = score
            self.up = up
            self.down = down
            self.passedBefore = passedBefore
            self.passedAfter = passedAfter
        }
    }

    /// The change by one property of the answers.
    package struct Group: Sendable, Hashable, Codable {
        /// `role`, `language` or `engine`.
        package var by: String
        /// A row for each word, the most frequent first, at most ``maxGroups``.
        package var rows: [Row]

        /// A group.
        package init(by: String, rows: [Row]) {
            self.by = by
            self.rows = rows
        }
    }

    /// A criterion that only one of both rubrics has.
    package struct Lone: Sendable, Hashable, Codable {
        /// The criterion's id.
        package var id: String
        /// The title a reader sees.
        package var title: String
        /// `before` or `after`.
        package var when: String
        /// Answers that have it.
        package var count: Int
        /// Its mean.
        package var mean: Double

        /// A criterion.
        package init(id: String, title: String, when: String, count: Int, mean: Double) {
            self.id = id
            self.title = title
            self.when = when
            self.count = count
            self.mean = mean
        }
    }

    /// How near scores are to those of people, over the answers that people rated.
    package struct Nearness: Sendable, Hashable, Codable {
        /// `before` or `after`.
        package var when: String
        /// Answers rated by people that have a score.
        package var count: Int
        /// Cohen's kappa with quadratic weights over five bands of 20 points; nil when it is not defined.
        package var kappa: Double?
        /// Intraclass correlation ICC(2,1), absolute agreement; nil when it is not defined.
        package var icc: Double?
        /// Mean of the differences, score minus the people's.
        package var meanDifference: Double
        /// Mean of the differences without their sign.
        package var meanDistance: Double

        /// How near.
        package init(
            when: String,
            count: Int,
            kappa: Double?,
            icc: Double?,
            meanDifference: Double,
            meanDistance: Double
        ) {
            self.when = when
            self.count = count
            self.kappa = kappa
            self.icc = icc
            self.meanDifference = meanDifference
            self.meanDistance = meanDistance
        }
    }

    /// Most movers in a table.
    package static let maxMovers = 20
    /// Most rows of a group.
    package static let maxGroups = 12

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
    /// The mean change of all answers that were meant: of a sample, what to expect of the rest. Nil for fewer than two answers.
    package var expected: Estimate?
    /// Answers the sample was taken from; nil when it is no sample.
    package var sampledFrom: Int?
    /// Spearman's rank correlation of before and after; nil for fewer than four answers or when all are alike.
    package var correlation: Estimate?
    /// Scores in bands of ten points, from 0 on.
    package var distribution: [Band]
    /// How many answers crossed a score.
    package var crossing: Crossing?
    /// The change by role, language and engine.
    package var groups: [Group]
    /// The criteria that only one of both rubrics has.
    package var lone: [Lone]
    /// How near both versions are to people; empty when no answer was rated.
    package var nearness: [Nearness]

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
        movers: [Mover],
        expected: Estimate? = nil,
        sampledFrom: Int? = nil,
        correlation: Estimate? = nil,
        distribution: [Band] = [],
        crossing: Crossing? = nil,
        groups: [Group] = [],
        lone: [Lone] = [],
        nearness: [Nearness] = []
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
        self.expected = expected
        self.sampledFrom = sampledFrom
        self.correlation = correlation
        self.distribution = distribution
        self.crossing = crossing
        self.groups = groups
        self.lone = lone
        self.nearness = nearness
    }
}

extension DriftTable {
    /// The rows as comma-separated values (RFC 4180) with a header.
    package var csv: String {
        var lines = ["id,title,answers,mean_before,mean_after,mean_change,spread,up,down"]
        for row in rows {
            lines.append(
                [
                    Self.quoted(row.id), Self.quoted(row.title), "\(row.count)", Self.number(row.meanBefore),
                    Self.number(row.meanAfter), Self.number(row.meanChange), Self.number(row.spread), "\(row.up)",
                    "\(row.down)",
                ].joined(separator: ",")
            )
        }
        return lines.map { $0 + "\r\n" }.joined()
    }

    /// Two decimals with a point, whatever the locale.
    private static func number(_ value: Double) -> String {
        let hundredths = Int((max(-1e9, min(1e9, value.isFinite ? value : 0)) * 100).rounded())
        let digits = String(hundredths.magnitude)
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return (hundredths < 0 ? "-" : "") + padded.dropLast(2) + "." + padded.suffix(2)
    }

    /// A field in quotes; one that a spreadsheet would take for a formula is kept from being one.
    private static func quoted(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        return "\"" + ((isFormula ? "'" : "") + text).replacing("\"", with: "\"\"") + "\""
    }
}
