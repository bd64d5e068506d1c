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
