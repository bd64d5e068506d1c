import CArgon2
package import Core

/// Argon2id (RFC 9106) by libargon2, on threads of its own: two hashes at a time, so that a wave of sign-ins takes no more than
/// 38 MiB and never the pool of anything else.
package struct PasswordHasher: Sendable {
    /// How much a hash costs.
    package struct Cost: Sendable, Hashable {
        /// Passes over the memory.
        package var passes: UInt32
        /// Memory, in KiB.
        package var memoryKiB: UInt32

        /// A cost.
        package init(passes: UInt32, memoryKiB: UInt32) {
            self.passes = passes
            self.memoryKiB = memoryKiB
        }

        /// The second choice of RFC 9106 for interactive sign-in as OWASP cuts it: 2 passes over 19 MiB.
        package static let usual = Cost(passes: 2, memoryKiB: 19 * 1024)
    }

    private static let saltLength = 16
    private static let hashLength = 32
    /// Longest password hashed, in bytes.
    package static let maxBytes = 1_024

    /// The two threads of a process.
    private static let shared = BlockingThreads(count: 2, maxWaiting: 200)

    private let cost: Cost
    private let threads: BlockingThreads
    private let stranger: String

    /// A hasher.
    ///
    /// - Parameter threads: where hashes are made; two of the process, with a bounded queue, by default.
    package init(cost: Cost = .usual, threads: BlockingThreads? = nil) {
        self.cost = cost
        self.threads = threads ?? Self.shared
        // What passwords of accounts that do not exist are compared with: the same work, and never the same password.
        stranger = (try? Self.encoded(Array("\(UInt64.random(in: .min ... .max)) stranger".utf8), cost)) ?? ""
    }

    /// The hash of a password with its parameters and salt, as text.
    ///
    /// - Throws: `request.overloaded` when too many hashes wait.
    package func hash(_ password: String) async throws -> String {
        let cost = cost
        return try await threads.run { try Self.encoded(Array(password.utf8), cost) }
    }

    /// Whether a password is that of a hash. Without a hash the same work is done, and the result is false.
    ///
    /// - Throws: `request.overloaded` when too many hashes wait.
    package func verify(_ password: String, _ hash: String?) async throws -> Bool {
        let (stored, bytes) = (hash ?? stranger, Array(password.utf8))
        let isRight = try await threads.run {
            unsafe stored.withCString { text in
                unsafe bytes.withUnsafeBytes { unsafe argon2id_verify(text, $0.baseAddress, $0.count) }
            } == ARGON2_OK.rawValue
        }
        return isRight && hash != nil
    }

    /// Whether a hash was made with another cost, so that the next sign-in should replace it.
    package func isOutdated(_ hash: String) -> Bool {
        !hash.hasPrefix("$argon2id$v=19$m=\(cost.memoryKiB),t=\(cost.passes),p=1$")
    }

    private static func encoded(_ password: [UInt8], _ cost: Cost) throws -> String {
        var random = SystemRandomNumberGenerator()
        let salt = (0..<saltLength).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let length = argon2_encodedlen(
            cost.passes,
            cost.memoryKiB,
            1,
            UInt32(saltLength),
            UInt32(hashLength),
            Argon2_id
        )
        var text = [CChar](repeating: 0, count: length)
        let status = unsafe password.withUnsafeBytes { password in
            unsafe salt.withUnsafeBytes { salt in
                unsafe text.withUnsafeMutableBufferPointer { text in
                    unsafe argon2id_hash_encoded(
                        cost.passes,
                        cost.memoryKiB,
                        1,
                        password.baseAddress,
                        password.count,
                        salt.baseAddress,
                        salt.count,
                        hashLength,
                        text.baseAddress,
                        text.count
                    )
                }
            }
        }
        guard status == ARGON2_OK.rawValue else {
            throw WorkError(.overloaded, "There is no memory for a password's hash; try again later.")
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
