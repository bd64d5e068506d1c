import HTTPKit
import HTTPTypes
import Hummingbird
import Jobs
import NIOCore
import WebUI

extension FeatureEntry {
    /// The service itself: its version and its document.
    static let service = FeatureEntry(
        part: InterfacePart(Operations.service, schemas: Schemas.ofService),
        routes: { _ in { ServiceRoutes(version: Version.text).add(to: $0) } },
        jobs: { premises, registry in registry.registerPurge(of: premises.database) }
    )
}

/// What is neither an answer nor a page for people: the version, and the document of the interface.
struct ServiceRoutes: Sendable {
    private struct VersionReply: Encodable {
        var name = "debrief"
        var version: String
    }

    private let version: String

    /// The routes of one build.
    init(version: String) { self.version = version }

    /// Registers the routes.
    func add(to routes: Routes) {
        let operations = Operations.service
        routes.add(operations["getVersion"]) { _, _ in try JSONReply.response(VersionReply(version: version)) }
        let document = Interface.document
        let (json, docs) = (document.node(version: version).json, DocsPage(document).text(version: version))
        routes.add(operations["getOpenAPI"]) { request, _ in
            guard let chapters = try Self.chapters(request) else { return Self.text(json, "application/json") }
            return Self.text(document.part(chapters).node(version: version).json, "application/json")
        }
        routes.add(operations["getDocs"]) { _, _ in Self.text(docs, "text/html") }
    }

    /// The chapters that a request names; nil when it wants all.
    private static func chapters(_ request: Request) throws -> Set<Chapter>? {
        guard let wanted = try request.queryFields().first(where: { $0.name == "chapters" })?.value else { return nil }
        let names = wanted.split(separator: ",")
        let found = names.compactMap { name in Chapter.allCases.first { $0.key == name } }
        guard !names.isEmpty, found.count == names.count else {
            let known = Chapter.allCases.map(\.key).joined(separator: ", ")
            throw WebError(.invalid, "The query field \"chapters\" takes some of \(known), with commas.")
        }
        return Set(found)
    }

    private static func text(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type == "application/json" ? type : "\(type); charset=utf-8", .cacheControl: "no-cache",
                .contentLength: String(text.utf8.count),
            ],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}
