import Core
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Model

extension AnswerRoutes {
    private static let mostBytes = 256 * 1024

    /// `POST /v1/answers/{id}/retry`.
    func retry(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try id(context)
        let answer = try await desk.retry(as: try context.signedIn, id)
        return try JSONReply.response(answer, status: .accepted, headers: [.location: "/v1/answers/\(id)"])
    }

    /// `POST /v1/answers/retry`.
    func retryMany(_ request: Request, _ context: WebContext) async throws -> Response {
        let asked = try ManyRequest(try await request.wholeBody(upTo: Self.mostBytes))
        return try JSONReply.response(try await desk.retryMany(as: try context.signedIn, asked))
    }

    /// `POST /v1/answers/delete`.
    func deleteMany(_ request: Request, _ context: WebContext) async throws -> Response {
        let asked = try ManyRequest(try await request.wholeBody(upTo: Self.mostBytes))
        let sweep = try await desk.deleteMany(as: try context.signedIn, asked)
        if !sweep.dryRun { context.logger.info("Answers deleted", metadata: ["count": "\(sweep.done)"]) }
        return try JSONReply.response(sweep)
    }
}

/// `/v1/me`, `/v1/usage`, `/v1/rubrics` and `/v1/engines`: what a client may do, has done, and can choose from.
package struct SelfRoutes: Sendable {
    /// A rubric that answers can name.
    package struct Rubric: Sendable, Encodable {
        /// What to send as `rubric`.
        package var id: String
        /// Its title.
        package var title: String
        /// Name and version as results carry it.
        package var version: String
        /// The roles it is chosen for when an answer names no rubric.
        package var roles: [String]
        /// The criteria's ids and titles.
        package var criteria: [Criterion]

        /// A criterion of a rubric.
        package struct Criterion: Sendable, Encodable {
            /// Its id.
            package var id: String
            /// Its title.
            package var title: String
            /// Its share of the score.
            package var weight: Double

            /// A criterion.
            package init(id: String, title: String, weight: Double) {
                self.id = id
                self.title = title
                self.weight = weight
            }
        }

        /// A rubric.
        package init(id: String, title: String, version: String, roles: [String], criteria: [Criterion]) {
            self.id = id
            self.title = title
            self.version = version
            self.roles = roles
            self.criteria = criteria
        }
    }

    /// What does a stage.
    package struct Engine: Sendable, Encodable {
        /// The stage, or `emotion`.
        package var stage: String
        /// Its name.
        package var engine: String
        /// Its model.
        package var model: String?
        /// Whether recordings or words leave this machine for it.
        package var isRemote: Bool

        /// An engine.
        package init(stage: String, engine: String, model: String?, isRemote: Bool) {
            self.stage = stage
            self.engine = engine
            self.model = model
            self.isRemote = isRemote
        }
    }

    private struct Rubrics: Encodable { var rubrics: [Rubric] }
    private struct EngineList: Encodable { var engines: [Engine] }
    private struct Me: Encodable {
        var kind: String
        var owner: String
        var permissions: [String]
        var keyPrefix: String?
    }

    private let desk: AnswerService
    private let rubrics: @Sendable () throws -> [Rubric]
    private let engines: @Sendable () throws -> [Engine]

    /// The routes beside a desk for answers.
    package init(
        desk: AnswerService,
        rubrics: @escaping @Sendable () throws -> [Rubric],
        engines: @escaping @Sendable () throws -> [Engine]
    ) {
        self.desk = desk
        self.rubrics = rubrics
        self.engines = engines
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.choices
        routes.add(operations["getMe"]) { _, context in
            let principal = try context.signedIn
            return try JSONReply.response(
                Me(
                    kind: Self.kind(principal.kind),
                    owner: principal.owner,
                    permissions: principal.permissions.sorted().map(\.rawValue),
                    keyPrefix: principal.keyPrefix
                )
            )
        }
        routes.add(operations["getUsage"]) { request, context in
            let fields = try request.queryFields()
            if let unknown = fields.first(where: { !["since", "until"].contains($0.0) }) {
                throw WebError(.invalid, "There is no \"\(unknown.0.prefix(64))\"; known are since, until.")
            }
            let span = try AnswerQuery(fields.map { (name: $0.0, value: $0.1) }).filter
            return try JSONReply.response(
                try await desk.usage(as: try context.signedIn, since: span.since, until: span.until)
            )
        }
        routes.add(operations["listRubrics"]) { request, context in
            _ = try context.signedIn
            return try ConditionalReply.json(Rubrics(rubrics: try rubrics()), to: request)
        }
        routes.add(operations["listEngines"]) { request, context in
            _ = try context.signedIn
            return try ConditionalReply.json(EngineList(engines: try engines()), to: request)
        }
    }

    private static func kind(_ kind: Principal.Kind) -> String {
        switch kind {
        case .user: "user"
        case .apiKey: "apiKey"
        case .shareLink: "shareLink"
        case .localOperator: "localOperator"
        case .system: "system"
        }
    }
}
