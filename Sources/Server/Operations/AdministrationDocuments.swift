// AdministrationDocuments: what administration answers with, as JSON: the same from the command
// line of the server and over HTTP.

package import Shared

/// The rows of administrative answers.
package enum AdministrationDocuments {
    package static func invitation(_ invitation: InvitationCode) -> JSON {
        .object([
            "code": .string(invitation.code), "user": .string(invitation.user),
            "expires": time(invitation.expiresAt),
        ])
    }

    /// - Parameter territory: its code, where several may be listed.
    package static func device(_ overseen: OverseenDevice, territory: String? = nil) -> JSON {
        let device = overseen.device
        let place = territory.map { [JSONObject.Member(key: "territory", value: .string($0))] }
        return .object(
            JSONObject(
                members: [
                    JSONObject.Member(key: "replica", value: .integer(Int64(device.replica))),
                    JSONObject.Member(key: "user", value: .string(device.user)),
                    JSONObject.Member(key: "userName", value: .string(overseen.user.name)),
                ] + (place ?? [])
                    + JSONObject(
                        dictionaryLiteral: ("lastSeen", device.lastSeen.map(time) ?? .null),
                        ("silentDays", .integer(Int64(clamping: overseen.silentDays))),
                        ("received", .integer(Int64(clamping: device.lastNumber))),
                        ("pendingPurge", .bool(overseen.hasPendingPurge)),
                        ("state", .string(device.state.rawValue))
                    ).members))
    }

    package static func user(_ user: User, _ devices: [OverseenDevice]) -> JSON {
        .object([
            "user": .string(user.id), "name": .string(user.name),
            "organisation": .string(user.organisation.description),
            "role": .string(user.role.rawValue), "left": .bool(user.hasLeft),
            "devices": .array(devices.map { .integer(Int64($0.device.replica)) }),
        ])
    }

    package static func portfolio(_ portfolio: Portfolio, _ holder: User?) -> JSON {
        .object([
            "portfolio": .string(portfolio.id.description), "name": .string(portfolio.name),
            "organisation": .string(portfolio.organisation.description),
            "holder": portfolio.holder.map { .string($0) } ?? .null,
            "holderName": holder.map { .string($0.name) } ?? .null,
        ])
    }

    /// - Parameter message: the reason, in one language or in both.
    package static func refused(
        _ refused: QuarantinedTransaction, by author: User?, territory: String, message: JSON,
        _ changes: RefusedContents
    ) -> JSON {
        .object([
            "id": .string("\(refused.replica):\(refused.number)"),
            "territory": .string(territory), "user": author.map { .string($0.id) } ?? .null,
            "userName": author.map { .string($0.name) } ?? .null,
            "reason": .string(refused.code), "message": message,
            "receivedAt": time(refused.receivedAt), "changes": changes.json,
        ])
    }

    /// - Parameter message: the reason, in one language or in both.
    package static func sealed(
        _ record: SealedRecord, by author: User?, territory: String, message: JSON
    ) -> JSON {
        .object([
            "address": .string(AuditSubject.sealed(record)),
            "territory": .string(territory), "collection": .string(record.key.collection),
            "id": .string(record.key.id.description),
            "copies": .integer(Int64(record.copies.count)),
            "user": author.map { .string($0.id) } ?? .null,
            "userName": author.map { .string($0.name) } ?? .null,
            "reason": .string(record.code), "message": message,
            "receivedAt": time(record.receivedAt),
        ])
    }

    package static func line(_ line: AuditLine) -> JSON {
        // In both languages: who reads it may be far from the server's program.
        let label = AuditKind(rawValue: line.what)?.label
        return .object([
            "number": .integer(Int64(clamping: line.number)), "at": time(line.at),
            "who": .string(line.who), "device": line.device.map { .integer(Int64($0)) } ?? .null,
            "what": .string(line.what),
            "label": label.map {
                .object(["fr": .string($0.french), "en": .string($0.english)])
            } ?? .null, "on": .string(line.subject),
            "outcome": .string(line.outcome), "count": .integer(Int64(clamping: line.count)),
            "hash": .string(Hex.encode(line.hash)),
        ])
    }

    package static func overview(_ overview: Overview, days: UInt64) -> JSON {
        .object([
            "days": .integer(Int64(clamping: days)),
            "users": .array(
                overview.users.map { user, devices in
                    .object([
                        "user": .string(user.id), "name": .string(user.name),
                        "role": .string(user.role.rawValue),
                        "devices": .array(devices.map { device($0) }),
                    ])
                }),
            "silent": .array(overview.silent.map { device($0) }),
            "pendingPurges": .array(overview.pendingPurges.map { device($0) }),
            "quarantine": .array(
                overview.waiting.map { author in
                    .object([
                        "user": .string(author.user.id), "userName": .string(author.user.name),
                        "waiting": .integer(Int64(author.count)), "oldest": time(author.oldest),
                    ])
                }),
            "exceptionalAccesses": .array(
                overview.opened.map { access, user in self.access(access, by: user) }),
            "expiredInvitations": .array(
                overview.expired.map { user, at in
                    .object([
                        "user": .string(user.id), "userName": .string(user.name),
                        "expired": time(at),
                    ])
                }),
        ])
    }

    package static func access(_ access: ExceptionalAccess, by user: User?) -> JSON {
        .object([
            "user": user.map { .string($0.id) } ?? .null,
            "userName": user.map { .string($0.name) } ?? .null,
            "replica": .integer(Int64(access.replica)),
            "portfolio": .string(access.portfolio.description),
            "collection": .string(access.file.collection),
            "id": .string(access.file.id.description), "reason": .string(access.reason),
            "since": time(access.since), "until": time(access.until),
            "ended": access.ended.map(time) ?? .null,
        ])
    }

    private static func time(_ milliseconds: UInt64) -> JSON {
        .string(Instant(milliseconds: Int64(clamping: milliseconds)).description)
    }
}
