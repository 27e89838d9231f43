// EchoWrites: the writes that an answer's echoes are made of, as the server has made them.

import Shared

/// A request's transactions with the places that its answer gives them.
struct EchoWrites {
    let transactions: [Transaction]
    private let replica: Replica
    /// By the transaction's place in the request; `nil` for one that was not accepted.
    private var positions: [Position?]

    init(_ request: SyncRequest, _ response: SyncResponse, _ replica: Replica) {
        transactions = request.transactions
        self.replica = replica
        positions = Array(repeating: nil, count: transactions.count)
        for case .accepted(let first, let count, let sequence) in response.acknowledgements {
            guard first > request.after else { continue }
            let start = first - request.after - 1
            // No more than were sent, whatever is said of them.
            for offset in 0..<UInt64(count) where start + offset < UInt64(positions.count) {
                positions[Int(start + offset)] = Position(
                    epoch: response.epoch, sequence: sequence &+ offset)
            }
        }
    }

    /// How the server wrote a transaction; `nil` when it did not.
    func write(_ index: Int) -> Write? {
        let transaction = transactions[index]
        return positions[index].map { position in
            Write(
                transaction: transaction.id, stamp: transaction.stamp,
                claimed: transaction.stamp, replica: replica, position: position, former: [],
                isClockVerified: transaction.isClockVerified)
        }
    }

    /// Where the last change of a record stands.
    func position(of echo: Echo) -> Position? {
        echo.changes.last.flatMap { positions[$0.transaction] }
    }
}
