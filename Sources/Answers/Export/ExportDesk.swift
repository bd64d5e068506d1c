import Blobs
import Core
import Database
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
package import Model
import NIOCore

/// Answers as files to take away, written while they are read: however many there are, one answer is in memory at a time.
struct ExportDesk: Sendable {
    private static let piece = 256 * 1024
    private let desk: AnswerService

    /// A desk beside the one for answers.
    init(_ desk: AnswerService) { self.desk = desk }

    /// The ids of a list, page by page.
    private struct Walk {
        let desk: AnswerService
        let principal: Principal
        let filter: AnswerFilter
        var page: AnswerPage
        var place = 0

        mutating func next() async throws -> AnswerID? {
            while place == page.answers.count {
                guard let cursor = page.next else { return nil }
                page = try await desk.page(as: principal, filter, after: cursor)
                place = 0
            }
            place += 1
            return page.answers[place - 1].submission.id
        }
    }

    /// The table of all answers that fit.
    func table(as principal: Principal, _ filter: AnswerFilter) async throws -> ResponseBody {
        // The first page is read before anything is said, so that a failure is a problem and no half file.
        let first = try await desk.page(as: principal, filter, after: nil)
        return ResponseBody { writer in try await writeTable(principal, filter, first, to: &writer) }
    }

    /// Everything of all answers that fit, in a folder each.
    func archive(as principal: Principal, _ filter: AnswerFilter) async throws -> ResponseBody {
        let first = try await desk.page(as: principal, filter, after: nil)
        return ResponseBody { writer in try await writeArchive(principal, filter, first, to: &writer) }
    }

    /// Everything of one answer.
    func archive(as principal: Principal, of id: AnswerID) async throws -> ResponseBody {
        let answer = try await desk.answer(as: principal, id)
        return ResponseBody { writer in
            var zip = ZipArchive()
            try await write(principal, answer, in: "", to: &zip, &writer)
            try await finish(&zip, &writer)
        }
    }

    @concurrent private func writeTable(
        _ principal: Principal,
        _ filter: AnswerFilter,
        _ first: AnswerPage,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        var walk = Walk(desk: desk, principal: principal, filter: filter, page: first)
        try await writer.write(ByteBuffer(string: AnswerTable.header))
        while let id = try await walk.next() {
            guard let answer = try await present(as: principal, id) else { continue }
            try await writer.write(ByteBuffer(string: AnswerTable.line(answer)))
        }
        try await writer.finish(nil)
    }

    @concurrent private func writeArchive(
        _ principal: Principal,
        _ filter: AnswerFilter,
        _ first: AnswerPage,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        var walk = Walk(desk: desk, principal: principal, filter: filter, page: first)
        var zip = ZipArchive()
        while let id = try await walk.next() {
            guard let answer = try await present(as: principal, id) else { continue }
            try await write(principal, answer, in: "\(id)/", to: &zip, &writer)
        }
        try await finish(&zip, &writer)
    }

    @concurrent private func finish(_ zip: inout ZipArchive, _ writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(ByteBuffer(bytes: zip.end()))
        try await writer.finish(nil)
    }

    /// An answer; nil when it was deleted meanwhile.
    private func present(as principal: Principal, _ id: AnswerID) async throws -> Answer? {
        do {
            return try await desk.answer(as: principal, id)
        } catch let error as WebError where error.kind == .notFound {
            return nil
        }
    }

