package import Core
package import HTTPTypes

/// One thing a client can ask for, as the document describes it.
package struct Operation: Sendable, Hashable {
    /// The verbs in use.
    package enum Method: String, Sendable, CaseIterable {
        case get, post, put, patch, delete, head, options
    }

    /// A value in the path, in the query or in a header.
    package struct Parameter: Sendable, Hashable {
        /// Where it stands.
        package enum Place: String, Sendable {
            case path, query, header
        }

        var name: String
        var place: Place
        var isNeeded: Bool
        var schema: Schema
        var meaning: String

        /// A part of the path.
        package static func path(_ name: String, _ schema: Schema, _ meaning: String) -> Parameter {
            Parameter(name: name, place: .path, isNeeded: true, schema: schema, meaning: meaning)
        }

        /// A part of the query.
        package static func query(_ name: String, _ schema: Schema, _ meaning: String, needed: Bool = false)
            -> Parameter
        {
            Parameter(name: name, place: .query, isNeeded: needed, schema: schema, meaning: meaning)
        }

        /// A header.
        package static func header(_ name: String, _ schema: Schema, _ meaning: String, needed: Bool = false)
            -> Parameter
        {
            Parameter(name: name, place: .header, isNeeded: needed, schema: schema, meaning: meaning)
        }

        var node: JSONNode {
            let node = JSONNode.object(["name": .text(name), "in": .text(place.rawValue)])
            // False is what holds when nothing is said.
            return (isNeeded ? node.setting("required", .flag(true)) : node)
                .setting("description", .text(meaning)).setting("schema", schema.node)
        }
    }

    /// A body in one media type.
    package struct Content: Sendable, Hashable {
        var type: String
        var schema: Schema
        /// Examples as JSON, by name.
        var examples: [JSONNode.Member] = []

        /// A body of a type.
        package init(type: String, schema: Schema, examples: [JSONNode.Member] = []) {
            self.type = type
            self.schema = schema
            self.examples = examples
        }

        /// JSON.
        package static func json(_ schema: Schema, _ examples: KeyValuePairs<String, String> = [:]) -> Content {
            Content(
                type: "application/json",
                schema: schema,
                examples: examples.map { .init(name: $0.key, value: .raw($0.value)) }
            )
        }

        /// Text or bytes of some other type.
        package static func file(_ type: String) -> Content {
            let isText = type.hasPrefix("text/") || type == "application/x-subrip"
            return Content(type: type, schema: type == "application/json" ? .anything : isText ? .text : .bytes)
        }

        var node: JSONNode {
            var node = JSONNode.object(["schema": schema.node])
            if !examples.isEmpty {
                let named = examples.map { JSONNode.Member(name: $0.name, value: .object(["value": $0.value])) }
                node = node.setting("examples", .object(named))
            }
            return node
        }
    }

    /// A reply that is no error.
    package struct Reply: Sendable, Hashable {
        var status: Int
        var meaning: String
        var contents: [Content] = []
        var headers: [String] = []

        package init(_ status: Int, _ meaning: String, _ contents: [Content] = [], headers: [String] = []) {
            self.status = status
            self.meaning = meaning
            self.contents = contents
            self.headers = headers
        }
    }

    /// The verb.
    package var method: Method
    /// The address, with `{names}`.
    package var path: String
    /// Its name in generated clients.
    package var name: String
    /// The chapter it belongs to.
    var chapter: Chapter
    /// What its caller needs.
    package var needs: Access
    /// The class whose quota it spends; nil when it has none.
    package var costs: CostClass?
    /// What it does, in a line.
    var summary: String
    /// What else there is to know.
    var more = ""
    /// What it takes besides a body.
    var parameters: [Parameter] = []
    /// What it takes as its body.
    var body: [Content] = []
    /// Whether there may be no body.
    var isBodyOptional = false
    /// What it answers when all goes well.
    var replies: [Reply]
    /// Codes of the error table it may answer with; `decode.*` stands for all of an area.
    var errors: [String] = []

    /// An operation. Without its rights and its cost there is none, and no route without an operation (`Routes`).
    package init(
        _ method: Method,
        _ path: String,
        name: String,
        _ chapter: Chapter,
        _ summary: String,
        needs: Access,
        costs: CostClass?,
        replies: [Reply]
    ) {
        self.method = method
        self.path = path
        self.name = name
        self.chapter = chapter
        self.summary = summary
        self.needs = needs
        self.costs = costs
        self.replies = replies
    }

    /// The same operation with more said.
    package func with(
        more: String = "",
        parameters: [Parameter] = [],
        body: [Content] = [],
        isBodyOptional: Bool = false,
        errors: [String] = []
    ) -> Operation {
        var operation = self
        operation.more = more
        operation.parameters = parameters
        operation.body = body
        operation.isBodyOptional = isBodyOptional
        operation.errors = errors
        return operation
    }
}

