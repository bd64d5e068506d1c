import Foundation
import Testing

@testable import Answers
@testable import Core
@testable import HTTPKit
@testable import Model

@Suite(.timeLimit(.minutes(1)))
struct TusRequestTests {
    private func creation(
        _ length: String?,
        deferred: String? = nil,
        metadata: String? = nil
    ) -> Result<TusRequest.Creation, TusError> {
        Result { () throws(TusError) in
            try TusRequest.creation(length: length, deferred: deferred, metadata: metadata, limit: 1000)
        }
    }

    @Test func `a creation tells its length, or that it does not know it yet`() throws {
        #expect(try creation("1000").get().length == 1000)
        #expect(try creation("0", metadata: "filename YS53YXY=,is_kept").get().metadata == "filename YS53YXY=,is_kept")
        #expect(try creation(nil, deferred: "1").get().length == nil)
    }

    @Test(arguments: ["", "-1", "+5", "1.5", "0x10", " 5", "5 ", "٣"])
    func `a length that is no number is refused`(length: String) {
        #expect(throws: TusError(.length)) { try creation(length).get() }
        #expect(throws: TusError(.offset)) { try TusRequest.offset(length) }
    }

    @Test func `contradictions and too much are refused`() {
        for length in ["1001", "99999999999999999999"] {
            #expect(throws: TusError(.tooLarge(limit: 1000))) { try creation(length).get() }
        }
        #expect(throws: TusError(.deferral)) { try creation("5", deferred: "1").get() }
        #expect(throws: TusError(.deferral)) { try creation(nil, deferred: "0").get() }
        #expect(throws: TusError(.length)) { try creation(nil).get() }
        #expect(throws: TusError(.version)) { try TusRequest.checkVersion("0.2.2") }
        #expect(throws: TusError(.version)) { try TusRequest.checkVersion(nil) }
    }

    @Test(arguments: [TusError.Reason.version, .deferral, .length, .tooLarge(limit: 5), .offset, .metadata, .checksum])
    func `each refusal has a code of the table and says what to send`(reason: TusError.Reason) {
        let error = TusError(reason)
        #expect(ErrorTable.row(error.code).code == error.code)
        #expect(error.message.contains("Upload-") || error.message.contains("Tus-") || error.code == "upload.too_large")
    }

    @Test func `metadata is pairs, some without a value`() throws {
        let read = try TusRequest.metadata("filename YS53YXY=, is_kept,empty ")
        #expect(read == ["filename": Array("a.wav".utf8), "is_kept": [], "empty": []])
    }

    @Test(arguments: [
        "name YQ==,name YQ==", "name *", "name YQ", "nämé YQ==", "a YQ==, b !!", String(repeating: "a", count: 5000),
    ])
    func `metadata that is none is refused`(metadata: String) {
        #expect(throws: TusError(.metadata)) { try creation("5", metadata: metadata).get() }
    }

    @Test(arguments: [
        ("sha1", "Kq5sNclPz7QV2+lfQIuc6R7oRu0="), ("sha256", "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="),
        ("md5", "XrY7u+Ae7tCTyyK7j1rNww=="),
    ])
    func `a checksum is right for its bytes and for no others`(algorithm: String, digest: String) throws {
        var checksum = PieceChecksum(try UploadChecksum("\(algorithm) \(digest)"))
        #expect(!checksum.isRight)
        checksum.add(Array("hello ".utf8))
        checksum.add(Array("world".utf8))
        #expect(checksum.isRight)
        checksum.add([0])
        #expect(!checksum.isRight)
    }

    @Test(arguments: ["sha1", "sha1 ", "crc32 AAAA", "sha1 AAAA", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0", " "])
    func `a checksum that is none is refused`(value: String) {
        #expect(throws: TusError(.checksum)) { try UploadChecksum(value) }
    }

    @Test(arguments: [
        (784_111_777.0, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 GMT"),
    ])
    func `dates are written as HTTP wants them`(seconds: Double, text: String) {
        #expect(HTTPDate.text(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test func `an answer's JSON names an upload and the fields of a form`() throws {
        let id = UploadID(at: .now)
        let text = #"{"uploadId":"\#(id)","question":"Why?","keywords":["a","b"],"emotionConsent":true,"role":null}"#
        let json = try JSONFields(Array(text.utf8))
        #expect(json.content == .upload(id))
        let submission = try json.fields.submission(id: AnswerID(at: .now), transcript: nil, at: .now)
        #expect(submission.question.text == "Why?")
        #expect(submission.question.keywords == ["a", "b"])
        #expect(submission.emotionConsent)
    }

    @Test(arguments: [
        ("", WebError.Code.invalid), ("[]", .invalid), (#"{"uploadId":5}"#, .invalid), ("{}", .missingAudio),
        (#"{"uploadId":"upl_x"}"#, .missingAudio), (#"{"question":"Why?"}"#, .missingAudio),
        (#"{"answer":"Yes","uploadId":"upl_x"}"#, .missingAudio), (#"{"answer":" "}"#, .invalidField),
        (#"{"answer":"Yes","transcript":"No"}"#, .invalidField),
        (#"{"answer":"Yes","emotionConsent":true}"#, .invalidField),
    ])
    func `JSON that names none is refused`(text: String, code: WebError.Code) {
        #expect(throws: WebError(code, "")) { try JSONFields(Array(text.utf8)) }
    }
}