    /// The files there are: what an answer lacks, because it failed or was cleared away, is left out.
    @concurrent private func write(
        _ principal: Principal,
        _ answer: Answer,
        in folder: String,
        to zip: inout ZipArchive,
        _ writer: inout any ResponseBodyWriter
    ) async throws {
        let (id, date) = (answer.id, answer.createdAt)
        let json = try await desk.drawing.run { try JSONReply.encoder.encode(answer) }
        try await write(json, as: folder + "answer.json", date, to: &zip, &writer)
        for format in CaptionFormat.allCases {
            guard let text = try await there({ try await desk.captions(as: principal, id, as: format) }) else {
                continue
            }
            try await write(Data(text.utf8), as: folder + "transcript.\(format.rawValue)", date, to: &zip, &writer)
        }
        if let text = try await there({ try await desk.page(as: principal, id) }) {
            try await write(Data(text.utf8), as: folder + "report.html", date, to: &zip, &writer)
        }
        if let (file, _) = try await there({ try await desk.reportFile(as: principal, id) }) {
            try await write(file: file, as: folder + "report.pdf", date, to: &zip, &writer)
        }
        if let (file, _, _) = try await there({ try await desk.recordingFile(as: principal, id) }) {
            let container = answer.recording?.container
            let name = "recording." + (container.flatMap { $0 == .other ? nil : $0.rawValue } ?? "bin")
            try await write(file: file, as: folder + name, date, to: &zip, &writer)
        }
    }

    private func there<Value>(_ find: () async throws -> Value) async throws -> Value? {
        do {
            return try await find()
        } catch let error as WebError where error.kind == .notFound || error.kind == .notReady {
            return nil
        }
    }

    /// A file, read twice in pieces: for its checksum, which stands in front, and for its bytes. One that is not there is left out; one
    /// that changes meanwhile ends the reply, which the client then sees to be cut off.
    @concurrent private func write(
        file: StoredFile,
        as name: String,
        _ date: Date,
        to zip: inout ZipArchive,
        _ writer: inout any ResponseBodyWriter
    ) async throws {
        guard file.length <= ZipArchive.mostBytes else { return }
        let threads = desk.threads
        let crc = try await threads.run {
            var crc = CRC32()
            try file.pieces { crc.add($0) }
            return crc.value
        }
        try await writer.write(ByteBuffer(bytes: zip.begin(name, size: file.length, crc: crc, date: date)))
        var place = 0
        while place < file.length {
            let from = place
            let piece = try await threads.run { try file.read(at: from, count: StoredFile.pieceLength) }
            guard !piece.isEmpty else {
                throw StorageError(.unavailable, "A stored file was cut off while it was read.")
            }
            place += piece.count
            try await writer.write(ByteBuffer(bytes: piece))
        }
    }

    @concurrent private func write(
        _ data: Data,
        as name: String,
        _ date: Date,
        to zip: inout ZipArchive,
        _ writer: inout any ResponseBodyWriter
    ) async throws {
        guard data.count <= ZipArchive.mostBytes else { return }
        let crc = try await desk.drawing.run { CRC32.of(data) }
        try await writer.write(ByteBuffer(bytes: zip.begin(name, size: data.count, crc: crc, date: date)))
        var place = data.startIndex
        while place < data.endIndex {
            let end = min(place + Self.piece, data.endIndex)
            try await writer.write(ByteBuffer(bytes: data[place..<end]))
            place = end
        }
    }
}

