import Core
import Database
import HTTPKit
import Hummingbird
import Model

/// `PATCH /v1/answers/{id}/label`: how its speaker finds an answer again.
extension AnswerRoutes {
    private static let maxLabel = 4 << 10

    private struct Body: Decodable {
        enum CodingKeys: CodingKey {
            case name
            case starred
        }

        var name: String?
        var starred: Bool?

        /// Null is no name and no star: it would be taken for a wish to remove them.
        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            if fields.contains(.name) { name = try fields.decode(String.self, forKey: .name) }
            if fields.contains(.starred) { starred = try fields.decode(Bool.self, forKey: .starred) }
        }
    }

    func label(_ request: Request, as principal: Principal, _ id: AnswerID) async throws -> AnswerLabel {
        let type = HeaderParameters(request.headers[.contentType] ?? "").value
        guard type == "application/json" else {
            throw WebError(.unsupportedMediaType, "Send the label as application/json.")
        }
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
