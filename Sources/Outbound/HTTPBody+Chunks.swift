extension HTTPBody {
    /// Reads the body from front to end in chunks, e.g. to hash it before it is sent; blocks on the disk.
    ///
    /// - Parameters:
    ///   - size: bytes in a chunk, the last excepted.
    ///   - use: sees each chunk; the bytes are gone afterwards.
    /// - Throws: `rejected` when a file is shorter than it was or cannot be read.
    package func forEachChunk(of size: Int = 256 << 10, _ use: (UnsafeRawBufferPointer) -> Void) throws(OutboundError) {
        let reader = BodyReader(self)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, size), alignment: 16)
        defer { unsafe buffer.deallocate() }
        while true {
            guard let count = unsafe reader.read(into: buffer) else {
                throw OutboundError(.rejected, "The file to send changed or cannot be read.")
            }
            guard count > 0 else { return }
            unsafe use(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
