package import Blobs
import Core
package import FoundationEssentials
package import Model

/// The files of one answer while it goes through the stages. Blocking.
package struct AnswerFiles: Sendable {
    /// The recording as it was uploaded.
    package let original: URL
    private let place: AnswerID?
    private let blobs: BlobFolder
    private let answer: AnswerID

    /// The files of a stored answer; `original` only when the recording is not in the folder.
    ///
    /// - Parameter place: the answer in whose folder the recording is; nil for its own.
    package init(_ blobs: BlobFolder, of answer: AnswerID, place: AnswerID? = nil, original: URL? = nil) {
        self.original = original ?? blobs.url(.original, of: place ?? answer)
        self.place = original == nil ? place ?? answer : nil
        self.blobs = blobs
        self.answer = answer
    }

    /// Where the decoded recording is, when it is there whole: 16 kHz mono 16-bit, 44 bytes of header.
    func decoded(_ hearing: Hearing) -> URL? {
        let url = blobs.url(.decoded, of: answer)
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: url.path),
            let size = attributes[.size] as? Int
        else { return nil }
        let expected = hearing.recording.durationMs.multipliedReportingOverflow(by: 32)
        // Whole milliseconds: up to one of them, 32 bytes, is rounded away either way.
        return !expected.overflow && abs(size - 44 - expected.partialValue) <= 32 ? url : nil
    }

    /// Decodes with our own decoder into a new file and puts it in its place.
    ///
    /// - Parameter sha256: the recording's hash when it was uploaded.
    /// - Throws: `storage.corrupt` when the recording is not what was uploaded.
    func decode(with hear: (URL, URL?) throws -> Hearing, sha256: String) throws -> Hearing {
        guard FileManager.default.fileExists(atPath: original.path) else {
            throw PipelineError(.notKept, "The recording is not kept any more, so it cannot be decoded again.")
        }
        try FileCheck.check(original, sha256, "recording")
        let scratch = blobs.scratch()
        defer { try? FileManager.default.removeItem(at: scratch) }
        let hearing = try hear(original, scratch)
        try blobs.adopt(scratch, as: .decoded, of: answer, durable: false)
        return hearing
    }

    /// Does the same with a recording that our own decoder refused.
    func decode(
        with engines: Engines,
        sha256: String,
        on threads: BlockingThreads
    ) async throws -> Hearing {
        do {
            return try await threads.run { try decode(with: engines.hear, sha256: sha256) }
        } catch {
            guard let foreign = engines.foreign else { throw error }
            return try await foreign.hear(original, after: error, scratch: blobs.scratch(), on: threads) { wav in
                try decode(with: { _, scratch in try engines.hear(wav, scratch) }, sha256: sha256)
            }
        }
    }

    /// Drops the decoded recording; the decode stage can write it again.
    package func dropDecoded() throws { try blobs.remove(.decoded, of: answer) }

    /// Sees to it that the recording is in the folder, when it is anywhere.
    func bringOriginal() async throws {
        if let place { try await blobs.bring(.original, of: place) }
    }

    /// Keeps a PDF where it is for good.
    func settleReport(_ fingerprint: String) async throws {
        try await blobs.settle(.report(fingerprint: fingerprint), of: answer)
    }

    /// Keeps a PDF.
    func keep(_ pdf: [UInt8], fingerprint: String) throws {
        try blobs.write(pdf, as: .report(fingerprint: fingerprint), of: answer)
    }

    /// Whether the PDF with a fingerprint is there as it was drawn.
    func has(_ report: PrintedReport, fingerprint: String) -> Bool {
        let blob = Blob.report(fingerprint: fingerprint)
        // What the store has is checked when it is read.
        if blobs.store != nil, !blobs.has(blob, of: answer) { return true }
        return (try? FileCheck.isWhole(blobs.url(blob, of: answer), report.sha256)) ?? false
    }
}
