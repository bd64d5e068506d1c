package import Core
import Crypto
package import Database
import FoundationEssentials
import Model

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

/// Files that are sealed for their answer's owner. What is sealed stays so in the store behind the folder; what is still on its way in,
/// and the decoded recording of an answer that is worked on, are not.
extension BlobFolder {
    /// The folder with the key of an owner: recordings and reports that are put into it are sealed with it, where the installation seals.
    ///
    /// - Parameter owner: looked up only where things are sealed.
    package func sealing(for owner: @autoclosure () async throws -> String) async throws -> BlobFolder {
        guard let database else { return self }
        var folder = self
        folder.key = try await database.sealingKey(of: try await owner())
        return folder
    }

    /// Opens a stored file; nil when there is none.
    ///
    /// - Throws: `storage.corrupt` when it is sealed and its owner's key is gone.
    package func open(_ blob: Blob, of answer: Owner, on threads: BlockingThreads) async throws -> StoredFile? {
        let (url, place, vault) = (url(blob, of: answer), Self.place(blob, of: answer), database?.vault)
        switch try await threads.run({ try StoredFile.open(url, place: place) { vault?.kept($0) } }) {
        case .open(let file): return file
        case .missing: return nil
        case .locked(let id):
            guard let database else { throw Vault.locked }
            let key = try await database.key(id)
            return try await threads.run {
                // Sealed anew meanwhile, with a newer key: what is open by its old name is a file all the same.
                switch try StoredFile.open(url, place: place, key: { $0 == key.id ? key : nil }) {
                case .open(let file): return file
                case .missing: return nil
                case .locked: throw Vault.gone
                }
            }
        }
    }

    /// A stored file as plain bytes under a path. Blocking.
    package func plain(_ file: StoredFile) throws(StorageError) -> PlainFile {
        // Nothing replaces files where nothing is sealed, so they are named as they are.
        database?.vault == nil ? PlainFile(file.url) : try PlainFile(file, scratch: scratch())
    }

    /// Seals a file that was stored before the installation sealed, in its place.
    ///
    /// - Returns: whether it was plain.
    package func sealAgain(_ blob: Blob, of answer: Owner) throws(StorageError) -> Bool {
        guard let key else { return false }
        let url = url(blob, of: answer)
        guard case .open(let file) = try StoredFile.open(url, place: Self.place(blob, of: answer), key: { _ in nil }),
            !file.isSealed
        else { return false }
        var place = 0
        let sealed = try seal(as: blob, of: answer, key) { () throws(StorageError) in
            let frame = try file.read(at: place, count: SealedFile.frameLength)
            place += frame.count
            return frame
        }
        do throws(StorageError) {
            guard place == file.length else {
                throw StorageError(.unavailable, "A stored file was cut off while it was read.")
            }
            try put(sealed, as: blob, of: answer, durable: true)
        } catch {
            try? FileCalls.remove(sealed)
            throw error
        }
        return true
    }

    /// Writes bytes sealed and synced into a new file.
    func seal(
        as blob: Blob,
        of answer: Owner,
        _ key: DataKey,
        next: () throws(StorageError) -> [UInt8]
    ) throws(StorageError) -> URL {
        let target = scratch()
        let descriptor = try FileCalls.create(target)
        defer { FileCalls.shut(descriptor) }
        do throws(StorageError) {
            let place = Self.place(blob, of: answer)
            try SealedFile.write(to: descriptor, target, key: key, place: place, next: next)
            try FileCalls.sync(descriptor, target)
            return target
        } catch {
            try? FileCalls.remove(target)
            throw error
        }
    }

    /// Seals a finished file of this disk into its place; the file goes.
    func adopt(_ file: URL, sealed key: DataKey, as blob: Blob, of answer: Owner) throws(StorageError) {
        let source = try FileCalls.read(file)
        defer { FileCalls.shut(source) }
        let sealed = try seal(as: blob, of: answer, key) { () throws(StorageError) in
            try SealedFile.frame(from: source, file)
        }
        do throws(StorageError) {
            try put(sealed, as: blob, of: answer, durable: true)
        } catch {
            try? FileCalls.remove(sealed)
            throw error
        }
        try FileCalls.remove(file)
    }

    private static func place(_ blob: Blob, of answer: Owner) -> String { "\(answer)/\(blob.name)" }
}

extension Blob {
    /// Whether it is sealed where files are: the decoded recording is a working file that goes when its answer is done.
    var isSealed: Bool { self != .decoded }
}

extension BlobFolder {
    /// The recording and the reports of an answer in this folder that are not sealed.
    package func plainFiles(of answer: Owner) throws(StorageError) -> [Blob] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: answer).path)) ?? []
        var plain: [Blob] = []
        for blob in names.sorted().compactMap({ Blob(named: $0) }) where blob.isSealed {
            let opening = try StoredFile.open(url(blob, of: answer), place: "", key: { _ in nil })
            if case .open = opening { plain.append(blob) }
        }
        return plain
    }
}

extension Blob {
    /// The blob with a name; nil for other files.
    fileprivate init?(named name: String) {
        switch name {
        case Blob.original.name: self = .original
        case Blob.decoded.name: self = .decoded
        default:
            let digits = name.dropFirst("report-".count).dropLast(".pdf".count)
            let report = Blob.report(fingerprint: String(digits))
            guard name == report.name else { return nil }
            self = report
        }
    }
}
