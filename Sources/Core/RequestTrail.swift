/// Which request the present work is done for: set where a request arrives and where its job runs, read where a
/// log line is written, down to the calls of services outside.
package enum RequestTrail {
    /// The request's id.
    @TaskLocal package static var id: String?
}
