import Foundation
import Testing

/// The files to deploy with, which are not run here, against what they name.
@Suite(.timeLimit(.minutes(1)))
struct DeploymentTests {
    private static let files = ["debrief.service", "Dockerfile", "compose.yaml"].map { "scripts/deploy/\($0)" }
    /// Variables of PostgreSQL's and MinIO's images.
    private static let foreign: Set<Substring> = ["POSTGRES", "MINIO", "MC"]

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

    @Test(arguments: ["alerts.yaml", "grafana.json"])
    func `rules and dashboard ask for metrics there are`(_ file: String) throws {
        let page = try Checkout.text("Sources/debrief/debrief.docc/Operations.md")
        let text = try Checkout.text("config/monitoring/\(file)").replacing("\\\"", with: "'")
        let expressions = text.matches(of: /"?expr"?: (.+)/).map { String($0.output.1) }
        #expect(expressions.count >= 6)
        for expression in expressions {
            // What is in braces and behind "by" are labels.
            let bare = expression.replacing(/\{[^}]*\}|by \([^)]*\)/, with: "")
            let names = bare.matches(of: /\b(?:[a-z]+_)+[a-z]+\b/).map { String($0.output) }
            #expect(!names.isEmpty, "\(expression)")
            for name in names {
                let stage = name.replacing(/^answers_[a-z]+_seconds_(?:sum|count)$/, with: "answers_<stage>_seconds")
                #expect(page.contains("`\(stage)`"), "\(name)")
            }
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

    @Test func `the compose file names versions, gives Debrief no root of the store, and no secret to all`() throws {
        let compose = try Checkout.text("scripts/deploy/compose.yaml")
        for match in compose.matches(of: /image: (\S+)/) {
            let image = match.output.1
            #expect(image.contains(":") && !image.hasSuffix(":latest"), "\(image)")
        }
        #expect(!compose.contains(/chmod [0-7]*[4-7] secrets/))
        let root = try #require(compose.firstMatch(of: /MINIO_ROOT_USER: (\S+)/)).output.1
        let own = try #require(compose.firstMatch(of: /BLOBS_S3_ACCESS_KEY: (\S+)/)).output.1
        #expect(root != own)
        let secrets = try #require(compose.firstMatch(of: /x-debrief:[\s\S]*?secrets: \[([^\]]*)\]/)).output.1
        #expect(!secrets.contains("minio-root"))
    }

    @Test func `commands in the files are commands of the program`() throws {
        let program = try Checkout.text("Sources/debrief/debrief.docc/CommandLine.md")
        let compose = try Checkout.text("scripts/deploy/compose.yaml")
        for command in ["serve", "work", "migrate"] {
            #expect(compose.contains("command: [\(command)"), "\(command)")
            #expect(program.contains("debrief \(command)"), "\(command)")
        }
    }

    @Test func `a fresh checkout has every file the image copies, and secrets reach neither git nor the image`() throws
    {
        let image = try Checkout.text("scripts/deploy/Dockerfile")
        let tracked = try run("git", ["ls-files"]).output.split(separator: "\n").map(String.init)
        for line in image.split(separator: "\n") where line.hasPrefix("COPY ") && !line.contains("--from=") {
            for source in line.split(separator: " ").dropFirst().dropLast() where source != "." {
                let pattern = source.split(separator: "*", omittingEmptySubsequences: false)
                #expect(
                    tracked.contains {
                        $0.hasPrefix(source + "/")
                            || $0.hasPrefix(pattern[0]) && $0.hasSuffix(pattern[pattern.count - 1])
                    },
                    "\(source)"
                )
            }
        }
        let ignored = try Checkout.text(".dockerignore").split(separator: "\n")
        for secret in ["secrets/minio", ".env", "scripts/deploy/.env"] {
            #expect(try run("git", ["check-ignore", "-q", secret]).status == 0, "\(secret)")
            let name = secret.split(separator: "/").first ?? ""
            #expect(ignored.contains(name) || ignored.contains("**/.env"), "\(secret)")
        }
    }

    @Test func `what the unit names is installed by the steps, and the unit is one`() throws {
        let page = try Checkout.text("Sources/debrief/debrief.docc/Operations.md")
        let unit = try Checkout.text("scripts/deploy/debrief.service")
        #expect(page.contains("--static-swift-stdlib"))
        for match in unit.matches(of: /(?:file:|ExecStart=)(\/\S+)/) {
            let path = URL(filePath: String(match.output.1))
            #expect(page.contains(path.deletingLastPathComponent().path), "\(path.path)")
            #expect(page.contains(path.lastPathComponent), "\(path.path)")
        }
        guard (try? run("systemd-analyze", ["--version"]).status) == 0 else { return }
        let copy = FileManager.default.temporaryDirectory.appending(path: "debrief-\(UUID().uuidString).service")
        defer { try? FileManager.default.removeItem(at: copy) }
        // There is no program where it will be installed.
        try unit.replacing("ExecStart=/usr/local/bin/debrief", with: "ExecStart=/bin/true")
            .write(to: copy, atomically: true, encoding: .utf8)
        let verdict = try run("systemd-analyze", ["verify", copy.path])
        #expect(verdict.status == 0 && verdict.output.isEmpty, "\(verdict.output)")
    }

    /// What the parts of the image install is what Debian calls it, and the last part has what the binary links.
    @Test func `the packages are Debian's, and hold every library the program links`() throws {
        let image = try Checkout.text("scripts/deploy/Dockerfile")
        let halves = image.split(separator: "FROM debian:")
        try #require(halves.count == 3)
        let runtime = Set(halves[2].split { !($0.isLetter || $0.isNumber || "-+.".contains($0)) }.map(String.init))
        let program = Checkout.root.appending(path: ".build/debug/debrief").path
        guard FileManager.default.fileExists(atPath: program), (try? run("dpkg-query", ["--version"]).status) == 0
        else { return }
        let needed = try run("readelf", ["-d", program]).output.matches(of: /\(NEEDED\).*\[(.*)\]/).map {
            String($0.output.1)
        }
        try #require(needed.contains("libcurl.so.4"))
        // libsphinxbase comes with libpocketsphinx; the toolchain's own are linked statically.
        for library in needed where !library.hasPrefix("libswift") && !library.hasPrefix("libFoundation") {
            let found = try run("dpkg-query", ["-S", "*/\(library)"])
            guard found.status == 0 else { continue }
            let packages = found.output.split(separator: "\n").compactMap {
                $0.split(separator: ":").first.map(String.init)
            }
            let always: Set<String> = ["libc6", "libgcc-s1", "libsphinxbase3"]
            #expect(packages.contains { runtime.contains($0) || always.contains($0) }, "\(library): \(packages)")
        }
    }

    private func run(_ name: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.currentDirectoryURL = Checkout.root
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
