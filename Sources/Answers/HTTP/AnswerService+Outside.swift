import Blobs
package import Core
import Database
package import FoundationEssentials
package import HTTPKit
package import Hummingbird
package import Model

/// What other features do with answers: share them, review them, take them along, erase them.
extension AnswerService {
    /// A file that belongs to an answer.
    package struct File: Sendable {
        /// Its name within the answer's folder, such as `report.pdf`.
        package var name: String
        /// Its content.
        package var content: Data
    }

    /// Accepts a recording that lies on this disk. Its file stays as it is.
    package func accept(as principal: Principal, file: URL, _ fields: UploadFields) async throws -> Answer {
        switch try await accept(as: principal, try await intake.begin(from: file), fields) {
        case .accepted(let answer): return answer
        case .earlier, .recordingGone:
            throw StorageError(.unavailable, "The recording went meanwhile; send it again.")
        }
    }

    /// An answer with every result there is.
    ///
    /// - Throws: `request.not_found`.
    package func read(as principal: Principal, _ id: AnswerID) async throws -> Answer {
        try await answer(as: principal, id)
    }

    /// A page of the principal's answers, newest first, without their heavy parts.
    package func shelf(as principal: Principal, limit: Int, cursor: String?) async throws -> AnswerList {
        try await list(as: principal, AnswerFilter(), limit: limit, cursor: cursor)
    }

    /// The original recording, whole or the part a `Range` header asks for.
    ///
    /// - Throws: `request.not_found` for a typed answer and for a recording that is no longer kept.
    package func sound(
        as principal: Principal,
        _ id: AnswerID,
        _ request: Request,
        _ context: WebContext
    ) async throws -> Response {
        let (file, type, sha256) = try await recordingFile(as: principal, id)
        let tag = EntityTag(hash: sha256)
        return try AnswerRoutes(desk: self).file(file, type: type, name: nil, tag: tag, request)
    }

    /// Deletes every answer the principal sees, with all results and files.
    ///
    /// - Returns: how many.
    package func removeAll(as principal: Principal) async throws -> Int {
        var count = 0
        while true {
            let page = try await answers.ids(as: principal, AnswerFilter(), limit: 100).ids
            for id in page {
                do {
                    try await delete(as: principal, id)
                    count += 1
                } catch let error as WebError where error.kind == .notFound {
                    // Another request was first.
                }
            }
            if page.isEmpty { return count }
        }
    }

    /// Every file of an answer: the answer as JSON, captions, reports, the recording. What it lacks is left out.
    package func files(as principal: Principal, of id: AnswerID) async throws -> [File] {
        let answer = try await answer(as: principal, id)
        var files = [File(name: "answer.json", content: try JSONReply.encoder.encode(answer))]
        for format in CaptionFormat.allCases {
            if let text = try await present({ try await captions(as: principal, id, as: format) }) {
                files.append(File(name: "transcript.\(format.rawValue)", content: Data(text.utf8)))
            }
        }
        if let text = try await present({ try await page(as: principal, id) }) {
            files.append(File(name: "report.html", content: Data(text.utf8)))
        }
        var stored: [(name: String, file: StoredFile)] = []
        if let (file, _) = try await present({ try await reportFile(as: principal, id) }) {
            stored.append(("report.pdf", file))
        }
        if let (file, _, _) = try await present({ try await recordingFile(as: principal, id) }) {
            stored.append(("recording." + (answer.recording?.container.rawValue ?? "bin"), file))
        }
        for (name, file) in stored {
            let content = try await threads.run {
                var content = Data()
                content.reserveCapacity(file.length)
                try file.pieces { content.append(contentsOf: $0) }
                return content
            }
            files.append(File(name: name, content: content))
        }
        return files
    }

    private func present<Value>(_ find: () async throws -> Value) async throws -> Value? {
        do {
            return try await find()
        } catch let error as WebError where error.kind == .notFound || error.kind == .notReady {
            return nil
        }
    }
}