/// The chapters of the document, in their order.
package enum Chapter: String, Sendable, CaseIterable {
    case answers = "Answers"
    case results = "Results"
    case uploads = "Uploads"
    case reports = "Reports"
    /// The question bank, own questions, questions that a model writes.
    case questions = "Questions"
    /// Interviews of several questions.
    case interviews = "Interviews"
    /// How answers change over time, and what to practise next.
    case progress = "Progress"
    case rescores = "Re-scoring"
    case webhooks = "Webhooks"
    case resumes = "Resumes"
    case knowledge = "Knowledge"
    case accounts = "Accounts"
    case shares = "Sharing"
    case administration = "Administration"
    case service = "Service"

    /// Its name in the query of `/openapi.json`.
    package var key: String { "\(self)" }

    var meaning: String {
        switch self {
        case .answers: "Recordings of answers: accepting them, following them, deleting them."
        case .results: "What became of one answer, in every form there is."
        case .uploads: "Resumable uploads by the tus 1.0 protocol."
        case .reports: "Reports over several answers."
        case .questions: "The question bank, a caller's own questions, and questions that a model writes."
        case .interviews: "Interviews of several questions: making them, their moves, their answers, their debrief."
        case .progress: "How answers change over time, and what to practise next."
        case .rescores: "Scoring stored answers again, with another rubric or another judge."
        case .accounts: "People: registering, sessions, what a person changes of their own."
        case .shares: "Links to an answer for people without an account, and their remarks."
        case .administration: "Looking after people, the audit log, and reviewing answers of people who agreed to it."
        case .webhooks: "Addresses that are told when something is done."
        case .resumes: "Résumés, and how they match job descriptions."
        case .knowledge: "Documents that questions and judgements may draw on, and the search in them."
        case .service: "The service itself."
        }
    }
}

extension Operation {
    /// What any request may meet.
    private static let anywhere = ["internal", "request.foreign_host", "request.forwarded", "request.foreign_origin"]
    /// What any request for something stored may meet.
    private static let stored = ["storage.unavailable", "storage.corrupt", "request.overloaded"]
    /// What a request meets where keys are needed.
    private static let closed = ["request.unauthorized", "request.forbidden", "storage.unavailable"]

    /// The method as requests have it.
    package var verb: HTTPRequest.Method { HTTPRequest.Method(rawValue: method.rawValue.uppercased()) ?? .get }

    /// Whether no credentials are needed.
    package var isOpen: Bool { needs == .open }

    /// What a request meets whose client asks too much of the service, or takes too long.
    private var bounds: [String] {
        (costs == nil && isOpen ? [] : ["request.rate_limited"])
            + (costs?.takesRecordings == true ? [] : ["request.deadline"])
            + (isOpen ? [] : ["request.stopping"]) + bodyBounds
    }

    /// What a request meets whose body is too long, or does not come.
    private var bodyBounds: [String] {
        if body.isEmpty { return [] }
        let isKept = body.contains { $0.type.hasSuffix("json") }
        return ["request.too_slow", "request.malformed", "upload.interrupted"] + (isKept ? ["request.too_large"] : [])
    }

    /// The rows of the error table this operation may answer with.
    package var errorRows: [ErrorRow] {
        let wanted =
            errors + Self.anywhere + (chapter == .service ? [] : Self.stored) + (isOpen ? [] : Self.closed) + bounds
        return Self.rows(wanted)
    }

    /// Those of them that are its own, and not what any request may meet.
    var ownErrorRows: [ErrorRow] { Self.rows(errors) }

    private static func rows(_ wanted: [String]) -> [ErrorRow] {
        ErrorTable.rows.filter { row in
            wanted.contains { name in
                name.hasSuffix("*") ? row.code.hasPrefix(name.dropLast()) : row.code == name
            }
        }
    }
}
