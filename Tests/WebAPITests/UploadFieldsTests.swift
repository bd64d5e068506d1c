import Answers
import Core
import Foundation
import HTTPKit
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct UploadFieldsTests {
    private let now = Date(timeIntervalSince1970: 1_790_000_000)

    private func submission(_ pairs: [(String, String)]) throws -> Submission {
        var fields = UploadFields()
        for (name, value) in pairs { try fields.set(name, bytes: Array(value.utf8)) }
        return try fields.submission(id: AnswerID(at: now), transcript: nil, at: now)
    }

    @Test func `fields become a submission, blanks around them dropped`() throws {
        let result = try submission([
            ("question", "  Why us?\n"), ("role", "Nurse"), ("keywords", "triage, , safety\nhandover"),
            ("language", "en-GB"),
            ("emotionConsent", "yes"), ("candidate", " "),
        ])
        #expect(result.question.text == "Why us?")
        #expect(result.question.keywords == ["triage", "safety", "handover"])
        #expect(result.language == "en-GB")
        #expect(result.emotionConsent)
        #expect(result.candidate == nil)
    }

    @Test func `emotion is off and the language English unless somebody says otherwise`() throws {
        let result = try submission([])
        #expect(!result.emotionConsent)
        #expect(result.language == "en-US")
    }

    @Test(arguments: [
        ("qestion", "x", WebError.Code.unknownField),
        ("language", "english please", .invalidField),
        ("language", "../..", .invalidField),
        ("emotionConsent", "maybe", .invalidField),
        ("role", String(repeating: "x", count: UploadFields.maxFieldBytes + 1), .invalidField),
    ])
    func `a wrong field is named`(name: String, value: String, code: WebError.Code) {
        #expect(throws: WebError(code, "")) { try submission([(name, value)]) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: WebError(.invalidField, "")) {
            var fields = UploadFields()
            try fields.set("role", bytes: [0xFF, 0xFE])
        }
    }
}
