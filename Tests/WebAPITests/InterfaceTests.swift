import Foundation
import HTTPKit
import Model
import Support
import Testing

@testable import debrief

/// The OpenAPI document: its examples, its page, and its frozen copy.
@Suite(.timeLimit(.minutes(1)))
struct InterfaceTests {
    private static let frozen = Fixtures.file("openapi.json")

    private func current() throws -> InterfaceDocument {
        try InterfaceDocument(Data(Interface.document.node(version: "0").json.utf8))
    }

    @Test func `every example fits its schema`() throws {
        let document = try current()
        var count = 0
        for (name, operation) in document.operations {
            let body = operation["requestBody"] as? [String: Any]
            let responses = (operation["responses"] as? [String: [String: Any]] ?? [:]).values
            for holder in [body].compactMap(\.self) + responses {
                for content in (holder["content"] as? [String: [String: Any]] ?? [:]).values {
                    for (title, example) in content["examples"] as? [String: [String: Any]] ?? [:] {
                        let value = try #require(example["value"])
                        let schema = try #require(content["schema"] as? [String: Any])
                        #expect(SchemaCheck(document).faults(value, schema, "\(name) \(title)") == [])
                        count += 1
                    }
                }
            }
        }
        #expect(count > 40)
    }

    @Test func `every reference leads somewhere and every name of an operation is its own`() throws {
        let document = try current()
        let text = Interface.document.node(version: "0").json
        for match in text.matches(of: /"\$ref":"([^"]+)"/) {
            #expect(!document.resolved(["$ref": String(match.1)]).isEmpty, "\(match.1)")
        }
        let names = document.operations.values.compactMap { $0["operationId"] as? String }
        #expect(Set(names).count == document.operations.count)
    }

    /// To make the copy anew after an addition: UPDATE_GOLDEN=1 swift test --filter InterfaceTests
    @Test func `nothing was taken from clients of the frozen document`() throws {
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            let options: JSONSerialization.WritingOptions = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            let data = try JSONSerialization.data(withJSONObject: bare(try current().root), options: options)
            try (data + Data("\n".utf8)).write(to: Self.frozen)
        }
        let frozen = try InterfaceDocument(try Data(contentsOf: Self.frozen))
        #expect(InterfaceBreaks(from: frozen, to: try current()).found == [])
        let added = Set(try current().operations.keys).subtracting(frozen.operations.keys)
        #expect(added == [], "freeze what was added")
    }

    /// What the document promises, without its words.
    private func bare(_ node: Any) -> Any {
        if let list = node as? [Any] { return list.map(bare) }
        guard let object = node as? [String: Any] else { return node }
        let words = ["description", "summary", "examples", "title"]
        return object.filter { !words.contains($0.key) || $0.value is [String: Any] && $0.key != "examples" }
            .mapValues(bare)
    }

    @Test func `a break is noticed, an addition is none`() throws {
        let (old, text) = (try current(), Interface.document.node(version: "0").json)
        func breaks(_ before: String, _ after: String) throws -> [String] {
            let changed = text.replacing(before, with: after)
            try #require(changed != text, "\(before)")
            return InterfaceBreaks(from: old, to: try InterfaceDocument(Data(changed.utf8))).found
        }
        #expect(
            try breaks("\"/v1/answers/{id}/cancel\"", "\"/v1/answers/{id}/stop\"") == [
                "POST /v1/answers/{id}/cancel is gone"
            ]
        )
        #expect(
            try breaks("\"missedKeywords\"", "\"missing\"").contains { $0.hasSuffix("evaluation lost missedKeywords") }
        )
        #expect(
            try breaks("\"required\":[\"url\"]", "\"required\":[\"url\",\"why\"]").contains {
                $0.hasSuffix("needs why now")
            }
        )
        #expect(
            try breaks("\"required\":[\"score\",\"parts\"]", "\"required\":[\"score\"]").contains {
                $0.hasSuffix("fluency may lack parts now")
            }
        )
        #expect(
            try breaks(
                "\"name\":\"cursor\",\"in\":\"query\"",
                "\"name\":\"cursor\",\"in\":\"query\",\"required\":true"
            ).contains("GET /v1/answers needs query cursor now")
        )
        #expect(
            try breaks("\"clippedMs\":{\"type\":\"integer\"", "\"clippedMs\":{\"type\":\"string\"").contains {
                $0.contains("clippedMs was integer and is string")
            }
        )
        #expect(try breaks("\"enum\":[\"PATCH\",\"DELETE\",\"HEAD\"]", "\"enum\":[\"PATCH\",\"DELETE\"]").count == 1)
        #expect(
            try breaks("\"properties\":{\"quote\"", "\"properties\":{\"more\":{\"type\":\"string\"},\"quote\"") == []
        )
    }

    @Test func `the page of the document needs nothing from elsewhere and leads to every operation`() throws {
        let page = DocsPage(Interface.document).text(version: "0")
        #expect(!page.contains("http://") && !page.contains("https://"))
        #expect(!page.contains("<script>") && !page.contains(" style=") && !page.contains(" onclick"))
        for operation in Interface.document.operations {
            #expect(page.contains("<code>\(operation.path)</code>"), "\(operation.path)")
        }
        let ids = page.matches(of: /\ id="([^"]+)"/).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
        for match in page.matches(of: /href="#([^"]+)"/) {
            #expect(ids.contains(String(match.1)), "\(match.1)")
        }
    }

    @Test func `the schema check sees what is wrong`() throws {
        let document = try current()
        func faults(_ json: String, _ name: String) throws -> [String] {
            let value = try JSONSerialization.jsonObject(with: Data(json.utf8))
            return SchemaCheck(document).faults(value, ["$ref": "#/components/schemas/\(name)"], "it").sorted()
        }
        #expect(try faults(#"{"status":"ok"}"#, "Health") == [])
        #expect(try faults(#"{"status":"fine"}"#, "Health").count == 1)
        #expect(try faults(#"{"status":1}"#, "Health") == ["it.status is no text"])
        #expect(try faults(#"{}"#, "Health") == ["it lacks status"])
        #expect(try faults(#"{"status":"ok","more":1}"#, "Health") == ["it has more, which is not documented"])
        #expect(
            try faults(#"{"score":101,"parts":{"a":true}}"#, "PartedScore") == [
                "it.parts.a is no number", "it.score is 101.0, above 100",
            ]
        )
        #expect(try faults(#"{"uploadId":"upl_1"}"#, "AnswerFromUpload").count == 1)
    }
}
