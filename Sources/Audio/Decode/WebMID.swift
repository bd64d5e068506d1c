/// The identifiers of WebM elements this room reads (RFC 9559).
enum WebMID {
    /// `ebml`.
    static let ebml: UInt32 = 0x1A45_DFA3
    /// `docType`.
    static let docType: UInt32 = 0x4282
    /// `segment`.
    static let segment: UInt32 = 0x1853_8067
    /// `info`.
    static let info: UInt32 = 0x1549_A966
    /// `timestampScale`.
    static let timestampScale: UInt32 = 0x2AD7B1
    /// `tracks`.
    static let tracks: UInt32 = 0x1654_AE6B
    /// `trackEntry`.
    static let trackEntry: UInt32 = 0xAE
    /// `trackNumber`.
    static let trackNumber: UInt32 = 0xD7
    /// `trackType`.
    static let trackType: UInt32 = 0x83
    /// `codecID`.
    static let codecID: UInt32 = 0x86
    /// `codecPrivate`.
    static let codecPrivate: UInt32 = 0x63A2
    /// `codecDelay`.
    static let codecDelay: UInt32 = 0x56AA
    /// `audio`.
    static let audio: UInt32 = 0xE1
    /// `samplingFrequency`.
    static let samplingFrequency: UInt32 = 0xB5
    /// `channels`.
    static let channels: UInt32 = 0x9F
    /// `bitDepth`.
    static let bitDepth: UInt32 = 0x6264
    /// `contentEncodings`.
    static let contentEncodings: UInt32 = 0x6D80
    /// `contentEncoding`.
    static let contentEncoding: UInt32 = 0x6240
    /// `contentEncryption`.
    static let contentEncryption: UInt32 = 0x5035
    /// `contentCompression`.
    static let contentCompression: UInt32 = 0x5034
    /// `compressionAlgorithm`.
    static let compressionAlgorithm: UInt32 = 0x4254
    /// `compressionSettings`.
    static let compressionSettings: UInt32 = 0x4255
    /// `cluster`.
    static let cluster: UInt32 = 0x1F43_B675
    /// `timestamp`.
    static let timestamp: UInt32 = 0xE7
    /// `simpleBlock`.
    static let simpleBlock: UInt32 = 0xA3
    /// `blockGroup`.
    static let blockGroup: UInt32 = 0xA0
    /// `block`.
    static let block: UInt32 = 0xA1
    /// `discardPadding`.
    static let discardPadding: UInt32 = 0x75A2
    /// `encryptedBlock`.
    static let encryptedBlock: UInt32 = 0xAF

    /// Elements that may stand in a Segment or a Cluster, or between two of them, and carry nothing for us: SeekHead, Cues,
    /// Attachments, Chapters, Tags, Void, CRC-32, Position, PrevSize, SilentTracks.
    static let passed: Set<UInt32> = [
        0x114D_9B74, 0x1C53_BB6B, 0x1941_A469, 0x1043_A770, 0x1254_C367, 0xEC, 0xBF, 0xA7, 0xAB, 0x5854,
    ]

    /// Whether an identifier may follow a block.
    static func follows(_ id: UInt32) -> Bool {
        switch id {
        case simpleBlock, blockGroup, cluster, timestamp, encryptedBlock, ebml, segment, info, tracks: true
        default: passed.contains(id)
        }
    }
}
