package import HTTPKit

/// The HTTP interface of all features together.
package enum Interface {
    /// What clients can ask for.
    package static var document: APIDocument { APIDocument(FeatureEntry.all.map(\.part)) }
}
