// KillTests: commands and the server are killed at any moment, and nothing that was reported as
// done is missing afterwards, nothing is there twice, and everybody holds the same.

import Shared
import Testing

@Suite(.ownThreads) struct KillTests {
    private static let roundsOfASeed = 75

    /// 300 rounds in all; each is a write and a synchronisation, with a kill in five of six.
    @Test(
        "nothing reported as done is lost, whoever is killed and when",
        arguments: [1, 2, 3, 20_240_229] as [UInt64])
    func survivesKills(seed: UInt64) throws {
        let field = try KillingField(seed: seed)
        for number in 0..<Self.roundsOfASeed { try field.round(number) }
        let tally = field.tally
        // Otherwise nothing was tried.
        #expect(tally.killedBeforeAnswer > 0 && tally.serverKills > 5, "\(tally)")
        #expect(tally.interruptedSyncs > 0 && tally.done > 10, "\(tally)")

        try field.settle()
        let fresh = try field.server.device("Lou")
        try fresh.sync()
        try requireSame(field.devices + [fresh])
        let device = field.devices[0]
        try Audit(device: device, ledger: field.ledger).run()
    }

    /// Everybody matches the server and shows the same documents.
    private func requireSame(_ devices: [Device]) throws {
        var first: [String]?
        for device in devices {
            #expect(try device.json("verify").flag("match"))
            let status = try device.json("status")
            #expect(try status.number("pending") == 0)
            #expect(try status.number("quarantined") == 0)
            let shown = try [["list", "person"], ["list", "note"], ["conflicts"]]
                .map { try device.start($0).finish().success().shown }
            if let first { #expect(shown == first) } else { first = shown }
        }
    }
}
