// AccessOpening: POST /v1/access: a device asks for a file that its user does not hold, for a
// limited time.

import Shared

struct AccessOpening {
    let data: ServerData
    let schema: Schema

    /// - Parameter body: `{"file":"0192…","reason":"…","hours":24}`; always in JSON.
    func answer(_ body: [UInt8], _ credential: DeviceCredential) throws -> [UInt8] {
        guard body.count <= 10_000, let message = try? JSON.parse(body),
            case .string(let text)? = message["file"], let file = RecordID(text)
        else { throw ServerErrors.malformed("file") }
        guard case .string(let reason)? = message["reason"],
            ExceptionalAccesses.reasonLength.contains(reason.count), reason.utf8.count <= 4_000
        else { throw ServerErrors.accessWantsReason }
        let hours = try AccessOpening.hours(message["hours"])
        guard let storage = try data.territory(credential.territory) else {
            throw ServerErrors.unauthorised
        }
        let now = data.ports.now()
        let access = try storage.write { writer in
            let device = try Accounts.authenticate(
                credential.replica, secret: credential.secret, writer, now: now)
            return try ExceptionalAccesses(writer, schema: schema, now: now)
                .open(file, for: device, hours: hours, reason: reason)
        }
        return JSON.object([
            "portfolio": .string(access.portfolio.description),
            "scope": .string(ScopeName.portfolio(access.portfolio).description),
            "until": .integer(Int64(clamping: access.until)), "hours": .integer(Int64(hours)),
        ]).bytes
    }

    private static func hours(_ value: JSON?) throws -> UInt64 {
        switch value {
        case nil, .null: return ExceptionalAccesses.usualHours
        case .integer(let number):
            guard let hours = UInt64(exactly: number), ExceptionalAccesses.hours.contains(hours)
            else { throw ServerErrors.accessTooLong }
            return hours
        default: throw ServerErrors.malformed("hours")
        }
    }
}
