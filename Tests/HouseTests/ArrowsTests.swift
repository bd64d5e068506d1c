import Foundation
import Testing

/// The plan in Architecture.md, the manifest and the imports must tell the same story.
@Suite(.timeLimit(.minutes(1)))
struct ArrowsTests {
    /// Modules that come with the toolchain or the system.
    private static let free: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch", "Testing",
    ]

    /// The allowed arrows, from the table in Architecture.md.
    private static func allowed() throws -> [String: Set<String>] {
        let lines = try Checkout.text("Sources/debrief/debrief.docc/Architecture.md").split(separator: "\n")
        var arrows: [String: Set<String>] = [:]
        for line in lines where line.hasPrefix("| ") && !line.hasPrefix("| target") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3 else { continue }
            arrows[cells[0]] = Set(cells[2].split(separator: ", ").map(String.init))
        }
        return arrows
    }

    /// The declared dependencies, from the manifest: targets by name, products by their module's name.
    private static func declared() throws -> [String: Set<String>] {
        let manifest = try Checkout.text("Package.swift").replacing("\n", with: " ")
        let constant = try Regex(#"let (\w+) = Target\.Dependency\.product\(name: "(\w+)""#)
        let products = Dictionary(
            uniqueKeysWithValues: manifest.matches(of: constant).map { (text($0, 1), text($0, 2)) }
        )
        let target = try Regex(#"(?:room|executable)\(\s*"(\w+)"\s*(?:,\s*\[(.*?)\]\s*)?\)"#)
        let word = try Regex(#""?(\w+)"?"#)
        var found: [String: Set<String>] = [:]
        for match in manifest.matches(of: target) {
            found[text(match, 1)] = Set(text(match, 2).matches(of: word).map { products[text($0, 1)] ?? text($0, 1) })
        }
        return found
    }

    private static func text(_ match: Regex<AnyRegexOutput>.Match, _ group: Int) -> String {
        String(match.output[group].substring ?? "")
    }

    @Test func `every declared dependency is an allowed arrow`() throws {
        let allowed = try Self.allowed()
        let declared = try Self.declared()
        #expect(declared.count >= 8)
        for (name, dependencies) in declared {
            let arrows = try #require(allowed[name], "Architecture.md has no row for \(name)")
            let rooms = arrows.contains("every room") ? Set(allowed.keys) : []
            #expect(
                dependencies.subtracting(arrows).subtracting(rooms) == [],
                "\(name) declares arrows the plan does not have"
            )
        }
    }

    /// Packages and programs of their own, built by their own scripts.
    private static let apart: Set<Substring> = ["Benchmarks", "Fuzz"]

    @Test func `every folder of sources and tests is a target`() throws {
        let manifest = try Checkout.text("Package.swift")
        let files = Checkout.swiftFiles(under: "Sources") + Checkout.swiftFiles(under: "Tests")
        for folder in Set(files.map { $0.split(separator: "/")[1] }).subtracting(Self.apart) {
            #expect(
                manifest.contains("\"\(folder)\"") || manifest.contains("/\(folder)\"")
                    || manifest.contains("/\(folder)/"),
                "\(folder)"
            )
        }
    }

    @Test func `every import is a declared dependency`() throws {
        let declared = try Self.declared()
        let line = try Regex(
            #"^(?:package |internal |private |fileprivate |@preconcurrency |@testable )*import (?:struct |enum |func |class )?(\w+)"#
        )
        .anchorsMatchLineEndings()
        for (name, dependencies) in declared {
            for path in Checkout.swiftFiles(under: "Sources/\(name)") {
                for match in try Checkout.text(path).matches(of: line) {
                    let module = Self.text(match, 1)
                    #expect(dependencies.contains(module) || Self.free.contains(module), "\(path) imports \(module)")
                }
            }
        }
    }
}
