import HTTPTypes
import Testing

@testable import HTTPKit
@testable import debrief

/// The document and the router tell the same story.
@Suite(.timeLimit(.minutes(1)))
struct RouterTests {
    @Test func `every route is documented and every documented operation is routed`() async throws {
        let routed = try await Registered.table.rows.filter(\.isDocumented).map { "\($0.method.rawValue) \($0.path)" }
        let documented = Interface.document.operations.map { "\($0.method.rawValue.uppercased()) \($0.path)" }
        #expect(Set(routed).subtracting(documented) == [], "routed, not documented")
        #expect(Set(documented).subtracting(routed) == [], "documented, not routed")
        #expect(documented.count >= 42)
    }
}
