// Steps: a schedule as a list of explicit steps, which can be run again, printed and made shorter
// without the generator that drew it.

package import FaultyDisk

/// One step of a schedule. Its number seeds whatever chance it needs, so that leaving another step
/// out changes nothing in this one.
package struct Step: Hashable, Sendable {
    package let number: UInt64
    package var action: Action

    package init(_ number: UInt64, _ action: Action) {
        self.number = number
        self.action = action
    }
}

/// What happens. Devices are named by any number, taken modulo how many there are.
package indirect enum Action: Hashable, Sendable {
    case write(device: Int, Writing)
    case openForm(device: Int)
    case sync(device: Int, [LineEvent])
    case advance(milliseconds: UInt64)
    /// The clock of a device is set to another time, in seconds from the true one.
    case setClock(device: Int, seconds: Int64)
    case serverClock(seconds: Int64)
    case join(user: Int)
    case crash(device: Int)
    case clone(device: Int)
    case keepCopy(device: Int)
    case rollBack(device: Int)
    case revoke(device: Int)
    case changeRole(user: Int)
    case handOver(portfolio: Int, user: Int)
    case upgrade(device: Int)
    case upgradeServer
    case fillDisk(device: Int)
    case freeDisk(device: Int)
    /// After so many writes and syncs of the device's disk that go well, one fails.
    case breakDisk(device: Int, after: Int)
    /// The server's disk fails while it does this without being asked by a device.
    case onFailingDisk(FaultyDisk.Fault, Action)
    case fillServerDisk
    case freeServerDisk
    case crashServer
    case backUp
    /// Puts the backup of this index, from the last one, in place.
    case restore(Int)
    /// The same, and the ledger is lost: what it alone knew is forgotten.
    case restoreWithoutLedger(Int)
    case decide(accept: Bool)
    /// So many days pass, and the server takes out what nobody needs any more.
    case compact(days: Int)
    /// A request that was sent long ago arrives now.
    case deliverLate
    case quiet
}

/// What a user does.
package enum Writing: String, Hashable, Sendable, CaseIterable {
    case createPlot, createDiary, createNatural, createMemo
    case name, soil, state, addTag, removeTag, clearTags, visit, diaryText, diaryVisit, extra
    case two, touch, delete, deleteDiary, erase, settle, saveForm, stranger
    case createFile, moveFile, deleteFile, createLeaf, leafText, moveLeaf, strangeLeaf
    case createParcel, greedyParcel, parcelText, answerParcel, keepParcel, forgedParcel
    case deleteParcel
}

/// Something that happens to one of the exchanges of a synchronisation.
package struct LineEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case loseRequest
        case loseResponse
        case refuseAsTooLarge
        /// The server takes the request twice; the second answer arrives.
        case duplicate
        /// A copy of the request stays on the way, also when the request itself is lost.
        case delayCopy
        /// Only the beginning of the answer arrives.
        case truncate(percent: Int)
        /// The device dies: before the request leaves, or before it has the answer.
        case dieBefore
        case dieAfter
        /// The server dies after its commit.
        case serverDies
        /// The server's disk fails while the request is taken, once; or its power goes, and the
        /// server begins again over what is left.
        case diskFails(FaultyDisk.Fault)
        /// Others do something before the request arrives.
        case before(Step)
        /// Others do something while the answer is on its way.
        case after(Step)
    }

    /// Which exchange of the synchronisation, from 0.
    package var exchange: Int
    package var kind: Kind

    package init(_ exchange: Int, _ kind: Kind) {
        self.exchange = exchange
        self.kind = kind
    }
}

extension Step: CustomStringConvertible {
    package var description: String { "#\(number) \(action)" }
}

extension Action: CustomStringConvertible {
    package var description: String {
        switch self {
        case .write(let device, let writing): "write d\(device) \(writing.rawValue)"
        case .openForm(let device): "open-form d\(device)"
        case .sync(let device, let events):
            "sync d\(device)"
                + (events.isEmpty
                    ? "" : " [" + events.map(\.description).joined(separator: ", ") + "]")
        case .advance(let milliseconds): "advance \(milliseconds) ms"
        case .setClock(let device, let seconds): "set-clock d\(device) \(seconds) s"
        case .serverClock(let seconds): "server-clock \(seconds) s"
        case .join(let user): "join u\(user)"
        case .crash(let device): "crash d\(device)"
        case .clone(let device): "clone d\(device)"
        case .keepCopy(let device): "keep-copy d\(device)"
        case .rollBack(let device): "roll-back d\(device)"
        case .revoke(let device): "revoke d\(device)"
        case .changeRole(let user): "change-role u\(user)"
        case .handOver(let portfolio, let user): "hand-over p\(portfolio) u\(user)"
        case .upgrade(let device): "upgrade d\(device)"
        case .upgradeServer: "upgrade-server"
        case .fillDisk(let device): "fill-disk d\(device)"
        case .freeDisk(let device): "free-disk d\(device)"
        case .breakDisk(let device, let after): "break-disk d\(device) after \(after)"
        case .onFailingDisk(let fault, let action): "\(action), disk \(fault)"
        case .fillServerDisk: "fill-server-disk"
        case .freeServerDisk: "free-server-disk"
        case .crashServer: "crash-server"
        case .backUp: "back-up"
        case .restore(let index): "restore \(index)"
        case .restoreWithoutLedger(let index): "restore \(index) without-ledger"
        case .decide(let accept): "decide \(accept ? "accept" : "dismiss")"
        case .compact(let days): "compact after \(days) days"
        case .deliverLate: "deliver-late"
        case .quiet: "quiet"
        }
    }
}

extension LineEvent: CustomStringConvertible {
    package var description: String {
        switch kind {
        case .before(let step): "\(exchange) before {\(step)}"
        case .after(let step): "\(exchange) after {\(step)}"
        case .diskFails(let fault): "\(exchange) disk \(fault)"
        default: "\(exchange) \(kind)"
        }
    }
}
