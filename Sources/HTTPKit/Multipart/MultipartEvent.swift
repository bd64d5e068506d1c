/// What ``MultipartParser`` found next, in the order of the body.
package enum MultipartEvent: Sendable, Equatable {
    /// A part begins; its headers are complete.
    case partBegan(PartHeaders)
    /// Bytes of the current part. A part may have none.
    case bytes([UInt8])
    /// The current part is complete.
    case partEnded
}
