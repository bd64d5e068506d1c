import Core
import Foundation
import Logging
import Model
import Outbound
import Providers

/// A second of silence as the pipeline writes recordings: 16 kHz mono 16-bit WAV; it goes away with its owner.
final class TemporaryWAV {
    let url: URL

    init(milliseconds: Int = 3_450) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "providers-\(UUID()).wav")
        let bytes = milliseconds * 32
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var wav = Array("RIFF".utf8) + little(36 + bytes, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
        wav += little(1, 2) + little(1, 2) + little(16_000, 4) + little(32_000, 4) + little(2, 2) + little(16, 2)
        wav += Array("data".utf8) + little(bytes, 4) + [UInt8](repeating: 0, count: bytes)
        try Data(wav).write(to: url)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// A request for it in which somebody speaks all the time.
    func request(milliseconds: Int = 3_450, speech: [TimeSpan]? = nil, language: String = "en-US")
        -> Transcriber.Request
    {
        Transcriber.Request(
            wav: url,
            speech: speech ?? [TimeSpan(startMs: 0, endMs: milliseconds)],
            durationMs: milliseconds,
            language: language
        )
    }
}

/// Settings for answers that come, however busy the machine is.
let patient = UpstreamSettings(timeout: .seconds(30), deadline: .seconds(100), retry: RetrySchedule(attempts: 3))
/// Settings for answers that do not come.
let hasty = UpstreamSettings(timeout: .milliseconds(500), deadline: .seconds(100), retry: RetrySchedule(attempts: 3))
let noWait = Upstream.Pacing(sleep: { _ in }, jitter: { 0.5 })
let quiet: Logger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}()

extension Result where Failure == any Error {
    /// The outcome of an asynchronous call.
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }

    /// The code of the failure, when it has one.
    var code: String? {
        if case .failure(let error as any CodedError) = self { error.code } else { nil }
    }
}
