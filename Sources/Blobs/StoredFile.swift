import Core
import Crypto
package import Database
package import FoundationEssentials
import Model

/// A stored file, open to be read from anywhere, as it was before it was sealed. What replaces or removes the file meanwhile changes
/// nothing for who has it open. Blocking; reads are safe from several threads at a time.
package final class StoredFile: Sendable {
    /// Bytes that sequential readers ask for at a time.
    package static let pieceLength = 4 * SealedFile.frameLength

    /// Where it lies.
    package let url: URL
    /// Its length in bytes, as it was before it was sealed.
    package let length: Int
    /// When it was written last.
    package let changed: Date
    private let descriptor: Int32
    private let frames: SealedFile.Frames?

    /// Whether it is sealed.
    package var isSealed: Bool { frames != nil }

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - place: what it was sealed for.
    ///   - key: finds the owner's key; nil when it is not at hand.
    /// - Returns: the file; its key's id when the key must be found first; nothing when there is no such file.
    static func open(_ url: URL, place: String, key: ([UInt8]) -> DataKey?) throws(StorageError) -> Opening {
        guard let facts = try FileCalls.opened(url) else { return .missing }
        do throws(StorageError) {
            let start = try FileCalls.read(facts.descriptor, at: 0, count: SealedFile.headLength, url)
            guard let head = SealedFile.Head(start) else {
                return .open(StoredFile(url, facts, length: facts.length, frames: nil))
            }
            guard let key = key(head.key) else {
                FileCalls.shut(facts.descriptor)
                return .locked(head.key)
            }
            guard let length = SealedFile.length(of: facts.length) else { throw Self.damaged(url) }
            let frames = SealedFile.Frames(head, key: key, place: place)
            return .open(StoredFile(url, facts, length: length, frames: frames))
        } catch {
            FileCalls.shut(facts.descriptor)
            throw error
        }
    }

    /// Result of opening a file.
    enum Opening {
        case open(StoredFile)
        case locked([UInt8])
        case missing
    }

    private init(_ url: URL, _ facts: FileCalls.Opened, length: Int, frames: SealedFile.Frames?) {
        self.url = url
        self.length = length
        self.frames = frames
        (descriptor, changed) = (facts.descriptor, facts.changed)
    }

    deinit { FileCalls.shut(descriptor) }

    /// The bytes from a place on, at most `count` of them; fewer only at the end.
    ///
    /// - Throws: `storage.corrupt` when what is sealed is not what was sealed, `storage.unavailable` when the disk gives nothing.
    package func read(at start: Int, count: Int) throws(StorageError) -> [UInt8] {
        let end = min(length, start.addingReportingOverflow(max(0, count)).partialValue)
        guard start >= 0, start < end else { return [] }
        guard let frames else { return try FileCalls.read(descriptor, at: start, count: end - start, url) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(end - start)
        let last = SealedFile.frames(of: length) - 1
        for number in (start / SealedFile.frameLength)...((end - 1) / SealedFile.frameLength) {
            let frame = try self.frame(number, isLast: number == last, frames)
            let from = number * SealedFile.frameLength
            bytes += frame[(max(start, from) - from)..<(min(end, from + frame.count) - from)]
        }
        return bytes
    }

    private func frame(_ number: Int, isLast: Bool, _ frames: SealedFile.Frames) throws(StorageError) -> [UInt8] {
        let wanted = isLast ? length - number * SealedFile.frameLength : SealedFile.frameLength
        let sealed = try FileCalls.read(
            descriptor,
            at: SealedFile.headLength + number * (SealedFile.frameLength + SealedFile.tagLength),
            count: wanted + SealedFile.tagLength,
            url
        )
        guard let frame = frames.open(sealed[...], number: number, isLast: isLast), frame.count == wanted else {
            throw Self.damaged(url)
        }
        return frame
    }

    /// Every byte, in order, in pieces of ``pieceLength``.
    package func pieces(_ use: ([UInt8]) throws(StorageError) -> Void) throws(StorageError) {
        var place = 0
        while place < length {
            let piece = try read(at: place, count: Self.pieceLength)
            guard !piece.isEmpty else {
                throw StorageError(.unavailable, "A stored file was cut off while it was read.")
            }
            try use(piece)
            place += piece.count
        }
        // An empty file's one frame says that nothing was cut off.
        if length == 0, let frames { _ = try frame(0, isLast: true, frames) }
    }

    /// SHA-256 of the bytes, in lower-case hexadecimal.
    package func sha256() throws(StorageError) -> String {
        var hash = SHA256()
        try pieces { piece in unsafe piece.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) } }
        return hash.finalize().hexadecimal
    }

    fileprivate func duplicate() throws(StorageError) -> Int32 { try FileCalls.duplicate(descriptor, url) }

    private static func damaged(_ url: URL) -> StorageError {
        StorageError(
            .corrupt,
            "A stored file is damaged: it is not what was sealed.",
            context: ["file": url.lastPathComponent]
        )
    }
}

/// A stored file as plain bytes under a path, for what wants one: a sealed file is opened into a file without a name, which is gone with
/// the value or with the process, however it ends; no copy of the folder ever has it.
package final class PlainFile: Sendable {
    /// Where the bytes are as long as this lives, for this process and its children.
    package let url: URL
    private let descriptor: Int32?

    /// A file that lies there for itself.
    package init(_ url: URL) {
        self.url = url
        descriptor = nil
    }

    init(_ file: StoredFile, scratch: URL) throws(StorageError) {
        let descriptor: Int32
        if file.isSealed {
            descriptor = try FileCalls.createNameless(scratch)
            do throws(StorageError) {
                try file.pieces { piece throws(StorageError) in
                    try FileCalls.write(piece.span, to: descriptor, scratch)
                }
            } catch {
                FileCalls.shut(descriptor)
                throw error
            }
        } else {
            descriptor = try file.duplicate()
        }
        self.descriptor = descriptor
        url = FileCalls.path(of: descriptor)
    }

    deinit { if let descriptor { FileCalls.shut(descriptor) } }
}

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
