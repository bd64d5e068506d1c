import Foundation
import Testing

@testable import HTTPKit

/// Escapes count as what they say.
@Suite(.timeLimit(.minutes(1)))
struct EscapeFolderTests {
    private func folded(_ text: String, pieces: Int) -> EscapeFolder {
        var folder = EscapeFolder()
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            folder.push(bytes[start..<min(bytes.count, start + pieces)])
        }
        return folder
    }

    @Test(arguments: [
        (#"{"a":"\u00e9\u00E9"}"#, #"{"a":"éé"}"#, 12), (#""\u0041\n\\\"\/""#, #""A\n\\\"\/""#, 7),
        (#""\u0022\u005c\u0000""#, #""\u0022\u005c\u0000""#, 5), (#""\ud83d\ude00""#, #""\ud83d\ude00""#, 6),
        (#""\\u00e9""#, #""\\u00e9""#, 8), (#""\u20ac""#, #""€""#, 5), (#""\uzz""#, #""\uzz""#, 4), ("é", "é", 2),
    ]) func `text is the same and its size is what it says`(_ text: String, _ wanted: String, _ said: Int) {
        for pieces in [1, 2, 3, 1_000] {
            let folder = folded(text, pieces: pieces)
            #expect(String(decoding: folder.bytes, as: UTF8.self) == wanted)
            #expect(folder.said == said || text.contains("zz"))
        }
        guard !text.contains("zz"), text.hasPrefix("\"") || text.hasPrefix("{") else { return }
        let before = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) as? NSObject
        let after = try? JSONSerialization.jsonObject(with: Data(wanted.utf8), options: .fragmentsAllowed) as? NSObject
        #expect(before != nil && before == after)
    }
}
