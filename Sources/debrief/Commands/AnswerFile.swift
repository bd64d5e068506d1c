import FoundationEssentials
import Model

/// An answer as JSON on disk, as `debrief analyze --json` and `GET /v1/answers/{id}` write it.
enum AnswerFile {
    /// Reads one.
    ///
    /// - Throws: ``MissingFile`` or ``UnreadableFile``.
    static func read(_ path: String) throws -> ReportContent {
        guard let data = FileManager.default.contents(atPath: path) else { throw MissingFile(path: path) }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let answer = try? decoder.decode(Answer.self, from: data) else {
            throw UnreadableFile(
                "\(path) is not an answer as JSON. Write one with debrief analyze --json, or take it from GET /v1/answers/{id}."
            )
        }
        return ReportContent(answer: answer, date: answer.createdAt, version: Version.text)
    }

    /// Writes a file whole or not at all.
    static func write(_ data: Data, to path: String) throws {
        let target = try OutputTarget(path: path)
        try target.write(data.bytes)
        try target.close()
    }
}
