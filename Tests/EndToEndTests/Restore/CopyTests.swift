// CopyTests: a store's folder that is copied to a second machine, and an old copy that is put back.

import FoundationEssentials
import Shared
import Testing

@Suite(.ownThreads) struct CopyTests {
    private let server: TestServer

    init() throws {
        server = try TestServer()
        try server.start()
    }

    private func copy(_ device: Device) throws -> Device {
        let copy = try Device()
        try FileManager.default.copyItem(atPath: device.store, toPath: copy.store)
        return copy
    }

    private func requireSame(_ devices: [Device], names: Set<String>) throws {
        for _ in 0..<2 { for device in devices { try device.sync() } }
        for device in devices {
            let records = try device.records("person")
            #expect(records.count == names.count)
            #expect(Set(records.compactMap { $0.field("given_name")?.string }) == names)
            #expect(try device.json("verify").flag("match"))
            #expect(try device.json("quarantine").list("transactions").isEmpty)
            #expect(try device.json("conflicts").list("conflicts").isEmpty)
        }
    }

    @Test("a store that is used on two machines goes on as two, and nothing is lost or doubled")
    func copied() throws {
        let anna = try server.device("Anna")
        let other = try server.device("Badr")
        let person = try anna.put("person", "given_name=A")
        try anna.sync()
        try anna.put("person", "--id", person, "notes_count+=1")
        let twin = try copy(anna)
        try anna.put("person", "given_name=B")
        try twin.put("person", "given_name=C")
        try anna.sync()
        try twin.sync()
        try anna.put("person", "given_name=D")
        try anna.sync()
        try requireSame([anna, twin, other], names: ["A", "B", "C", "D"])
        #expect(try other.json("get", "person", person).field("notes_count") == .integer(1))
    }

    @Test("an old copy that is put back goes on as another device, and nothing is lost or doubled")
    func rolledBack() throws {
        let anna = try server.device("Anna")
        let other = try server.device("Badr")
        let person = try anna.put("person", "given_name=A")
        try anna.sync()
        let old = try copy(anna)
        try anna.put("person", "given_name=B", "notes_count+=1")
        try anna.sync()
        try FileManager.default.removeItem(atPath: anna.store)
        try FileManager.default.copyItem(atPath: old.store, toPath: anna.store)
        try anna.put("person", "given_name=C")
        try anna.put("person", "--id", person, "notes_count+=1")
        try requireSame([anna, other], names: ["A", "B", "C"])
        #expect(try other.json("get", "person", person).field("notes_count") == .integer(1))
    }

    @Test("a copied store meets a restored server")
    func copiedAndRestored() throws {
        let anna = try server.device("Anna")
        try anna.put("person", "given_name=A")
        try anna.sync()
        let backup = server.folder.path + "/brest.backup"
        try server.administer(["backup", "--to", backup])
        let twin = try copy(anna)
        try anna.put("person", "given_name=B")
        try anna.sync()
        try twin.put("person", "given_name=C")
        #expect(try server.stop().status == 0)
        try server.administer(["restore", "--from", backup])
        try server.start()
        try twin.sync()
        try anna.sync()
        try requireSame([anna, twin], names: ["A", "B", "C"])
    }
}
