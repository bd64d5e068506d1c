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

    /// Pairs of words on one line whose boxes overlap by more than a hair.
    static func overlaps(_ pdf: [UInt8]) throws -> [String] {
        var found: [String] = []
        var line: [(box: [Double], text: String)] = []
        for row in try run("pdftotext", ["-bbox", "PDF", "-"], on: pdf).output.split(separator: "\n") {
            if row.contains("<page") { line = [] }
            guard
                let match = row.firstMatch(
                    of: /xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)">(.*)<\/word>/
                )
            else { continue }
            let output = match.output
            let box = [output.1, output.2, output.3, output.4].compactMap { Double($0) }
            guard box.count == 4 else { continue }
            for other in line {
                let shared = min(box[3], other.box[3]) - max(box[1], other.box[1])
                let wide = min(box[2], other.box[2]) - max(box[0], other.box[0])
                if shared > 0.6 * min(box[3] - box[1], other.box[3] - other.box[1]), wide > 0.5 {
                    found.append("\(other.text) and \(output.5) share \(wide) pt at \(box[0]), \(box[1])")
                }
            }
            line.append((box, String(output.5)))
        }
        return found
    }

    /// The pixels of every page in grey, 0–255, at 40 dots an inch.
    static func greys(_ pdf: [UInt8]) throws -> [[UInt8]] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "debrief-grey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try run("pdftoppm", ["-gray", "-r", "40", "PDF", folder.appending(path: "page").path], on: pdf)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return try names.map { name in
            let data = try Data(contentsOf: folder.appending(path: name))
            // A binary PGM: three lines of header, then one byte a pixel.
            let lines = data.indices.filter { data[$0] == 0x0A }.prefix(3)
            return Array(data[((lines.last ?? 0) + 1)...])
        }
    }

    /// The words of a text.
    static func words(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }
}
