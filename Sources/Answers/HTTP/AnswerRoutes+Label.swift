import Core
import Database
import HTTPKit
import Hummingbird
import Model

/// `PATCH /v1/answers/{id}/label`: how its speaker finds an answer again.
extension AnswerRoutes {
    private static let maxLabel = 4 << 10

    private struct Body: Decodable {
        var name: String?
        var starred: Bool?
    }

    func label(_ request: Request, as principal: Principal, _ id: AnswerID) async throws -> AnswerLabel {
        let bytes = try await request.wholeBody(upTo: Self.maxLabel)
        let body = try StrictJSON.read(bytes, as: Body.self, known: ["name", "starred"])
        guard body.name != nil || body.starred != nil else {
            throw WebError(.invalid, "The body wants {\"name\": TEXT}, {\"starred\": true or false}, or both.")
        }
        let name = body.name?.trimmed
        if let name {
            let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            // Such a name would be taken for one that is sealed.
            guard name.count <= AnswerLabel.maxName, isPlain, !SealedText.isSealed(name) else {
                throw WebError(
                    .invalid,
                    "name wants at most \(AnswerLabel.maxName) characters without control characters."
                )
            }
        }
        return try await desk.label(as: principal, id, AnswerLabel.Change(name: name, starred: body.starred))
    }
}

extension AnswerService {
    /// Names or stars an answer.
    func label(as principal: Principal, _ id: AnswerID, _ change: AnswerLabel.Change) async throws -> AnswerLabel {
        guard let label = try await answers.label(as: principal, id, change) else { throw Self.missing }
        return label
    }
}
