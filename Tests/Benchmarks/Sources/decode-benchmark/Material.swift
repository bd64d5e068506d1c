import Foundation

/// Makes the files to decode, in every container, from one voice.
struct Material {
    let folder: URL
    /// A recording to repeat; nil for espeak-ng's voice.
    let voice: String?

    /// WAV mono and stereo, WebM with Opus and Ogg with Opus of so many seconds.
    func files(seconds: Int) throws -> [URL] {
        let start = folder.appending(path: "voice.wav")
        if !FileManager.default.fileExists(atPath: start.path) {
            if let voice {
                try ffmpeg(["-i", voice, "-ar", "48000", "-ac", "1", start.path])
            } else {
                let text =
                    "I led the migration of our payment service. We measured every change, and the error rate fell by half. "
                let spoken = folder.appending(path: "spoken.wav")
                try run(["espeak-ng", "-w", spoken.path, String(repeating: text, count: 8)])
                try ffmpeg(["-i", spoken.path, "-ar", "48000", "-ac", "1", start.path])
            }
        }
        let name = seconds > 100 ? "hour" : "minute"
        func file(_ end: String) -> URL { folder.appending(path: "\(name)-\(end)") }
        let length = ["-t", "\(seconds)"]
        try ffmpeg(["-stream_loop", "-1", "-i", start.path] + length + [file("mono.wav").path])
        try ffmpeg(["-i", file("mono.wav").path, "-ac", "2", "-c:a", "pcm_s24le", file("stereo24.wav").path])
        try ffmpeg(["-i", file("mono.wav").path, "-c:a", "libopus", "-b:a", "32k", file("opus.webm").path])
        try ffmpeg(["-i", file("opus.webm").path, "-c", "copy", file("opus.ogg").path])
        return ["mono.wav", "stereo24.wav", "opus.webm", "opus.ogg"].map(file)
    }

    private func ffmpeg(_ arguments: [String]) throws { try run(["ffmpeg", "-v", "error", "-y"] + arguments) }

    private func run(_ command: [String]) throws { _ = try Usage(of: command) }
}
