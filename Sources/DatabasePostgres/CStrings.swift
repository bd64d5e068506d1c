/// Texts laid out for C: NUL-terminated, one behind the other, with a pointer to each.
struct CStrings {
    private var bytes: [CChar] = []
    private var offsets: [Int?] = []

    /// Lays out texts; nil becomes a null pointer.
    init(_ texts: [String?]) {
        for text in texts {
            guard let text else {
                offsets.append(nil)
                continue
            }
            offsets.append(bytes.count)
            for byte in text.utf8 { bytes.append(CChar(bitPattern: byte)) }
            bytes.append(0)
        }
    }

    /// Lends the pointers out for one call.
    func withPointers<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            let pointers: [UnsafePointer<CChar>?] = unsafe offsets.map { offset in
                guard let offset else { return nil }
                return unsafe buffer.baseAddress.map { unsafe $0 + offset }
            }
            return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
        }
    }
}
