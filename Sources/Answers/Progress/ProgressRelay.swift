package import Database
import ServiceLifecycle

/// Brings what other processes of a database publish to the clients of this one.
package struct ProgressRelay: Service {
    private let database: any SQLDatabase
    private let hub: ProgressHub

    /// A relay from a database to a hub.
    package init(_ database: any SQLDatabase, to hub: ProgressHub) {
        self.database = database
        self.hub = hub
    }

    /// Relays until a graceful shutdown or a cancellation.
    package func run() async {
        let events = database.eventAnnouncements()
        await withTaskGroup { group in
            group.addTask {
                for await event in events { if let change = ProgressEvent(event) { await hub.receive(change) } }
            }
            group.addTask { try? await gracefulShutdown() }
            await group.next()
            group.cancelAll()
        }
    }
}
