import CSoxr
import Core

/// Turns one channel of any rate into 16 kHz with libsoxr's high-quality recipe (−100 dB stop band, linear phase,
/// delay compensated, so that no sample is early or late).
@safe struct Resampler: ~Copyable {
    private let handle: OpaquePointer?
    private let ratio: Double
    private var output: [Int16] = []

    /// A resampler from a rate in hertz, idle when that is 16 kHz already.
    init(from rate: Int) throws(AudioError) {
        ratio = Double(Outlet.rate) / Double(rate)
        guard rate != Outlet.rate else {
            unsafe handle = nil
            return
        }
        guard let handle = unsafe debrief_soxr_create_mono(Double(rate), Double(Outlet.rate)) else {
            throw AudioError(.unreadable, "The resampler cannot be set up.", context: ["rate": "\(rate)"])
        }
        unsafe self.handle = unsafe handle
    }

    deinit {
        if let handle = unsafe handle { unsafe soxr_delete(handle) }
    }

    /// Takes samples at full scale ±1 and passes on what is ready.
    mutating func process(
        _ samples: Span<Float>,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        try unsafe samples.withUnsafeBufferPointer { (raw) throws(AudioError) in
            try unsafe run(raw.baseAddress, count: raw.count, into: &outlet, sink)
        }
    }

    /// Ends the stream and passes on the rest.
    mutating func finish(into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        try unsafe run(nil, count: 0, into: &outlet, sink)
    }

    private mutating func run(
        _ input: UnsafePointer<Float>?,
        count: Int,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        guard let handle = unsafe handle else { return }
        let room = Int(Double(count) * ratio) + 2048
        if output.count < room { output = [Int16](repeating: 0, count: room) }
        var taken = 0
        while true {
            var used = 0
            var made = 0
            let failure = unsafe output.withUnsafeMutableBytes { out in
                unsafe soxr_process(
                    handle,
                    input.map { unsafe $0 + taken },
                    input == nil ? 0 : count - taken,
                    &used,
                    out.baseAddress,
                    out.count / 2,
                    &made
                )
            }
            guard unsafe failure == nil else { throw AudioError(.unreadable, "The resampler failed.") }
            taken += used
            try outlet.write(output.span.extracting(0..<made), to: sink)
            // Less than the room offered: the resampler has nothing more to give for now.
            if unsafe made < output.count && (input == nil || taken >= count) { return }
            if unsafe input != nil, used == 0, made == 0 { return }
        }
    }
}
