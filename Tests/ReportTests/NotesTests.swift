import Foundation
import Model
import Testing

@testable import Report

@Suite(.timeLimit(.minutes(1)))
struct NotesTests {
    private let reason =
        "The transcript comes from the offline recognizer. Too few of its words are certain to judge what was said."

    /// An answer whose stages all tell the same story, as a real run does.
    private func content() throws -> ReportContent {
        var content = try #require(SampleContent.abstained())
        content.answer.evaluation?.abstained = reason
        content.answer.evaluation?.notes = ["evaluate: \(reason)", "Rules look for words."]
        let lower = content.answer.delivery?.fillers.reliabilityNote ?? ""
        let issue = content.answer.quality?.issues[0].detail ?? ""
        content.answer.notes = [
            "There is no content score: \(reason)", "The filler count is a lower bound. \(lower)", issue,
            "emotion: off.",
            "Emotion: Off!",
        ]
        content.answer.delivery?.notes = ["analyze: \(issue)", "rules look for words"]
        return content
    }

    @Test func `no sentence of the notes is said elsewhere or twice`() throws {
        let content = try content()
        #expect(
            Notes(content).sentences == [
                "The filler count is a lower bound.", "emotion: off.", "rules look for words",
                "evaluate: there is no content score; page one says why.",
            ]
        )
    }

    @Test func `each sentence stands once in the PDF and in the HTML`() throws {
        let content = try content()
        let pdf = Tool.words(try Tool.text(try ReportRenderer(fontFolders: [PDFTests.fonts]).render(content)))
            .joined(separator: " ")
        let html = HTMLReport.text(for: content)
        for text in [pdf, html] {
            for part in [
                "too few of its words are certain", "the voice is quiet", "drops “um” and “uh”", "rules look for words",
                "comes from the offline recognizer",
            ] {
                #expect(text.lowercased().components(separatedBy: part).count == 2, "\(part)")
            }
        }
    }

    @Test func `an unusable recording says why once`() throws {
        let content = try #require(SampleContent.silence())
        let html = HTMLReport.text(for: content)
        #expect(html.components(separatedBy: "Nobody speaks in this recording.").count == 2)
        #expect(html.contains("As said above."))
    }

    @Test func `a failure says why once`() throws {
        let content = try #require(SampleContent.failed())
        let html = HTMLReport.text(for: content)
        #expect(html.components(separatedBy: "This is an MP4 file.").count == 2)
    }

    @Test func `sentences end at their marks, not inside numbers`() {
        #expect(SaidOnce.sentences("It took 3.5 s. Why? \n\nBecause") == ["It took 3.5 s.", "Why?", "Because"])
        #expect(SaidOnce.sentences("  \n ") == [])
    }

    @Test func `a typed answer is not said to come with a recording`() throws {
        var content = try #require(SampleContent.full())
        content.answer.transcript?.engine = "supplied"
        #expect(TranscriptPart(content)?.origin.last?.text.contains("Supplied with the recording") == true)
        content.answer.recording = nil
        content.answer.delivery = nil
        #expect(TranscriptPart(content)?.origin.last?.text == "Given as text, en-US, without a recording.")
        #expect(!HTMLReport.text(for: content).contains("Supplied with the recording"))
    }
}
