/// The replies of a document: those with the same bodies and headers stand once, as components, and references say in their
/// descriptions what they mean for an operation (OpenAPI 3.1.1, Reference Object).
struct SharedReplies {
    /// What makes two replies the same component.
    private struct Kind: Hashable {
        var types: [String]
        var schemas: [Schema]
        var headers: [String]
        var isRefusal: Bool
    }

    private struct Shared {
        var name: String
        var reply: Operation.Reply
        var uses: Int
    }

    private static let always = ["X-Request-Id", "Debrief-Version"]
    private static let rates = ["RateLimit", "RateLimit-Policy"]

    private var shared: [Kind: Shared] = [:]
    private var order: [Kind] = []

    /// The replies of operations.
    init(_ operations: [Operation]) {
        for operation in operations {
            for reply in operation.replies {
                let (kind, reply) = (Self.kind(of: reply, operation), Self.counted(reply, operation))
                guard var known = shared[kind] else {
                    order.append(kind)
                    shared[kind] = Shared(name: Self.name(of: reply, operation), reply: reply, uses: 1)
                    continue
                }
                known.uses += 1
                known.reply.contents = Self.joined(known.reply.contents, reply.contents)
                shared[kind] = known
            }
        }
        var taken: [String: Int] = [:]
        for kind in order where shared[kind]?.uses ?? 0 > 1 {
            guard let name = shared[kind]?.name else { continue }
            let number = taken[name, default: 0] + 1
            taken[name] = number
            if number > 1 { shared[kind]?.name = "\(name)-\(number)" }
        }
    }

    /// The replies of one operation by status, the last one for problems: what any request may meet is the `default`.
    func nodes(of operation: Operation) -> [JSONNode.Member] {
        var members = operation.replies.map { reply in
            JSONNode.Member(name: String(reply.status), value: node(of: reply, operation))
        }
        members.sort { $0.name < $1.name }
        let refusal = operation.method == .head ? "Bare" : "Problem"
        members.append(.init(name: "default", value: Self.reference(refusal)))
        return members
    }

    /// The components.
    var components: [JSONNode.Member] {
        let headers = Self.always + ["Retry-After", "WWW-Authenticate"] + Self.rates
        let meaning = "A problem: its status and its `code` say which, see `/docs/errors`."
        let refusals = [
            JSONNode.Member(name: "Problem", value: Self.response(meaning, [Self.problem], headers: headers)),
            JSONNode.Member(name: "Bare", value: Self.response(meaning, [], headers: headers)),
        ]
        return refusals
            + order.compactMap { kind in
                guard let shared = shared[kind], shared.uses > 1 else { return nil }
                return .init(name: shared.name, value: Self.whole(shared.reply))
            }
    }

    private func node(of reply: Operation.Reply, _ operation: Operation) -> JSONNode {
        guard let shared = shared[Self.kind(of: reply, operation)], shared.uses > 1 else {
            return Self.whole(Self.counted(reply, operation))
        }
        let node = Self.reference(shared.name)
        return reply.meaning == shared.reply.meaning ? node : node.setting("description", .text(reply.meaning))
    }

    private static func kind(of reply: Operation.Reply, _ operation: Operation) -> Kind {
        Kind(
            types: reply.contents.map(\.type),
            schemas: reply.contents.map(\.schema),
            headers: counted(reply, operation).headers,
            isRefusal: reply.status >= 400
        )
    }

    /// The reply with the headers of the quota that its operation spends.
    private static func counted(_ reply: Operation.Reply, _ operation: Operation) -> Operation.Reply {
        var reply = reply
        reply.headers = always + reply.headers + (operation.costs == nil ? [] : rates)
        return reply
    }

    /// The name of a schema, or of the operation where there is none, and the headers besides the usual ones.
    private static func name(of reply: Operation.Reply, _ operation: Operation) -> String {
        let schema = reply.contents.first?.schema.node["$ref"]?.text?.split(separator: "/").last.map(String.init)
        let own = operation.name.prefix(1).uppercased() + operation.name.dropFirst()
        let more = reply.headers.filter { !always.contains($0) && !rates.contains($0) }
        return ([reply.contents.isEmpty ? "Empty" : schema ?? own] + more).joined(separator: "-")
    }

    /// Contents with the examples of both.
    private static func joined(_ first: [Operation.Content], _ second: [Operation.Content]) -> [Operation.Content] {
        zip(first, second).map { first, second in
            var content = first
            content.examples += second.examples.filter { example in
                !first.examples.contains { $0.name == example.name || $0.value == example.value }
            }
            return content
        }
    }

