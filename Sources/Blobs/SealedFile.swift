import Core
import Crypto
import Database
import FoundationEssentials

/// The form of sealed files: a head of 64 bytes, then frames of 64 KiB, each sealed by itself with AES-256-GCM. The frame's number and
/// whether it is the last one are its nonce, which makes the frames a stream that cannot be cut, reordered or gone on with (STREAM of
/// Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015). The file's
/// key follows from the owner's and a random salt, so no nonce is ever used twice with one key. The head and the file's place are
/// authenticated with each frame: a file that was moved to another answer does not open.
enum SealedFile {
    /// What begins a sealed file, before all other bytes of the head: no container of sound begins like that.
    static let magic = Array("DBRFSEA1".utf8)
    static let headLength = 64
    static let frameLength = 1 << 16
    static let tagLength = 16
    private static let saltLength = 32
    private static let mostFrames = Int(UInt32.max)

    /// What stands in front.
    struct Head: Sendable, Hashable {
        /// The key of the owner.
        var key: [UInt8]
        /// What the file's own key follows from.
        var salt: [UInt8]

        init(key: [UInt8]) {
            self.key = key
            salt = (0..<saltLength).map { _ in UInt8.random(in: .min ... .max) }
        }

        /// From the first bytes of a file; nil when it is not sealed.
        init?(_ bytes: [UInt8]) {
            guard bytes.count >= headLength, bytes.starts(with: magic) else { return nil }
            key = Array(bytes[16..<32])
            salt = Array(bytes[32..<64])
        }

        var bytes: [UInt8] { magic + [UInt8](repeating: 0, count: 8) + key + salt }
    }

    /// Bytes of what was sealed, by the length of the file; nil for a length that no sealed file has.
    static func length(of fileLength: Int) -> Int? {
        let body = fileLength - headLength
        guard body >= tagLength else { return nil }
        let whole = frameLength + tagLength
        let (full, rest) = (body / whole, body % whole)
        guard rest == 0 || rest >= tagLength, full < mostFrames else { return nil }
        return full * frameLength + (rest == 0 ? 0 : rest - tagLength)
    }

    /// Frames of so many bytes: at least one, which is then empty.
    static func frames(of length: Int) -> Int { max(1, (length + frameLength - 1) / frameLength) }

    /// Seals and opens the frames of one file.
    struct Frames: Sendable {
        private let key: SymmetricKey
        private let place: [UInt8]

        /// - Parameter place: the file's place, e.g. `ans_…/original`.
        init(_ head: Head, key: DataKey, place: String) {
            self.key = key.ofFile(salt: head.salt)
            self.place = head.bytes + Array(place.utf8)
        }

        private func nonce(_ number: Int, isLast: Bool) throws -> AES.GCM.Nonce {
            var bytes = [UInt8](repeating: 0, count: 12)
            for place in 0..<4 { bytes[7 + place] = UInt8(truncatingIfNeeded: number >> (24 - 8 * place)) }
            bytes[11] = isLast ? 1 : 0
            return try AES.GCM.Nonce(data: bytes)
        }

        /// A frame sealed: as many bytes and the tag.
        func seal(_ frame: ArraySlice<UInt8>, number: Int, isLast: Bool) throws(StorageError) -> [UInt8] {
            do {
                let nonce = try nonce(number, isLast: isLast)
                let box = try AES.GCM.seal(frame, using: key, nonce: nonce, authenticating: place)
                return Array(box.ciphertext) + Array(box.tag)
            } catch {
                throw StorageError(.corrupt, "A file cannot be sealed.")
            }
        }

        /// What a frame holds; nil when it is not what was sealed here.
        func open(_ frame: ArraySlice<UInt8>, number: Int, isLast: Bool) -> [UInt8]? {
            guard frame.count >= tagLength, let nonce = try? nonce(number, isLast: isLast),
                let box = try? AES.GCM.SealedBox(
                    nonce: nonce,
                    ciphertext: frame.dropLast(tagLength),
                    tag: frame.suffix(tagLength)
                ), let bytes = try? AES.GCM.open(box, using: key, authenticating: place)
            else { return nil }
            return Array(bytes)
        }
    }

    /// Writes a file sealed into an open one. Blocking; a frame or two are in memory at a time.
    ///
    /// - Parameters:
    ///   - next: gives the next bytes, at most a frame of them and as many as there are; empty at the end.
    ///   - place: the file's place.
    static func write(
        to target: Int32,
        _ url: URL,
        key: DataKey,
        place: String,
        next: () throws(StorageError) -> [UInt8]
    ) throws(StorageError) {
        let head = Head(key: key.id)
        let frames = Frames(head, key: key, place: place)
        let start = head.bytes
        try FileCalls.write(start.span, to: target, url)
        var (frame, number) = (try next(), 0)
        while true {
            // The last frame says so, so the one behind it is looked at first.
            let following = frame.count < frameLength ? [] : try next()
            let isLast = following.isEmpty
            let sealed = try frames.seal(frame[...], number: number, isLast: isLast)
            try FileCalls.write(sealed.span, to: target, url)
            if isLast { return }
            (frame, number) = (following, number + 1)
            guard number < mostFrames else { throw StorageError(.unavailable, "The file is too large to be sealed.") }
        }
    }

    /// Reads the next frame of a file: whole unless the file ends there.
    static func frame(from descriptor: Int32, _ url: URL) throws(StorageError) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(frameLength)
        while frame.count < frameLength {
            var piece = [UInt8](repeating: 0, count: frameLength - frame.count)
            let count = try FileCalls.read(descriptor, into: &piece, url)
            if count == 0 { break }
            frame += piece[..<count]
        }
        return frame
    }
}
