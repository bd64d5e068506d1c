package import Core

/// The kind of a re-scoring's identifier.
package enum RescoreKind: IdentifierKind {
    package static let prefix = "rsc"
}

/// The identifier of a re-scoring, `rsc_…`.
package typealias RescoreID = Identifier<RescoreKind>
