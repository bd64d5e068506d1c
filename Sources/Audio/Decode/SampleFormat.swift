/// How one sample is written in a file.
enum SampleFormat: Sendable, Hashable {
    case u8, s16, s24, s32, f32, f64, muLaw, aLaw

    /// Bytes a sample takes.
    var bytes: Int {
        switch self {
        case .u8, .muLaw, .aLaw: 1
        case .s16: 2
        case .s24: 3
        case .s32, .f32: 4
        case .f64: 8
        }
    }

    /// The name ffmpeg gives it.
    var codec: String {
        switch self {
        case .u8: "pcm_u8"
        case .s16: "pcm_s16le"
        case .s24: "pcm_s24le"
        case .s32: "pcm_s32le"
        case .f32: "pcm_f32le"
        case .f64: "pcm_f64le"
        case .muLaw: "pcm_mulaw"
        case .aLaw: "pcm_alaw"
        }
    }

    /// Whether 16 bits hold every value.
    var fitsInt16: Bool {
        switch self {
        case .u8, .s16, .muLaw, .aLaw: true
        case .s24, .s32, .f32, .f64: false
        }
    }

    /// Reads samples that fit 16 bits; `target` is at least as long as `source` has samples.
    func convert(_ source: UnsafeRawBufferPointer, toInt16 target: UnsafeMutableBufferPointer<Int16>) {
        let count = source.count / bytes
        switch self {
        case .s16:
            unsafe UnsafeMutableRawBufferPointer(target).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: source[..<(count * 2)])
            )
            #if _endian(big)
                for i in 0..<count { unsafe target[i] = unsafe target[i].byteSwapped }
            #endif
        case .u8:
            for i in 0..<count { unsafe target[i] = unsafe (Int16(source[i]) - 128) << 8 }
        case .muLaw:
            for i in 0..<count { unsafe target[i] = unsafe Companding.muLaw[Int(source[i])] }
        case .aLaw:
            for i in 0..<count { unsafe target[i] = unsafe Companding.aLaw[Int(source[i])] }
        case .s24, .s32, .f32, .f64:
            break
        }
    }

    /// Reads samples that need more than 16 bits, at full scale ±1. Numbers that are none become 0, and wild ones are
    /// held at ±16, where the resampler still has all its precision and clips cleanly.
    func convert(_ source: UnsafeRawBufferPointer, toFloat target: UnsafeMutableBufferPointer<Float>) {
        let count = source.count / bytes
        switch self {
        case .s24:
            for i in 0..<count {
                let at = i &* 3
                let low = unsafe UInt32(source[at]) << 8 | UInt32(source[at &+ 1]) << 16
                let bits = unsafe low | UInt32(source[at &+ 2]) << 24
                unsafe target[i] = Float(Int32(bitPattern: bits)) * 0x1p-31
            }
        case .s32:
            for i in 0..<count {
                let bits = unsafe source.loadUnaligned(fromByteOffset: i &* 4, as: UInt32.self)
                unsafe target[i] = Float(Int32(bitPattern: UInt32(littleEndian: bits))) * 0x1p-31
            }
        case .f32:
            for i in 0..<count {
                let bits = unsafe source.loadUnaligned(fromByteOffset: i &* 4, as: UInt32.self)
                unsafe target[i] = Self.tame(Float(bitPattern: UInt32(littleEndian: bits)))
            }
        case .f64:
            for i in 0..<count {
                let bits = unsafe source.loadUnaligned(fromByteOffset: i &* 8, as: UInt64.self)
                unsafe target[i] = Self.tame(Float(Double(bitPattern: UInt64(littleEndian: bits))))
            }
        case .u8, .s16, .muLaw, .aLaw:
            break
        }
    }

    /// A finite number within ±16.
    @inline(__always)
    static func tame(_ x: Float) -> Float {
        let size = abs(x)
        if size <= 16 { return x }
        return size.isFinite ? (x < 0 ? -16 : 16) : 0
    }
}
