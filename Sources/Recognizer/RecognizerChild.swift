import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#endif

/// The body of the hidden subcommand `debrief recognize`: frames on standard input, a line of JSON per utterance on standard
/// output. It holds the C library so that neither its asserts nor its memory are the service's.
package enum RecognizerChild {
    /// Runs until standard input ends. Returns the exit code: 0 done, 64 no order to work by, 69 no usable model,
    /// 74 the parent is gone.
    package static func run() -> Int32 {
        // The library may print; nothing but replies may reach the parent.
        let output = dup(STDOUT_FILENO)
        let nowhere = unsafe "/dev/null".withCString { unsafe open($0, O_WRONLY | O_CLOEXEC) }
        guard output >= 0, nowhere >= 0 else { return 74 }
        dup2(nowhere, STDOUT_FILENO)
        dup2(nowhere, STDERR_FILENO)
        return serve(ChildPipe(input: STDIN_FILENO, output: output))
    }

    private static func serve(_ pipe: ChildPipe) -> Int32 {
        guard let first = pipe.nextFrame(), let order = try? JSONDecoder().decode(ChildOrder.self, from: Data(first))
        else {
            return 64
        }
        ChildLimits.apply(order)
        do {
            let engine = try PocketSphinx(modelFolder: order.modelFolder)
            guard send(.ready, pipe) else { return 74 }
            while let frame = pipe.nextFrame() {
                guard send(.heard(words: engine.hear(samples(frame))), pipe) else { return 74 }
            }
            return 0
        } catch {
            _ = send(.unusable(reason: error.reason), pipe)
            return 69
        }
    }

    private static func samples(_ frame: [UInt8]) -> [Int16] {
        (0..<(frame.count / 2)).map { Int16(bitPattern: UInt16(frame[2 * $0]) | UInt16(frame[2 * $0 + 1]) << 8) }
    }

    private static func send(_ reply: ChildReply, _ pipe: ChildPipe) -> Bool {
        guard let line = try? JSONEncoder().encode(reply) else { return false }
        return pipe.writeLine(Array(line))
    }
}
