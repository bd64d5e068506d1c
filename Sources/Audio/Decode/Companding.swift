/// The two companding laws of ITU-T G.711 as tables from code to sample at full scale ±1.
enum Companding {
    /// µ-law: code to sample.
    static let muLaw: [Float] = (0..<256).map { index in
        let code = ~UInt8(index)
        let exponent = Int(code >> 4 & 7)
        let magnitude = ((Int(code & 15) << 3 + 0x84) << exponent) - 0x84
        return Float(code & 0x80 == 0 ? magnitude : -magnitude) * 0x1p-15
    }

    /// A-law: code to sample.
    static let aLaw: [Float] = (0..<256).map { index in
        let code = UInt8(index) ^ 0x55
        let exponent = Int(code >> 4 & 7)
        let step = Int(code & 15) << 4
        let magnitude = exponent == 0 ? step + 8 : (step + 0x108) << (exponent - 1)
        return Float(code & 0x80 == 0 ? -magnitude : magnitude) * 0x1p-15
    }
}
