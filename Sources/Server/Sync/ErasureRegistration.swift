// ErasureRegistration: an erasure's line in the register that no backup holds: when, by whom, on
// what, and which devices may have held it.

import Shared

/// Adds erasures to the register.
struct ErasureRegistration {
    let writer: any StorageWriting
    let schema: Schema
    let now: UInt64

    /// A record that is erased, as it was before.
    struct Erased {
        let key: RecordKey
        let scope: String
        let state: RecordState
    }

    /// Registers records that are about to be erased together.
    func register(erasing keys: [RecordKey], by actor: AuditActor) throws {
        try register(
            try keys.compactMap { key in
                try writer.record(key).map { stored in
                    Erased(
                        key: key, scope: stored.scope,
                        state: (try? RecordState(bytes: stored.state)) ?? RecordState())
                }
            }, by: actor)
    }

    /// A file is one erasure with everything that goes with it; what belongs to a file that was
    /// erased before is part of that one.
    func register(_ erased: [Erased], by actor: AuditActor) throws {
        let new = erased.filter { $0.state.erasure == nil }
        let file = new.first { schema.beginsFiles($0.key.collection) }
        for record in try file.map({ [$0] }) ?? new.filter({ try !isPart($0) }) {
            try writer.note(
                .erasure(
                    ErasureAct(
                        key: record.key, scope: record.scope, at: now, who: actor.text,
                        records: file == nil ? 1 : new.count,
                        devices: try devices(holding: record.scope))))
        }
    }

    private func isPart(_ record: Erased) throws -> Bool {
        guard let collection = schema.collection(record.key.collection) else { return false }
        for file in schema.fileCollections {
            for field in collection.fields(referringTo: file.name) {
                for id in record.state.texts(of: field).compactMap({ RecordID($0) }) {
                    let key = RecordKey(collection: file.name, id: id)
                    if try Masking.isErased(key, writer) { return true }
                }
            }
        }
        return false
    }

    /// Everybody's devices that hold a scope, or may. What a device was sent and has not spoken of
    /// yet, it is taken to hold until it says otherwise: only then is it known to have purged it.
    private func devices(holding scope: String) throws -> [Replica] {
        var replicas: [Replica] = []
        for var device in try writer.devices() where device.state != .server {
            if !device.held.contains(scope) {
                guard device.state == .active, let user = try writer.user(device.user) else {
                    continue
                }
                let member = try AuthenticatedDevice(device, of: user, writer).member
                let scopes = Authorisation.scopes(of: member).map(\.description)
                guard scopes.contains(scope) else { continue }
                device.held.insert(scope)
                try writer.put(device)
            }
            replicas.append(device.replica)
        }
        return replicas
    }
}
