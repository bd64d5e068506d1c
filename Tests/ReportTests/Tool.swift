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

    /// The words of a text.
    static func words(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }
}
