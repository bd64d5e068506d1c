import Audio
import Core
import FoundationEssentials
import Model
import Speech

/// Where `debrief analyze --clips` puts the stretches that are worth hearing again.
struct ClipFolder {
    /// The folder; it is made when it is not there.
    var path: String
    /// Limits of decoding.
    var audio: AudioSettings

    /// Writes the clips of an answer, cut from its recording. Existing files of the same names are replaced.
    func write(_ answer: Answer, from recording: URL) throws {
        guard let delivery = answer.delivery, let durationMs = answer.recording?.durationMs else { return }
        let clips = ClipPlan.clips(of: delivery, durationMs: durationMs)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try ClipCutter(settings: audio).cut(recording, clips.map(\.heard)) { (index, wav) throws(AudioError) in
            let target = URL(filePath: path).appending(path: clips[index].name)
            do {
                try Data(wav).write(to: target, options: .atomic)
            } catch {
                throw AudioError(.unwritable, "\(target.path) could not be written.")
            }
        }
        Console.warn(
            clips.isEmpty
                ? "debrief: no filler and no long pause to cut out." : "debrief: \(clips.count) clips in \(path)"
        )
    }
}
