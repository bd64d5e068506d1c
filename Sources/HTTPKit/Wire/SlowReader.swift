import NIOCore
import NIOHTTP1

/// Ends a connection whose client does not read its reply, or reads it too slowly: what waits to be written holds memory and a place
/// among the connections. On the connection's event loop.
final class SlowReader {
    private static let tickMs = 500

    private let pace: UploadPace
    private let idleMs: Int
    private let pulse: ConnectionPulse
    private var outstanding = 0
    private var isTicking = false
    private var written = 0
    private var gone = 0
    private var silentMs = 0
    private var measured: UploadPace

    /// A watch over one connection.
    ///
    /// - Parameters:
    ///   - pace: how fast what is written must go out on average; only the time in which something waits counts.
    ///   - idleMs: how long nothing may go out while something waits.
    init(pace: UploadPace, idleMs: Int, pulse: ConnectionPulse) {
        self.pace = pace
        self.idleMs = idleMs
        self.pulse = pulse
        measured = pace
    }

    /// Whether something that was written has not gone out.
    var isWaiting: Bool { outstanding > 0 }

    /// Watches a part of a reply go out; the promise it is to be written with.
    func watch(
        _ part: HTTPServerResponsePart,
        _ promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) -> EventLoopPromise<Void>? {
        guard case .body(.byteBuffer(let bytes)) = part, bytes.readableBytes > 0 else { return promise }
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        written += bytes.readableBytes
        outstanding += 1
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        promise.futureResult.whenComplete { _ in
            let reader = bound.value
            reader.outstanding -= 1
            reader.pulse.moved()
        }
        if !isTicking { begin(context) }
        return promise
    }

    private func begin(_ context: ChannelHandlerContext) {
        (isTicking, silentMs, measured) = (true, 0, pace)
        gone = written - buffered(context)
        schedule(context)
    }

    private func schedule(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((reader: self, context: context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(Int64(Self.tickMs))) {
            let (reader, context) = bound.value
            reader.tick(context)
        }
    }

    private func tick(_ context: ChannelHandlerContext) {
        guard outstanding > 0, context.channel.isActive else { return isTicking = false }
        let now = written - buffered(context)
        let moved = max(0, now - gone)
        gone = max(gone, now)
        measured.arrived(moved, afterMs: Self.tickMs)
        silentMs = moved > 0 ? 0 : silentMs + Self.tickMs
        if moved > 0 { pulse.moved() }
        guard silentMs <= idleMs, !measured.isTooSlow else {
            isTicking = false
            return context.close(promise: nil)
        }
        schedule(context)
    }

    private func buffered(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}
