// EchoWrites: the writes that an answer's echoes are made of, as the server has made them.

import Shared

/// A request's transactions with the places that its answer gives them.
struct EchoWrites {
    private let transactions: [Transaction]
    private let replica: Replica
    /// What became of each, by its place in the request; `nil` where nothing is said of it.
    private var outcomes: [Outcome?]

    private enum Outcome {
        case accepted(Position)
        /// It is in quarantine, and changes nothing.
        case refused
    }

    init(_ request: SyncRequest, _ response: SyncResponse, _ replica: Replica) {
        transactions = request.transactions
        self.replica = replica
        outcomes = Array(repeating: nil, count: transactions.count)
        for acknowledgement in response.acknowledgements {
            switch acknowledgement {
            case .accepted(let first, let count, let sequence):
                note(first, count, after: request.after) { offset in
                    .accepted(Position(epoch: response.epoch, sequence: sequence &+ offset))
                }
            case .quarantined(let number, _, _):
                note(number, 1, after: request.after) { _ in .refused }
            }
        }
    }

    /// No more than were sent, whatever is said of them.
    private mutating func note(
        _ first: UInt64, _ count: Int, after: UInt64, _ outcome: (UInt64) -> Outcome
    ) {
        guard first > after, first - after <= UInt64(outcomes.count) else { return }
        let start = Int(first - after) - 1
        for index in start..<min(start + count, outcomes.count) {
            outcomes[index] = outcome(UInt64(index - start))
        }
    }

    /// What the server has written of a record, in order, each with the change that it is of; `nil`
    /// where it has not answered for all of them, or taken none.
    func writes(of echo: Echo) -> [(change: RecordChange, write: Write, knowledge: Knowledge)]? {
        var result: [(change: RecordChange, write: Write, knowledge: Knowledge)] = []
        for (index, change) in echo.changes {
            guard let outcome = outcomes[index] else { return nil }
            guard case .accepted(let position) = outcome else { continue }
            let transaction = transactions[index]
            let write = Write(
                transaction: transaction.id, stamp: transaction.stamp,
                claimed: transaction.stamp, replica: replica, position: position,
                isClockVerified: transaction.isClockVerified)
            result.append((change, write, transaction.knowledge(of: change)))
        }
        return result.isEmpty ? nil : result
    }
}
