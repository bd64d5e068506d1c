package import Accounts
package import Answers
package import Core
import Crypto
package import FoundationEssentials
package import HTTPKit
import HTTPTypes
package import Hummingbird
import Model
import NIOCore

/// Signs what leaves the service, so that it can be told later whether it is what was given out (Ed25519, RFC 8032).
package struct Signer: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// A signer out of an installation's secret of 32 bytes.
    package init(secret: [UInt8]) throws {
        let seed = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret),
            info: Data("debrief signing 1".utf8),
            outputByteCount: 32
        )
        key = try Curve25519.Signing.PrivateKey(rawRepresentation: unsafe seed.withUnsafeBytes { unsafe Data($0) })
    }

    /// The public key, as Base64.
    package var publicKey: String { key.publicKey.rawRepresentation.base64EncodedString() }

    /// The signature of a text, as Base64.
    package func signature(_ text: Data) throws -> String { try key.signature(for: text).base64EncodedString() }
}

/// What an archive says about itself.
package struct ExportManifest: Codable, Sendable, Hashable {
    /// A file of the archive.
    package struct File: Codable, Sendable, Hashable {
        /// Its name.
        package var name: String
        /// Its length.
        package var bytes: Int
        /// SHA-256 of its content, in hex.
        package var sha256: String
    }

    /// Which form this is.
    package var format = "debrief-export-1"
    /// Whose it is.
    package var account: String
    /// When it was made.
    package var createdAt: Date
    /// The Ed25519 key that signed it, as Base64.
    package var publicKey: String
    /// Every file but the manifest and its signature.
    package var files: [File]
}

/// Everything of a person as one archive: the account, its log, what each feature keeps, a manifest, and its signature.
package struct PersonExport: Sendable {
    /// Loads one file of the archive when its turn comes: its name and its content; nil when it is gone meanwhile.
    package typealias File = @Sendable () async throws -> (name: String, content: Data)?

    /// What one feature keeps of a person.
    package typealias Part = @Sendable (_ person: Principal) async throws -> [File]

    static let manifestName = "manifest.json"
    static let signatureName = "manifest.sig"

    private let accounts: AccountService
    private let answers: AnswerService
    private let signer: Signer
    private let parts: [Part]

    /// Exports of a service.
    ///
    /// - Parameter parts: what the features keep beside answers, in this order.
    package init(accounts: AccountService, answers: AnswerService, signer: Signer, parts: [Part]) {
        self.accounts = accounts
        self.answers = answers
        self.signer = signer
        self.parts = parts
    }

    private struct Profile: Encodable {
        var account: AccountReply
        var log: [LogEntry]
    }

    /// The archive, written while it is read: one file is in memory at a time.
    package func archive(as principal: Principal) async throws -> ResponseBody {
        let account = try await accounts.account(as: principal)
        let log = try await accounts.audit.list(as: principal, of: principal.owner, limit: 10_000)
        let profile = Profile(account: AccountReply(account), log: log.map { LogEntry($0) })
        let first = try JSONReply.encoder.encode(profile)
        let now = accounts.instant.date
        try await accounts.noteExport(as: principal)
        return ResponseBody { writer in try await write(principal, first, now, to: &writer) }
    }

    @concurrent private func write(
        _ principal: Principal,
        _ first: Data,
        _ now: Date,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        var archive = Archive(now: now)
        try await archive.add("account.json", first, to: &writer)
        var cursor: String?
        repeat {
            let page = try await answers.shelf(as: principal, limit: 50, cursor: cursor)
            for answer in page.answers {
                for file in try await answers.files(as: principal, of: answer.id) {
                    try await archive.add("answers/\(answer.id)/\(file.name)", file.content, to: &writer)
                }
            }
            cursor = page.nextCursor
        } while cursor != nil
        for part in parts {
            for file in try await part(principal) {
                guard let (name, content) = try await file() else { continue }
                try await archive.add(name, content, to: &writer)
            }
        }
        let manifest = ExportManifest(
            account: principal.owner,
            createdAt: now,
            publicKey: signer.publicKey,
            files: archive.files
        )
        let text = try JSONReply.encoder.encode(manifest)
        try await archive.add(Self.manifestName, text, to: &writer)
        try await archive.add(Self.signatureName, Data(try signer.signature(text).utf8), to: &writer)
        try await writer.write(ByteBuffer(bytes: archive.zip.end()))
        try await writer.finish(nil)
    }

    private struct Archive: Sendable {
        private static let piece = 256 * 1024
        var zip = ZipArchive()
        var files: [ExportManifest.File] = []
        let now: Date

        init(now: Date) { self.now = now }

        @concurrent mutating func add(_ name: String, _ content: Data, to writer: inout any ResponseBodyWriter)
            async throws
        {
            guard content.count <= ZipArchive.mostBytes else { return }
            files.append(
                .init(name: name, bytes: content.count, sha256: SHA256.hash(data: content).hexadecimal)
            )
            let head = zip.begin(name, size: content.count, crc: CRC32.of(content), date: now)
            try await writer.write(ByteBuffer(bytes: head))
            var place = content.startIndex
            while place < content.endIndex {
                let end = min(place + Self.piece, content.endIndex)
                try await writer.write(ByteBuffer(bytes: content[place..<end]))
                place = end
            }
        }
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        routes.add(Operations.administration["exportAccount"]) { _, context in
            let body = try await archive(as: try context.signedIn)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "application/zip", .cacheControl: "no-store",
                    .contentDisposition: "attachment; filename=\"debrief-export.zip\"",
                ],
                body: body
            )
        }
        routes.add(Operations.administration["getSigningKey"]) { _, _ in
            try JSONReply.response(["publicKey": signer.publicKey])
        }
    }
}
