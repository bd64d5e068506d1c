import Core
package import Crypto
import FoundationEssentials

/// The key that seals what belongs to one owner. It never seals itself: files and texts are sealed with keys that follow from it.
package struct DataKey: Sendable {
    /// Length of an id, in bytes.
    package static let idLength = 16

    /// What names it in what it sealed: random, says nothing of the owner.
    package let id: [UInt8]
    private let secret: SymmetricKey

    /// A key of 32 bytes with its id of ``idLength``.
    package init(id: [UInt8], secret: [UInt8]) {
        self.id = id
        self.secret = SymmetricKey(data: secret)
    }

    /// The key of one file (HKDF with SHA-256, RFC 5869).
    ///
    /// - Parameter salt: random bytes, kept with the file.
    package func ofFile(salt: [UInt8]) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret,
            salt: salt,
            info: Array("debrief file 1".utf8),
            outputByteCount: InstallationKeys.keyLength
        )
    }

    /// The key of texts in the database.
    private var ofTexts: SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret,
            info: Array("debrief text 1".utf8),
            outputByteCount: InstallationKeys.keyLength
        )
    }

    /// A text sealed for one place in the database (AES-256-GCM, a random nonce), as the id of the key and the box in Base64.
    func seal(_ text: String, for place: String) throws(StorageError) -> String {
        do {
            let box = try AES.GCM.seal(Array(text.utf8), using: ofTexts, authenticating: Array(place.utf8))
            return (Data(id) + (box.combined ?? Data())).base64EncodedString()
        } catch {
            throw StorageError(.corrupt, "A text cannot be sealed.")
        }
    }

    /// The text of a box that was sealed for a place; nil when it was not.
    func open(_ box: Data, for place: String) -> String? {
        guard let box = try? AES.GCM.SealedBox(combined: box),
            let text = try? AES.GCM.open(box, using: ofTexts, authenticating: Array(place.utf8))
        else { return nil }
        return String(decoding: text, as: UTF8.self)
    }
}
