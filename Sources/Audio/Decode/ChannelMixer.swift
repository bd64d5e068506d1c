/// Mixes any number of channels to one: the mean of those that carry sound. A channel 50 dB below the loudest (an input
/// with no microphone) does not halve the others' level, and a pair wired in opposite phase does not cancel.
///
/// The choice is made block by block from the energies heard so far, and a change is ramped over one block.
struct ChannelMixer {
    /// Channels that come in.
    let channels: Int
    /// Energy of each channel so far, full scale 1.
    private(set) var energies: [Double]
    /// Whether any frame had channels that differ.
    private(set) var channelsDiffer = false

    private var live: [Bool]
    private var gains: [Float]
    private var started = false
    /// Of the first two channels: sum of products, to see opposite phase.
    private var product = 0.0
    private var frames = 0
    /// Whether the first two channels cancel, and only the louder is used.
    private(set) var cancels = false

    private static let deadRatio = 1e-5
    private static let aliveRatio = 1e-4
    /// −78 dBFS: below it a channel counts as digital silence with a rounding error.
    private static let floor: Float = 4.0 / 32768

    /// A mixer of 1–255 channels.
    init(channels: Int) {
        self.channels = channels
        energies = [Double](repeating: 0, count: channels)
        live = [Bool](repeating: true, count: channels)
        gains = [Float](repeating: 1 / Float(max(1, channels)), count: channels)
    }

    /// Whether channels that differ were found; one channel has none to differ from.
    var identical: Bool { channels > 1 && frames > 0 && !channelsDiffer }

    /// Numbers, from 1, of the channels that stayed silent while another carried sound.
    var deadChannels: [Int] {
        guard channels > 1, let loudest = energies.max(), loudest > 0 else { return [] }
        // Without a sound of −60 dBFS in the loudest there is nobody to be missed.
        guard loudest / Double(max(1, frames)) > 1e-6 else { return [] }
        return energies.indices.filter { energies[$0] < loudest * Self.deadRatio }.map { $0 + 1 }
    }

    /// Mixes `source.count / channels` frames of int16 into `target`.
    mutating func mix(_ source: UnsafeBufferPointer<Int16>, into target: UnsafeMutableBufferPointer<Int16>) {
        let count = source.count / channels
        if channels == 2 {
            unsafe measurePair(source, count)
        } else {
            for channel in 0..<channels {
                var sum: Int64 = 0
                for i in 0..<count {
                    let x = unsafe Int64(source[i &* channels &+ channel])
                    sum &+= x &* x
                    if unsafe source[i &* channels] != source[i &* channels &+ channel] { channelsDiffer = true }
                }
                energies[channel] += Double(sum) * 0x1p-30
            }
        }
        frames += count
        let from = gains
        chooseGains()
        if channels == 2, from == gains, gains == [0.5, 0.5] {
            for i in 0..<count {
                let sum = unsafe Int32(source[2 &* i]) &+ Int32(source[2 &* i &+ 1])
                // Rounds halves away from zero, as a resampler working in floating point would on average.
                unsafe target[i] = Int16(truncatingIfNeeded: (sum &+ (sum >> 31 | 1)) / 2)
            }
            return
        }
        for i in 0..<count {
            let t = Float(i) / Float(count)
            var sum: Float = 0
            for channel in 0..<channels {
                let gain = from[channel] + (gains[channel] - from[channel]) * t
                sum += unsafe Float(source[i &* channels &+ channel]) * gain
            }
            unsafe target[i] = Int16(max(-32768, min(32767, sum.rounded())))
        }
    }

    /// Mixes `source.count / channels` frames of float32, finite and at full scale ±1, into `target`.
    mutating func mix(_ source: UnsafeBufferPointer<Float>, into target: UnsafeMutableBufferPointer<Float>) {
        let count = source.count / channels
        for channel in 0..<channels {
            var sum: Float = 0
            for i in 0..<count {
                let x = unsafe source[i &* channels &+ channel]
                sum += x * x
                if unsafe source[i &* channels] != x { channelsDiffer = true }
            }
            energies[channel] += Double(sum)
        }
        if channels == 2 {
            var sum: Float = 0
            for i in 0..<count { sum += unsafe source[2 &* i] * source[2 &* i &+ 1] }
            product += Double(sum)
        }
        frames += count
        let from = gains
        chooseGains()
        if channels == 2, from == gains {
            let left = gains[0]
            let right = gains[1]
            for i in 0..<count { unsafe target[i] = unsafe source[2 &* i] * left + source[2 &* i &+ 1] * right }
            return
        }
        for i in 0..<count {
            let t = Float(i) / Float(count)
            var sum: Float = 0
            for channel in 0..<channels {
                sum += unsafe source[i &* channels &+ channel] * (from[channel] + (gains[channel] - from[channel]) * t)
            }
            unsafe target[i] = sum
        }
    }

    private mutating func measurePair(_ source: UnsafeBufferPointer<Int16>, _ count: Int) {
        var left: Int64 = 0
        var right: Int64 = 0
        var both: Int64 = 0
        for i in 0..<count {
            let l = unsafe Int32(source[2 &* i])
            let r = unsafe Int32(source[2 &* i &+ 1])
            left &+= Int64(l &* l)
            right &+= Int64(r &* r)
            both &+= Int64(l &* r)
        }
        energies[0] += Double(left) * 0x1p-30
        energies[1] += Double(right) * 0x1p-30
        product += Double(both) * 0x1p-30
        // The sum of squared differences is zero only for channels that are the same.
        if left &+ right &- 2 &* both != 0 { channelsDiffer = true }
    }

    private mutating func chooseGains() {
        guard channels > 1, let loudest = energies.max() else { return }
        // Until something is heard there is nothing to choose by.
        guard loudest > Double(Self.floor * Self.floor) * Double(frames) else { return }
        for channel in 0..<channels {
            let ratio = energies[channel] / loudest
            live[channel] = ratio > (live[channel] ? Self.deadRatio : Self.aliveRatio)
        }
        if channels == 2 {
            let size = (energies[0] * energies[1]).squareRoot()
            cancels = product < -(cancels ? 0.7 : 0.9) * size && live[0] && live[1]
            if cancels {
                let second = energies[1] > energies[0]
                setGains([second ? 0 : 1, second ? 1 : 0])
                return
            }
        }
        let count = Float(live.count { $0 })
        setGains(live.map { $0 ? 1 / count : 0 })
    }

    private mutating func setGains(_ new: [Float]) {
        gains = new
        started = true
    }
}
