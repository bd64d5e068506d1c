import Core
import Database
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Hummingbird

@testable import debrief

// The smallest whole feature, as "Add a feature" in Contributing.md goes: what it keeps, its table, its store, its routes, its entry.

/// The kind of a pin's identifier.
enum PinKind: IdentifierKind {
    static let prefix = "pin"
}

/// A line of text that its owner keeps.
struct Pin: Codable, Sendable, Hashable {
    /// Its identifier, `pin_…`.
    var id: Identifier<PinKind>
    /// At most 200 characters.
    var text: String
}

extension Pin {
    /// The table.
    static let migration = Migration("example pins") { _ in
        ["CREATE TABLE pins (id TEXT PRIMARY KEY, owner TEXT NOT NULL, text TEXT NOT NULL)"]
    }
}

/// The pins of a database.
struct PinStore: Sendable {
    private let database: any SQLDatabase

    /// The pins of a database.
    init(_ database: any SQLDatabase) { self.database = database }

    /// Keeps a pin for the principal's owner.
    func add(as principal: Principal, _ pin: Pin) async throws {
        try await database.write { connection in
            try connection.execute(
                "INSERT INTO pins (id, owner, text) VALUES ($1, $2, $3)",
                [.text(pin.id.rawValue), .text(principal.owner), .text(pin.text)]
            )
        }
    }

    /// One pin; nil when the principal may not know of it.
    func find(as principal: Principal, _ id: Identifier<PinKind>) async throws -> Pin? {
        try await database.read { connection in
            let owner = OwnerCondition(principal, after: 1)
            return try connection.execute(
                "SELECT text FROM pins WHERE id = $1\(owner.text)",
                [.text(id.rawValue)] + owner.values
            ).first.map { Pin(id: id, text: try $0.text("text")) }
        }
    }
}

/// `/v1/pins`.
struct PinRoutes: Sendable {
    private struct New: Decodable {
        var text: String
    }

    /// What clients can ask for.
    static let operations = [
        HTTPKit.Operation(
            .post,
            "/v1/pins",
            name: "createPin",
            .service,
            "Keep a line of text",
            needs: .permission(.answersWrite),
            costs: .writes,
            replies: [.init(201, "It is kept.", [.json(.named("Pin"))])]
        ).with(body: [.json(.named("Pin"))], errors: ["request.invalid"]),
        HTTPKit.Operation(
            .get,
            "/v1/pins/{id}",
            name: "getPin",
            .service,
            "One pin",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [.init(200, "The pin.", [.json(.named("Pin"))])]
        ).with(parameters: [.path("id", .id(PinKind.prefix), "The pin.")], errors: ["request.not_found"]),
    ]

    private let pins: PinStore

    /// The routes over a store.
    init(_ pins: PinStore) { self.pins = pins }

    /// Registers the routes.
    func add(to routes: Routes) {
        routes.add(Self.operations["createPin"]) { request, context in
            let body = try await request.wholeBody(upTo: 1_024)
            guard let new = try? JSONDecoder().decode(New.self, from: Data(body)), new.text.count <= 200 else {
                throw WebError(.invalid, "A pin wants a text of at most 200 characters.")
            }
            let pin = Pin(id: Identifier(at: Date()), text: new.text)
            try await pins.add(as: try context.signedIn, pin)
            return try JSONReply.response(pin, status: .created)
        }
        routes.add(Self.operations["getPin"]) { _, context in
            guard let id = context.parameters.get("id").flatMap(Identifier<PinKind>.init),
                let pin = try await pins.find(as: try context.signedIn, id)
            else { throw WebError(.notFound, "There is no pin with this id.") }
            return try JSONReply.response(pin)
        }
    }
}

extension FeatureEntry {
    /// Lines of text that people keep.
    static let pins = FeatureEntry(
        part: InterfacePart(PinRoutes.operations),
        routes: { composition in
            let store = PinStore(composition.premises.database)
            return { PinRoutes(store).add(to: $0) }
        }
    )
}
