#if canImport(Glibc)
    import Glibc
#endif

/// The child's end of the two pipes: frames in, lines out. Blocking; the child has nothing else to do.
struct ChildPipe {
    /// Where frames are read.
    let input: CInt
    /// Where lines are written.
    let output: CInt

    /// The next frame; nil at the end of the stream or when it is out of step.
    func nextFrame() -> [UInt8]? {
        guard let header = read(Frame.headerBytes), let count = Frame.length(header) else { return nil }
        return read(count)
    }

    /// Writes one line; false when the parent is gone.
    func writeLine(_ line: [UInt8]) -> Bool {
        let bytes = line + [0x0A]
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe write(output, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    private func read(_ count: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe Glibc.read(input, bytes.baseAddress?.advanced(by: filled), count - filled)
            }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { return nil }
            filled += got
        }
        return buffer
    }
}
