import Core
import Documents
import Testing

@Suite struct Stub {
    @Test func `x`() async throws {}
}
