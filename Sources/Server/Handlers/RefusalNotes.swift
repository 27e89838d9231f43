// RefusalNotes: which answers of the router are written down in the audit, and as what.

import Shared

struct RefusalNotes {
    let data: ServerData

    /// What somebody gets who asks for what they may not have, or in a way that no client does. Not
    /// what a client may meet that does nothing wrong: an old version, a restored server. What a
    /// copied store and a forger do alike is a finding, and written down as what it is.
    private static let statuses: Set<Int> = [400, 401, 403, 413, 429, 431, 501]

    /// Counts what a refusal shows that its answer does not tell.
    func note(_ finding: RefusalFinding, in request: HTTPRequest) {
        data.refusals.note(
            RefusalTally.Reason(
                territory: credential(request)?.territory,
                source: RequestSource.name(request.remoteAddress), what: .requestRefused,
                subject: finding.subject, outcome: finding.outcome), at: data.ports.now())
    }

    /// Counts an answer, when it is a refusal.
    func note(_ response: HTTPResponse, to request: HTTPRequest) {
        guard RefusalNotes.statuses.contains(response.status) else { return }
        let code = (try? WireFailure(json: response.body))?.code ?? "refused"
        let credential = credential(request)
        var reason = RefusalTally.Reason(
            territory: credential?.territory, source: RequestSource.name(request.remoteAddress),
            what: request.path == "/v1/enrol" ? .enrolmentRefused : .requestRefused,
            outcome: code)
        // That a device was revoked is only told to whoever has its secret.
        if code == "device_revoked", let credential {
            reason.subject = AuditSubject.device(credential.replica)
            if isLost(credential) { reason.outcome = "device_lost" }
        }
        data.refusals.note(reason, at: data.ports.now())
    }

    /// What a request says that it is of, when there is such a territory. Enrolment names none: a
    /// code is tried in all of them.
    private func credential(_ request: HTTPRequest) -> DeviceCredential? {
        guard request.path != "/v1/enrol",
            let credential = request.header("authorization").flatMap(
                DeviceCredential.init(header:)),
            (try? data.territory(credential.territory)) != nil
        else { return nil }
        return credential
    }

    private func isLost(_ credential: DeviceCredential) -> Bool {
        let storage = try? data.territory(credential.territory)
        let device = try? storage?.read { try $0.device(credential.replica) }
        return device?.state == .lost
    }
}
