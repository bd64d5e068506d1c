import Foundation

/// The PDF tools the tests look through: qpdf and poppler.
enum Tool {
    /// Runs a tool on a PDF and gives its exit code and what it printed.
    static func run(_ name: String, _ arguments: [String], on pdf: [UInt8]) throws -> (code: Int32, output: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "debrief-report-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "report.pdf")
        try Data(pdf).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments.map { $0 == "PDF" ? file.path : $0 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// The text of a PDF in reading order.
    static func text(_ pdf: [UInt8]) throws -> String {
        try run("pdftotext", ["-enc", "UTF-8", "PDF", "-"], on: pdf).output
    }

    /// How many pages a PDF has.
    static func pages(_ pdf: [UInt8]) throws -> Int {
        let text = try run("qpdf", ["--show-npages", "PDF"], on: pdf).output
        return Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }

    /// Words that stand outside the margins of their page.
    static func outside(_ pdf: [UInt8]) throws -> [String] {
        try run("pdftotext", ["-bbox", "PDF", "-"], on: pdf).output.split(separator: "\n").filter { line in
            guard line.contains("<word") else { return false }
            let edge = { (name: String) -> Double in
                let tail = line.split(separator: name + "=\"").dropFirst().first ?? ""
                return Double(tail.prefix { $0 != "\"" }) ?? 0
            }
            return edge("xMin") < 44 || edge("xMax") > 551 || edge("yMin") < 28 || edge("yMax") > 832
        }.map(String.init)
    }

    /// The words of a text.
    static func words(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }
}
