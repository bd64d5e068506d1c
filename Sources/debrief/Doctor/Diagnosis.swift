import Core
import Outbound

/// What a failed probe means for the person who sets the program up.
struct Diagnosis {
    /// The group of settings, e.g. `transcribe.openai`.
    let group: String
    /// The address that was called; nil for what needs none.
    let url: String?
    /// The setting with the key or password; nil for the group's `key`.
    var key: String?
    /// The setting with the address; nil for the group's `url`.
    var place: String?

    private var keyName: String { key ?? "\(group).key" }
    private var placeName: String { place ?? "\(group).url" }

    /// One sentence that says what is wrong and where to change it.
    func sentence(_ error: any Error) -> String {
        guard let error = error as? any CodedError else { return "\(error)" }
        let status = error.context["status"].map { " (HTTP \($0))" } ?? ""
        let place = url.map { " at \(Redaction().address($0))" } ?? ""
        let words = error.context["upstream"].flatMap { $0.isEmpty ? nil : " It says: \($0)" } ?? ""
        switch error.code.split(separator: ".").last {
        case "auth": return "the service\(place) refuses the key\(status); check \(keyName).\(words)"
        case "quota": return "the quota is used up\(status).\(words)"
        case "throttled": return "the service\(place) asks to slow down\(status); it works, but not now.\(words)"
        case "timeout": return "the service\(place) did not answer in time; check \(placeName) and the network."
        case "unavailable" where status.isEmpty:
            return "nothing answers\(place); check \(placeName), the network, and whether the service runs."
        case "unavailable": return "the service\(place) fails at the moment\(status).\(words)"
        case "malformed":
            return "what answers\(place) does not speak this protocol; check \(placeName). \(error.message)"
        case "rejected" where ["404", "405"].contains(error.context["status"]):
            return
                "the service\(place) knows no such address or model\(status); check \(placeName) and \(group).model.\(words)"
        case "rejected": return "the service\(place) refuses the request\(status); check \(group).model.\(words)"
        case "missing": return error.message
        default: return error.message
        }
    }
}
