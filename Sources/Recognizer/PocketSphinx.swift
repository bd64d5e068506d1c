import CPocketSphinx

#if canImport(Glibc)
    import Glibc
#endif

/// One PocketSphinx decoder with its model. Only a child process makes one: its C asserts end the process they happen in.
@safe
struct PocketSphinx: ~Copyable {
    /// Why no decoder could be made.
    struct Unusable: Error {
        /// For the log.
        let reason: String
    }

    private let decoder: OpaquePointer
    private let configuration: OpaquePointer
    private let arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let argumentCount: Int

    /// Loads the model of a folder. Takes about half a second and 110 MB.
    ///
    /// Silence removal stays off because it shifts word times by seconds; noise removal is on; the search is narrowed
    /// (`maxhmmpf`, `maxwpf`, `pl_window`), which halves its time on spontaneous speech at no measurable cost in words.
    init(modelFolder: String) throws(Unusable) {
        // Without this the library prints its whole configuration to standard error.
        err_set_logfp(nil)
        let texts = [
            "debrief",
            "-hmm", modelFolder + "/en-us",
            "-lm", modelFolder + "/en-us.lm.bin",
            "-dict", modelFolder + "/cmudict-en-us.dict",
            "-cmn", "batch",
            "-bestpath", "yes",
            "-remove_noise", "yes",
            "-remove_silence", "no",
            "-maxhmmpf", "5000",
            "-maxwpf", "10",
            "-pl_window", "10",
        ]
        // The library keeps pointers into the argument vector, so it lives as long as the decoder.
        let arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count)
        for (index, text) in texts.enumerated() { unsafe arguments[index] = strdup(text) }
        let configuration = unsafe cmd_ln_parse_r(nil, ps_args(), Int32(texts.count), arguments, 1)
        let decoder = unsafe configuration.flatMap { unsafe ps_init($0) }
        guard let configuration = unsafe configuration, let decoder = unsafe decoder else {
            if let configuration = unsafe configuration { unsafe _ = cmd_ln_free_r(configuration) }
            unsafe Self.release(arguments, texts.count)
            throw Unusable(reason: "the model in \(modelFolder) cannot be loaded")
        }
        unsafe self.decoder = decoder
        unsafe self.configuration = configuration
        unsafe self.arguments = unsafe arguments
        argumentCount = texts.count
    }

    deinit {
        unsafe _ = ps_free(decoder)
        unsafe _ = cmd_ln_free_r(configuration)
        unsafe Self.release(arguments, argumentCount)
    }

    /// The best path through one utterance; empty when nothing was heard.
    func hear(_ samples: [Int16]) -> [HeardToken] {
        // An utterance without a single frame makes the library search nothing and answer NULL.
        guard samples.count >= 1_600 else { return [] }
        // Forgets the noise estimate of earlier utterances: what is heard in one must not depend on which came before it.
        guard unsafe ps_start_stream(decoder) >= 0, unsafe ps_start_utt(decoder) >= 0 else { return [] }
        let consumed = unsafe samples.withUnsafeBufferPointer { samples in
            unsafe ps_process_raw(decoder, samples.baseAddress, samples.count, 0, 1)
        }
        guard unsafe ps_end_utt(decoder) >= 0, consumed >= 0 else { return [] }
        let logarithms = unsafe ps_get_logmath(decoder)
        var tokens: [HeardToken] = []
        var segment = unsafe ps_seg_iter(decoder)
        while let current = unsafe segment {
            var start: CInt = 0
            var end: CInt = 0
            unsafe ps_seg_frames(current, &start, &end)
            let posterior = unsafe logmath_exp(logarithms, ps_seg_prob(current, nil, nil, nil))
            if let word = unsafe ps_seg_word(current) {
                tokens.append(
                    HeardToken(
                        text: unsafe String(cString: word),
                        startFrame: Int(start),
                        endFrame: Int(end),
                        posterior: posterior.isFinite ? min(max(posterior, 0), 1) : 0
                    )
                )
            }
            unsafe segment = unsafe ps_seg_next(current)
        }
        return tokens
    }

    private static func release(_ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, _ count: Int) {
        for index in 0..<count { unsafe free(arguments[index]) }
        unsafe arguments.deallocate()
    }
}
