import Foundation
import Testing

/// Numbers the house holds itself to.
@Suite(.timeLimit(.minutes(1)))
struct StyleTests {
    /// Files that are labelled answers, prompts or tables rather than code.
    private static let exempt = ["Labelled", "Prompt", "/Tables/"]

    @Test func `no source file is longer than 400 lines and the median is under 160`() throws {
        let lengths = try Checkout.swiftFiles(under: "Sources").filter { path in
            !Self.exempt.contains { path.contains($0) }
        }
        .map { ($0, try Checkout.text($0).split(separator: "\n", omittingEmptySubsequences: false).count) }
        for (path, count) in lengths { #expect(count <= 400, "\(path) has \(count) lines") }
        #expect(lengths.map(\.1).sorted()[lengths.count / 2] < 160)
    }

    @Test func `no function of the sources is longer than 60 lines`() throws {
        for path in Checkout.swiftFiles(under: "Sources") {
            let lines = try Checkout.text(path).split(separator: "\n", omittingEmptySubsequences: false)
            for (name, count) in Self.functions(lines) where count > 60 {
                Issue.record("\(path): \(name) has \(count) lines")
            }
        }
        // The measure itself: it sees a function's end and nothing beyond it.
        let sample = [
            "struct A {", "    func b(", "        c: Int", "    ) {", "        d()", "    }", "    init() {}", "}",
        ]
        #expect(Self.functions(sample.map { $0[...] }).map(\.lines) == [5])
    }

    /// The functions and initializers that have a body of several lines, with the lines from the declaration to the closing brace. What
    /// closes it is the first line with the same indentation that begins with a brace, since the format check holds indentations.
    private static func functions(_ lines: [Substring]) -> [(name: Substring, lines: Int)] {
        let declaration = /^( *)(?:@\w+ |\w+ )*(?:func |init[?<(])/
        return lines.indices.compactMap { start in
            guard let indent = lines[start].prefixMatch(of: declaration)?.output.1, !lines[start].hasSuffix("}") else {
                return nil
            }
            for end in lines.indices[(start + 1)...] where !lines[end].isEmpty {
                let depth = lines[end].prefix { $0 == " " }.count
                if depth < indent.count { return nil }
                guard depth == indent.count else { continue }
                let code = lines[end].dropFirst(depth)
                if code.hasPrefix("}") { return (lines[start].dropFirst(depth), end - start + 1) }
                // The rest of the declaration; anything else is another one: this has no body.
                let goesOn = [")", "{", "async", "throws", "->", "where"].contains { code.hasPrefix($0) }
                if !goesOn { return nil }
            }
            return nil
        }
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
