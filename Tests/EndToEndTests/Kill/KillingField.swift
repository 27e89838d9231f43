// KillingField: a server and two devices whose programs are killed while they work, round by round.

import Glibc
import Shared
import Testing

final class KillingField {
    /// Who is killed in a round.
    enum Victim: Int {
        case nobody, writer, syncer, server, writerAndServer, everybody
    }

    /// When.
    enum Moment {
        /// After this part of what a command usually takes, in hundredths.
        case after(Int)
        /// As soon as the victim has said something.
        case onAnswer
    }

    /// How often what happened, so that a run that killed nobody is told from a good one.
    struct Tally {
        var killedBeforeAnswer = 0
        var killedAfterAnswer = 0
        var serverKills = 0
        var interruptedSyncs = 0
        var done = 0
    }

    let server: TestServer
    private(set) var devices: [Device] = []
    private(set) var ledger = Ledger()
    private(set) var tally = Tally()
    private var chance: Chance
    /// How many writes of each device were reported as done.
    private var written = [0, 0]
    /// What a command takes here when nothing disturbs it, in microseconds.
    private var usual = 30_000

    init(seed: UInt64) throws {
        chance = Chance(seed: seed)
        server = try TestServer()
        try server.start()
        for name in ["Anna", "Karim"] {
            let device = try Device()
            devices.append(device)
            try enrol(device, code: try server.invite(name))
        }
        let start = ContinuousClock.now
        try devices[0].json("sync")
        let duration = start.duration(to: .now).components
        usual = max(
            5_000,
            Int(duration.seconds) * 1_000_000
                + Int(duration.attoseconds / 1_000_000_000_000))
    }

    /// Enrols through a kill of the program, and often of the server: the code is not lost.
    private func enrol(_ device: Device, code: String) throws {
        let program = try device.start(["enrol", server.url, code])
        usleep(UInt32(chance.next(below: 60_000)))
        program.send(SIGKILL)
        if chance.once(in: 2) { try restart() }
        let first = try program.finish()
        if first.status != 0 {
            let second = try device.run("enrol", server.url, code)
            let isEnrolled = second.output.contains("already_enrolled")
            guard second.status == 0 || isEnrolled else {
                throw Failure("the code was lost: \(second.summary)")
            }
        }
    }

    /// A command that writes and a synchronisation, at the same time, and somebody dies.
    func round(_ number: Int) throws {
        let author = chance.next(below: devices.count)
        let command = WriteCommand.drawn(&chance, label: "r\(number)", ledger)
        let victim = Victim(rawValue: chance.next(below: 6)) ?? .nobody
        let moment: Moment =
            chance.once(in: 3) ? .onAnswer : .after(chance.next(below: 130))
        let syncing = chance.next(below: devices.count)
        let written = written[syncing]
        let writer = try devices[author].start(command.arguments)
        let syncer = try devices[syncing].start(["sync"])
        try wait(moment, victim == .writer || victim == .writerAndServer ? writer : syncer)
        let isServerKilled = [.server, .writerAndServer, .everybody].contains(victim)
        if [.writer, .writerAndServer, .everybody].contains(victim) { writer.send(SIGKILL) }
        if [.syncer, .everybody].contains(victim) { syncer.send(SIGKILL) }
        if isServerKilled { try restart() }
        try take(try writer.finish(), of: command, by: author)
        let isSynced = try take(try syncer.finish(), isServerKilled: isServerKilled)
        // Asked at once, while no device can have sent again what a killed server forgot.
        if isSynced && isServerKilled {
            let received = try received(from: syncing)
            #expect(received >= written, "\(received) of \(written) kept in round \(number)")
        }
    }

    /// How many transactions of a device the server holds.
    private func received(from device: Int) throws -> Int {
        let rows = try server.administer(["devices", "list"]).list("devices")
        return try rows[device].number("received")
    }

    private func wait(_ moment: Moment, _ program: Program) throws {
        switch moment {
        case .after(let part): usleep(UInt32(usual * part / 100))
        case .onAnswer: try program.waitForOutput()
        }
    }

    private func restart() throws {
        try server.kill()
        tally.serverKills += 1
        try server.start()
    }

    private func take(_ outcome: Outcome, of command: WriteCommand, by device: Int) throws {
        if outcome.status == nil && outcome.output.isEmpty {
            tally.killedBeforeAnswer += 1
            ledger.note(command, by: device, id: nil)
            return
        }
        if outcome.status == nil { tally.killedAfterAnswer += 1 }
        let document = try outcome.document()
        if let error = document["error"] {
            // The other device's record, which has not arrived on this one.
            guard try error.text("code") == "not_found" else {
                throw Failure("a write was refused: \(outcome.summary)")
            }
            return
        }
        tally.done += 1
        written[device] += 1
        ledger.note(command, by: device, id: try document.text("id"))
    }

    /// Whether the synchronisation said that it reached the server's state.
    private func take(_ outcome: Outcome, isServerKilled: Bool) throws -> Bool {
        if outcome.status == 0 { return true }
        tally.interruptedSyncs += 1
        if outcome.status == nil { return false }
        guard isServerKilled, try outcome.error().text("code") == "offline",
            try outcome.document().text("state") == "offline"
        else { throw Failure("a synchronisation failed: \(outcome.summary)") }
        return false
    }

    /// Brings both devices to the server's state.
    func settle() throws {
        for device in devices + devices { try device.sync() }
    }
}
