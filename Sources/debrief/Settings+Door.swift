import HTTPKit

extension Settings {
    /// What requests are asked for.
    func doorRules() throws(SettingsError) -> DoorRules {
        let origins = list("access.origins")
        if let wrong = origins.first(where: { !OriginRule.isOrigin($0) }) {
            throw SettingsError("access.origins wants origins like https://app.example.org, not \"\(wrong)\".")
        }
        let publicURL = optionalText("http.publicURL")
        var rules = DoorRules()
        rules.hosts = HostRule(names: list("access.hosts") + (publicURL.map { [$0] } ?? []))
        rules.origins = OriginRule(origins)
        let quotas = CostClass.allCases.map { ($0, number("limits.\($0.rawValue)")) }
        rules.quotas = Quotas(Dictionary(uniqueKeysWithValues: quotas), holdWithoutKeys: flag("limits.withoutKeys"))
        rules.pace = UploadPace(
            leastPerSecond: number("http.minBytesPerSecond"),
            freeMs: number("http.slowStartMs")
        )
        rules.maxUploads = number("http.maxUploads")
        rules.maxQueueAgeMs = number("http.maxQueueAgeMs")
        rules.proxies = number("http.proxies")
        rules.deadlineMs = number("http.deadlineMs")
        rules.idleMs = number("http.idleMs")
        rules.maxConnections = number("http.maxConnections")
        rules.maxConnectionsPerAddress = number("http.maxConnectionsPerAddress")
        rules.maxUploadsPerOwner = number("limits.uploadsAtOnce")
        rules.isSecure = publicURL?.lowercased().hasPrefix("https://") == true
        return rules
    }
}
