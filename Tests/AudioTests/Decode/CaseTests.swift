import Core
import Foundation
import Model
import Testing

@testable import Audio

/// Files after public bug reports, with the right outcome of each. A file that is not lent is shown as cancelled, never as passed.
@Suite(.timeLimit(.minutes(5)))
struct CaseTests {
    /// What is right for one file.
    struct Case: Sendable, CustomTestStringConvertible {
        var file: String
        /// Length of the sound in milliseconds, and how far it may be off.
        var lengthMs: Int
        var within = 60
        /// Codes of everything that is said about the file, and nothing else.
        var issues: [String] = []

        var testDescription: String { file }
    }

    static let heard: [Case] = [
        Case(file: "ogg_android_no_eos.ogg", lengthMs: 23_130),
        Case(file: "ogg_eos_on_every_page.ogg", lengthMs: 23_130),
        Case(file: "ogg_empty_eos_page.ogg", lengthMs: 23_130),
        Case(file: "ogg_first_granule_zero.ogg", lengthMs: 23_130),
        Case(file: "ogg_padding_between_pages.ogg", lengthMs: 23_130),
        Case(file: "webm_restart_with_camera.webm", lengthMs: 23_130),
        Case(file: "webm_two_tracks_first_silent.webm", lengthMs: 23_130, issues: ["track_chosen"]),
        Case(file: "webm_pause_clock_runs.webm", lengthMs: 27_130, issues: ["gap_filled"]),
        Case(file: "wav_avaudiofile_crash.wav", lengthMs: 23_130),
        Case(file: "mp4_opus_plain_twice.mp4", lengthMs: 46_260),
        Case(file: "mp4_frag_wide_first.mp4", lengthMs: 23_130),
        Case(file: "flac_length_unknown.flac", lengthMs: 23_130),
        Case(file: "mp3_joined.mp3", lengthMs: 9_640),
        Case(file: "mp3_joined_other_rate.mp3", lengthMs: 9_640),
        Case(file: "mp3_xing_zero_frames.mp3", lengthMs: 4_510),
        Case(file: "mp3_starts_mid_frame.mp3", lengthMs: 22_320),
        Case(file: "mp3_apev2_front.mp3", lengthMs: 23_130, within: 100),
        Case(file: "mp3_hole.mp3", lengthMs: 22_600, within: 350, issues: ["damaged"]),
        Case(file: "mp3_vbr_no_info.mp3", lengthMs: 23_130),
        Case(file: "mp3_vbr_no_info_quiet_start.mp3", lengthMs: 33_130),
        Case(file: "mp3_segments_joined.mp3", lengthMs: 23_130),
        Case(file: "mp3_abr_no_info.mp3", lengthMs: 23_130, within: 100),
    ]

    @Test(arguments: heard)
    func `what the bytes hold is heard, and only what is missing is said`(row: Case) throws {
        let (decoded, samples) = try Material.decode(Self.file(row.file))
        #expect(abs(decoded.recording.durationMs - row.lengthMs) <= row.within, "\(decoded.recording.durationMs) ms")
        #expect(decoded.samples == samples.count)
        #expect(decoded.issues.map(\.code) == row.issues, "\(decoded.issues.map(\.detail))")
        // Speech all the way: no stretch of 3 s is silent, except where sound is said to be missing.
        let quiet = Self.longestQuietMs(samples, without: decoded.gaps)
        #expect(quiet < (row.file.hasSuffix("quiet_start.mp3") ? 11_000 : 3_000), "\(quiet) ms")
    }

    @Test(arguments: [
        ("m4a_ftyp_only.m4a", AudioErrorCode.malformed, "cut off"),
        ("iphone_camera.mov", AudioErrorCode.unsupportedCodec, "AAC"),
    ])
    func `what cannot be heard is refused with its reason`(name: String, code: AudioErrorCode, word: String) throws {
        let file = try Self.file(name)
        let error = #expect(throws: AudioError.self) { try Material.decode(file) }
        #expect(error?.kind == code)
        #expect(error?.message.contains(word) == true)
    }

    @Test func `a pause of the recorder is no pause of the speaker`() throws {
        let hearing = try Listener().hear(Self.file("webm_pause_clock_runs.webm"), writing: nil)
        let gaps = try #require(hearing.acoustics.gaps)
        #expect(gaps.count == 1 && abs(gaps[0].durationMs - 4_000) <= 20)
        for span in hearing.acoustics.silences + hearing.acoustics.speech {
            #expect(gaps.allSatisfy { $0.overlapMs(with: span) == 0 })
        }
        // The pause around the gap is as long as both of its parts.
        let touching = hearing.acoustics.silences.filter { $0.endMs == gaps[0].startMs || $0.startMs == gaps[0].endMs }
        #expect((1_200...1_700).contains(touching.reduce(0) { $0 + $1.durationMs }))
        #expect(hearing.acoustics.silences.allSatisfy { $0.durationMs < 1_700 })
        #expect(hearing.acoustics.durationMs == hearing.recording.durationMs)
    }

    private static func file(_ name: String) throws -> URL {
        let file = Material.cases?.appending(path: "audio/\(name)")
        guard let file, FileManager.default.fileExists(atPath: file.path) else {
            try Test.cancel("\(name) is not lent")
        }
        return file
    }

    private static func longestQuietMs(_ samples: [Int16], without gaps: [TimeSpan]) -> Int {
        var (longest, run) = (0, 0)
        for start in stride(from: 0, to: samples.count, by: 160) {
            let isLoud = samples[start..<min(samples.count, start + 160)].contains { abs(Int($0)) > 150 }
            let isGap = gaps.contains { (start / 16 + 20) > $0.startMs && start / 16 < $0.endMs + 20 }
            run = isLoud || isGap ? 0 : run + 10
            longest = max(longest, run)
        }
        return longest
    }
}
