import Foundation
import Model
import Testing

@testable import Report

@Suite(.timeLimit(.minutes(1)))
struct EconomyTests {
    let renderer = ReportRenderer(fontFolders: [PDFTests.fonts])

    private func text(_ change: (inout AnswerEconomy) -> Void = { _ in }) throws -> String {
        var content = try #require(SampleContent.full())
        var economy = try #require(content.answer.evaluation?.economy)
        change(&economy)
        content.answer.evaluation?.economy = economy
        return Tool.words(try Tool.text(try renderer.render(content))).joined(separator: " ")
    }

    @Test func `parts have their seconds, and a missing one is called missing`() throws {
        let content = try #require(SampleContent.full())
        let economy = try #require(content.answer.evaluation?.economy)
        let found = try text()
        for part in economy.parts {
            let ms = try #require(part.durationMs)
            #expect(found.contains(Figures.seconds(ms)), "\(part.name)")
        }
        #expect(found.contains("missing") && found.contains("Not a cue for what was asked of you"))
        #expect(found.components(separatedBy: "missing").count == 2)
        #expect(found.contains("Time to the first point: \(Figures.seconds(economy.timeToFirstPointMs ?? 0))"))
        #expect(found.contains("saves 2.2 s in all"))
        for cut in economy.cuts { #expect(found.contains("“\(cut.text)”")) }
    }

    @Test func `the bar's shares are the shares of the time`() {
        let shares = [1.0, 3, -5, 0].map {
            ShareBar.Share(name: "x", amount: $0, label: "", ink: .blue, textInk: .white)
        }
        #expect(ShareBar(title: "", shares: shares).parts == [0.25, 0.75, 0, 0])
        #expect(ShareBar(title: "", shares: []).parts == [])
        #expect(ShareBar(title: "", shares: [shares[3]]).parts == [0])
    }

    @Test func `without times the words are compared and nothing is invented`() throws {
        let found = try text { economy in
            for index in economy.parts.indices {
                economy.parts[index].durationMs = nil
                economy.parts[index].startMs = nil
            }
            economy.timeToFirstPointMs = nil
            economy.savedMs = nil
            economy.cuts = []
        }
        #expect(found.contains("no times"))
        #expect(found.contains("Time to the first point: not known"))
        #expect(found.contains("Nothing stood out that could be cut"))
        #expect(!found.contains("saves"))
    }

    @Test func `times and counts that make no sense are drawn without a crash`() throws {
        let found = try text { economy in
            economy.parts = [
                .init(name: .action, words: .max, durationMs: .max, startMs: .min),
                .init(name: .result, words: .min, durationMs: .min, startMs: .max),
                .init(name: .other, words: .max, durationMs: 0),
            ]
            economy.cuts = [.init(text: "x", reason: "", startMs: .min, endMs: .max)]
            economy.savedMs = .min
            economy.wordsToFirstPoint = .min
        }
        #expect(found.contains("Answer economy"))
    }

    @Test(arguments: [
        (0.0, 1.0, 1.0), (72, 3.9, 7.5), (100, 5, 10), (50, 3, 5.5), (71.3, 3.9, 7.4), (-3, 1, 1), (120, 5, 10),
    ])
    func `scores map to the scales 1 to 5 and 1 to 10`(score: Double, five: Double, ten: Double) {
        let evaluation = Evaluation(engine: "rules", score: score, rubric: "x")
        #expect(evaluation.scoreOfFive == five)
        #expect(evaluation.scoreOfTen == ten)
        #expect(Evaluation(engine: "rules", rubric: "x").scoreOfFive == nil)
        #expect(Evaluation(engine: "rules", score: .nan, rubric: "x").scoreOfTen == nil)
    }

    @Test func `both scales and their formulas stand in the report`() throws {
        let found = try text()
        #expect(found.contains("3.9 on 1–5 (1 + score ÷ 25) and 7.5 on 1–10 (1 + score × 9 ÷ 100)"))
    }
}
