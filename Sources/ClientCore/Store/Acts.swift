// Acts: what is taken out of the device, kept until the audit of the server has it. It is noted
// before it is handed out, so nothing leaves unnoted, whatever happens in between; what could then
// not be written is noted all the same.

import SQLite
public import Shared

extension Store {
    /// Notes what is about to be taken out of the device. Durable when it returns, without a
    /// network; the server's audit has it after the next synchronisation.
    ///
    /// - Parameters:
    ///   - kind: what is done.
    ///   - name: the collection of `id`; without one, a name of the program for what it is, such as
    ///     a format. Never a text that somebody wrote.
    ///   - id: the record that it is about, when it is about one.
    ///   - count: how many records are taken out.
    /// - Throws: when it cannot be noted; then nothing is to be handed out.
    public func noteAct(
        _ kind: DeviceActKind, of name: String, _ id: RecordID? = nil, count: Int = 1
    ) throws(RelaisError) {
        // One that cannot be told would keep everything else from being sent.
        guard DeviceAct.isName(name) else { throw StoreErrors.unknownCollection(name) }
        try withWriting { core in
            try core.connection.run("UPDATE relais_device SET last_act = last_act + 1")
            try core.connection.run(
                "INSERT INTO relais_act VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .integer(Int64(bitPattern: try core.lastAct())),
                    .integer(Int64(clamping: core.ports.now())), .text(kind.rawValue),
                    .text(name), id.map { .blob($0.bytes) } ?? .null,
                    .integer(Int64(max(count, 0))),
                ])
        }
    }
}

extension StoreCore {
    /// The number of the last act under the present replica number.
    func lastAct() throws -> UInt64 {
        var number: UInt64 = 0
        try connection.rows("SELECT last_act FROM relais_device", []) {
            number = UInt64(bitPattern: $0.int64(0))
        }
        return number
    }

    /// The first acts that the server has not confirmed.
    func acts(maximum: Int) throws -> [DeviceAct] {
        var acts: [DeviceAct] = []
        try connection.rows(
            "SELECT number, at, kind, name, id, count FROM relais_act ORDER BY number LIMIT ?",
            [.integer(Int64(maximum))]
        ) { row in
            acts.append(
                DeviceAct(
                    number: UInt64(bitPattern: row.int64(0)),
                    at: UInt64(bitPattern: row.int64(1)), kind: row.string(2),
                    name: row.string(3),
                    id: row.isNull(4) ? nil : RecordID(bytes: row.bytes(4)),
                    count: UInt64(bitPattern: row.int64(5))))
        }
        return acts
    }

    /// Forgets what the audit has.
    func forgetActs(through number: UInt64) throws {
        try connection.run(
            "DELETE FROM relais_act WHERE number <= ?", [.integer(Int64(bitPattern: number))])
    }

    /// Begins at 1 under a new replica number, with what is not confirmed.
    func renumberActs() throws {
        let old = try acts(maximum: .max).map(\.number)
        // Each one comes to its own place or an earlier one, which is free by then.
        for (index, number) in old.enumerated() {
            try connection.run(
                "UPDATE relais_act SET number = ? WHERE number = ?",
                [.integer(Int64(index) + 1), .integer(Int64(bitPattern: number))])
        }
        try connection.run(
            "UPDATE relais_device SET last_act = ?", [.integer(Int64(old.count))])
    }
}
