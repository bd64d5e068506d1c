/// What is kept of 10 ms of sound, 16 bytes: enough for every decision that needs to look back and ahead.
struct Frame {
    /// Edges in hertz of ``bands``: the first holds the voice bar and nasals, 2–5 the first two formants, 8 the fricatives.
    static let bandEdges: [Float] = [80, 300, 500, 750, 1_100, 1_600, 2_500, 4_000, 7_600]
    /// Level 0 of ``bands`` in dBFS.
    static let bandFloorDb: Float = -115

    /// Band levels in half decibels above ``bandFloorDb``.
    var bands = SIMD8<UInt8>()
    /// Level of the frame in hundredths of a decibel relative to full scale.
    var level: Int16 = -10_000
    /// Fundamental frequency in tenths of a hertz; 0 when unvoiced.
    var f0: UInt16 = 0
    /// Height of the autocorrelation peak, 0–200 for 0–1.
    var periodicity: UInt8 = 0
    /// How fast the spectral envelope moves, in units of ``slopeUnit``; 255 when at least that fast.
    var slope: UInt8 = 255

    /// Cepstral distance in dB per 10 ms that ``slope`` counts in.
    static let slopeUnit: Float = 0.02

    /// Level in dBFS.
    var levelDb: Float {
        get { Float(level) / 100 }
        set { level = Int16(clamping: Int((newValue * 100).rounded())) }
    }

    /// Fundamental frequency in hertz; 0 when unvoiced.
    var hertz: Float {
        get { Float(f0) / 10 }
        set { f0 = UInt16(clamping: Int((newValue * 10).rounded())) }
    }

    /// Whether the pitch tracker calls the frame voiced.
    var isVoiced: Bool { f0 != 0 }

    /// The level of one band in dBFS.
    func bandDb(_ band: Int) -> Float { Float(bands[band]) / 2 + Frame.bandFloorDb }

    /// The mean square of one band, 1 being full scale.
    func bandPower(_ band: Int) -> Float { Frame.powers[Int(bands[band])] }

    /// The mean square of every level ``bands`` can have.
    private static let powers = (0...255).map { Decibels.meanSquare(Float($0) / 2 + bandFloorDb) }
}
