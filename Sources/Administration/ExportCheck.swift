package import Core
import Crypto
package import FoundationEssentials
import HTTPKit

/// What administration refuses.
package typealias AdministrationError = ModuleError<AdministrationErrorCode>

/// The codes of ``AdministrationError``; each is a row of ``ErrorTable``.
package enum AdministrationErrorCode: String, ErrorCode {
    /// An archive is not as it was signed.
    case notAsSigned = "verify.failed"
}

/// Checks an exported archive: every file is there as it was signed, none was added, and the signature is right.
package enum ExportCheck {
    /// Checks an archive.
    ///
    /// - Parameters:
    ///   - archive: the whole file.
    ///   - key: the key that must have signed it, as Base64; nil takes the one it names.
    /// - Returns: what it says about itself.
    /// - Throws: `verify.failed`.
    package static func check(_ archive: Data, key: String?) throws(AdministrationError) -> ExportManifest {
        let entries = try StoredZip.entries(of: archive)
        guard let text = entries[PersonExport.manifestName], let sent = entries[PersonExport.signatureName] else {
            throw AdministrationError(.notAsSigned, "The archive has no signed manifest.")
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let manifest = try? decoder.decode(ExportManifest.self, from: text),
            manifest.format == "debrief-export-1"
        else { throw AdministrationError(.notAsSigned, "The manifest cannot be read, or is of another version.") }
        guard key == nil || key == manifest.publicKey else {
            throw AdministrationError(.notAsSigned, "Another key signed the archive: \(manifest.publicKey)")
        }
        guard let bytes = Data(base64Encoded: manifest.publicKey),
            let signer = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes),
            let signature = Data(base64Encoded: String(decoding: sent, as: UTF8.self)),
            signer.isValidSignature(signature, for: text)
        else { throw AdministrationError(.notAsSigned, "The signature is not that of the manifest.") }
        for file in manifest.files {
            guard let content = entries[file.name] else {
                throw AdministrationError(.notAsSigned, "\(file.name) is missing.")
            }
            guard content.count == file.bytes, SHA256.hash(data: content).hexadecimal == file.sha256 else {
                throw AdministrationError(.notAsSigned, "\(file.name) was changed.")
            }
        }
        let known = Set(manifest.files.map(\.name) + [PersonExport.manifestName, PersonExport.signatureName])
        if let added = entries.keys.sorted().first(where: { !known.contains($0) }) {
            throw AdministrationError(.notAsSigned, "\(added) was added.")
        }
        return manifest
    }
}

/// Reads the archives that ``ZipArchive`` writes: files stored as they are, with their sizes before them.
enum StoredZip {
    private static let fault = AdministrationError(.notAsSigned, "This is no archive of ours, or it was packed anew.")

    /// The files by name.
    ///
    /// - Throws: `verify.failed` for anything else, for a name that stands twice, and for one that leads out of the folder.
    static func entries(of data: Data) throws(AdministrationError) -> [String: Data] {
        let bytes = data.startIndex == 0 ? data : Data(data)
        var entries: [String: Data] = [:]
        var place = 0
        func number(_ at: Int, _ length: Int) throws(AdministrationError) -> Int {
            guard at + length <= bytes.count else { throw fault }
            return (0..<length).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
        }
        while try number(place, 4) == 0x0403_4b50 {
            let (flags, method) = (try number(place + 6, 2), try number(place + 8, 2))
            let (size, length) = (try number(place + 22, 4), try number(place + 26, 2))
            let start = place + 30 + length + (try number(place + 28, 2))
            guard method == 0, flags & 8 == 0, start + size <= bytes.count,
                let name = String(validating: bytes[place + 30..<place + 30 + length], as: UTF8.self),
                !name.hasPrefix("/"), !name.split(separator: "/").contains(".."), entries[name] == nil
            else { throw fault }
            entries[name] = bytes[start..<start + size]
            place = start + size
        }
        guard try number(place, 4) == 0x0201_4b50 else { throw fault }
        return entries
    }
}
