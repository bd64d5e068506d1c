import CMpg123
import Core

/// Decodes MP3 frames one by one with libmpg123, to float32 at the stream's own rate and channels.
@safe struct MPEGVoice: ~Copyable {
    /// Channels that come out.
    let channels: Int

    private let handle: OpaquePointer
    private var output: [Float]

    /// A decoder that has heard nothing, for frames like this one.
    init(_ header: MPEGHeader) throws(AudioError) {
        guard let handle = unsafe debrief_mpg123_create() else {
            throw AudioError(.unreadable, "The MP3 decoder cannot be set up.")
        }
        unsafe self.handle = unsafe handle
        channels = header.channels
        output = [Float](repeating: 0, count: 2 * 1152 * header.channels)
    }

    deinit { unsafe mpg123_delete(handle) }

    /// Decodes a frame and appends its samples, interleaved, to `samples`: always as many as its head says, so that time goes on;
    /// false when the library made something else of it.
    mutating func decode(_ frame: ArraySlice<UInt8>, _ header: MPEGHeader, into samples: inout [Float]) -> Bool {
        let wanted = header.samples * channels
        var count = 0
        var isWell = true
        unsafe frame.withUnsafeBufferPointer { bytes in
            var input = bytes.baseAddress
            var length = bytes.count
            // A new format is announced once before the samples come.
            for _ in 0..<4 {
                var done = 0
                let result = unsafe output.withUnsafeMutableBytes { out in
                    let room = unsafe UnsafeMutableRawBufferPointer(rebasing: out[(4 * count)...])
                    return unsafe mpg123_decode(handle, input, length, room.baseAddress, room.count, &done)
                }
                count += done / 4
                unsafe input = nil
                length = 0
                if result == MPG123_NEED_MORE.rawValue { break }
                if result != MPG123_OK.rawValue, result != MPG123_NEW_FORMAT.rawValue { isWell = false }
            }
        }
        isWell = isWell && count == wanted
        samples += output[..<min(count, wanted)]
        if count < wanted { samples += repeatElement(0, count: wanted - count) }
        return isWell
    }
}
