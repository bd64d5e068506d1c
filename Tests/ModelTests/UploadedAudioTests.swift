import FoundationEssentials
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct UploadedAudioTests {
    private let file = URL(filePath: "/upload")

    private func hearing(
        _ container: Recording.Container,
        _ codec: String,
        channels: Int = 1,
        issues: [String] = []
    ) -> Hearing {
        Hearing(
            recording: Recording(
                container: container,
                codec: codec,
                sampleRate: 48_000,
                channels: channels,
                durationMs: 1_000,
                bytes: 4_711
            ),
            acoustics: Acoustics(durationMs: 1_000),
            quality: Quality(verdict: .good, issues: issues.map { Quality.Issue(code: $0, detail: "") })
        )
    }

    @Test(arguments: [
        (Recording.Container.wav, "pcm_s16le", UploadedAudio.Form?.some(.wav)), (.wav, "pcm_mulaw", .wav),
        (.wav, "pcm_f32le", nil), (.wav, "pcm_s24le", nil), (.wav, "pcm_alaw", nil), (.webm, "opus", .webmOpus),
        (.webm, "pcm_f32le", nil), (.ogg, "opus", .oggOpus), (.ogg, "vorbis", nil), (.flac, "flac", .flac),
        (.mp3, "mp3", .mp3),
    ])
    func `a form is known by container and codec`(
        container: Recording.Container,
        codec: String,
        form: UploadedAudio.Form?
    ) {
        let audio = UploadedAudio(file, of: hearing(container, codec))
        #expect(audio?.form == form)
        #expect(audio == nil || audio?.bytes == 4_711 && audio?.file == file)
    }

    @Test(arguments: ["truncated", "gap_filled", "clock_jump", "damaged"])
    func `what decoding had to mend has another clock`(code: String) {
        #expect(UploadedAudio(file, of: hearing(.webm, "opus", issues: [code])) == nil)
    }

    @Test func `what is merely unpleasant to hear does not matter, two channels do`() {
        #expect(UploadedAudio(file, of: hearing(.webm, "opus", issues: ["noisy", "clipping"])) != nil)
        #expect(UploadedAudio(file, of: hearing(.webm, "opus", channels: 2)) == nil)
    }
}
