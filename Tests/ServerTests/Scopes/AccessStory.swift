// AccessStory: somebody who has to open what a colleague holds.

import ClientCore
import Server
import Shared

/// A gardener of Anna's list with a wish, and Badr, who does not hold that list.
struct AccessStory {
    /// Why the list is opened.
    static let reason = "Remplace Anna ce matin"

    let world: World
    let anna: TestDevice
    let badr: TestDevice
    let list: RecordID
    let gardener: RecordID
    let wish: RecordID

    init() async throws {
        world = try World()
        anna = try await world.device()
        badr = try await world.device()
        list = try world.administration.createPortfolio(
            organisation: world.organisation, name: "List",
            holder: try anna.store.enrolment()?.user
        ).id
        let gardener = try anna.create(
            "gardener",
            ["name": .assign(.text("Zuleikha")), "list": .assign(.text(list.description))])
        self.gardener = gardener
        wish = try anna.create(
            "wish",
            [
                "text": .assign(.text("ombre")),
                "gardener": .assign(.text(gardener.description)),
            ])
        for device in [anna, badr, anna, badr] { try await device.sync() }
    }

    func open(_ hours: Int = 24) async throws -> OpenedFile {
        try await badr.engine.open(
            gardener, reason: AccessStory.reason, hours: hours)
    }

    /// Whether Badr's device shows anything of the file.
    func isShown() throws -> Bool {
        try badr.store.record("gardener", gardener) != nil
            || badr.store.record("wish", wish) != nil
            || !badr.store.search(SearchRequest(text: "Zuleikha")).isEmpty
    }

    func isPending() throws -> Bool {
        try Oversight(
            storage: world.administration.storage, ports: world.data.ports
        ).overview().pendingPurges.contains {
            $0.device.replica == (try? badr.store.enrolment()?.replica)
        }
    }
}
