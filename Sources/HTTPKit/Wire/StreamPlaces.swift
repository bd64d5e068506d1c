import HTTPTypes
import Synchronization

/// How many event streams each owner has open in this process.
package final class StreamPlaces: Sendable {
    /// One stream's place; free again when it goes away.
    package final class Place: Sendable {
        private let places: StreamPlaces
        private let owner: String

        fileprivate init(_ places: StreamPlaces, _ owner: String) {
            self.places = places
            self.owner = owner
        }

        deinit { places.free(owner) }
    }

    private let taken = Mutex<[String: Int]>([:])
    private let most: Int

    /// Places for `most` streams of each owner.
    package init(most: Int) { self.most = most }

    /// Takes a place. Without keys all streams are one owner's, who has no such bound.
    ///
    /// - Throws: `request.overloaded`.
    package func take(by owner: String) throws(WebError) -> Place {
        let isFree = taken.withLock { taken in
            guard owner.isEmpty || (taken[owner] ?? 0) < most else { return false }
            taken[owner, default: 0] += 1
            return true
        }
        guard isFree else {
            throw WebError(
                .overloaded,
                "There are \(most) event streams already; end some of them first.",
                headers: [.retryAfter: "10"]
            )
        }
        return Place(self, owner)
    }

    private func free(_ owner: String) {
        taken.withLock { taken in
            let left = (taken[owner] ?? 1) - 1
            taken[owner] = left > 0 ? left : nil
        }
    }
}
