import Foundation
import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1)))
struct MailTextTests {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 +0000"), (951_782_399, "Mon, 28 Feb 2000 23:59:59 +0000"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"), (1_795_233_600, "Sat, 21 Nov 2026 04:00:00 +0000"),
        (-5, "Thu, 01 Jan 1970 00:00:00 +0000"),
    ])
    func `dates are those of the calendar`(time: Int, text: String) {
        #expect(MailDate.text(unixTime: time) == text)
    }

    @Test func `header text outside ASCII comes in words of at most 75 characters that give it back`() throws {
        let text = String(repeating: "Größe 🙂 family 👩‍👩‍👧‍👦 ", count: 8)
        let words = EncodedWord.text(text).components(separatedBy: "\r\n ")
        #expect(words.count > 3 && words.allSatisfy { $0.count <= 75 })
        let bytes = try words.flatMap { word in
            let base64 = word.dropFirst("=?utf-8?B?".count).dropLast(2)
            return Array(try #require(Data(base64Encoded: String(base64))))
        }
        #expect(String(decoding: bytes, as: UTF8.self) == text)
        #expect(EncodedWord.text("Plain: text") == "Plain: text")
        #expect(EncodedWord.text("two\r\nBcc: x@y.z") == "two  Bcc: x@y.z")
        #expect(EncodedWord.text("=?utf-8?B?eA==?=").hasPrefix("=?utf-8?B?PT91"))
    }

    @Test func `text comes in lines of at most 76 characters that give it back`() {
        let text = "a=b\t\nünï \n\n" + String(repeating: "x", count: 200) + "\r\nlast."
        let lines = QuotedPrintable.text(text).components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
        #expect(lines[0] == "a=3Db=09" && lines[1] == "=C3=BCn=C3=AF=20" && lines[2].isEmpty)
        let joined = lines[3...].joined(separator: "\n").replacing("=\n", with: "")
        #expect(joined == String(repeating: "x", count: 200) + "\nlast.")
    }
}