    private static func whole(_ reply: Operation.Reply) -> JSONNode {
        var contents = reply.contents.map { JSONNode.Member(name: $0.type, value: $0.node) }
        // A status can be good news and a refusal, as that of a service that is not ready.
        if reply.status >= 400 { contents.append(problem) }
        return response(reply.meaning, contents, headers: reply.headers)
    }

    private static var problem: JSONNode.Member {
        .init(
            name: "application/problem+json",
            value: Operation.Content.json(.named("Problem"), ["problem": Examples.problem]).node
        )
    }

    private static func reference(_ name: String) -> JSONNode {
        .object(["$ref": .text("#/components/responses/\(name)")])
    }

    private static func response(_ meaning: String, _ contents: [JSONNode.Member], headers: [String]) -> JSONNode {
        let named = headers.map { name in
            JSONNode.Member(name: name, value: .object(["$ref": .text("#/components/headers/\(name)")]))
        }
        var node = JSONNode.object(["description": .text(meaning), "headers": .object(named)])
        if !contents.isEmpty { node = node.setting("content", .object(contents)) }
        return node
    }
}

/// The headers of replies, by name.
enum ReplyHeaders {
    /// One header.
    struct Header {
        var schema: Schema
        var meaning: String
        var isNeeded = false

        init(_ schema: Schema, _ meaning: String, needed: Bool = false) {
            self.schema = schema
            self.meaning = meaning
            isNeeded = needed
        }

        var node: JSONNode {
            let node = JSONNode.object(["description": .text(meaning), "schema": schema.node])
            return isNeeded ? node.setting("required", .flag(true)) : node
        }
    }

    private static let digits = Schema.text.with("pattern", .text("^[0-9]+$"))

    static var all: KeyValuePairs<String, Header> {
        [
            "X-Request-Id": Header(.text, "The request's id, as in problem documents and in the log.", needed: true),
            "Debrief-Version": Header(.text, "The version of the service that answered."),
            "X-Accel-Buffering": Header(.choice(["no"]), "Proxies pass the stream on as it comes."),
            "Location": Header(.text, "Where the resource is.", needed: true),
            "ETag": Header(.text.with("pattern", .text("^(W/)?\"[^\"]+\"$")), "The entity tag.", needed: true),
            "Content-Disposition": Header(.text, "A name for the file.", needed: true),
            "Link": Header(.text, "The next page, as `rel=\"next\"`."),
            "WWW-Authenticate": Header(.text, "How to name a key, and what was wrong with it."),
            "Retry-After": Header(digits, "Seconds after which to ask again."),
            "RateLimit": Header(.text, "What is left of the client's quota: `\"answers\";r=59;t=1`."),
            "RateLimit-Policy": Header(.text, "The quota: `\"answers\";q=60;w=60`, q requests in w seconds."),
            "Preference-Applied": Header(.text, "The wait that was kept to: `wait=60`."),
            "Idempotency-Replayed": Header(.choice(["true"]), "This reply was given before."),
            "Accept-Ranges": Header(.choice(["bytes"]), "Parts can be asked for.", needed: true),
            "Content-Range": Header(.text, "Which part this is, and of how many bytes.", needed: true),
            "Tus-Resumable": Header(.choice([TusRequest.version]), "The protocol's version.", needed: true),
            "Tus-Version": Header(.choice([TusRequest.version]), "The versions spoken.", needed: true),
            "Tus-Max-Size": Header(digits, "The largest upload taken, in bytes.", needed: true),
            "Tus-Extension": Header(.text, "The extensions spoken, with commas.", needed: true),
            "Tus-Checksum-Algorithm": Header(.text, "The digests known, with commas.", needed: true),
            "Upload-Offset": Header(digits, "Bytes that are there.", needed: true),
            "Upload-Length": Header(digits, "Bytes there will be; absent until the client told it."),
            "Upload-Defer-Length": Header(.choice(["1"]), "The client has not told the length."),
            "Upload-Metadata": Header(.text, "What came with the creation."),
            "Heard-Ms": Header(digits, "Milliseconds of a growing recording that were transcribed."),
            "Heard-Fillers": Header(digits, "Filled pauses in the words up to there: a lower bound."),
            "Upload-Expires": Header(.text, "When the upload is forgotten if no piece comes.", needed: true),
        ]
    }
}
