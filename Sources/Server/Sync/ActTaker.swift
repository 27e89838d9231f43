// ActTaker: what was taken out of a device becomes lines of the audit, each exactly once, in the
// storage transaction of the push that told it. The line's time is the server's; the device's own
// is a claim, and stands in the subject.

import Shared

struct ActTaker {
    let writer: any StorageWriting
    let schema: Schema
    /// Unix milliseconds.
    let now: UInt64

    /// Takes a device's acts. Numbers that are missing before or between them are not waited for.
    ///
    /// - Returns: the number of the device's last act in the audit; `nil` when none was told.
    /// - Throws: `device_forked` when the last one that was taken is now another.
    func take(
        _ acts: [DeviceAct], of authenticated: AuthenticatedDevice
    ) throws -> UInt64? {
        guard !acts.isEmpty, var device = try writer.device(authenticated.device.replica) else {
            return nil
        }
        for act in acts {
            if act.number == device.lastAct, act.hash != device.lastActHash {
                throw ServerErrors.forked(.alteredAct(device.replica, act.number))
            }
            if act.number <= device.lastAct { continue }
            try writer.audit(event(act, authenticated.actor))
            device.lastAct = act.number
            device.lastActHash = act.hash
        }
        try writer.put(device)
        return device.lastAct
    }

    private func event(_ act: DeviceAct, _ actor: AuditActor) -> AuditEvent {
        let known = DeviceActKind(rawValue: act.kind)
        let what: AuditKind =
            switch known {
            case .export: .exported
            case .print: .printed
            case .report: .reported
            case .personRead: .personRead
            case nil: .otherAct
            }
        let subject =
            act.id.map {
                AuditSubject.record(RecordKey(collection: act.name, id: $0), schema)
            } ?? "content:\(ActTaker.plain(act.name))"
        let claimed = Instant(milliseconds: Int64(clamping: min(act.at, ActTaker.lastTime)))
        return AuditEvent(
            at: now, actor, what, on: "\(subject):claimed:\(claimed)",
            outcome: known == nil ? ActTaker.plain(act.kind) : "done", count: act.count)
    }

    /// The end of the year 9999, in Unix milliseconds.
    private static let lastTime: UInt64 = 253_402_300_799_999

    /// A name as it may stand in the audit: what a program calls something, and no sentence.
    private static func plain(_ name: String) -> String {
        let isPlain =
            (1...40).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                    || [0x2D, 0x2F, 0x5F].contains(byte)
            }
        return isPlain ? name : "unknown"
    }
}
