import NIOCore
import NIOHTTP1

/// Puts a ``ConnectionHandler`` where it belongs: the server takes handlers only behind the point at which HTTP's versions and
/// framing are lost.
final class ConnectionSetup: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    /// Shows bytes before they are parsed.
    private final class Eavesdropper: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        private let handler: ConnectionHandler

        init(_ handler: ConnectionHandler) { self.handler = handler }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            handler.arrived(unwrapInboundIn(data))
            context.fireChannelRead(data)
        }
    }

    private let make: () -> ConnectionHandler

    /// The setup of one connection.
    init(_ make: @escaping () -> ConnectionHandler) { self.make = make }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let handler = make()
            try pipeline.addHandler(handler, position: .after(parser))
            try pipeline.addHandler(Eavesdropper(handler), position: .before(parser))
        } catch {
            context.fireErrorCaught(error)
        }
    }
}
