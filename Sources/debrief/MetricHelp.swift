/// What `/metrics` says of each metric; the operations page says more.
enum MetricHelp {
    /// The sentences by name.
    static let texts: [String: String] = [
        "hb_requests": "Requests answered, by route.",
        "hb_request_errors": "Replies of 4xx and 5xx.",
        "http_server_request_duration": "Time to the end of the reply.",
        "http_server_active_requests": "Requests under way.",
        "requests_interrupted_total": "Bodies whose connection ended before they did.",
        "answers_ended_total": "Answers that ended, by outcome.",
        "answers_degraded_total": "Stages that answers go on without.",
        "upstream_calls_total": "Calls of services outside, repetitions included.",
        "upstream_seconds": "How long calls of services outside took.",
        "upstream_retries_total": "Calls that were repeated.",
        "upstream_refused_total": "Calls that were not made because the breaker was open.",
        "upstream_breaker_state": "0 closed, 1 trying whether the service works again, 2 open.",
        "upstream_tokens_total": "Tokens a language model billed.",
        "upstream_audio_seconds_total": "Seconds of sound sent to be recognized.",
        "avatar_texts_total": "Texts for the avatar, by what became of them.",
        "traces_sent_total": "Spans that a collector took.",
        "traces_dropped_total":
            "Spans that were not sent: the queue was full, or the collector refused them or was away.",
        "webhook_attempts_total": "Messages to webhooks, by outcome.",
        "webhook_seconds": "How long messages to webhooks took.",
    ]

    /// The sentence of a metric; nil for one that has none.
    static func text(_ name: String) -> String? {
        if let text = texts[name] { return text }
        return name.hasPrefix("answers_") && name.hasSuffix("_seconds") ? "One stage of one answer." : nil
    }
}
