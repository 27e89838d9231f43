// Promises: what the server has said of its order and of a device's numbers, which only grow until
// a restore begins another line.

import ClientCore
import Shared

/// What the server said at the end of an exchange.
struct Promise {
    let epoch: Epoch
    /// The end of its order.
    let head: UInt64
    /// The number that it takes next.
    let next: UInt64
}

extension World {
    /// On one line the order never gets shorter, and a number that was taken is not asked for
    /// again: also not by an answer to a message that comes late or twice.
    func checkPromise(_ request: TransportRequest, _ answer: SyncResponse) throws {
        guard answer.epoch == server.epoch, let number = World.number(in: request) else { return }
        let now = Promise(epoch: answer.epoch, head: answer.head, next: answer.nextNumber)
        if let before = promises[number], before.epoch == now.epoch,
            now.head < before.head || now.next < before.next
        {
            throw SimulationFailure(
                "monotone",
                "number \(number): head \(before.head) \(now.head), next \(before.next) "
                    + "\(now.next)")
        }
        promises[number] = now
    }

    /// The number under which a request speaks: the second part of its token.
    private static func number(in request: TransportRequest) -> Replica? {
        let token = request.headers.first { $0.name == "Authorization" }?.value
        let parts = token?.split(separator: ".") ?? []
        return parts.count == 3 ? Replica(parts[1]) : nil
    }
}
