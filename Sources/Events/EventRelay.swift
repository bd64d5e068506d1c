package import Database
import ServiceLifecycle

/// Brings what other processes of a database publish to the listeners of this one.
package struct EventRelay: Service {
    private let database: any SQLDatabase
    private let hub: EventHub

    /// A relay from a database to a hub.
    package init(_ database: any SQLDatabase, to hub: EventHub) {
        self.database = database
        self.hub = hub
    }

    /// Relays until a graceful shutdown or a cancellation.
    package func run() async {
        let events = database.eventAnnouncements()
        await withTaskGroup { group in
            group.addTask { for await event in events { await hub.receive(event) } }
            group.addTask { try? await gracefulShutdown() }
            await group.next()
            group.cancelAll()
        }
    }
}
