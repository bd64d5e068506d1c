import Model
import Synchronization

@testable import Coaching

/// Language models that answer by a closure over what they are asked.
enum FakeModel {
    /// The ids of the items a prompt asks for, in its order.
    static func items(in prompt: String) -> [String] {
        prompt.split(separator: "\n").prefix { !$0.hasPrefix("Material:") }.compactMap { line in
            guard line.hasPrefix("- "), let colon = line.firstIndex(of: ":") else { return nil }
            return String(line[line.index(line.startIndex, offsetBy: 2)..<colon])
        }
    }

    /// A JSON string.
    static func quoted(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\"\(escaped)\""
    }

    /// One item of a reply.
    static func item(_ id: String, _ met: String, quotes: [String] = [], comment: String = "", level: Int = 0) -> String
    {
        let list = quotes.map(quoted).joined(separator: ",")
        return
            #"{"id":\#(quoted(id)),"met":"\#(met)","level":\#(level),"quotes":[\#(list)],"comment":\#(quoted(comment))}"#
    }

    /// A whole reply.
    static func reply(
        _ items: [String],
        strengths: [(String, [String])] = [],
        improvements: [(String, [String])] = [],
        example: String = ""
    ) -> String {
        func remarks(_ list: [(String, [String])]) -> String {
            list.map { #"{"text":\#(quoted($0.0)),"quotes":[\#($0.1.map(quoted).joined(separator: ","))]}"# }.joined(
                separator: ","
            )
        }
        return #"{"items":[\#(items.joined(separator: ","))],"strengths":[\#(remarks(strengths))],"#
            + #""improvements":[\#(remarks(improvements))],"exampleAnswer":\#(quoted(example))}"#
    }

    /// A model that answers every request with the closure's text; the closure also gets the number of the call, from 0.
    static func model(_ answer: @escaping @Sendable (LanguageModel.Request, Int) -> String) -> LanguageModel {
        let calls = Mutex(0)
        return LanguageModel(engine: "fake", model: "fake-1") { request in
            let call = calls.withLock { count in
                count += 1
                return count - 1
            }
            return LanguageModel.Reply(text: answer(request, call), model: "fake-1.0")
        }
    }
}
