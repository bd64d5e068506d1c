import CSndFile

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open libsndfile handle, and the file as its callbacks see it: from an offset to the end.
@safe final class SoundFileStream {
    /// The first error of reading; the library itself only sees the file end.
    private(set) var failure: AudioError?

    private var source: ByteSource
    private let offset: Int
    private var handle: OpaquePointer?
    private var channels = 1

    /// A view of a file from `offset` on.
    // Inlined, it makes the optimiser of Swift 6.3.1 fail (a leak found by its own verifier).
    @inline(never)
    init(_ source: consuming ByteSource, from offset: Int) {
        self.source = source
        self.offset = offset
        self.source.seek(to: offset)
    }

    deinit {
        if let handle = unsafe handle { unsafe sf_close(handle) }
    }

    /// Lets the library look at the file; nil when it can make nothing of it.
    func open() -> SF_INFO? {
        var info = SF_INFO()
        var table = table
        unsafe handle = unsafe sf_open_virtual(
            &table,
            Int32(SFM_READ),
            &info,
            Unmanaged.passUnretained(self).toOpaque()
        )
        channels = max(1, Int(info.channels))
        return unsafe handle == nil ? nil : info
    }

    /// Reads as many whole frames as fit, as float32, and says how many there were.
    func read(_ target: UnsafeMutableBufferPointer<Float>) -> Int {
        guard let handle = unsafe handle, let start = target.baseAddress else { return 0 }
        return unsafe Int(sf_readf_float(handle, start, sf_count_t(target.count / channels)))
    }

    /// The callbacks; their user data is this object, unretained.
    private var table: SF_VIRTUAL_IO {
        unsafe SF_VIRTUAL_IO(
            get_filelen: { unsafe SoundFileStream.from($0).map { sf_count_t($0.source.size - $0.offset) } ?? 0 },
            seek: { offset, whence, data in unsafe SoundFileStream.from(data)?.seek(offset, whence) ?? -1 },
            read: { target, count, data in unsafe SoundFileStream.from(data)?.read(target, count) ?? 0 },
            write: { _, _, _ in 0 },
            tell: { unsafe SoundFileStream.from($0).map { sf_count_t($0.source.position - $0.offset) } ?? 0 }
        )
    }

    private static func from(_ data: UnsafeMutableRawPointer?) -> SoundFileStream? {
        unsafe data.map { unsafe Unmanaged<SoundFileStream>.fromOpaque($0).takeUnretainedValue() }
    }

    private func seek(_ distance: sf_count_t, _ whence: Int32) -> sf_count_t {
        let base =
            switch whence {
            case SEEK_SET: offset
            case SEEK_CUR: source.position
            default: source.size
            }
        let (target, overflow) = base.addingReportingOverflow(Int(distance))
        guard !overflow, target >= offset else { return -1 }
        source.seek(to: target)
        return sf_count_t(source.position - offset)
    }

    private func read(_ target: UnsafeMutableRawPointer?, _ count: sf_count_t) -> sf_count_t {
        guard let target = unsafe target, count > 0 else { return 0 }
        do {
            return try unsafe sf_count_t(
                source.read(into: UnsafeMutableRawBufferPointer(start: target, count: Int(count)))
            )
        } catch {
            if failure == nil { failure = error }
            return 0
        }
    }
}
