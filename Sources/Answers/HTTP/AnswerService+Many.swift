import Core
import Database
import Events
import FoundationEssentials
import HTTPKit
import Model

/// What a request about many answers did, or would do.
struct AnswerSweep: Sendable, Hashable, Codable {
    /// Answers that fit.
    var matched: Int
    /// Answers that were worked on by this request; 0 for a dry run.
    var done: Int
    /// Whether some are left: send the request again.
    var more: Bool
    /// Whether nothing was done.
    var dryRun: Bool
}

/// The body of `POST /v1/answers/retry` and `/delete`: the filters of the list, ids, and whether to do it.
struct ManyRequest: Sendable {
    /// Answers that one request works on at most.
    static let most = 1_000

    var filter: AnswerFilter
    var isDryRun: Bool

    private enum Value: Decodable {
        case text(String)
        case flag(Bool)
        case list([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let list = try? container.decode([String].self) {
                self = .list(list)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    /// Reads a body. What is not a dry run says so.
    ///
    /// - Throws: `request.invalid`.
    init(_ body: [UInt8]) throws(WebError) {
        guard let values = try? JSONDecoder().decode([String: Value].self, from: Data(body)) else {
            throw WebError(.invalid, "The body wants a JSON object with filters of the list, ids, and dryRun.")
        }
        var fields: [(name: String, value: String)] = []
        var ids: [AnswerID]?
        isDryRun = true
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            switch (name, value) {
            case ("dryRun", .flag(let flag)): isDryRun = flag
            case ("ids", .list(let texts)):
                guard texts.count <= Self.most else { throw WebError(.invalid, "ids takes at most \(Self.most).") }
                ids = try texts.map { text throws(WebError) -> AnswerID in
                    guard let id = AnswerID(text) else {
                        throw WebError(.invalid, "\"\(text.prefix(64))\" is no answer's id.")
                    }
                    return id
                }
            case ("degraded", .flag(let flag)), ("retryable", .flag(let flag)), ("starred", .flag(let flag)):
                fields.append((name, String(flag)))
            case (_, .text(let text)): fields.append((name, text))
            case (_, .flag), (_, .list): throw WebError(.invalid, "\(name.prefix(64)) wants a text.")
            }
        }
        filter = try AnswerQuery(fields).filter
        filter.ids = ids
        guard !fields.isEmpty || ids != nil else {
            throw WebError(.invalid, "Name at least one filter, or ids.")
        }
    }
}

extension AnswerService {
    /// Works on an answer again: one that failed, or that ended without a stage. What there is already is taken; what is missing is
    /// made anew, and what was paid for is not paid for again.
    ///
    /// - Throws: `request.not_ready` for one that is under way or lacks nothing.
    func retry(as principal: Principal, _ id: AnswerID) async throws -> Answer {
        let before = try await answer(as: principal, id)
        guard before.status == .failed || before.degraded == true else {
            throw WebError(
                .notReady,
                before.status == .done
                    ? "The answer lacks nothing."
                    : "The answer is under way; it can be tried again when it is finished."
            )
        }
        _ = try await again(as: principal, id)
        return try await answer(as: principal, id)
    }

    private func again(as principal: Principal, _ id: AnswerID) async throws -> Bool {
        guard try await answers.workAgain(on: id, at: Instant(now())) else { return false }
        if let standing = try await answers.standing(as: principal, id) { await progress.publish(standing.event) }
        return true
    }

    /// The same for those that fit and have something to gain, oldest first, at most ``ManyRequest/most``.
    func retryMany(as principal: Principal, _ asked: ManyRequest) async throws -> AnswerSweep {
        var filter = asked.filter
        filter.retryable = true
        let (ids, total) = try await answers.ids(as: principal, filter, limit: ManyRequest.most)
        guard !asked.isDryRun else { return AnswerSweep(matched: total, done: 0, more: false, dryRun: true) }
        var done = 0
        for id in ids where try await again(as: principal, id) { done += 1 }
        return AnswerSweep(matched: total, done: done, more: total > ids.count, dryRun: false)
    }

    /// Deletes those that fit, oldest first, at most ``ManyRequest/most``.
    func deleteMany(as principal: Principal, _ asked: ManyRequest) async throws -> AnswerSweep {
        let (ids, total) = try await answers.ids(as: principal, asked.filter, limit: ManyRequest.most)
        guard !asked.isDryRun else { return AnswerSweep(matched: total, done: 0, more: false, dryRun: true) }
        var done = 0
        for id in ids where try await removal.remove(as: principal, id) { done += 1 }
        return AnswerSweep(matched: total, done: done, more: total > ids.count, dryRun: false)
    }

    /// What a principal's answers amount to; of the last 31 days unless told otherwise.
    func usage(as principal: Principal, since: Date?, until: Date?) async throws -> AnswerUsage {
        let end = until ?? now()
        let start = since ?? end.addingTimeInterval(-31 * 86_400)
        return try await answers.usage(as: principal, since: Instant(start), until: Instant(end))
    }
}
