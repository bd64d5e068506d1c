import Database

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Wakes a thread that waits for a socket.
final class WakePipe: Sendable {
    private let reading: Int32
    private let writing: Int32

    /// - Throws: `storage.unavailable` when the process has no descriptors left.
    init() throws(StorageError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw StorageError(errno: errno, call: "pipe", file: "") }
        (reading, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Ends the present wait, or the next one.
    func wake() {
        var byte: UInt8 = 1
        // A full pipe wakes just as well.
        _ = unsafe write(writing, &byte, 1)
    }

    /// Waits until the socket has something to read, ``wake()`` is called, or the time is over.
    func wait(besides socket: Int32?, milliseconds: Int) {
        var places = [pollfd(fd: reading, events: Int16(POLLIN), revents: 0)]
        if let socket { places.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        _ = unsafe poll(&places, nfds_t(places.count), Int32(clamping: milliseconds))
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(reading, &bytes, bytes.count) > 0 {}
    }
}
