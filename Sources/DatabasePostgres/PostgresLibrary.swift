import CPostgres

/// The client library.
package enum PostgresLibrary {
    /// Its name and version, as it states them at run time.
    package static var version: String {
        let number = PQlibVersion()
        return "libpq \(number / 10_000).\(number % 10_000)"
    }
}
