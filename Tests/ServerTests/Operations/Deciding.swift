// Deciding: the decisions on what a world's server has refused.

import Server
import Shared

extension World {
    var quarantines: Quarantines {
        Quarantines(
            storage: administration.storage, ports: data.ports, schema: schema)
    }

    /// The addresses of what waits, in the order in which it was written.
    func waiting() throws -> [DeliveryAddress] {
        try quarantines.waiting().map { DeliveryAddress(replica: $0.replica, number: $0.number) }
    }
}