/// Answers as comma-separated values (RFC 4180), one line each.
package enum AnswerTable {
    private static let columns: [(name: String, value: @Sendable (Answer) -> String?)] = [
        ("id", { $0.id.rawValue }),
        ("status", { $0.status.rawValue }),
        ("created_at", { $0.createdAt.formatted(.iso8601) }),
        ("candidate", { quoted($0.candidate) }),
        ("role", { quoted($0.question.role) }),
        ("level", { quoted($0.question.level) }),
        ("question", { quoted($0.question.text) }),
        ("problem", { $0.problem?.code }),
        ("language", { quoted($0.transcript?.language) }),
        ("duration_ms", { number($0.recording.map { Double($0.durationMs) }) }),
        ("speech_ms", { number($0.quality.map { Double($0.speechMs) }) }),
        ("quality", { $0.quality?.verdict.rawValue }),
        ("score", { number($0.evaluation?.score) }),
        ("score_low", { number($0.evaluation?.range?.low) }),
        ("score_high", { number($0.evaluation?.range?.high) }),
        ("engine", { quoted($0.evaluation?.engine) }),
        ("model", { quoted($0.evaluation?.model) }),
        ("rubric", { quoted($0.evaluation?.rubric) }),
        ("words", { number($0.delivery.map { Double($0.wordCount) }) }),
        ("words_per_minute", { number($0.delivery?.wordsPerMinute) }),
        ("fillers", { number($0.delivery.map { Double($0.fillers.total) }) }),
        ("fillers_per_minute", { number($0.delivery?.fillers.perMinute) }),
        ("fillers_reliability", { $0.delivery?.fillers.reliability.rawValue }),
        ("long_pauses", { number($0.delivery.map { Double($0.pauses.longCount) }) }),
        ("fluency", { number($0.delivery?.fluency?.score) }),
        ("confidence", { number($0.delivery?.confidence?.score) }),
        ("drill", { quoted($0.evaluation?.nextDrill?.title) }),
        ("transcript", { quoted($0.transcript?.text) }),
        ("degraded", { $0.degraded.map { String($0) } }),
        ("problems", { quoted($0.problems.map { $0.map { "\($0.stage):\($0.code)" }.joined(separator: " ") }) }),
        ("external_id", { quoted($0.externalId) }),
        ("finished_at", { $0.finishedAt?.formatted(.iso8601) }),
        ("name", { quoted($0.name) }),
        ("starred", { $0.starred.map { String($0) } }),
    ]

    /// The first line.
    package static let header = columns.map(\.name).joined(separator: ",") + "\r\n"

    /// An answer's line. What is not known is empty.
    package static func line(_ answer: Answer) -> String {
        columns.map { $0.value(answer) ?? "" }.joined(separator: ",") + "\r\n"
    }

    /// With a point, whatever the locale, and at most three decimals.
    private static func number(_ value: Double?) -> String? {
        guard let value, value.isFinite, abs(value) < 1e12 else { return nil }
        let rounded = (value * 1000).rounded() / 1000
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    /// A field in quotes; one that a spreadsheet would take for a formula is kept from being one. The first scalar decides, and those
    /// that programs make of it: with a mark on it an equals sign is another character and the same formula.
    private static func quoted(_ text: String?) -> String? {
        guard let text else { return nil }
        // What is blank or invisible in front is skipped by some programs.
        let first = text.unicodeScalars.first {
            !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
        }
        let isFormula =
            first.map { formulaSigns.contains($0) } ?? false
            || text.unicodeScalars.first.map { "\t\r\n".unicodeScalars.contains($0) } ?? false
        return "\"" + ((isFormula ? "'" : "") + text).replacing("\"", with: "\"\"") + "\""
    }

    /// Signs that begin a formula, with their full-width and small forms and the minus sign.
    private static let formulaSigns = Set(
        "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\u{FE66}\u{FE62}\u{FE63}\u{FE6B}\u{2212}".unicodeScalars
    )
}

/// `/v1/exports` and `/v1/answers/{id}/export.zip`: answers to take away.
package struct ExportRoutes: Sendable {
    private let desk: ExportDesk

    /// The routes beside a desk for answers.
    package init(desk: AnswerService) { self.desk = ExportDesk(desk) }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.results
        routes.add(operations["exportAnswersCSV"]) { request, context in
            let body = try await desk.table(as: try context.signedIn, try AnswerQuery(request).filter)
            return Self.file(body, "text/csv; charset=utf-8", "debrief-answers.csv")
        }
        routes.add(operations["exportAnswersZIP"]) { request, context in
            let body = try await desk.archive(as: try context.signedIn, try AnswerQuery(request).filter)
            return Self.file(body, "application/zip", "debrief-answers.zip")
        }
        routes.add(operations["getExport"]) { _, context in
            guard let id = context.parameters.get("id").flatMap(AnswerID.init) else {
                throw WebError(.notFound, "There is no answer with this id.")
            }
            let body = try await desk.archive(as: try context.signedIn, of: id)
            return Self.file(body, "application/zip", "debrief-\(id.rawValue.suffix(12)).zip")
        }
    }

    private static func file(_ body: ResponseBody, _ type: String, _ name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ],
            body: body
        )
    }
}
