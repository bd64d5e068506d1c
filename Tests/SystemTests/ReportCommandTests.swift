import Foundation
import Support
import Testing

/// Reports as a person makes them: odd texts, a narrative, appendices, several answers, two takes.
@Suite(.timeLimit(.minutes(5)))
struct ReportCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func debrief(_ arguments: [String]) async throws -> Program.Outcome {
        try await Program.run(ServerProcess.binary, arguments, environment: [:], folder: Fixtures.root)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: folder.path(name)))
        return folder.path(name)
    }

    private func analyze(_ name: String, words: String, _ more: [String] = []) async throws -> [String: Any] {
        let result = try await debrief(
            [
                "analyze", Fixtures.file("audio/answer.ogg").path, "--question",
                "Tell me about a hard problem you solved.",
                "--transcript", try file("\(name).txt", words), "--json", folder.path("\(name).json"), "--pdf",
                folder.path("\(name).pdf"), "--html", folder.path("\(name).html"),
            ] + more
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(try Data(contentsOf: URL(filePath: folder.path("\(name).pdf"))).starts(with: Data("%PDF-".utf8)))
        let json = try Data(contentsOf: URL(filePath: folder.path("\(name).json")))
        return try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    }

    @Test(arguments: [
        ("code", "I replaced the raw pointer by std::vector<int>, a<b & c, and the crash was gone since then."),
        ("long", String(repeating: "Then I measured every query before I changed anything at all. ", count: 2_728)),
        ("wide", String(repeating: "a", count: 400) + " " + String(repeating: "W", count: 400)),
        ("right", "אז תיקנתי את השרת وأصلحت الخادم במהירות"),
    ])
    func `an odd text gives a whole report`(name: String, words: String) async throws {
        let answer = try await analyze(name, words: words)
        #expect(answer["status"] as? String == "done")
        let transcript = try #require(answer["transcript"] as? [String: Any])
        let first = words.split(separator: " ").prefix(4).joined(separator: " ")
        #expect((transcript["text"] as? String)?.contains(first) == true)
        let page = try String(contentsOfFile: folder.path("\(name).html"), encoding: .utf8)
        #expect(!page.contains("<int>"))
        if name == "code" { #expect(page.contains("std::vector&lt;int&gt;, a&lt;b &amp; c")) }
    }

    @Test func `narrative, résumé and job description reach the report`() async throws {
        let answer = try await analyze(
            "full",
            words: "In my last job the payment service was slow. So I measured every query before I changed anything. "
                + "As a result the slowest request went from nine seconds to one.",
            [
                "--narrative", "--resume", try file("resume.txt", "Eight years of std::vector<int>."),
                "--job-description", try file("job.txt", "Migrations without downtime."),
            ]
        )
        let evaluation = try #require(answer["evaluation"] as? [String: Any])
        // Nothing here judges whether the question is answered, so there is no score to tell at length.
        let narrative = try #require(evaluation["narrative"] as? [String: Any])
        #expect((narrative["notes"] as? [String])?.isEmpty == false)
        let page = try String(contentsOfFile: folder.path("full.html"), encoding: .utf8)
        for text in ["Appendix: Résumé", "std::vector&lt;int&gt;.", "Migrations without downtime."] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test func `two takes are compared and several answers make one report`() async throws {
        _ = try await analyze(
            "first",
            words: "I do not know, it was hard and then it was somehow fine again in the end."
        )
        _ = try await analyze(
            "second",
            words: "In my last job I measured every query, and requests went from nine seconds to one."
        )
        let files = [folder.path("first.json"), folder.path("second.json")]
        let compared = try await debrief(["compare"] + files + ["--pdf", folder.path("takes.pdf")])
        #expect(compared.status == 0, "\(compared.errors)")
        #expect(compared.output.contains("Measure") && compared.output.contains("Words a minute"))
        let series = try await debrief(["report"] + files + ["--title", "Mock", "--pdf", folder.path("series.pdf")])
        #expect(series.status == 0, "\(series.errors)")
        for name in ["takes", "series"] {
            #expect(try Data(contentsOf: URL(filePath: folder.path("\(name).pdf"))).starts(with: Data("%PDF-".utf8)))
        }
        let wrong = try await debrief(["compare", try file("no.json", "{}"), files[0]])
        #expect(wrong.status == 65 && wrong.errors.contains("not an answer as JSON"))
    }
}
