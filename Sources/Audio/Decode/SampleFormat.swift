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

    /// Reads samples as float32 at full scale ±1; `target` is at least as long as `source` has samples. Numbers that are none
    /// become 0, and wild ones are held at ±16, where the resampler still has all its precision and clips cleanly.
    func convert(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>) {
        let count = source.count / bytes
        switch self {
        case .s16:
            for i in 0..<count {
                let bits = unsafe source.loadUnaligned(fromByteOffset: i &* 2, as: Int16.self)
                unsafe target[i] = Float(Int16(littleEndian: bits)) * 0x1p-15
            }
        case .u8:
            for i in 0..<count { unsafe target[i] = unsafe Float(Int32(source[i]) &- 128) * 0x1p-7 }
        case .muLaw:
            for i in 0..<count { unsafe target[i] = unsafe Companding.muLaw[Int(source[i])] }
        case .aLaw:
            for i in 0..<count { unsafe target[i] = unsafe Companding.aLaw[Int(source[i])] }
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
        }
    }

    /// The nearest 16-bit sample, clipped at full scale.
    @inline(__always)
    static func int16(_ x: Float) -> Int16 {
        Int16(max(-32768, min(32767, (x * 32768).rounded())))
    }

    /// A finite number within ±16.
    @inline(__always)
    static func tame(_ x: Float) -> Float {
        let size = abs(x)
        if size <= 16 { return x }
        return size.isFinite ? (x < 0 ? -16 : 16) : 0
    }
}
