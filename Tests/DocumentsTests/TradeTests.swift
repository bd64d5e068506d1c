import Foundation
import Testing

@testable import Documents

/// Job descriptions and résumés of sixteen trades (`Fixtures/documents/trades.json`), written after `config/skills/trades.json` was frozen
/// and never used to change it. Their requirements are marked as they stand in the text, also those that no list has.
@Suite(.timeLimit(.minutes(2)))
struct TradeTests {
    private struct File: Decodable {
        var pairs: [Pair]
    }

    private struct Pair: Decodable {
        var field: String
        var job: String
        var resume: String
        /// What the job asks for beside years and degrees, in its own words.
        var wants: [String]
        /// What of it the résumé shows.
        var shown: [String]
    }

    private static func pairs() throws -> [Pair] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/documents/trades.json")
        return try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).pairs
    }

    /// The names of the skills that a part of a text says.
    private func names(_ part: String, in text: DocumentText) -> Set<String> {
        let context = Samples.skills.context(of: text)
        let hits = Samples.skills.find(
            in: DocumentText.Line(part),
            number: 0,
            start: 0,
            isListed: true,
            context: context
        )
        return Set(hits.map { Samples.skills.skills[$0.skill].name })
    }

    private struct Tally {
        var wanted = 0
        var seen = 0
        var found = 0
        var right = 0
        var judged = 0
        var rightStates = 0
        var missed: [String] = []
        var wrong: [String] = []
        var wrongStates: [String] = []
    }

    private func tally() throws -> [String: Tally] {
        var tallies: [String: Tally] = [:]
        for pair in try Self.pairs() {
            var tally = tallies[pair.field] ?? Tally()
            let text = Samples.text(pair.job)
            let job = JobProfile(text, skills: Samples.skills)
            let resume = ResumeProfile(Samples.text(pair.resume), skills: Samples.skills, now: Samples.now)
            let match = Matching.match(resume, job, skills: Samples.skills)
            let findings = match.findings.filter { $0.requirement.kind == .skill }
            let wanted = pair.wants.map { names($0, in: text) }
            for (phrase, names) in zip(pair.wants, wanted) {
                let finding = findings.first { !names.isDisjoint(with: $0.requirement.skills) }
                tally.wanted += 1
                guard let finding else {
                    tally.missed.append(phrase)
                    continue
                }
                tally.seen += 1
                tally.judged += 1
                let isShown = finding.state == .met
                if isShown == pair.shown.contains(phrase) {
                    tally.rightStates += 1
                } else {
                    tally.wrongStates.append("\(phrase) \(isShown ? "said to be shown" : "not seen")")
                }
            }
            let all = wanted.reduce(into: Set<String>()) { $0.formUnion($1) }
            for finding in findings {
                tally.found += 1
                if all.isDisjoint(with: finding.requirement.skills) {
                    tally.wrong.append(finding.requirement.name)
                } else {
                    tally.right += 1
                }
            }
            tallies[pair.field] = tally
        }
        return tallies
    }

    @Test func `requirements of sixteen trades are found as measured`() throws {
        let tallies = try tally()
        #expect(try Self.pairs().count >= 48 && tallies.count == 16)
        func text(_ part: Int, _ whole: Int) -> String { "\(part)/\(whole)" }
        for (field, tally) in tallies.sorted(by: { $0.key < $1.key }) {
            print(
                "\(field): recall \(text(tally.seen, tally.wanted)), precision \(text(tally.right, tally.found)), states \(text(tally.rightStates, tally.judged))"
            )
            print("  missed: \(tally.missed.joined(separator: "; "))")
            print("  wrong: \(tally.wrong.joined(separator: "; ")) | \(tally.wrongStates.joined(separator: "; "))")
        }
        func sum(_ part: (Tally) -> Int) -> Double { Double(tallies.values.reduce(0) { $0 + part($1) }) }
        let recall = sum(\.seen) / sum(\.wanted)
        let precision = sum(\.right) / sum(\.found)
        let states = sum(\.rightStates) / sum(\.judged)
        print("all: recall \(recall), precision \(precision), states \(states)")
        #expect(recall >= 0.8 && precision >= 0.95 && states >= 0.85)
    }

    @Test func `the list has every trade, and each word that must stand near one is a word`() throws {
        let trades = Samples.skills.skills.filter { $0.field != nil }
        let fields = Dictionary(grouping: trades) { $0.field ?? "" }.mapValues(\.count)
        #expect(trades.count >= 300 && fields.count >= 15 && fields.values.allSatisfy { $0 >= 15 }, "\(fields)")
        for skill in trades {
            for (spelling, words) in skill.near ?? [:] {
                #expect(spelling == skill.name || skill.synonyms?.contains(spelling) == true, "\(spelling)")
                #expect(words.count >= 2 && words.allSatisfy { !SkillList.tokens($0).isEmpty }, "\(words)")
            }
            for spelling in skill.cased ?? [] {
                #expect(spelling == skill.name || skill.synonyms?.contains(spelling) == true, "\(spelling)")
            }
        }
    }
}
