import HTTPTypes
import Hummingbird
import Testing

@testable import Answers
@testable import HTTPKit

/// What stands behind the question mark, and bodies of JSON beside it.
@Suite(.timeLimit(.minutes(1)))
struct QueryTests {
    private func fields(_ query: String) throws -> [String] {
        let head = HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1", path: "/v1/answers?\(query)")
        return try Request(head: head, body: RequestBody(buffer: .init())).queryFields().map {
            "\($0.name)=\($0.value)"
        }
    }

    @Test func `a plus sign is a space, as clients write it who fill in forms`() throws {
        #expect(try fields("role=Backend+engineer&q=a%20b&t=a%2Bb") == ["role=Backend engineer", "q=a b", "t=a+b"])
        #expect(try fields("metadata=%7B%22course%22%3A+%22autumn%22%7D") == [#"metadata={"course": "autumn"}"#])
        #expect(try fields("") == [])
        #expect(try fields("flag&empty=") == ["flag=", "empty="])
        #expect(try fields("q=%C3%A4rger&r=a=b") == ["q=ärger", "r=a=b"])
    }

    @Test(arguments: ["q=%zz", "q=%4", "q=%FF%FE", "q=1&q=2", "a%20b=1&a+b=2"])
    func `an escape that is none and a name that stands twice are refused`(query: String) {
        #expect(throws: WebError.self) { try fields(query) }
    }

    @Test func `a body says which of its fields is wrong`() {
        func detail(_ body: String) -> String {
            do throws(WebError) {
                _ = try JSONFields(Array(body.utf8))
                return ""
            } catch { return error.message }
        }
        #expect(detail(#"{"answer":"I led it.","uploadId":"upl_1"}"#).contains("not both"))
        #expect(detail(#"{"answer":"I led it.","metadata":{"a":1}}"#).contains("metadata wants"))
        #expect(detail(#"{"answer":"I led it.","colour":"red"}"#).contains("uploadId or answer, question"))
        #expect(detail(#"{"answer":"#).contains("JSON object"))
        #expect(detail(#"{"answer":"I led it.","role":null}"#).isEmpty)
    }
}
