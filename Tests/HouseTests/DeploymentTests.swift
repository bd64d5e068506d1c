import Foundation
import Testing

/// The files to deploy with, which are not run here, against what they name.
@Suite(.timeLimit(.minutes(1)))
struct DeploymentTests {
    private static let files = ["debrief.service", "Dockerfile", "compose.yaml"].map { "scripts/deploy/\($0)" }
    /// Variables of PostgreSQL's and MinIO's images.
    private static let foreign: Set<Substring> = ["POSTGRES", "MINIO"]

    @Test(arguments: files) func `every variable is a setting`(_ file: String) throws {
        let page = try Checkout.text("Sources/debrief/debrief.docc/Settings.md")
        let text = try Checkout.text(file)
        var names: Set<String> = []
        for match in text.matches(of: /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:: |=)/) {
            names.insert(String(match.output.1))
        }
        names = names.filter { !Self.foreign.contains($0.prefix { $0 != "_" }) }
        if file != "scripts/deploy/Dockerfile" { #expect(names.count >= 2) }
        for name in names {
            let setting = name.hasSuffix("_FILE") ? String(name.dropLast(5)) : name
            #expect(setting == "DEBRIEF_SECRETS" || page.contains("`\(setting)`"), "\(name)")
        }
    }

    @Test func `the image has every package that building and running need`() throws {
        let image = try Checkout.text("scripts/deploy/Dockerfile")
        let library = try Checkout.text("scripts/lib.sh")
        let list = try #require(library.split(separator: "BUILD_PACKAGES=(").last?.prefix { $0 != ")" })
        let packages = list.split { $0.isWhitespace }.map { $0.filter { $0 != "\"" }.prefix { $0 != "|" } }
        #expect(packages.count > 8)
        for package in packages { #expect(image.contains(package), "\(package)") }
    }

    @Test func `commands in the files are commands of the program`() throws {
        let program = try Checkout.text("Sources/debrief/debrief.docc/CommandLine.md")
        let compose = try Checkout.text("scripts/deploy/compose.yaml")
        for command in ["serve", "work", "migrate"] {
            #expect(compose.contains("command: [\(command)"), "\(command)")
            #expect(program.contains("debrief \(command)"), "\(command)")
        }
    }
}
