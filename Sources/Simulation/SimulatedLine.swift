// SimulatedLine: the way between a device and the server, on which everything happens that the
// schedule says, and by which the simulator sees what passes.

import ClientCore
import Server
import Shared

final class SimulatedLine: Transport {
    // A run is one task from its beginning to its end; nobody else ever holds its world.
    nonisolated(unsafe) private weak var world: World?
    // As above.
    nonisolated(unsafe) weak var device: SimulatedDevice?

    init(_ world: World) { self.world = world }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        guard let world, let device else {
            throw TransportError(kind: .invalidAddress, detail: "the run is over")
        }
        do {
            return try await world.carry(request, from: device)
        } catch let error as TransportError {
            throw error
        } catch {
            world.note(error)
            throw TransportError(kind: .invalidAddress, detail: "\(error)")
        }
    }
}
