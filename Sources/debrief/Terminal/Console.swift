import Glibc

/// Standard output for results, standard error for everything else.
enum Console {
    /// Prints a line of result.
    static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Prints a line for the person at the terminal.
    static func warn(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        try? unsafe OutputTarget(descriptor: descriptor).write(Array(text.utf8).span.bytes)
    }
}
