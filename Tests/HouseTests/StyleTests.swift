import Foundation
import Testing

/// Numbers the house holds itself to.
@Suite(.timeLimit(.minutes(1)))
struct StyleTests {
    /// Files that are labelled answers, prompts or tables rather than code.
    private static let exempt = ["Labelled", "Prompt", "/Tables/"]

    @Test func `no source file is longer than 400 lines and the median is under 120`() throws {
        let lengths = try Checkout.swiftFiles(under: "Sources").filter { path in
            !Self.exempt.contains { path.contains($0) }
        }
        .map { ($0, try Checkout.text($0).split(separator: "\n", omittingEmptySubsequences: false).count) }
        for (path, count) in lengths { #expect(count <= 400, "\(path) has \(count) lines") }
        #expect(lengths.map(\.1).sorted()[lengths.count / 2] < 120)
    }

    @Test func `sources have no forced try, no fatal error and no public declaration`() throws {
        for path in Checkout.swiftFiles(under: "Sources") {
            for line in try Checkout.text(path).split(separator: "\n") {
                let code = line.drop { $0 == " " }
                guard !code.hasPrefix("//") else { continue }
                let banned = code.hasPrefix("public ") || code.contains("try!") || code.contains("fatalError(")
                #expect(!banned, "\(path): \(code)")
            }
        }
    }
}
