// DeviceAct: what was taken out of a device, for the audit of the server. It says what was done on
// what, by opaque identities and names of the program; no text that anybody wrote.

/// What a person may take out of a device. The raw values stand in files and never change.
public enum DeviceActKind: String, CaseIterable, Sendable {
    /// Records in a file that other programs read.
    case export
    /// A page for people.
    case print
    /// Figures of a period.
    case report
    /// Everything that is held on a person.
    case personRead = "person-read"
}

/// Something that was taken out of a device, as it tells the server.
package struct DeviceAct: Hashable, Sendable {
    /// 1, 2, 3, … under one replica number.
    package var number: UInt64
    /// Unix milliseconds by the device's clock.
    package var at: UInt64
    /// The raw value of a `DeviceActKind`, or what a newer program calls it.
    package var kind: String
    /// The collection of `id`; without one, what it was, such as the format of an export.
    package var name: String
    /// The record that it is about, when it is about one.
    package var id: RecordID?
    /// How many records were taken out.
    package var count: UInt64

    package init(
        number: UInt64, at: UInt64, kind: String, name: String, id: RecordID?, count: UInt64
    ) {
        self.number = number
        self.at = at
        self.kind = kind
        self.name = name
        self.id = id
        self.count = count
    }

    /// SHA-256 of all of it: two acts under one number come from two copies of a store.
    package var hash: [UInt8] {
        var writer = ByteWriter()
        writer.fixed(number)
        writer.fixed(at)
        writer.text(kind)
        writer.text(name)
        writer.text(id?.description ?? "")
        writer.fixed(count)
        return SHA256.hash(writer.bytes)
    }

    /// Whether a message carries such a name.
    package static func isName(_ text: String) -> Bool { WireReader.isName(text) }

    /// Refuses numbers that are not in order.
    static func check(_ acts: [DeviceAct]) throws(WireError) {
        var last: UInt64 = 0
        for act in acts {
            guard act.number > last else { throw WireError("acts that are not in order") }
            last = act.number
        }
    }
}
